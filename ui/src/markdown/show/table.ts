import type { Align, Block } from "../blocks/block";
import { splitRow } from "../blocks/table";
import type { Context } from "../context";
import { make } from "../dom";
import { Prose } from "../inline/prose";
import type { View } from "./view";

const ROWS = 64;

/** A table in a box that scrolls by itself; only the last row is ever brought up to date. */
export class TableView implements View {
  readonly element: HTMLElement;
  private readonly table = make("table");
  private readonly rows: HTMLElement[] = [];
  private settled = 0;

  constructor(
    private block: Block,
    private readonly context: Context,
  ) {
    const label = context.strings.table;
    this.element = make(
      "div",
      { class: "md-table", role: "region", tabindex: "0", "aria-label": label },
      this.table,
    );
  }

  adopt(block: Block): boolean {
    if (block.kind !== "table" || (block !== this.block && this.settled > 0)) return false;
    if (block.aligns.join() !== this.block.aligns.join()) return false;
    this.block = block;
    return true;
  }

  update(): void {
    const { children, aligns } = this.block;
    for (let at = this.settled; at < children.length; at += 1) {
      const source = children[at] as Block;
      const row = makeRow(source.text, aligns, at === 0, this.context);
      const old = this.rows[at];
      if (old) old.replaceWith(row);
      else this.groupFor(at).append(row);
      this.rows[at] = row;
      if (source.settled) this.settled = at + 1;
    }
    while (this.rows.length > children.length) this.dropRow();
  }

  private dropRow(): void {
    const group = this.rows.pop()?.parentElement;
    group?.lastElementChild?.remove();
    if (group && !group.firstElementChild) group.remove();
  }

  /** The part of the table that takes a row: many small ones are laid out sooner than one that grows. */
  private groupFor(at: number): HTMLElement {
    const last = this.table.lastElementChild as HTMLElement | null;
    if (last && at !== 1 && (at - 1) % ROWS !== 0) return last;
    const group = make(at === 0 ? "thead" : "tbody");
    this.table.append(group);
    return group;
  }

  get end(): HTMLElement {
    const row = this.rows[this.rows.length - 1];
    return (row?.lastElementChild as HTMLElement | null) ?? this.element;
  }
}

function makeRow(text: string, aligns: Align[], header: boolean, context: Context): HTMLElement {
  const row = make("tr");
  for (const [at, cell] of splitRow(text).slice(0, aligns.length).entries()) {
    const align = aligns[at] ? { class: `md-${aligns[at]}` } : {};
    const element = header ? make("th", { scope: "col", ...align }) : make("td", align);
    const prose = new Prose(element, context);
    prose.push(cell);
    prose.show("");
    prose.close();
    row.append(element);
  }
  return row;
}
