import { Block, canContain, endsBlank, takesLines, type Kind } from "./block";
import { Line } from "./line";
import { References } from "./references";
import { goesOn } from "./continue";
import { starts } from "./start";

/**
 * The block half of CommonMark, line by line: each line is read once, whatever is open. A line that
 * has not ended is shown with {@link preview} and taken back with {@link takeBack} before the next
 * text, so a preview never decides anything for good.
 */
export class BlockParser {
  readonly root = new Block("document", null);
  readonly references = new References();
  tip: Block = this.root;
  /** The item that this very line began. */
  fresh: Block | null = null;
  private journal: (() => void)[] | null = null;
  private unmatched: { from: Block; to: Block } | null = null;

  get previewing(): boolean {
    return this.journal !== null;
  }

  /** Reads one whole line, without its line feed. */
  line(text: string): void {
    const line = new Line(text);
    this.fresh = null;
    const oldTip = this.tip;
    let container = this.root;
    for (let child = container.last; child?.open; child = container.last) {
      line.look();
      const verdict = goesOn(this, child, line);
      if (verdict === "taken") return;
      if (verdict === "no") break;
      container = child;
    }
    this.unmatched = { from: oldTip, to: container };
    const allMatched = container === oldTip;
    let leaf = takesLines(container.kind) && container.kind !== "paragraph" && container.kind !== "table";
    while (!leaf) {
      line.look();
      const found = this.tryStarts(container, line);
      if (!found) {
        line.skipSpace();
        break;
      }
      if (found === "taken") return this.noteBlank(this.tip, line);
      container = this.tip;
      leaf = found === "leaf";
    }
    if (!container.open) container = this.tip; // A paragraph that was nothing but link names.
    if (!allMatched && this.unmatched && !line.blank && this.tip.kind === "paragraph") {
      this.addLine(this.tip, line.body); // A lazy line of the paragraph, deeper than its own markers.
      return;
    }
    this.closeUnmatched();
    this.noteBlank(container, line);
    if (takesLines(container.kind)) {
      if (container.kind === "table") this.addRow(container, line.rest());
      else this.addLine(container, line.rest());
    } else if (!line.blank) {
      line.skipSpace();
      this.addLine(this.addChild("paragraph"), line.rest());
    }
  }

  /** Reads the beginning of a line that is too long to wait for its end. */
  longLine(text: string): void {
    this.line(text);
    this.tip.unended = true;
  }

  endLongLine(): void {
    this.tip.unended = false;
  }

  /** More of a long line. */
  more(text: string): void {
    let to = this.tip;
    if (to.kind === "table" && to.last) to = to.last;
    if (!takesLines(to.kind) && to.kind !== "row") {
      if (to.kind === "heading" && to.open) this.close(to);
      to = this.addChild("paragraph");
      this.addLine(to, text);
    } else this.push(to, text);
  }

  /** Shows a line that has not ended. */
  preview(text: string): void {
    this.journal = [];
    this.line(text);
  }

  takeBack(): void {
    const journal = this.journal ?? [];
    this.journal = null;
    for (let at = journal.length - 1; at >= 0; at -= 1) journal[at]?.();
  }

  /** The document has ended. */
  end(): void {
    for (let at: Block | null = this.tip; at; at = at.parent) this.close(at);
  }

  /** Closes what the line did not go on with; called before anything new is added. */
  closeUnmatched(): void {
    if (!this.unmatched) return;
    const { from, to } = this.unmatched;
    this.unmatched = null;
    for (let at: Block | null = from; at && at !== to; at = at.parent) this.close(at);
  }

  addChild(kind: Kind): Block {
    while (!canContain(this.tip.kind, kind)) {
      const parent = this.tip.parent;
      this.close(this.tip);
      if (!parent) break;
    }
    const parent = this.tip;
    const before = parent.last;
    if (before && endsBlank(before)) this.loosen(parent);
    const block = new Block(kind, parent);
    parent.children.push(block);
    const tip = this.tip;
    this.tip = block;
    this.undo(() => {
      parent.children.pop();
      this.tip = tip;
    });
    return block;
  }

  /** Puts a block of another kind in the place of the last child. */
  replace(old: Block, kind: Kind): Block {
    const parent = old.parent as Block;
    const block = new Block(kind, parent);
    const tip = this.tip;
    parent.children[parent.children.length - 1] = block;
    this.tip = block;
    this.undo(() => {
      parent.children[parent.children.length - 1] = old;
      this.tip = tip;
    });
    return block;
  }

  addLine(block: Block, text: string): void {
    const lastLine = block.lastLine;
    block.lastLine = block.parts.length;
    this.undo(() => (block.lastLine = lastLine));
    this.push(block, block.parts.length > 0 ? `\n${text}` : text);
  }

  addRow(table: Block, text: string): Block {
    const row = new Block("row", table);
    row.open = false;
    table.children.push(row);
    this.undo(() => table.children.pop());
    this.push(row, text);
    if (!this.previewing) {
      for (const above of table.children.slice(-2, -1)) above.settled = true;
    }
    return row;
  }

  /** Takes the last line off a paragraph; a paragraph left empty goes. */
  takeLastLine(block: Block): void {
    const { parts, lastLine, version } = block;
    block.parts = parts.slice(0, lastLine);
    block.lastLine = 0;
    block.version += 1;
    this.undo(() => Object.assign(block, { parts, lastLine, version }));
    if (block.parts.length === 0) this.remove(block);
    else this.close(block);
  }

  close(block: Block): void {
    const tip = this.tip;
    this.tip = block.parent ?? block;
    block.open = false;
    this.undo(() => {
      block.open = true;
      this.tip = tip;
    });
    if (this.previewing) return;
    if (block.kind === "paragraph") this.takeReferences(block);
    if (block.kind === "maths" && !block.complete) this.unmakeMaths(block);
    const row = block.kind === "table" ? block.last : undefined;
    if (row) row.settled = true;
    block.settled = true;
  }

  /** Takes link definitions off the front of a paragraph; true when text is left. */
  takeReferences(block: Block): boolean {
    if (this.previewing || !block.parts[0]?.startsWith("[")) return true;
    const text = block.text;
    const rest = this.references.take(text);
    if (rest.length === text.length) return true;
    block.parts = rest ? [rest] : [];
    block.version += 1;
    if (!rest) this.remove(block);
    return rest !== "";
  }

  private remove(block: Block): void {
    const parent = block.parent as Block;
    const tip = this.tip;
    const open = block.open;
    parent.children.pop();
    block.open = false;
    if (tip === block) this.tip = parent;
    this.undo(() => {
      parent.children.push(block);
      block.open = open;
      this.tip = tip;
    });
  }

  /** Maths that was never closed was not maths: its source is shown as a paragraph. */
  private unmakeMaths(block: Block): void {
    const parent = block.parent as Block;
    const paragraph = new Block("paragraph", parent);
    paragraph.parts = [(block.fence?.close === "\\]" ? "\\[" : "$$") + block.text];
    paragraph.open = false;
    paragraph.settled = true;
    parent.children[parent.children.length - 1] = paragraph;
  }

  private tryStarts(container: Block, line: Line): "container" | "leaf" | "taken" | null {
    if (takesLines(container.kind) && container.kind !== "paragraph" && container.kind !== "table")
      return null;
    for (const start of starts) {
      const found = start(this, container, line);
      if (found) return found;
    }
    return null;
  }

  private noteBlank(container: Block, line: Line): void {
    if (line.blank && container.last) this.setBlank(container.last, true);
    const kind = container.kind;
    const quiet =
      kind === "quote" ||
      (kind === "code" && container.fence !== null) ||
      (kind === "item" && !container.last && this.fresh === container);
    const blank = line.blank && !quiet;
    for (let at: Block | null = container; at; at = at.parent) this.setBlank(at, blank);
  }

  private setBlank(block: Block, blank: boolean): void {
    const before = block.blankAfter;
    if (before === blank) return;
    block.blankAfter = blank;
    this.undo(() => (block.blankAfter = before));
  }

  private loosen(parent: Block): void {
    const list = parent.kind === "item" ? parent.parent : parent;
    if (list?.kind !== "list" || !list.tight) return;
    list.tight = false;
    this.undo(() => (list.tight = true));
  }

  push(block: Block, part: string): void {
    block.parts.push(part);
    if (!this.journal) return;
    block.tentative += 1;
    this.undo(() => {
      block.parts.pop();
      block.tentative -= 1;
    });
  }

  undo(run: () => void): void {
    this.journal?.push(run);
  }
}
