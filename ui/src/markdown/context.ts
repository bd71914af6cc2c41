import type { Reference } from "./blocks/references";
import type { MarkdownStrings } from "./words";

/** Addresses that the text names once and uses by name. */
export interface Names {
  get(key: string): Reference | undefined;
  /** Runs when a name not yet seen is explained. */
  wait(key: string, redo: () => void): void;
}

/** What every view of one document shares. */
export interface Context {
  readonly strings: MarkdownStrings;
  readonly references: Names;
  /** Work that may wait for a quieter frame; it is run before the document counts as settled. */
  later(job: () => void): void;
  /** Whether this frame has time left for work that can wait. */
  hasTime(): boolean;
  /** The text to hand over when a copy button is pressed. */
  readonly copies: WeakMap<Element, () => string>;
}
