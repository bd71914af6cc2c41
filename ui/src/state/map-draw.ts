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

/** A way from the row above to a spot; one that is not `whole` begins half-way, beside its sibling's. */
export type Way = { spot: Spot; from: number; whole: boolean };

/** The ways that pass through a part, by lane, -1 for none. Each spot has its own up to the sibling beside it, so none is there twice. */
export function ways(map: Layout, part: Window): Map<number, Way[]> {
  const byLane = new Map<number, Way[]>();
  const last = Math.min(map.rows.length - 1, Math.ceil(part.bottom) + 1);
  for (let row = Math.max(1, Math.floor(part.top)); row <= last; row++) {
    const line = map.rows[row] ?? [];
    // What lies between two spots belongs to one of them: no further one can reach into the part.
    for (let n = Math.max(0, placeIn(map, line, part.left) - 1); n < line.length; n++) {
      const spot = map.spots[line[n] as number] as Spot;
      const parent = map.spots[spot.parent];
      if (!parent) continue;
      const sibling = map.spots[line[n + Math.sign(parent.column - spot.column)] ?? -1];
      const from = sibling?.parent === spot.parent ? sibling.column : parent.column;
      if (Math.max(spot.column, from) >= part.left && Math.min(spot.column, from) <= part.right) {
        const way = { spot, from, whole: from === parent.column };
        const lane = spot.nodes[0].lane ?? -1;
        const there = byLane.get(lane);
        if (there) there.push(way);
        else byLane.set(lane, [way]);
      }
      if (spot.column > part.right) break;
    }
  }
  return byLane;
}

/** The way to where the reader is, from its first message on: the spots of a path, one in each row. */
export function followed(map: Layout, path: ReadonlySet<string>): Way[] {
  const found = new Set<number>();
  for (const id of path) found.add(map.at.get(id) ?? -1);
  return [...found].flatMap((index): Way[] => {
    const spot = map.spots[index];
    const parent = spot && map.spots[spot.parent];
    return spot && parent ? [{ spot, from: parent.column, whole: true }] : [];
  });
}

export type Pen = Pick<CanvasRenderingContext2D, "moveTo" | "lineTo" | "quadraticCurveTo">;

/** From the row above: down, along, round the corner and down. */
export function trace(pen: Pen, { spot, from, whole }: Way, scale: Scale): void {
  const x = across(spot.column, scale);
  const start = across(from, scale);
  const [above, y] = [(spot.row - 1) * scale.row, spot.row * scale.row];
  if (x === start) {
    pen.moveTo(x, above);
    pen.lineTo(x, y);
    return;
  }
  const middle = above + scale.row / 2;
  const corner = Math.min(CORNER, scale.row / 2, Math.abs(x - start) / 2) * Math.sign(x - start);
  if (whole) {
    pen.moveTo(start, above);
    pen.lineTo(start, middle - Math.abs(corner));
    pen.quadraticCurveTo(start, middle, start + corner, middle);
  } else pen.moveTo(start, middle);
  pen.lineTo(x - corner, middle);
  pen.quadraticCurveTo(x, middle, x, middle + Math.abs(corner));
  pen.lineTo(x, y);
}

/** Pixels from the left for a column. */
export function across(column: number, scale: Scale): number {
  return (scale.mirrored ? -column : column) * scale.column;
}
