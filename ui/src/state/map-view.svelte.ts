import { foldedLayout, layout, type Layout, type MapNode, type Spot } from "./map";
import { across, followed, inView, type Scale, type Window } from "./map-draw";
import { nearest, pathTo, walk, type Step } from "./map-walk";

/** What is looked at: the messages, the ends of the paths that are shown, the last of them where the keyboard begins, and the message that was gone to. */
export type Shown = { nodes: readonly MapNode[]; leaves: readonly string[]; place: string | null };

/** Pixels between columns, at least and at most, and between rows, at a zoom of 1. */
const COLUMN = 64;
const WIDE_COLUMN = 190;
const ROW = 40;
/** Pixels between columns below which a branch is lost beside its trunk, however small all is. */
const CLOSEST = 12;
/** What the first words of the last column need. */
const WORDS = 130;
/** Below this zoom, unforked runs become one spot, and the folded map begins at its full size. */
const FOLD_BELOW = 0.5;
const LARGEST = 3;
/** Spots smaller than this are dots without letters. */
const DOTS_BELOW = 0.34;
/** The smallest zoom at which a map is shown whole at first. */
const READABLE = 0.7;
/** Folding that saves less than this share is not worth the change. */
const WORTH = 0.7;
const MARGIN = 36;
/** The part that is drawn moves in steps of this many pixels, so that most panning only moves what is there. */
const STEP = 80;
/** More spots than this are drawn and not made elements of. */
const MOST = 200;

/** Where a reader looks on the map of a session, and which message has the keyboard's focus. */
export class MapView {
  width = $state(800);
  height = $state(600);
  mirrored = $state(false);
  zoom = $state(1);
  /** Where the first message lies, in pixels from the upper left corner. */
  x = $state(0);
  y = $state(0);
  focus = $state<string | null>(null);
  #shown: () => Shown;
  #full = $derived.by(() => layout(this.#shown().nodes));
  #folded = $derived.by(() => {
    const { nodes, leaves, place } = this.#shown();
    return foldedLayout(nodes, new Set([...leaves, place ?? ""]));
  });
  #worth = $derived.by(() => this.#folded.spots.length < WORTH * this.#full.spots.length);
  folded = $derived.by(() => this.zoom < FOLD_BELOW && this.#worth);
  map: Layout = $derived.by(() => (this.folded ? this.#folded : this.#full));
  /** How much larger or smaller than designed things lie. */
  size = $derived.by(() => (this.folded ? this.zoom / FOLD_BELOW : this.zoom));
  scale: Scale = $derived.by(() => {
    const share = (this.width - MARGIN) / (this.map.right - this.map.left + 1);
    // Few columns stand further apart: there is room for words between them.
    const apart = Math.min(
      WIDE_COLUMN,
      Math.max(COLUMN, (this.width - WORDS) / (this.map.right - this.map.left + 1)),
    );
    return {
      column: Math.max(apart * this.size, Math.min(CLOSEST, share)),
      row: ROW * this.size,
      mirrored: this.mirrored,
    };
  });
  smallest = $derived.by(() => {
    const least = this.#worth ? this.#fitting(this.#folded) * FOLD_BELOW : this.#fitting(this.#full);
    return Math.min(FOLD_BELOW, least);
  });
  largest = LARGEST;
  asDots = $derived.by(() => this.size < DOTS_BELOW);
  path = $derived.by(() => pathTo(this.#shown().nodes, this.#shown().leaves));
  here = $derived.by(() => this.#shown().place ?? this.#shown().leaves.at(-1) ?? null);
  /** Where the reader is: at the message that was gone to, else at the end of every lane. */
  read: ReadonlySet<string> = $derived.by(() => {
    const { place, leaves } = this.#shown();
    return new Set(place === null ? leaves : [place]);
  });
  /** The spot that has the focus: the reader's own at first. */
  at = $derived.by(() => this.map.at.get(this.focus ?? "") ?? this.map.at.get(this.here ?? "") ?? 0);
  #stepX = $derived.by(() => Math.floor(this.x / STEP));
  #stepY = $derived.by(() => Math.floor(this.y / STEP));
  part: Window = $derived.by(() => {
    const [left, top] = [-(this.#stepX + 1) * STEP, -(this.#stepY + 1) * STEP];
    return this.#part(left, top, left + this.width + 2 * STEP, top + this.height + 2 * STEP);
  });
  /** The part that can really be seen. */
  seen: Window = $derived.by(() => this.#part(-this.x, -this.y, this.width - this.x, this.height - this.y));
  inView = $derived.by(() => inView(this.map, this.part));
  crowded = $derived.by(() => this.inView.length > MOST);
  /** How many pixels wide a mark is. */
  markSize = $derived.by(() => Math.max(8, Math.min(22, 22 * this.size)));
  /** The way to where the reader is. */
  followed = $derived.by(() => followed(this.map, this.path));

  constructor(shown: () => Shown) {
    this.#shown = shown;
  }

  /** A size of nothing, as before the first layout, is no size. */
  measure(width: number, height: number): void {
    if (width > 0) this.width = width;
    if (height > 0) this.height = height;
  }

  /** From pixels to columns and rows. */
  #part(left: number, top: number, right: number, bottom: number): Window {
    const { column, row, mirrored } = this.scale;
    const [low, high] = mirrored ? [-right, -left] : [left, right];
    return { left: low / column, right: high / column, top: top / row, bottom: bottom / row };
  }

  /** The pixels beside a spot up to the next one of its row. */
  roomOf(spot: Spot): number {
    const { column } = this.scale;
    const beyond = (this.map.right - spot.column) * column + WORDS + 20;
    return spot.room === Infinity ? beyond : spot.room * column;
  }

  spot(index: number): Spot | undefined {
    return this.map.spots[index];
  }

  /** Where a spot lies, in pixels from the first message. */
  placeOf(spot: Spot): { x: number; y: number } {
    return { x: across(spot.column, this.scale), y: spot.row * this.scale.row };
  }

  /** The spot under a point of the view, or -1. */
  under(x: number, y: number, within = 0.5): number {
    const { column, row, mirrored } = this.scale;
    const across = (x - this.x) / column;
    return nearest(this.map, mirrored ? -across : across, (y - this.y) / row, within);
  }

  pan(dx: number, dy: number): void {
    this.#move(this.x + dx, this.y + dy);
  }

  /** Some of the map always stays in sight. */
  #move(x: number, y: number): void {
    const { column, row, mirrored } = this.scale;
    const { left, right, rows } = this.map;
    const [first, last] = mirrored ? [-right * column, -left * column] : [left * column, right * column];
    this.x = Math.min(this.width - MARGIN - first, Math.max(MARGIN - last, x));
    this.y = Math.min(this.height - MARGIN, Math.max(MARGIN - (rows.length - 1) * row, y));
  }

  /** Makes everything larger or smaller around a point; what folds or unfolds does so around its nearest message. */
  zoomBy(factor: number, x = this.width / 2, y = this.height / 2): void {
    const { map, size } = this;
    const index = this.under(x, y, Infinity);
    const id = this.spot(index)?.nodes[0].id ?? "";
    const before = this.#screen(index);
    this.zoom = Math.min(LARGEST, Math.max(this.smallest, this.zoom * factor));
    const ratio = this.map === map ? this.size / size : 1;
    const after = this.#screen(this.map.at.get(id) ?? -1);
    this.pan(x + (before.x - x) * ratio - after.x, y + (before.y - y) * ratio - after.y);
  }

  #fitting(map: Layout): number {
    const wide = (map.right - map.left + 1) * COLUMN + WORDS;
    const high = map.rows.length * ROW;
    return Math.min((this.width - MARGIN) / wide, (this.height - MARGIN) / high, 1);
  }

  /** Shows everything, folded where that makes it larger. */
  fit(): void {
    const whole = this.#fitting(this.#full);
    const folds = whole < FOLD_BELOW && this.#worth;
    this.zoom = folds ? Math.min(this.#fitting(this.#folded), 0.98) * FOLD_BELOW : whole;
    const { rows } = this.map;
    this.look(this.#middle, (rows.length - 1) / 2);
  }

  /** Everything where it can be read at once, else the place of the reader. */
  begin(): void {
    if (this.#fitting(this.#full) >= READABLE) this.fit();
    else this.home();
  }

  /** The middle of all columns, a little to the side for the words behind the last one. */
  get #middle(): number {
    const words = this.asDots ? 0 : WORDS / this.scale.column;
    return (this.map.left + this.map.right + words) / 2;
  }

  /** Puts a spot into the middle; where all columns can be seen, they stay in theirs. */
  centre(index: number): void {
    const spot = this.spot(index);
    if (!spot) return;
    const whole = (this.map.right - this.map.left) * this.scale.column + MARGIN + WORDS <= this.width;
    this.look(whole ? this.#middle : spot.column, spot.row);
  }

  /** Puts a place between columns and rows into the middle. */
  look(column: number, row: number): void {
    this.#move(this.width / 2 - across(column, this.scale), this.height / 2 - row * this.scale.row);
  }

  /** Moves just far enough that a spot can be seen. */
  reveal(index: number): void {
    const spot = this.spot(index);
    if (!spot) return;
    const { x, y } = this.#screen(index);
    const short = (at: number, size: number) =>
      at < MARGIN ? MARGIN - at : at > size - MARGIN ? size - MARGIN - at : 0;
    this.pan(short(x, this.width), short(y, this.height));
  }

  step(step: Step): void {
    this.focusOn(walk(this.map, this.at, step, this.path));
  }

  focusOn(index: number): void {
    const spot = this.spot(index);
    if (!spot) return;
    this.focus = spot.nodes[0].id;
    this.reveal(index);
  }

  /** Where the reader is, in the middle and with the focus. */
  home(): void {
    this.focus = this.here;
    this.centre(this.at);
  }

  /** Comes so near that a folded run lies open, its first message in the middle. */
  unfold(index: number): void {
    const id = this.spot(index)?.nodes[0].id;
    if (id === undefined) return;
    this.zoom = Math.max(this.zoom, 1);
    this.focus = id;
    this.centre(this.at);
  }

  #screen(index: number): { x: number; y: number } {
    const spot = this.spot(index);
    if (!spot) return { x: this.x, y: this.y };
    const { x, y } = this.placeOf(spot);
    return { x: x + this.x, y: y + this.y };
  }
}
