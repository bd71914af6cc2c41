import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { laneHue, MOST_LANES } from "../src/state/lanes";
import { contrast, distance, parseTokens } from "./contrast";

const tokens = parseTokens(readFileSync("src/kit/tokens.css", "utf8"));
const SURFACES = ["side", "paper", "raised", "soft", "hover", "press", "code"];
const HUES = [..."abcdefgh"].map((letter) => `hue-${letter}`);
const TEXT: [string, string[]][] = [
  ["ink", [...SURFACES, "warn-soft", "danger-soft", "good-soft", "accent-soft"]],
  ["ink-2", [...SURFACES, "danger-soft", "warn-soft"]],
  ["ink-3", ["side", "paper", "raised", "soft", "hover", "press"]],
  ["accent", ["side", "paper", "raised", "soft", "accent-soft"]],
  ["danger", ["side", "paper", "raised", "danger-soft"]],
  ["warn", ["paper", "raised", "warn-soft"]],
  ["good", ["paper", "raised", "good-soft"]],
  ["on-accent", ["accent", "accent-strong"]],
  ...HUES.map((hue): [string, string[]] => [hue, [...SURFACES, `${hue}-soft`]]),
  ["ink", HUES.map((hue) => `${hue}-soft`)],
  ["ink-2", HUES.map((hue) => `${hue}-soft`)],
];
const CONTROLS: [string, string[]][] = [
  ["edge", ["side", "paper", "raised"]],
  ["accent", ["side", "paper", "raised", "soft", "hover", "press"]],
];

describe.each(["light", "dark"] as const)("in %s", (mode) => {
  const ratio = (over: string, under: string) => {
    const [a, b] = [tokens.get(over), tokens.get(under)];
    if (!a || !b) throw new Error(`no token ${over} or ${under}`);
    return contrast(a[mode], b[mode]);
  };

  it.each(TEXT.flatMap(([over, unders]) => unders.map((under) => [over, under])))(
    "%s_can_be_read_on_%s",
    (over, under) => {
      expect(ratio(over, under)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(CONTROLS.flatMap(([over, unders]) => unders.map((under) => [over, under])))(
    "%s_can_be_seen_on_%s",
    (over, under) => {
      expect(ratio(over, under)).toBeGreaterThanOrEqual(3);
    },
  );
});

describe("the eight hues", () => {
  it("are_those_of_the_lanes", () => {
    const used = Array.from({ length: MOST_LANES }, (_, lane) => laneHue(lane));
    for (const [n, { hue, soft }] of used.entries()) {
      expect([hue, soft]).toEqual([`var(--${HUES[n]})`, `var(--${HUES[n]}-soft)`]);
      expect(tokens.has(`${HUES[n]}-soft`)).toBe(true);
    }
    expect(used.length).toBe(HUES.length);
  });

  const pairs = HUES.flatMap((one, n) => HUES.slice(n + 1).map((other) => [one, other] as const));

  it.each(pairs)("%s_is_not_taken_for_%s", (one, other) => {
    const [a, b] = [tokens.get(one), tokens.get(other)];
    if (!a || !b) throw new Error(`no token ${one} or ${other}`);
    expect(distance(a.light, b.light)).toBeGreaterThanOrEqual(0.08);
    expect(distance(a.dark, b.dark)).toBeGreaterThanOrEqual(0.08);
  });
});

describe("the measure itself", () => {
  it("gives_the_known_values", () => {
    const white = { l: 1, c: 0, h: 0 };
    expect(contrast(white, { l: 0, c: 0, h: 0 })).toBeCloseTo(21, 1);
    expect(contrast(white, white)).toBeCloseTo(1, 5);
    // oklch(0.5999 0 0) is #808080, 3.95 : 1 on white.
    expect(contrast(white, { l: 0.5999, c: 0, h: 0 })).toBeCloseTo(3.95, 1);
    // oklch(0.628 0.2577 29.23) is pure red, 4.0 : 1 on white.
    expect(contrast(white, { l: 0.62796, c: 0.25768, h: 29.234 })).toBeCloseTo(4.0, 1);
  });
});
