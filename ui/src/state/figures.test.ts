import { describe, expect, it } from "vitest";
import { message } from "../testing/message";
import { marks, wordCount } from "./figures";

const ran = (
  id: string,
  total_ms: number,
  cost: number | null,
  status: "complete" | "failed" = "complete",
) => ({
  message: message({ id, status, timings: { first_token_ms: 100, total_ms } }),
  cost,
});
const best = (...of: Parameters<typeof marks>) => {
  const { fastest, cheapest } = marks(...of);
  return { fastest: [...fastest], cheapest: [...cheapest] };
};

describe("among the replies of a turn", () => {
  it("the_fastest_and_the_cheapest_are_marked", () => {
    expect(best([ran("a", 900, 0.002), ran("b", 500, 0.004), ran("c", 700, 0.001)])).toEqual({
      fastest: ["b"],
      cheapest: ["c"],
    });
  });

  it("one_that_failed_wins_nothing", () => {
    expect(best([ran("a", 900, 0.002), ran("b", 500, 0.004), ran("c", 1, 0, "failed")])).toEqual({
      fastest: ["b"],
      cheapest: ["a"],
    });
  });

  it("nothing_is_marked_where_there_is_one_or_all_are_alike", () => {
    expect(best([ran("a", 900, 0.1)])).toEqual({ fastest: [], cheapest: [] });
    expect(best([ran("a", 900, 0), ran("b", 900, 0)])).toEqual({ fastest: [], cheapest: [] });
    expect(best([])).toEqual({ fastest: [], cheapest: [] });
  });

  it("two_can_be_the_cheapest_of_three", () => {
    expect(best([ran("a", 1, 0), ran("b", 2, 0), ran("c", 3, 0.1)]).cheapest).toEqual(["a", "b"]);
  });

  it("an_unknown_cost_may_be_lower_than_any_but_nothing", () => {
    expect(best([ran("a", 1, 0.1), ran("b", 2, null)]).cheapest).toEqual([]);
    expect(best([ran("a", 1, 0), ran("b", 2, null)]).cheapest).toEqual(["a"]);
  });
});

describe("words", () => {
  it("are_counted_in_any_script", () => {
    expect(wordCount("A heap, explained.")).toBe(3);
    expect(wordCount("मानसून कब आता है?")).toBe(4);
    expect(wordCount("日本の庭について")).toBeGreaterThan(1);
    expect(wordCount("")).toBe(0);
    expect(wordCount("word ".repeat(50_000))).toBe(50_000);
  });
});
