import { placeIn } from "./map-walk";
import type { Layout, Spot } from "./map";

/** How many pixels a column and a row are apart, and which way columns run. */
export type Scale = { column: number; row: number; mirrored: boolean };

/** A part of the map, in columns and rows. */
export type Window = { left: number; right: number; top: number; bottom: number };

/** The radius of the corners of lines, at most. */
const CORNER = 9;

/** The spots of a part, in the order of reading. */
export function inView(map: Layout, { left, right, top, bottom }: Window): number[] {
  const found: number[] = [];
  for (let row = Math.max(0, Math.floor(top)); row <= Math.min(map.rows.length - 1, bottom); row++) {
    const line = map.rows[row] ?? [];
    for (let n = placeIn(map, line, left); n < line.length; n++) {
      const index = line[n] as number;
      if ((map.spots[index]?.column ?? 0) > right) break;
      found.push(index);
    }
  }
  return found;
}

export type Lines = {
  /** SVG paths by lane; -1 for what is in none. */
  byLane: Map<number, string>;
  /** The way to where the reader is. */
  path: string;
};

/** The lines that pass through a part. Each spot draws its own way up to the sibling beside it, so none is drawn twice. */
export function lines(map: Layout, part: Window, scale: Scale, path: ReadonlySet<string>): Lines {
  const byLane = new Map<number, string>();
  let followed = "";
  const draw = (spot: Spot, from: number, whole: boolean) => elbow(spot, from, whole, scale);
  const last = Math.min(map.rows.length - 1, Math.ceil(part.bottom) + 1);
  for (let row = Math.max(1, Math.floor(part.top)); row <= last; row++) {
    const line = map.rows[row] ?? [];
    for (let n = 0; n < line.length; n++) {
      const spot = map.spots[line[n] as number] as Spot;
      const parent = map.spots[spot.parent];
      if (!parent) continue;
      const sibling = map.spots[line[n + Math.sign(parent.column - spot.column)] ?? -1];
      const beside = sibling?.parent === spot.parent ? sibling.column : parent.column;
      const [low, high] = [Math.min(spot.column, beside), Math.max(spot.column, beside)];
      const lane = spot.nodes[0].lane ?? -1;
      if (high >= part.left && low <= part.right) {
        byLane.set(lane, (byLane.get(lane) ?? "") + draw(spot, beside, beside === parent.column));
      }
      if (path.has(spot.nodes[0].id)) followed += draw(spot, parent.column, true);
    }
  }
  return { byLane, path: followed };
}

/** From the row above: down, along, round the corner and down. A part of a way begins half-way. */
function elbow(spot: Spot, from: number, whole: boolean, scale: Scale): string {
  const x = across(spot.column, scale);
  const start = across(from, scale);
  const [above, y] = [(spot.row - 1) * scale.row, spot.row * scale.row];
  if (x === start) return `M${x} ${above}V${y}`;
  const middle = above + scale.row / 2;
  const corner = Math.min(CORNER, scale.row / 2, Math.abs(x - start) / 2) * Math.sign(x - start);
  const begin = whole
    ? `M${start} ${above}V${middle - Math.abs(corner)}Q${start} ${middle} ${start + corner} ${middle}`
    : `M${start} ${middle}`;
  return `${begin}H${x - corner}Q${x} ${middle} ${x} ${middle + Math.abs(corner)}V${y}`;
}

/** Pixels from the left for a column. */
export function across(column: number, scale: Scale): number {
  return (scale.mirrored ? -column : column) * scale.column;
}

/** Every spot as a dot of one path each: by lane, -1 for none. */
export function dots(map: Layout, indices: Iterable<number>, scale: Scale): Map<number, string> {
  const byLane = new Map<number, string>();
  for (const index of indices) {
    const spot = map.spots[index];
    if (!spot) continue;
    const lane = spot.nodes[0].lane ?? -1;
    const dot = `M${round(across(spot.column, scale))} ${round(spot.row * scale.row)}h0`;
    byLane.set(lane, (byLane.get(lane) ?? "") + dot);
  }
  return byLane;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
