import { describe, expect, it } from "vitest";
import { chain, forked, lanes, node, scattered, wide } from "../testing/trees";
import { foldedLayout, layout, type Layout, type MapNode, type Spot } from "./map";
import { reads } from "../testing/reads";

const NONE = new Set<string>();
const places = ({ spots }: Layout) => spots.map((spot) => [spot.nodes[0].id, spot.column, spot.row]);
const find = (map: Layout, id: string) => map.spots[map.at.get(id) ?? -1] as Spot;

const TREES: [string, MapNode[]][] = [
  ["nothing", []],
  ["1 message", chain(1)],
  ["10 messages", forked(3)],
  ["500 forks", forked(500)],
  ["a chain of 2,000", chain(2000)],
  ["2,000 versions", wide(2000)],
  ["8 lanes", lanes(8, 40)],
  ["a scattered tree", scattered(2000, 7)],
  ["another one", scattered(700, 40)],
];

describe.each(TREES)("a map of %s", (_name, nodes) => {
  const map = layout(nodes);

  it("shows_every_message_once", () => {
    expect(map.at.size).toBe(nodes.length);
    expect(map.spots.map((spot) => spot.nodes[0].id).sort()).toEqual(nodes.map((one) => one.id).sort());
  });

  it("lays_no_message_over_another", () => {
    expect(new Set(map.spots.map((spot) => `${spot.column} ${spot.row}`)).size).toBe(nodes.length);
    for (const row of map.rows) {
      const columns = row.map((index) => (map.spots[index] as Spot).column);
      expect(columns, "from left to right").toEqual([...columns].sort((a, b) => a - b));
    }
  });

  it("has_parents_before_and_one_row_above_their_children", () => {
    map.spots.forEach((spot, index) => {
      if (spot.parent < 0) return;
      expect(spot.parent).toBeLessThan(index);
      expect(map.spots[spot.parent]?.row).toBe(spot.row - 1);
    });
  });

  it("has_one_child_straight_below_each_parent", () => {
    for (const spot of map.spots) {
      if (spot.children.length === 0) continue;
      expect(map.spots[spot.straight]?.column).toBe(spot.column);
      expect(spot.children).toContain(spot.straight);
    }
  });

  it("keeps_branches_apart_so_that_no_line_crosses_another", () => {
    for (const row of map.rows) {
      let reached = -Infinity;
      const families = new Map<number, number[]>();
      for (const index of row) {
        const { parent, column } = map.spots[index] as Spot;
        families.set(parent, [...(families.get(parent) ?? []), column]);
      }
      for (const [parent, columns] of families) {
        const over = map.spots[parent]?.column ?? columns[0] ?? 0;
        expect(Math.min(over, ...columns)).toBeGreaterThan(reached);
        reached = Math.max(over, ...columns);
      }
    }
  });

  it("is_the_same_every_time", () => {
    expect(places(layout(nodes))).toEqual(places(map));
  });

  it("folded_still_leads_to_every_message", () => {
    const folded = foldedLayout(nodes, NONE);
    expect(folded.at.size).toBe(nodes.length);
    expect(folded.spots.flatMap((spot) => spot.nodes).length).toBe(nodes.length);
    expect(folded.spots.length).toBeLessThanOrEqual(map.spots.length);
    expect(new Set(folded.spots.map((spot) => `${spot.column} ${spot.row}`)).size).toBe(folded.spots.length);
  });
});

describe("a map", () => {
  it("keeps_the_trunk_straight_and_stubs_on_the_side_of_their_age", () => {
    const map = layout(forked(6));
    for (const id of ["p0", "a0", "p1", "b1", "p2", "b2", "p3", "a3", "p4"]) {
      expect(find(map, id).column, id).toBe(0);
    }
    expect([find(map, "b0").column, find(map, "a1").column, find(map, "b3").column]).toEqual([1, -1, 1]);
    expect([map.left, map.right], "five hundred forks need no more room than one").toEqual([-1, 1]);
  });

  it("has_the_lanes_of_a_comparison_side_by_side_in_their_order", () => {
    const map = layout(lanes(4, 3));
    expect([0, 1, 2, 3].map((lane) => find(map, `r2-${lane}`).column)).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3].map((lane) => find(map, `r0-${lane}`).column)).toEqual([0, 1, 2, 3]);
  });

  it("has_a_later_version_of_a_lane_beside_that_lane", () => {
    const map = layout([...lanes(3, 1), node("again", "p0", { lane: 0 })]);
    expect(map.rows[1]?.map((index) => map.spots[index]?.nodes[0].id)).toEqual([
      "r0-0",
      "again",
      "r0-1",
      "r0-2",
    ]);
    expect(find(map, "again")).toMatchObject({ version: 2, versions: 2 });
    expect(find(map, "r0-1")).toMatchObject({ version: 1, versions: 1 });
  });

  it("tells_how_much_room_is_beside_a_message", () => {
    const map = layout(lanes(2, 1));
    expect(find(map, "p0").room).toBe(Infinity);
    expect(find(map, "r0-0").room).toBe(1);
  });

  it("takes_a_message_whose_parent_was_deleted_for_a_root", () => {
    const map = layout([node("a", null), node("b", "gone"), node("c", "b")]);
    expect(map.rows.map((row) => row.length)).toEqual([2, 1]);
  });
});

describe("folding", () => {
  it("makes_one_of_a_long_run_and_keeps_its_ends_and_what_matters", () => {
    const nodes = chain(2000);
    (nodes[900] as MapNode).vote = "best";
    const map = foldedLayout(nodes, new Set(["m1999"]));
    expect(map.spots.map((spot) => spot.nodes.length)).toEqual([1, 899, 1, 1098, 1]);
    expect(find(map, "m500").nodes[0].id).toBe("m1");
  });

  it("leaves_short_runs_and_the_heads_of_lanes_as_they_are", () => {
    const map = foldedLayout(lanes(3, 5), NONE);
    expect(map.spots.map((spot) => spot.nodes.length)).toEqual([1, 1, 8, 1, 8, 1, 8]);
    expect(foldedLayout(chain(4), NONE).spots.length).toBe(4);
  });
});

describe("the time it takes", () => {
  // A count of steps would not see a quadratic copy; so ten times as much is measured, with room for noise.
  it.each([
    ["chain", chain],
    ["wide", wide],
    ["forked", (size: number) => forked(size / 3)],
    ["lanes", (size: number) => lanes(8, size / 16)],
    ["scattered", (size: number) => scattered(size, 3)],
  ])("grows_with_the_messages_and_not_with_their_square_(%s)", (_name, make) => {
    const work = (nodes: MapNode[]) => reads(nodes, (watched) => void layout(watched));
    expect(work(make(24_000))).toBeLessThan(14 * work(make(2400)));
  });
});
