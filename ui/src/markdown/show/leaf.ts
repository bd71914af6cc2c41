import type { Block } from "../blocks/block";
import type { Context } from "../context";
import { directionOf } from "../direction";
import { make } from "../dom";
import { Prose } from "../inline/prose";
import { mathsNode } from "../maths";
import type { View } from "./view";

/** A paragraph or a heading. */
export class TextView implements View {
  readonly element: HTMLElement;
  private prose: Prose;
  private seen = 0;
  private version: number;
  private directed: boolean;
  private task: "none" | "open" | "done" = "none";

  constructor(
    private block: Block,
    private readonly context: Context,
    bidi: boolean,
  ) {
    const tag = block.kind === "heading" ? (`h${block.level}` as "h1") : "p";
    this.element = make(tag);
    this.directed = !bidi;
    this.version = block.version;
    this.prose = this.lay();
  }

  adopt(block: Block): boolean {
    const same = block === this.block;
    if (block.kind !== this.block.kind || block.level !== this.block.level) return false;
    if (same ? block.version !== this.version : this.seen > 0) return false;
    this.block = block;
    this.version = block.version;
    return true;
  }

  update(): void {
    const { block } = this;
    const firm = block.parts.length - block.tentative;
    let text = block.parts.slice(this.seen, firm).join("");
    let pending = block.parts.slice(firm).join("");
    if (this.seen === 0) {
      if (text) text = this.takeTask(text);
      else pending = this.takeTask(pending);
    }
    if (!this.directed) this.direct(block.parts[0] ?? "");
    this.seen = firm;
    if (text) this.prose.push(text);
    this.prose.show(pending, !block.settled);
    if (block.settled) this.prose.close();
  }

  get end(): HTMLElement {
    return this.prose.end;
  }

  private direct(text: string): void {
    const direction = directionOf(text);
    if (!direction) return;
    this.element.setAttribute("dir", direction);
    this.directed = this.seen > 0;
  }

  /** `[ ]` or `[x]` at the start of a list item becomes a box. */
  private takeTask(text: string): string {
    const { parent } = this.block;
    if (this.block.kind !== "paragraph" || parent?.kind !== "item" || parent.children[0] !== this.block)
      return text;
    const mark = /^\[([ xX])\][ \t\n]+(?=\S)/.exec(text);
    const box = mark ? (mark[1] === " " ? "open" : "done") : "none";
    if (box !== this.task) this.setTask(box);
    return mark ? text.slice(mark[0].length) : text;
  }

  private setTask(box: "none" | "open" | "done"): void {
    this.task = box;
    if (box === "none") {
      this.prose = this.lay();
      return;
    }
    const done = box === "done";
    const { taskDone, taskOpen } = this.context.strings;
    const mark = make("span", {
      class: done ? "md-task md-done" : "md-task",
      role: "checkbox",
      "aria-checked": String(done),
      "aria-disabled": "true",
      "aria-label": done ? taskDone : taskOpen,
    });
    this.prose = this.lay(mark);
  }

  /**
   * Lays the text out anew, after a mark if there is one. Within a list or a quote it stands in an element
   * that reads in its own direction, so that the bullets stay on the side of the list.
   */
  private lay(...before: Node[]): Prose {
    let holder = this.element;
    if (before.length > 0 || this.block.parent?.kind !== "document")
      holder = make("span", { class: "md-own" });
    this.element.replaceChildren(...before, ...(holder === this.element ? [] : [holder]));
    return new Prose(holder, this.context);
  }
}

/** A formula of its own: its source while it is open, typeset once it is closed. */
export class MathsView implements View {
  readonly element = make("div", { class: "md-formula", dir: "ltr", tabindex: "0" });
  private typeset = false;

  constructor(
    private block: Block,
    private readonly context: Context,
  ) {}

  adopt(block: Block): boolean {
    if (block.kind !== "maths" || (this.typeset && block !== this.block)) return false;
    this.block = block;
    return true;
  }

  update(): void {
    const { block } = this;
    if (this.typeset) return;
    const close = block.fence?.close ?? "$$";
    const source = (close === "$$" ? "$$" : "\\[") + block.text + (block.complete ? close : "");
    if (block.settled) {
      this.typeset = true;
      this.element.replaceChildren(mathsNode(block.text, true, source, this.context));
    } else if (this.element.textContent !== source) this.element.textContent = source;
  }

  get end(): HTMLElement {
    return this.element;
  }
}

export class RuleView implements View {
  readonly element = make("hr");

  adopt(block: Block): boolean {
    return block.kind === "rule";
  }

  update(): void {}

  get end(): HTMLElement {
    return this.element;
  }
}
