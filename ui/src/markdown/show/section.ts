import type { Block } from "../blocks/block";
import type { Context } from "../context";
import { make, selected } from "../dom";
import { makeView } from "./container";

/** Some blocks of a document that are in the page, or out of it, together. */
export class Section {
  readonly element = make("div", { class: "md-section" });
  readonly context: Context;
  /** Those that are closed for good, from which it can be built again. */
  readonly blocks: Block[] = [];
  /** As it was seen last. */
  near = true;
  private resting = false;
  private readonly waits = new Map<string, Set<() => void>>();

  constructor(document: Context) {
    const { references } = document;
    this.context = {
      ...document,
      references: {
        get: (key) => references.get(key),
        // Whoever waits is kept here and not by the document, so that it goes with what it would bring up to date.
        wait: (key, redo) => {
          if (!this.waits.has(key)) references.wait(key, () => this.waits.get(key)?.forEach((run) => run()));
          this.waits.set(key, (this.waits.get(key) ?? new Set()).add(redo));
        },
      },
    };
  }

  /** Leaves the page, and keeps its height (pixels) there; not while some of it is selected or has the focus. */
  rest(height: number): void {
    if (this.resting || height <= 0 || this.isUsed()) return;
    this.resting = true;
    this.element.style.blockSize = `${height}px`;
    this.element.replaceChildren();
    for (const waiting of this.waits.values()) waiting.clear();
  }

  /** Is in the page again as it was. */
  wake(): void {
    if (!this.resting) return;
    this.resting = false;
    const made = this.blocks.map((block) => {
      const view = makeView(block, this.context);
      view.update();
      return view.element;
    });
    this.element.replaceChildren(...made);
    this.element.style.blockSize = "";
  }

  private isUsed(): boolean {
    if (this.element.contains(document.activeElement)) return true;
    return selected().some((range) => range.intersectsNode(this.element));
  }
}
