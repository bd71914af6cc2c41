import type { Block } from "../blocks/block";
import { CodeView } from "../code/view";
import type { Context } from "../context";
import { directionOf } from "../direction";
import { make } from "../dom";
import { MathsView, RuleView, TextView } from "./leaf";
import { TableView } from "./table";
import type { View } from "./view";

/** A block that holds others. Children closed for good are passed over; the rest is matched by place. */
export class ContainerView implements View {
  /** What shows each child; of those that are closed for good only the last is kept. */
  private readonly slots: (View | undefined)[] = [];
  private done = 0;
  private directed: boolean;

  constructor(
    private block: Block,
    protected readonly context: Context,
    readonly element: HTMLElement,
  ) {
    this.directed = block.parent?.kind !== "document";
  }

  adopt(block: Block): boolean {
    if (block.kind !== this.block.kind || (block !== this.block && this.done > 0)) return false;
    if (block.kind === "list") {
      const same =
        block.list?.ordered === this.block.list?.ordered && block.list?.start === this.block.list?.start;
      if (!same) return false;
    }
    this.block = block;
    return true;
  }

  update(): void {
    const { children } = this.block;
    if (this.block.kind === "list") this.element.classList.toggle("md-tight", this.block.tight);
    if (!this.directed) this.direct();
    for (let at = this.done; at < children.length; at += 1) {
      const child = children[at] as Block;
      let view = this.slots[at];
      if (!view?.adopt(child)) {
        const old = view;
        view = this.viewOf(child, at);
        if (old) old.element.replaceWith(view.element);
        else this.placeFor(at).append(view.element);
        this.slots[at] = view;
      }
      view.update();
      if (!child.settled || at !== this.done) continue;
      this.done += 1;
      if (at > 0) this.slots[at - 1] = undefined;
      this.onClosed(child, at);
    }
    while (this.slots.length > children.length) this.slots.pop()?.element.remove();
  }

  protected viewOf(child: Block, _at: number): View {
    return makeView(child, this.context);
  }

  /** Where the child of this number goes. */
  protected placeFor(_at: number): HTMLElement {
    return this.element;
  }

  /** A child was closed and shown for good. */
  protected onClosed(_child: Block, _at: number): void {}

  /** How many children are closed for good. */
  protected get closed(): number {
    return this.done;
  }

  /** A list or a quote reads in the direction of the first letter in its first block. */
  private direct(): void {
    const first = this.block.children[0];
    const direction = first && this.done === 0 ? directionOf(firstText(first)) : null;
    if (direction) this.element.setAttribute("dir", direction);
    this.directed = this.done > 0;
  }

  get end(): HTMLElement {
    return this.slots[this.slots.length - 1]?.end ?? this.element;
  }
}

/** What shows a block. */
export function makeView(block: Block, context: Context): View {
  const bidi = block.parent?.kind === "document";
  switch (block.kind) {
    case "document":
    case "quote":
      return new ContainerView(block, context, make("blockquote"));
    case "list":
      return new ContainerView(block, context, makeList(block));
    case "item":
      return new ContainerView(block, context, make("li"));
    case "paragraph":
    case "heading":
      return new TextView(block, context, bidi);
    case "code":
      return new CodeView(block, context);
    case "maths":
      return new MathsView(block, context);
    case "table":
    case "row":
      return new TableView(block, context);
    case "rule":
      return new RuleView();
  }
}

function makeList(block: Block): HTMLElement {
  const mark = block.list;
  if (!mark?.ordered) return make("ul");
  return make("ol", mark.start !== 1 ? { start: String(mark.start) } : {});
}

/** The text of the first leaf, or of the leaves before one with letters. */
function firstText(block: Block): string {
  if (block.parts.length > 0) return block.parts[0] ?? "";
  for (const child of block.children.slice(0, 8)) {
    const text = firstText(child);
    if (/\p{L}/u.test(text)) return text;
  }
  return "";
}
