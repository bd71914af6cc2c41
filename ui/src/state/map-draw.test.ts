import { describe, expect, it } from "vitest";
import { chain, lanes, wide } from "../testing/trees";
import { layout } from "./map";
import { followed, inView, type Pen, type Scale, trace, type Way, ways } from "./map-draw";
import { pathTo } from "./map-walk";

const scale = { column: 60, row: 40, mirrored: false };
/** Ways as a pen draws them. */
function drawn(found: readonly Way[] | undefined, as: Scale = scale): string {
  let text = "";
  const pen: Pen = {
    moveTo: (x, y) => (text += `M${x} ${y}`),
    lineTo: (x, y) => (text += `L${x} ${y}`),
    quadraticCurveTo: (a, b, x, y) => (text += `Q${a} ${b} ${x} ${y}`),
  };
  for (const way of found ?? []) trace(pen, way, as);
  return text;
}
const all = { left: -Infinity, right: Infinity, top: 0, bottom: 1e9 };

describe("what is drawn", () => {
  it("is_only_what_can_be_seen_of_a_long_chain", () => {
    const map = layout(chain(2000));
    const part = { left: -1, right: 5, top: 1000, bottom: 1020 };
    expect(inView(map, part).length).toBe(21);
    expect(ways(map, part).get(-1)?.length).toBe(22);
  });

  it("is_only_what_can_be_seen_of_a_wide_row", () => {
    const map = layout(wide(2000));
    const part = { left: 500, right: 520, top: 0, bottom: 3 };
    expect(inView(map, part).length).toBe(21);
    expect(ways(map, part).get(-1)?.length).toBeLessThan(25);
  });

  it("follows_the_way_to_the_reader_over_its_whole_length", () => {
    const nodes = lanes(3, 2);
    const map = layout(nodes);
    const path = drawn(followed(map, pathTo(nodes, ["r1-2"])).reverse());
    expect(path.startsWith("M0 0L"), "from the first prompt").toBe(true);
    expect(path.endsWith(" 120")).toBe(true);
    expect([...ways(map, all).keys()].sort(), "each lane in its hue").toEqual([0, 1, 2]);
  });

  it("is_all_that_reaches_into_a_part_however_little_of_it", () => {
    const map = layout(lanes(8, 20));
    const everything = [...ways(map, all).values()].flat();
    for (const part of [0, 1.5, 3, 6.2, 7].map((left) => ({ left, right: left + 0.7, top: 0, bottom: 9 }))) {
      const reaching = everything.filter(
        ({ spot, from }) =>
          spot.row <= 10 &&
          Math.max(spot.column, from) >= part.left &&
          Math.min(spot.column, from) <= part.right,
      );
      expect(new Set([...ways(map, part).values()].flat().map((way) => way.spot))).toEqual(
        new Set(reaching.map((way) => way.spot)),
      );
    }
  });

  it("runs_from_right_to_left_where_one_reads_so", () => {
    const nodes = lanes(2, 1);
    const map = layout(nodes);
    const mirrored = { ...scale, mirrored: true };
    expect(drawn(ways(map, all).get(1))).toContain(" 40");
    expect(drawn(ways(map, all).get(1))).toContain("L60 40");
    expect(drawn(ways(map, all).get(1), mirrored)).toContain("L-60 40");
  });

  it("is_finite_in_every_number", () => {
    const map = layout(lanes(8, 20));
    for (const found of ways(map, all).values()) expect(drawn(found)).not.toMatch(/NaN|Inf/);
  });
});
