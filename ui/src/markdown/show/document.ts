import type { Block } from "../blocks/block";
import type { Context } from "../context";
import { ContainerView, makeView } from "./container";
import { Section } from "./section";
import type { Sight } from "./sight";
import type { View } from "./view";

/** So many blocks share a section. */
const BLOCKS = 16;

/**
 * The whole document, in sections by the number of the block. Sections that are closed and far from what can be
 * read are taken out of the page, and built again before they come near.
 */
export class DocumentView extends ContainerView {
  private readonly sections: Section[] = [];
  private far = 0;
  private closedSections = 0;
  private whole = false;

  constructor(
    block: Block,
    context: Context,
    element: HTMLElement,
    private readonly sight: Sight | null = null,
  ) {
    super(block, context, element);
  }

  /** Called before each frame's work: sections that were closed and laid out before it may be skipped by layout. */
  settle(): void {
    for (; this.far < this.closedSections; this.far += 1) {
      const section = this.sections[this.far];
      section?.element.classList.add("md-far");
      if (section && !this.whole) this.watch(section);
    }
    this.closedSections = Math.floor(this.closed / BLOCKS);
  }

  /** From now on all of it stands in the page. */
  showWhole(): void {
    this.whole = true;
    this.sight?.stop();
    for (const section of this.sections) section.wake();
  }

  /** Builds again whatever the range touches. */
  wakeIn(range: Range): void {
    for (const section of this.sections) if (range.intersectsNode(section.element)) section.wake();
  }

  destroy(): void {
    this.sight?.stop();
  }

  private watch(section: Section): void {
    this.sight?.watch(section.element, (near, height) => {
      section.near = near;
      this.context.later(() => (section.near ? section.wake() : section.rest(height)));
    });
  }

  protected override viewOf(child: Block, at: number): View {
    return makeView(child, this.section(at).context);
  }

  protected override placeFor(at: number): HTMLElement {
    return this.section(at).element;
  }

  protected override onClosed(child: Block, at: number): void {
    this.section(at).blocks.push(child);
  }

  private section(at: number): Section {
    const index = Math.floor(at / BLOCKS);
    for (let next = this.sections.length; next <= index; next += 1) {
      const section = new Section(this.context);
      this.sections.push(section);
      this.element.append(section.element);
    }
    return this.sections[index] as Section;
  }
}
