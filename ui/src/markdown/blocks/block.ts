/** The kinds of block; `row` lives only in a `table`, `item` only in a `list`. */
export type Kind =
  | "document"
  | "quote"
  | "list"
  | "item"
  | "paragraph"
  | "heading"
  | "code"
  | "maths"
  | "table"
  | "row"
  | "rule";

export type Align = "" | "left" | "center" | "right";

/** What a list's marker says; two items belong to one list when `ordered` and `mark` agree. */
export interface ListMark {
  ordered: boolean;
  /** The bullet, or the character after the number. */
  mark: string;
  start: number;
  /** Column of the marker, and columns from there to the item's text. */
  offset: number;
  padding: number;
}

/** The fence of a code or maths block; indented code has none. */
export interface Fence {
  /** What closes it: a run of this character at least `length` long, or for maths this very text. */
  close: string;
  length: number;
  /** Columns before the opening fence, taken off each line. */
  indent: number;
}

/**
 * One block of the document tree. A leaf's text is `parts` joined: each line after the first begins
 * with its line feed, so text only ever grows by pushing a part.
 */
export class Block {
  children: Block[] = [];
  parts: string[] = [];
  /** How many parts at the end are only a preview of a line that has not ended. */
  tentative = 0;
  /** Index of the part with which the last line begins. */
  lastLine = 0;
  open = true;
  /** The last line is too long to have been waited for, and goes on. */
  unended = false;
  /** Closed for good: nothing in it will ever change. */
  settled = false;
  /** Raised when `parts` was rewritten and not only added to. */
  version = 0;
  blankAfter = false;
  /** Of a heading. */
  level = 0;
  /** Of a fence: its closing line was seen. */
  complete = false;
  /** Of a fenced code block: the raw text after the fence. */
  info = "";
  fence: Fence | null = null;
  list: ListMark | null = null;
  /** Of a list: no blank line between its items or their blocks. */
  tight = true;
  /** Of a table, one for each column. */
  aligns: Align[] = [];

  constructor(
    readonly kind: Kind,
    readonly parent: Block | null,
  ) {}

  get last(): Block | undefined {
    return this.children[this.children.length - 1];
  }

  get text(): string {
    return this.parts.join("");
  }

  get depth(): number {
    let depth = 0;
    for (let up = this.parent; up; up = up.parent) depth += 1;
    return depth;
  }
}

/** Whether lines of text go straight into this kind. */
export function takesLines(kind: Kind): boolean {
  return kind === "paragraph" || kind === "code" || kind === "maths" || kind === "table";
}

export function canContain(kind: Kind, child: Kind): boolean {
  if (kind === "list") return child === "item";
  if (kind === "table") return child === "row";
  return (kind === "document" || kind === "quote" || kind === "item") && child !== "item" && child !== "row";
}

/** Whether a blank line follows the block, or the last block within it. */
export function endsBlank(block: Block): boolean {
  for (let at: Block | undefined = block; at; at = at.last) {
    if (at.blankAfter) return true;
    if (at.kind !== "list" && at.kind !== "item") return false;
  }
  return false;
}
