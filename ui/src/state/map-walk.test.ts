import { describe, expect, it } from "vitest";
import { chain, forked, lanes, node, scattered } from "../testing/trees";
import { foldedLayout, layout, type Layout } from "./map";
import { nearest, pathTo, walk, type Step } from "./map-walk";

const NONE = new Set<string>();
const idOf = (map: Layout, index: number) => map.spots[index]?.nodes[0].id;
function goes(map: Layout, from: string, step: Step, path: ReadonlySet<string> = NONE) {
  return idOf(map, walk(map, map.at.get(from) ?? -1, step, path));
}

describe("a step on the map", () => {
  const nodes = forked(4);
  const map = layout(nodes);

  it("leads_to_the_parent_and_stays_at_the_root", () => {
    expect(goes(map, "p1", "parent")).toBe("a0");
    expect(goes(map, "p0", "parent")).toBe("p0");
  });

  it("leads_down_the_readers_path_and_straight_on_elsewhere", () => {
    expect(goes(map, "p0", "child")).toBe("a0");
    expect(goes(map, "p0", "child", pathTo(nodes, ["b0"]))).toBe("b0");
    expect(goes(map, "b0", "child"), "a stub ends").toBe("b0");
  });

  it("leads_to_the_left_and_the_right_as_it_is_seen", () => {
    expect(goes(map, "a1", "next")).toBe("b1");
    expect(goes(map, "b1", "next")).toBe("b1");
    expect(goes(map, "b1", "previous")).toBe("a1");
    const compared = layout(lanes(4, 2));
    expect(goes(compared, "r1-1", "next"), "to the next lane, though they are no siblings").toBe("r1-2");
  });

  it("leads_to_the_next_and_the_previous_fork", () => {
    const long = [...chain(100), node("x", "m40"), node("y", "m70")];
    const folded = layout(long);
    expect(goes(folded, "m3", "fork-after")).toBe("m40");
    expect(goes(folded, "m40", "fork-after")).toBe("m70");
    expect(goes(folded, "m70", "fork-after"), "past the last to the end").toBe("m99");
    expect(goes(folded, "m99", "fork-before")).toBe("m70");
    expect(goes(folded, "m12", "fork-before")).toBe("m0");
  });

  it("reaches_every_message_from_the_root_and_back", () => {
    const many = scattered(300, 5);
    const all = layout(many);
    all.spots.forEach((spot, index) => {
      for (const child of spot.children) expect(walk(all, child, "parent", NONE)).toBe(index);
      const row = all.rows[spot.row] ?? [];
      let at = row[0] ?? -1;
      for (let n = row.indexOf(index); n > 0; n--) at = walk(all, at, "next", NONE);
      expect(at).toBe(index);
    });
  });
});

describe("what is nearest to a place", () => {
  const map = layout(lanes(3, 2));
  it.each([
    [1.2, 3.1, "r1-1"],
    [1.6, 2.9, "r1-2"],
    [-0.4, 0.3, "p0"],
  ])("%d_%d_is_%s", (column, row, id) => expect(idOf(map, nearest(map, column, row))).toBe(id));

  it("is_nothing_where_nothing_is_near_unless_it_may_be_far", () => {
    expect(nearest(map, 2, 0)).toBe(-1);
    expect(nearest(map, 0, 9)).toBe(-1);
    expect(idOf(map, nearest(map, 40, 40, Infinity))).toBe("r1-2");
    expect(nearest(layout([]), 0, 0, Infinity)).toBe(-1);
  });
});

describe("the path", () => {
  it("goes_from_the_root_to_the_leaf", () => {
    expect([...pathTo(forked(2), ["p2"])].reverse()).toEqual(["p0", "a0", "p1", "b1", "p2"]);
    expect(pathTo(forked(2), []).size).toBe(0);
    expect(pathTo(forked(2), ["gone"]).size).toBe(0);
  });

  it("does_not_turn_in_a_circle", () => {
    expect(pathTo([node("a", "b"), node("b", "a")], ["a"]).size).toBe(2);
    expect(layout([node("a", "b"), node("b", "a")]).spots).toEqual([]);
  });

  it("is_found_in_a_folded_map_too", () => {
    const map = foldedLayout(chain(50), new Set(["m49"]));
    expect(goes(map, "m49", "parent")).toBe("m1");
    expect(goes(map, "m30", "child")).toBe("m49");
  });
});
