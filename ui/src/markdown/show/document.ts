import type { Block } from "../blocks/block";
import { make } from "../dom";
import { ContainerView } from "./container";

/** So many blocks share a section. */
const BLOCKS = 16;

/** The whole document, in sections by the number of the block. */
export class DocumentView extends ContainerView {
  private readonly sections: HTMLElement[] = [];
  private far = 0;
  private closedSections = 0;

  /** Called before each frame's work: sections that were closed and laid out before it may be skipped by layout. */
  settle(): void {
    for (; this.far < this.closedSections; this.far += 1) this.sections[this.far]?.classList.add("md-far");
    this.closedSections = Math.floor(this.closed / BLOCKS);
  }

  /** The views have taken what they need: the text is not kept a second time. */
  protected override onClosed(child: Block): void {
    child.parts = [];
    for (const inner of child.children) this.onClosed(inner);
  }

  protected override placeFor(at: number): HTMLElement {
    const index = Math.floor(at / BLOCKS);
    for (let next = this.sections.length; next <= index; next += 1) {
      const section = make("div", { class: "md-section" });
      this.sections.push(section);
      this.element.append(section);
    }
    return this.sections[index] as HTMLElement;
  }
}
