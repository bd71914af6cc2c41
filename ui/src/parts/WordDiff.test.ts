import { tick } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { Change, Side } from "../state/diff";
import { Mounted } from "../testing/mounted";
import WordDiff from "./WordDiff.svelte";

const long = Array.from({ length: 80 }, (_, n) => `w${n}`).join(" ");
const changes: Change[] = [
  { kind: "same", text: "The sky is " },
  { kind: "removed", text: "green" },
  { kind: "added", text: "blue" },
  { kind: "same", text: ` ${long} ` },
  { kind: "added", text: "at noon" },
];
const sides: [Side, Side] = [
  { label: "Model One", lane: 0 },
  { label: "Model Two", lane: 1 },
];

let at: Mounted;
afterEach(() => at.close());
function show(given: Change[], [before, after] = sides): void {
  at = new Mounted(WordDiff, { changes: given, before, after });
}
const text = () => document.querySelector<HTMLElement>("[role=group][tabindex]") as HTMLElement;
const current = () => document.querySelector(".at")?.textContent ?? "";

describe("the differences of two replies", () => {
  it("are_struck_through_and_underlined_and_said", () => {
    show(changes);
    expect(text().querySelector("del")?.textContent).toBe("removed: green end of the difference.");
    expect(text().querySelector("ins")?.textContent).toBe("added: blue end of the difference.");
    expect(at.get("diff-count").textContent).toBe("2 differences");
  });

  it("are_walked_by_keys_and_buttons_round_and_round", async () => {
    show(changes);
    expect(at.press(text(), "n")).toBe(true);
    await tick();
    expect(current()).toContain("green");
    expect(at.get("diff-count").textContent).toBe("1 of 2");
    at.press(text(), "F7");
    await tick();
    expect(current()).toContain("at noon");
    at.click("diff-next");
    await tick();
    expect(at.get("diff-count").textContent).toBe("1 of 2");
    at.press(text(), "F7", { shiftKey: true });
    at.press(text(), "p");
    expect(at.get("diff-count").textContent).toBe("1 of 2");
    expect(at.press(text(), "n", { ctrlKey: true }), "Ctrl N stays the window's").toBe(false);
  });

  it("hide_long_stretches_that_are_the_same_behind_a_count", () => {
    show(changes);
    expect(text().textContent).not.toContain("w40");
    expect(at.get("diff-fold").textContent).toBe("Show 52 words");
    at.click("diff-fold");
    expect(text().textContent).toContain("w40");
    expect(at.all("diff-fold")).toEqual([]);
  });

  it("are_shown_side_by_side_too", () => {
    show(changes);
    document.querySelectorAll<HTMLInputElement>("input[type=radio]")[1]?.click();
    at.press(text(), "n");
    const [left, right] = [...text().querySelectorAll(".rows > div")];
    expect(left?.textContent).toContain("green");
    expect(left?.textContent).not.toContain("blue");
    expect(right?.textContent).toContain("blue");
  });

  it("have_the_hues_of_their_lanes_and_else_those_of_losing_and_gaining", () => {
    show(changes);
    expect(at.get("word-diff").getAttribute("style")).toContain("--was: var(--hue-a)");
    expect(at.all("lane-mark").map((one) => one.textContent)).toEqual(["A", "B"]);
    at.close();
    show(changes, [{ label: "Version 1", lane: 2 }, { label: "Version 2", lane: 2 }]); // prettier-ignore
    expect(at.get("word-diff").getAttribute("style")).toContain("--was: var(--danger)");
  });

  it("are_none_where_both_say_the_same", () => {
    show([{ kind: "same", text: "Both." }]);
    expect(text().textContent).toContain("word for word");
    expect(at.get("diff-next").hasAttribute("disabled")).toBe(true);
    expect(at.press(text(), "n")).toBe(true);
  });
});
