import { describe, expect, it } from "vitest";
import { pieces } from "./pieces";

describe("a long text in pieces", () => {
  it("loses_nothing_but_the_line_breaks_that_the_pieces_stand_for", () => {
    const lines = Array.from({ length: 5000 }, (_, n) => `line ${n} of a long text`).join("\n");
    expect(pieces(lines).join("\n")).toBe(lines);
    const unbroken = "x".repeat(1_000_000);
    expect(pieces(unbroken).join("")).toBe(unbroken);
    expect(pieces(unbroken).every((piece) => piece.length <= 8000)).toBe(true);
  });

  it("parts_no_character_in_two", () => {
    const faces = "😀".repeat(10_000);
    for (const start of ["", "a"]) {
      for (const piece of pieces(start + faces)) expect(piece).not.toMatch(/[\ud800-\udbff]$/);
    }
  });

  it("leaves_a_short_text_whole", () => {
    expect(pieces("short")).toEqual(["short"]);
    expect(pieces("")).toEqual([""]);
  });
});
