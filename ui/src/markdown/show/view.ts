import type { Block } from "../blocks/block";

/** What shows one block. */
export interface View {
  readonly element: HTMLElement;
  /** Whether this view can show that block, keeping what it shows already. */
  adopt(block: Block): boolean;
  /** Brings the element up to date with the block. */
  update(): void;
  /** The element at whose end text is being added. */
  readonly end: HTMLElement;
}
