/** A stretch of words that two texts share, or that only the first (`removed`) or the second (`added`) has. */
export type Change = { kind: "same" | "removed" | "added"; text: string };

/** One of the two texts: the name it goes by and, in a comparison, its lane. */
export type Side = { label: string; lane: number | null };

/** A piece of what is shown. Pieces of one difference share its number; what is folded hides behind a count. */
export type Piece =
  | { piece: "same"; key: number; text: string }
  | { piece: "removed" | "added"; key: number; difference: number; text: string }
  | { piece: "fold"; key: number; text: string; words: number };

/** Words that stay to be read before and after a difference. */
const NEAR = 14;
/** Fewer words than this are not worth folding. */
const FOLD_FROM = 24;

/** Cuts the changes into pieces; long stretches that are the same are folded, except those in `open`. */
export function pieces(changes: readonly Change[], open: ReadonlySet<number> = new Set()): Piece[] {
  const result: Piece[] = [];
  let difference = -1;
  let within = false;
  const last = changes.length - 1;
  changes.forEach((change, key) => {
    if (change.text === "") return;
    if (change.kind !== "same") {
      if (!within) difference++;
      within = true;
      result.push({ piece: change.kind, key, difference, text: change.text });
      return;
    }
    within = false;
    const cut = open.has(key) ? null : middle(change.text, key > 0 ? NEAR : 0, key < last ? NEAR : 0);
    if (!cut) result.push({ piece: "same", key, text: change.text });
    else {
      if (cut.before) result.push({ piece: "same", key, text: cut.before });
      result.push({ piece: "fold", key, text: cut.hidden, words: cut.words });
      if (cut.after) result.push({ piece: "same", key, text: cut.after });
    }
  });
  return result;
}

/** How many differences there are; a removal and what was put in its place are one. */
export function differences(parts: readonly Piece[]): number {
  return parts.reduce((count, part) => ("difference" in part ? part.difference + 1 : count), 0);
}

/** Leaves some words at either end; nothing where the rest is too short to fold. */
function middle(text: string, keepBefore: number, keepAfter: number) {
  const words = [...text.matchAll(/\S+/g)];
  const folded = words.length - keepBefore - keepAfter;
  if (folded < FOLD_FROM) return null;
  const from = words[keepBefore]?.index ?? 0;
  const lastHidden = words[words.length - keepAfter - 1];
  const to = lastHidden ? lastHidden.index + lastHidden[0].length : text.length;
  return { before: text.slice(0, from), hidden: text.slice(from, to), after: text.slice(to), words: folded };
}

/** A line of the two texts side by side: as far as the next end of a line that both have. */
export type Row = { key: number; left: Piece[]; right: Piece[] };

/** The same pieces as two columns whose lines stay level with each other. */
export function rows(parts: readonly Piece[]): Row[] {
  const result: Row[] = [];
  let row: Row = { key: 0, left: [], right: [] };
  const end = () => {
    if (row.left.length + row.right.length > 0) result.push(row);
    row = { key: result.length, left: [], right: [] };
  };
  const level = (side: Piece[]) => side.at(-1)?.text.endsWith("\n") ?? true;
  let afterFold = false;
  for (const part of parts) {
    // Lines that only one side has are over before the next one that both have.
    if (part.piece === "same" && level(row.left) && level(row.right)) end();
    if (part.piece === "removed") row.left.push(part);
    else if (part.piece === "added") row.right.push(part);
    else if (part.piece === "fold") {
      end();
      row.left.push(part);
      end();
      afterFold = true;
      continue;
    } else {
      const text = afterFold ? part.text.trimStart() : part.text;
      for (const line of text.split(/(?<=\n)/)) {
        const same = { ...part, text: line };
        row.left.push(same);
        row.right.push(same);
        if (line.endsWith("\n")) end();
      }
    }
    afterFold = false;
  }
  end();
  return result;
}

/** The changes as plain text: `[-lost-]` and `{+gained+}`, as the word diffs of version control write them. */
export function asText(changes: readonly Change[]): string {
  const marked = { same: ["", ""], removed: ["[-", "-]"], added: ["{+", "+}"] } as const;
  return changes.map(({ kind, text }) => `${marked[kind][0]}${text}${marked[kind][1]}`).join("");
}
