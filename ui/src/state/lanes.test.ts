import { describe, expect, it } from "vitest";
import { laneHue, laneLetter, laneStyle, MOST_LANES } from "./lanes";

const lanes = Array.from({ length: MOST_LANES }, (_, lane) => lane);

describe("a lane", () => {
  it("has_a_letter_of_its_own", () => {
    expect(lanes.map(laneLetter).join("")).toBe("ABCDEFGH");
    expect(laneLetter(null)).toBe("");
    expect(laneLetter(8), "one that came after another had gone").toBe("I");
    expect(laneHue(8)).toEqual(laneHue(0));
  });

  it("has_a_hue_of_its_own", () => {
    expect(new Set(lanes.map((lane) => laneHue(lane).hue)).size).toBe(MOST_LANES);
  });

  it("that_is_none_is_drawn_in_ink", () => {
    expect(laneStyle(null)).toBe("--hue: var(--ink-2); --hue-soft: var(--soft)");
    expect(laneStyle(1)).toBe("--hue: var(--hue-b); --hue-soft: var(--hue-b-soft)");
  });
});
