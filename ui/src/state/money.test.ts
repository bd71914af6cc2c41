import { describe, expect, it } from "vitest";
import { speak } from "../strings/index.svelte";
import { message } from "../testing/message";
import { hasCost, priced, unpriced, usd } from "./money";

speak("en");

describe("money", () => {
  it.each([
    [0, "$0"],
    [12.3, "$12.30"],
    [1, "$1.00"],
    [0.1239, "$0.124"],
    [0.05, "$0.05"],
    [0.0021, "$0.0021"],
    [0.00000123, "$0.0000012"],
  ])("of_%d_is_told_as_%s", (amount, said) => {
    expect(usd(amount)).toBe(said);
  });

  it("is_unknown_where_half_of_a_price_is", () => {
    expect(priced({ input: 1, output: null, as_of: "2026-11-01" })).toBeNull();
    expect(priced({ input: 1.25, output: 10, as_of: "2026-11-01" })).toEqual({
      input: "$1.25",
      output: "$10.00",
    });
  });

  it("is_no_word_worth_where_nothing_was_billed", () => {
    expect(hasCost(null)).toBe(false);
    expect(hasCost({ usd: 0, unknown: 0 })).toBe(false);
    expect(hasCost({ usd: null, unknown: 1 })).toBe(true);
  });

  it("is_unknown_only_for_a_remote_reply_that_used_tokens", () => {
    const usage = { prompt_tokens: 1, reply_tokens: 1 };
    expect(unpriced(message({ id: "r", usage }), true)).toBe(true);
    expect(unpriced(message({ id: "r", usage }), false)).toBe(false);
    expect(unpriced(message({ id: "r" }), true)).toBe(false);
    expect(unpriced(message({ id: "r", usage, cost: { usd: 0.1, as_of: "2026-11-01" } }), true)).toBe(false);
  });
});
