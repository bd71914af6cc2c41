import { afterEach, describe, expect, it } from "vitest";
import type { AgreementLane } from "../state/agreement";
import { Mounted } from "../testing/mounted";
import Agreement from "./Agreement.svelte";

const answer = (lane: number, name: string) => ({
  lane,
  name,
  answer: { id: name, lane, version: null, model: name, blind: false, status: "complete" as const },
});

const lanes: AgreementLane[] = [
  { ...answer(0, "One"), sentences: [{ text: "Only A.", count: 1, lanes: [0] }, { text: "Both.", count: 2, lanes: [0, 1] }] },
  { ...answer(1, "Two"), sentences: [{ text: "Both, too.", count: 2, lanes: [0, 1] }] },
]; // prettier-ignore
let at: Mounted;
let jumps: [number, number][] = [];
afterEach(() => at.close());

function show(given: AgreementLane[]): void {
  jumps = [];
  at = new Mounted(Agreement, {
    lanes: given,
    jump: (lane: number, sentence: number) => jumps.push([lane, sentence]),
  });
}
const lines = () => at.all("agreement-line").map((one) => one.textContent?.replace(/\s+/g, " ").trim());

describe("agreement", () => {
  it("tells_how_many_answers_say_a_sentence_and_which_by_letter", () => {
    show(lanes);
    expect(lines()).toEqual(["2 of 2 AB Both.", "1 of 2 A Only A."].map((one) => expect.stringMatching(one.replaceAll(" ", "\\s*")))); // prettier-ignore
    expect(at.all("lane-mark")[0]?.getAttribute("aria-label")).toBe("Lane A");
  });

  it("leads_to_the_sentence_in_its_answer", () => {
    show(lanes);
    at.click("agreement-line");
    at.choose("agreement-lane", "1");
    at.click("agreement-line");
    expect(jumps).toEqual([[0, 1], [1, 0]]); // prettier-ignore
  });

  it("is_filtered_and_ordered", () => {
    show(lanes);
    at.choose("agreement-order", "written");
    expect(lines()[0]).toContain("Only A.");
    at.choose("agreement-count", "2");
    expect(lines()).toHaveLength(1);
    at.choose("agreement-lane", "1");
    at.choose("agreement-count", "1");
    expect(document.body.textContent).toContain("No sentence is said in that many answers.");
  });

  it("says_so_where_there_is_nothing_to_compare", () => {
    show([]);
    expect(document.body.textContent).toContain("no sentences to compare yet");
  });
});
