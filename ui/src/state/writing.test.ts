import { describe, expect, it } from "vitest";
import { LARGE, Writing } from "./writing.svelte";

const large = "a".repeat(LARGE + 1);

describe("what is being written", () => {
  it("keeps_a_large_text_beside_the_field_and_sends_all_of_it_in_order", () => {
    const writing = new Writing();
    expect(writing.paste(large)).toBe(true);
    writing.write("What does it say?");
    expect(writing.text).toBe("What does it say?");
    expect(writing.whole).toBe(`${large}\n\nWhat does it say?`);
  });

  it("leaves_a_text_that_fits_to_the_field", () => {
    const writing = new Writing();
    expect(writing.paste("short")).toBe(false);
    expect(writing.blocks).toEqual([]);
  });

  it("is_exactly_a_large_text_where_nothing_else_was_written", () => {
    expect(new Writing(large).whole).toBe(large);
    expect(new Writing("short").whole).toBe("short");
  });

  it("is_empty_only_where_nothing_can_be_read", () => {
    expect(new Writing(" \n").empty).toBe(true);
    expect(new Writing(" ".repeat(LARGE + 1)).empty).toBe(true);
    expect(new Writing(large).empty).toBe(false);
  });

  it("lets_a_pasted_text_go", () => {
    const writing = new Writing(large);
    writing.remove(0);
    expect(writing.whole).toBe("");
  });
});
