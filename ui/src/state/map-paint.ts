import { whole } from "./format";
import { laneLetter } from "./lanes";
import type { Layout, Spot } from "./map";
import { across, inView, trace, ways, type Scale, type Way, type Window } from "./map-draw";
import type { Palette } from "./map-palette";

/** What is drawn on a map's ground. Marks are drawn here where there are too many to be elements. */
export type Picture = {
  map: Layout;
  part: Window;
  scale: Scale;
  /** How large a mark is. */
  size: number;
  /** The way to where the reader is. */
  path: readonly Way[];
  onPath: ReadonlySet<string>;
  marks: "none" | "dots" | "full";
};

export type Brush = CanvasRenderingContext2D;

/** Rows nearer than this have no room for round corners. */
const ROUND = 8;
/** Marks of at least this size have a letter. */
const LETTERS = 15;
const LINE = 1.5;

export function paint(brush: Brush, picture: Picture, palette: Palette): void {
  const { map, part, scale, path, marks } = picture;
  const thin = marks === "dots" ? 1 : LINE;
  for (const [lane, found] of ways(map, part)) {
    draw(brush, found, scale, lane < 0 ? palette.edge : palette.hue(lane), thin);
  }
  const near = path.filter(({ spot, from }) => {
    const [low, high] = [Math.min(spot.column, from), Math.max(spot.column, from)];
    const inRows = spot.row >= part.top && spot.row <= part.bottom + 1;
    return inRows && high >= part.left && low <= part.right;
  });
  if (marks === "dots") dots(brush, picture, palette);
  draw(brush, near, scale, palette.accent, thin * 2);
  if (marks === "full")
    for (const index of inView(map, around(part))) mark(brush, map.spots[index], picture, palette);
}

/** A mark at the edge reaches into the part. */
function around({ left, right, top, bottom }: Window): Window {
  return { left: left - 1, right: right + 1, top: top - 1, bottom: bottom + 1 };
}

function draw(brush: Brush, found: readonly Way[], scale: Scale, colour: string, width: number): void {
  if (scale.row < ROUND) {
    brush.fillStyle = colour;
    for (const way of found) bars(brush, way, scale, width);
    return;
  }
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  let row = -1;
  brush.beginPath();
  for (const way of found) {
    // Many short paths are drawn sooner than one that covers everything.
    if (way.spot.row !== row) {
      brush.stroke();
      brush.beginPath();
      row = way.spot.row;
    }
    trace(brush, way, scale);
  }
  brush.stroke();
}

/** A way without its corners. */
function bars(brush: Brush, { spot, from, whole }: Way, scale: Scale, width: number): void {
  const [x, start] = [across(spot.column, scale), across(from, scale)];
  const [y, half] = [spot.row * scale.row, scale.row / 2];
  if (x === start) return brush.fillRect(x - width / 2, y - 2 * half, width, 2 * half);
  if (whole) brush.fillRect(start - width / 2, y - 2 * half, width, half);
  brush.fillRect(Math.min(x, start), y - half - width / 2, Math.abs(x - start), width);
  brush.fillRect(x - width / 2, y - half, width, half);
}

/** Every spot as a small square. */
function dots(brush: Brush, { map, part, scale }: Picture, palette: Palette): void {
  const side = Math.max(2.5, Math.min(scale.row, scale.column) * 0.5);
  let lane: number | null = null;
  for (const index of inView(map, around(part))) {
    const spot = map.spots[index] as Spot;
    const its = spot.nodes[0].lane ?? -1;
    if (its !== lane) brush.fillStyle = palette.hue((lane = its));
    const [x, y] = [across(spot.column, scale), spot.row * scale.row];
    brush.fillRect(x - side / 2, y - side / 2, side, side);
  }
}

/** A square is a prompt, a disc is a reply, a bar is a folded run: as elements draw them. */
function mark(brush: Brush, spot: Spot | undefined, picture: Picture, palette: Palette): void {
  if (!spot) return;
  const { scale, size } = picture;
  const [node] = spot.nodes;
  const lane = node.lane ?? -1;
  const run = spot.nodes.length > 1;
  const prompt = !run && node.role !== "assistant";
  const on = picture.onPath.has(node.id);
  const [x, y] = [across(spot.column, scale), spot.row * scale.row];
  const high = prompt ? size * 0.72 : size;
  const wide = run ? size * 2 : high;
  brush.lineWidth = LINE;
  brush.strokeStyle = node.status === "failed" ? palette.danger : on ? palette.accent : palette.hue(lane);
  brush.fillStyle = prompt ? (on ? palette.accent : palette.paper) : palette.soft(lane);
  brush.beginPath();
  if (prompt || run) brush.roundRect(x - wide / 2, y - high / 2, wide, high, run ? 6 : high * 0.22);
  else brush.arc(x, y, size / 2 - LINE / 2, 0, 2 * Math.PI);
  brush.fill();
  brush.stroke();
  const text = run ? whole(spot.nodes.length) : prompt ? "" : laneLetter(node.lane);
  if (text === "" || size < LETTERS) return;
  brush.fillStyle = palette.hue(lane);
  brush.fillText(text, x, y + 0.5);
}
