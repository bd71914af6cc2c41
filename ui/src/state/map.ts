import type { Role, Status } from "../bindings";

/** One message as a map shows it; siblings come in the order in which they were written. */
export type MapNode = {
  id: string;
  /** The message it follows; one that is not among the nodes counts as none. */
  parent: string | null;
  role: Role;
  /** 0 to 7 in a comparison. */
  lane: number | null;
  turn: string;
  status: Status;
  /** Whether it was changed by hand. */
  edited: boolean;
  vote: "best" | "tie" | "bad" | null;
  /** Its first words. */
  label: string;
  /** The name of the model that wrote it; empty for prompts. */
  model: string;
};

/** What lies at one place of the map: a message, or an unforked run of them that is drawn as one. */
export type Spot = {
  nodes: [MapNode, ...MapNode[]];
  /** An index into the spots; -1 for none. */
  parent: number;
  /** From left to right. */
  children: number[];
  /** The child that goes straight on below: the one with the longest branch, the oldest of equals. */
  straight: number;
  column: number;
  row: number;
  /** Columns to the next spot of the same row. */
  room: number;
  /** Which of the versions of one reply it is, from 1. */
  version: number;
  versions: number;
};

/** Where everything lies. Spots come parents first; those of one row come from left to right. */
export type Layout = {
  spots: Spot[];
  rows: number[][];
  left: number;
  right: number;
  /** Where a message's spot is. */
  at: Map<string, number>;
};

/** The fewest messages that are worth folding into one spot. */
const FOLD_FROM = 4;

/** Lays every message out at a place of its own. */
export function layout(nodes: readonly MapNode[]): Layout {
  return place(gather(nodes, () => false));
}

/** The same with unforked runs folded; `kept` messages are always drawn by themselves. */
export function foldedLayout(nodes: readonly MapNode[], kept: ReadonlySet<string>): Layout {
  const plain = (node: MapNode) => node.vote === null && node.status !== "streaming" && !kept.has(node.id);
  return place(gather(nodes, plain));
}

/** The spots in the order of a walk down the tree, lanes beside each other and versions within their lane. */
function gather(nodes: readonly MapNode[], mayFold: (node: MapNode) => boolean): Spot[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const below = new Map<string | null, MapNode[]>();
  for (const node of nodes) {
    const parent = node.parent !== null && byId.has(node.parent) ? node.parent : null;
    const siblings = below.get(parent);
    if (siblings) siblings.push(node);
    else below.set(parent, [node]);
  }
  for (const siblings of below.values()) siblings.sort((a, b) => (a.lane ?? -1) - (b.lane ?? -1));
  const only = (id: string | null) => {
    const siblings = below.get(id);
    return siblings?.length === 1 ? siblings[0] : undefined;
  };
  const folds = (node: MapNode | undefined): node is MapNode =>
    node !== undefined && mayFold(node) && (below.get(node.id)?.length ?? 0) < 2;

  const spots: Spot[] = [];
  const waiting: { node: MapNode; parent: number; version: number; versions: number }[] = [];
  const queue = (id: string | null, parent: number) => {
    const siblings = below.get(id) ?? [];
    const versions = new Map<string, number>();
    const numbered = siblings.map((node) => {
      const kind = `${node.role} ${node.lane}`;
      const version = (versions.get(kind) ?? 0) + 1;
      versions.set(kind, version);
      return { node, parent, version, kind };
    });
    for (const { kind, ...one } of numbered.reverse()) {
      waiting.push({ ...one, versions: versions.get(kind) ?? 1 });
    }
  };
  queue(null, -1);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, parent, version, versions } = next;
    const run: [MapNode, ...MapNode[]] = [node];
    // The first after a fork stays by itself: it shows which lane or version begins.
    if (parent >= 0 && versions === 1 && only(node.parent) && folds(node)) {
      for (let after = only(node.id); folds(after); after = only(after.id)) run.push(after);
      if (run.length < FOLD_FROM) run.length = 1;
    }
    const index = spots.length;
    spots[parent]?.children.push(index);
    spots.push({
      nodes: run,
      parent,
      children: [],
      straight: -1,
      column: 0,
      row: 0,
      room: Infinity,
      version,
      versions,
    });
    queue(run.at(-1)?.id ?? node.id, index);
  }
  return spots;
}

/** One side of a branch: its outermost column in each row, the deepest row first. */
class Side {
  shift = 0;
  #columns: number[] = [];
  get height(): number {
    return this.#columns.length;
  }
  /** Counted from the top. */
  get(row: number): number {
    return (this.#columns[this.#columns.length - 1 - row] ?? 0) + this.shift;
  }
  set(row: number, column: number): void {
    this.#columns[this.#columns.length - 1 - row] = column - this.shift;
  }
  top(column: number): void {
    this.#columns.push(column - this.shift);
  }
  /** Lays `cover` over the upper rows. The one that is longer is kept and changed, so all merging is linear. */
  static over(cover: Side, under: Side): Side {
    if (cover.height >= under.height) return cover;
    for (let row = 0; row < cover.height; row++) under.set(row, cover.get(row));
    return under;
  }
}

type Branch = { left: Side; right: Side; depth: number };

/**
 * A tidy tree (Reingold and Tilford, "Tidier Drawings of Trees", 1981) whose parents stand above the child that
 * goes on longest instead of above the middle: conversations are long and thin, and a trunk that never bends is
 * what the eye follows. Branches are pushed together until they would touch. Time is linear.
 */
function place(spots: Spot[]): Layout {
  const branches: Branch[] = [];
  const offsets = new Array<number>(spots.length).fill(0);
  const roots: number[] = [];
  for (let index = spots.length - 1; index >= 0; index--) {
    const spot = spots[index] as Spot;
    const branch = join(spot.children, branches, offsets);
    spot.straight = branch.straight;
    branch.left.top(0);
    branch.right.top(0);
    branches[index] = { left: branch.left, right: branch.right, depth: branch.depth + spot.nodes.length };
    if (spot.parent < 0) roots.push(index);
  }
  join(roots.reverse(), branches, offsets);

  const rows: number[][] = [];
  const at = new Map<string, number>();
  let [left, right] = [0, 0];
  spots.forEach((spot, index) => {
    const parent = spots[spot.parent];
    spot.column = (parent?.column ?? 0) + (offsets[index] ?? 0);
    spot.row = parent ? parent.row + 1 : 0;
    left = Math.min(left, spot.column);
    right = Math.max(right, spot.column);
    const row = (rows[spot.row] ??= []);
    const before = spots[row.at(-1) ?? -1];
    if (before) before.room = spot.column - before.column;
    row.push(index);
    for (const node of spot.nodes) at.set(node.id, index);
  });
  return { spots, rows, left, right, at };
}

/** Sets children side by side; their offsets are counted from the one that goes straight on. */
function join(children: number[], branches: Branch[], offsets: number[]): Branch & { straight: number } {
  let [left, right] = [new Side(), new Side()];
  let [depth, straight] = [0, -1];
  for (const child of children) {
    const branch = branches[child] as Branch;
    let apart = 0;
    const shared = Math.min(right.height, branch.left.height);
    for (let row = 0; row < shared; row++) {
      apart = Math.max(apart, right.get(row) + 1 - branch.left.get(row));
    }
    offsets[child] = apart;
    branch.left.shift += apart;
    branch.right.shift += apart;
    left = Side.over(left, branch.left);
    right = Side.over(branch.right, right);
    if (branch.depth > depth) [depth, straight] = [branch.depth, child];
  }
  const middle = offsets[straight] ?? 0;
  for (const child of children) offsets[child] = (offsets[child] ?? 0) - middle;
  left.shift -= middle;
  right.shift -= middle;
  return { left, right, depth, straight };
}
