import { describe, expect, it } from "vitest";
import { differences, pieces, rows, type Change, type Piece } from "./diff";

const words = (count: number, word = "w") => Array.from({ length: count }, (_, n) => `${word}${n}`).join(" ");
const same = (text: string): Change => ({ kind: "same", text });
const removed = (text: string): Change => ({ kind: "removed", text });
const added = (text: string): Change => ({ kind: "added", text });
const textOf = (parts: Piece[], without: "removed" | "added") =>
  parts.filter((part) => part.piece !== without).map((part) => part.text).join(""); // prettier-ignore

const changes = [
  same(`${words(60)} `),
  removed("old "),
  added("new "),
  same(`${words(100)}\n`),
  added("more"),
  same(` ${words(10)}`),
];

describe("the pieces of a difference", () => {
  it("hold_either_text_whole", () => {
    for (const open of [new Set<number>(), new Set([0, 3])]) {
      expect(textOf(pieces(changes, open), "added")).toBe(
        changes.filter((one) => one.kind !== "added").map((one) => one.text).join(""), // prettier-ignore
      );
      expect(textOf(pieces(changes, open), "removed")).toContain("new ");
    }
  });

  it("fold_a_long_stretch_and_keep_the_words_beside_a_difference", () => {
    const parts = pieces(changes);
    expect(parts.map((part) => part.piece)).toEqual([
      "fold", "same", "removed", "added", "same", "fold", "same", "added", "same",
    ]); // prettier-ignore
    expect(parts[0], "before the first difference only its own words are kept").toMatchObject({ words: 46 });
    expect(parts[1]?.text.trim().split(" ")).toHaveLength(14);
    expect(parts[5]).toMatchObject({ words: 72 });
  });

  it("show_what_was_unfolded", () => {
    expect(pieces(changes, new Set([0])).map((part) => part.piece)[0]).toBe("same");
    expect(pieces(changes, new Set([0])).filter((part) => part.piece === "fold")).toHaveLength(1);
  });

  it("count_a_removal_and_what_was_put_in_its_place_as_one", () => {
    expect(differences(pieces(changes))).toBe(2);
    expect(differences(pieces([same("all the same")]))).toBe(0);
    expect(differences([])).toBe(0);
    expect(pieces([removed("a"), same(""), added("b")]).every((part) => "difference" in part)).toBe(true);
    expect(differences(pieces([removed("a"), same(""), added("b")])), "nothing lies between").toBe(1);
  });

  it("fold_the_whole_of_two_texts_that_are_the_same", () => {
    expect(pieces([same(words(200))])).toEqual([{ piece: "fold", key: 0, text: words(200), words: 200 }]);
  });
});

describe("side by side", () => {
  it("keeps_the_lines_level", () => {
    const parts = pieces([same("one\ntwo "), removed("a\nb"), added("c"), same("\nthree")]);
    expect(rows(parts).map((row) => [textOf(row.left, "added"), textOf(row.right, "removed")])).toEqual([
      ["one\n", "one\n"],
      ["two a\nb\n", "two c\n"],
      ["three", "three"],
    ]);
  });

  it("is_level_again_after_a_line_that_one_side_has_alone", () => {
    const parts = pieces([same("one\n"), removed("lost\n"), same("two\n"), added("new\n"), same("three")]);
    expect(rows(parts).map((row) => [textOf(row.left, "added"), textOf(row.right, "removed")])).toEqual([
      ["one\n", "one\n"],
      ["lost\n", ""],
      ["two\n", "two\n"],
      ["", "new\n"],
      ["three", "three"],
    ]);
    const replaced = rows(pieces([removed("a\n"), added("b\n"), same("c")]));
    expect(replaced.map((row) => [row.left.length, row.right.length])).toEqual([[1, 1], [1, 1]]); // prettier-ignore
  });

  it("gives_a_fold_a_row_of_its_own", () => {
    const folded = rows(pieces([same(`${words(60)} `), added("end")]));
    expect(folded[0]?.left.map((part) => part.piece)).toEqual(["fold"]);
    expect(folded[0]?.right).toEqual([]);
    expect(folded.map((row) => row.key)).toEqual([0, 1]);
  });
});
