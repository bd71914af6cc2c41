import { describe, expect, it } from "vitest";
import { counts, sentences, type AgreementLane } from "./agreement";

const answer = (lane: number, name: string) => ({
  lane,
  name,
  answer: { id: name, lane, version: null, model: name, blind: false, status: "complete" as const },
});

const answers: AgreementLane[] = [
  { ...answer(0, "One"), sentences: [
    { text: "Only A.", count: 1, lanes: [0] },
    { text: "All say this.", count: 3, lanes: [0, 1, 2] },
    { text: "A and C.", count: 2, lanes: [0, 2] },
  ] },
  { ...answer(1, "Two"), sentences: [{ text: "This, all say.", count: 3, lanes: [0, 1, 2] }] },
  { ...answer(2, "Three"), sentences: [
    { text: "C and A.", count: 2, lanes: [0, 2] },
    { text: "All of them say this.", count: 3, lanes: [0, 1, 2] },
    { text: "Only C.", count: 1, lanes: [2] },
  ] },
]; // prettier-ignore
const texts = (lane: number | null, count: number | null, order: "written" | "most" | "least") =>
  sentences(answers, { lane, count, order }).map((one) => one.text);

describe("what the answers agree on", () => {
  it("is_told_once_where_all_answers_are_shown", () => {
    expect(texts(null, null, "written")).toEqual(["Only A.", "All say this.", "A and C.", "Only C."]);
  });

  it("is_told_in_an_answers_own_words_where_one_is_shown", () => {
    expect(texts(2, null, "written")).toEqual(["C and A.", "All of them say this.", "Only C."]);
    expect(sentences(answers, { lane: 2, count: 3, order: "most" })).toMatchObject([{ lane: 2, index: 1 }]);
  });

  it("is_ordered_by_how_many_say_it", () => {
    expect(texts(null, null, "most")).toEqual(["All say this.", "A and C.", "Only A.", "Only C."]);
    expect(texts(null, null, "least")).toEqual(["Only A.", "Only C.", "A and C.", "All say this."]);
  });

  it("is_filtered_by_how_many_say_it", () => {
    expect(texts(null, 1, "written")).toEqual(["Only A.", "Only C."]);
    expect(texts(1, 1, "written")).toEqual([]);
  });

  it("is_counted_from_all_down_to_one", () => {
    expect([...counts(answers, null)]).toEqual([[3, 1], [2, 1], [1, 2]]); // prettier-ignore
    expect([...counts(answers, 1)]).toEqual([[3, 1], [2, 0], [1, 0]]); // prettier-ignore
    expect([...counts([], null)]).toEqual([]);
  });

  it("leaves_what_it_was_given_as_it_was", () => {
    const before = JSON.stringify(answers);
    texts(0, null, "most");
    expect(JSON.stringify(answers)).toBe(before);
  });
});
