import type { Layout, MapNode, Spot } from "./map";

export type Step = "parent" | "child" | "previous" | "next" | "fork-before" | "fork-after";

/** The ids from the root to these messages, all included. */
export function pathTo(nodes: readonly MapNode[], leaves: readonly string[]): Set<string> {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]));
  const path = new Set<string>();
  for (const leaf of leaves) {
    let id: string | null = leaf;
    for (; id !== null && parents.has(id) && !path.has(id); id = parents.get(id) ?? null) path.add(id);
  }
  return path;
}

/** The child that one goes down to: along the reader's path where it passes, else straight on. */
function below(map: Layout, spot: Spot, path: ReadonlySet<string>): number {
  const followed = spot.children.find((child) => path.has(map.spots[child]?.nodes[0].id ?? ""));
  return followed ?? spot.straight;
}

/** Where a step leads; the same spot where there is nothing in that direction. */
export function walk(map: Layout, from: number, step: Step, path: ReadonlySet<string>): number {
  const spot = map.spots[from];
  if (!spot) return from;
  if (step === "parent") return spot.parent < 0 ? from : spot.parent;
  if (step === "child") return spot.children.length === 0 ? from : below(map, spot, path);
  if (step === "previous" || step === "next") {
    const row = map.rows[spot.row] ?? [];
    return row[placeIn(map, row, spot.column) + (step === "next" ? 1 : -1)] ?? from;
  }
  const on = (at: Spot) => (step === "fork-after" ? below(map, at, path) : at.parent);
  let [at, next] = [from, on(spot)];
  while (next >= 0) {
    at = next;
    const here = map.spots[at] as Spot;
    if (here.children.length > 1) break;
    next = on(here);
  }
  return at;
}

/** The first of a row's spots that lies at this column or after it, by halving. */
export function placeIn(map: Layout, row: readonly number[], column: number): number {
  let [low, high] = [0, row.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((map.spots[row[middle] ?? 0]?.column ?? 0) < column) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The spot nearest to a place between columns and rows, if one is as near as `within` columns or rows. */
export function nearest(map: Layout, column: number, row: number, within = 0.5): number {
  const near = Math.max(0, Math.min(map.rows.length - 1, Math.round(row)));
  const line = map.rows[near] ?? [];
  if (Math.abs(near - row) > within) return -1;
  const after = placeIn(map, line, column);
  let [best, least] = [-1, within];
  for (const index of [line[after - 1], line[after]]) {
    const distance = Math.abs((map.spots[index ?? -1]?.column ?? Infinity) - column);
    if (index !== undefined && distance <= least) [best, least] = [index, distance];
  }
  return best;
}
