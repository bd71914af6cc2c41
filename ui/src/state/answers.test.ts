import { describe, expect, it } from "vitest";
import type { Node } from "../bindings";
import { answersOf, lineOf, markOf, markSaid, nameOf, pairOf, together } from "./answers";

const node = (id: string, lane: number, rest: Partial<Node> = {}): Node => ({
  id,
  parent: "p",
  turn: "t",
  lane,
  role: "assistant",
  status: "complete",
  edited: false,
  blind: false,
  model: `m${lane}`,
  label: "",
  ...rest,
});
const prompt = node("p", 0, { role: "user", model: null });
const lanes = [prompt, node("a1", 0), node("b", 1), node("a2", 0), node("c", 2), node("x", 0, { turn: "u" })];
const versions = [prompt, node("v1", 0), node("v2", 0), node("v3", 0)];
const model = (id: string | null) => `Model ${id}`;
const any = () => true;

describe("the answers of a turn", () => {
  it("are_marked_by_lane_and_by_version_where_there_are_several", () => {
    expect(answersOf(lanes, "b").map(markOf)).toEqual(["A1", "A2", "B", "C"]);
    expect(answersOf(versions, "v2").map(markOf)).toEqual(["1", "2", "3"]);
    expect(answersOf(lanes, "b").map(markSaid)[1]).toBe("Lane A, version 2");
  });

  it("are_named_by_letter_model_and_version", () => {
    expect(answersOf(lanes, "a1").map((one) => lineOf(one, model))).toEqual([
      "A · Model m0 · version 1",
      "A · Model m0 · version 2",
      "B · Model m1",
      "C · Model m2",
    ]);
  });

  it("are_letters_and_nothing_else_while_they_are_blind", () => {
    const blind = answersOf([prompt, node("a", 0, { blind: true }), node("b", 1, { blind: true })], "a");
    expect(blind.map((one) => nameOf(one, model))).toEqual(["Lane A", "Lane B"]);
    expect(blind.map((one) => lineOf(one, model))).toEqual(["Lane A", "Lane B"]);
  });

  it("begin_with_the_version_before_or_the_lane_beside", () => {
    expect(pairOf(answersOf(versions, "v3"), "v3", any)).toEqual(["v2", "v3"]);
    expect(pairOf(answersOf(versions, "v1"), "v1", any)).toEqual(["v1", "v2"]);
    expect(pairOf(answersOf(lanes, "c"), "c", (id) => id !== "a1")).toEqual(["a2", "c"]);
    expect(pairOf(answersOf([prompt, node("a", 0)], "a"), "a", any)).toBe(null);
  });

  it("are_read_together_as_they_are_shown_or_all_versions", () => {
    expect(together(answersOf(lanes, "b"), (id) => id !== "a1")).toEqual(["a2", "b", "c"]);
    expect(together(answersOf(versions, "v1"), (id) => id === "v1")).toEqual(["v1", "v2", "v3"]);
  });
});
