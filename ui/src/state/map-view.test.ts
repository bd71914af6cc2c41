import { describe, expect, it } from "vitest";
import { chain, forked, lanes, wide } from "../testing/trees";
import type { MapNode } from "./map";
import { MapView } from "./map-view.svelte";

function view(nodes: MapNode[], leaf: string | null = nodes.at(-1)?.id ?? null): MapView {
  const opened = new MapView(() => ({ nodes, leaves: leaf === null ? [] : [leaf], place: null }));
  [opened.width, opened.height] = [900, 600];
  opened.begin();
  return opened;
}
const screen = (at: MapView, id: string) => {
  const spot = at.spot(at.map.at.get(id) ?? -1);
  if (!spot) throw new Error(id);
  const { x, y } = at.placeOf(spot);
  return { x: x + at.x, y: y + at.y };
};
const inside = ({ x, y }: { x: number; y: number }) => x >= 0 && x <= 900 && y >= 0 && y <= 600;

describe("a view of the map", () => {
  it("opens_whole_where_that_can_be_read_and_else_at_the_reader", () => {
    const small = view(lanes(4, 2));
    expect(small.map.spots.every((spot) => inside(screen(small, spot.nodes[0].id)))).toBe(true);
    const large = view(chain(2000), "m1200");
    expect(large.zoom).toBe(1);
    expect(screen(large, "m1200").y).toBe(300);
  });

  it.each([
    ["a chain", chain(2000)],
    ["500 forks", forked(500)],
    ["8 lanes", lanes(8, 125)],
    ["2,000 versions", wide(2000)],
  ])("shows_the_whole_of_%s_at_once", (_name, nodes) => {
    const at = view(nodes);
    at.fit();
    expect(at.map.spots.every((spot) => inside(screen(at, spot.nodes[0].id)))).toBe(true);
  });

  it("folds_long_runs_when_it_is_made_small_and_unfolds_them_again", () => {
    const at = view(chain(2000));
    at.fit();
    expect(at.folded).toBe(true);
    expect(at.map.spots.length).toBe(3);
    expect(at.size, "and what is left is drawn large").toBeGreaterThan(0.9);
    at.unfold(1);
    expect(at.folded).toBe(false);
    expect(screen(at, "m1").y).toBe(300);
  });

  it("keeps_what_is_under_the_pointer_where_it_is", () => {
    const at = view(chain(2000), "m1000");
    const before = screen(at, "m1000");
    for (const factor of [1.25, 1.25, 0.8, 0.8, 0.8, 0.8]) {
      at.zoomBy(factor, before.x, before.y);
      expect(screen(at, "m1000").x).toBeCloseTo(before.x);
      expect(screen(at, "m1000").y).toBeCloseTo(before.y);
    }
  });

  it("never_loses_the_map_out_of_sight", () => {
    const at = view(lanes(3, 10));
    at.pan(1e6, 1e6);
    expect(inside(screen(at, "p0"))).toBe(true);
    at.pan(-1e6, -1e6);
    expect(at.map.spots.some((spot) => inside(screen(at, spot.nodes[0].id)))).toBe(true);
    for (let n = 0; n < 40; n++) at.zoomBy(0.5);
    expect(at.zoom).toBe(at.smallest);
    for (let n = 0; n < 40; n++) at.zoomBy(2);
    expect(at.zoom).toBe(at.largest);
  });

  it("follows_the_focus", () => {
    const at = view(chain(2000), "m0");
    for (let n = 0; n < 60; n++) at.step("child");
    expect(at.focus).toBe("m60");
    expect(inside(screen(at, "m60"))).toBe(true);
    at.home();
    expect(at.focus).toBe("m0");
    expect(inside(screen(at, "m0"))).toBe(true);
  });

  it("draws_few_messages_of_many", () => {
    expect(view(chain(2000)).inView.length).toBeLessThan(40);
    const at = view(wide(2000));
    expect(at.inView.length).toBeLessThan(60);
  });

  it("finds_what_lies_under_a_point_in_either_direction_of_reading", () => {
    for (const mirrored of [false, true]) {
      const at = view(lanes(4, 2));
      at.mirrored = mirrored;
      at.fit();
      const { x, y } = screen(at, "r0-3");
      expect(at.spot(at.under(x + 5, y - 4))?.nodes[0].id).toBe("r0-3");
      expect(x > screen(at, "r0-0").x).toBe(!mirrored);
    }
  });
});
