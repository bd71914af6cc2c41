import type { Block } from "../blocks/block";
import { CodeView } from "../code/view";
import type { Context } from "../context";
import { make } from "../dom";
import { MathsView, RuleView, TextView } from "./leaf";
import { TableView } from "./table";
import type { View } from "./view";

/** A block that holds others. Children closed for good are passed over; the rest is matched by place. */
export class ContainerView implements View {
  private readonly slots: View[] = [];
  private done = 0;

  constructor(
    private block: Block,
    private readonly context: Context,
    readonly element: HTMLElement,
  ) {}

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
    for (let at = this.done; at < children.length; at += 1) {
      const child = children[at] as Block;
      let view = this.slots[at];
      if (!view?.adopt(child)) {
        const old = view;
        view = makeView(child, this.context);
        if (old) old.element.replaceWith(view.element);
        else this.element.append(view.element);
        this.slots[at] = view;
      }
      view.update();
      if (child.settled && at === this.done) this.done += 1;
    }
    while (this.slots.length > children.length) this.slots.pop()?.element.remove();
  }

  get end(): HTMLElement {
    return this.slots[this.slots.length - 1]?.end ?? this.element;
  }
}

function makeView(block: Block, context: Context): View {
  const bidi = block.parent?.kind === "document";
  switch (block.kind) {
    case "document":
    case "quote":
      return new ContainerView(block, context, make("blockquote", bidi ? { dir: "auto" } : {}));
    case "list":
      return new ContainerView(block, context, makeList(block, bidi));
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

function makeList(block: Block, bidi: boolean): HTMLElement {
  const mark = block.list;
  if (!mark?.ordered) return make("ul", bidi ? { dir: "auto" } : {});
  return make("ol", {
    ...(bidi ? { dir: "auto" } : {}),
    ...(mark.start !== 1 ? { start: String(mark.start) } : {}),
  });
}
