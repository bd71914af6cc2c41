import { describe, expect, it } from "vitest";
import { chain, lanes, wide } from "../testing/trees";
import { layout } from "./map";
import { dots, inView, lines } from "./map-draw";
import { pathTo } from "./map-walk";

const scale = { column: 60, row: 40, mirrored: false };
const all = { left: -Infinity, right: Infinity, top: 0, bottom: 1e9 };

describe("what is drawn", () => {
  it("is_only_what_can_be_seen_of_a_long_chain", () => {
    const map = layout(chain(2000));
    const part = { left: -1, right: 5, top: 1000, bottom: 1020 };
    expect(inView(map, part).length).toBe(21);
    expect((lines(map, part, scale, new Set()).byLane.get(-1)?.match(/M/g) ?? []).length).toBe(22);
  });

  it("is_only_what_can_be_seen_of_a_wide_row", () => {
    const map = layout(wide(2000));
    const part = { left: 500, right: 520, top: 0, bottom: 3 };
    expect(inView(map, part).length).toBe(21);
    const drawn = lines(map, part, scale, new Set()).byLane.get(-1) ?? "";
    expect((drawn.match(/M/g) ?? []).length).toBeLessThan(25);
  });

  it("follows_the_way_to_the_reader_over_its_whole_length", () => {
    const nodes = lanes(3, 2);
    const { byLane, path } = lines(layout(nodes), all, scale, pathTo(nodes, ["r1-2"]));
    expect(path.startsWith("M0 0V"), "from the first prompt").toBe(true);
    expect(path).toContain("V120");
    expect([...byLane.keys()].sort(), "each lane in its hue").toEqual([0, 1, 2]);
  });

  it("runs_from_right_to_left_where_one_reads_so", () => {
    const nodes = lanes(2, 1);
    const map = layout(nodes);
    const mirrored = { ...scale, mirrored: true };
    expect(dots(map, inView(map, all), scale).get(1)).toBe("M60 40h0");
    expect(dots(map, inView(map, all), mirrored).get(1)).toBe("M-60 40h0");
    expect(lines(map, all, mirrored, new Set()).byLane.get(1)).toContain("-60");
  });

  it("is_finite_in_every_number", () => {
    const map = layout(lanes(8, 20));
    for (const path of lines(map, all, scale, new Set()).byLane.values()) expect(path).not.toMatch(/NaN|Inf/);
  });
});
