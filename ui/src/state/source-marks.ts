import type { Linked, Source } from "../bindings";
import { ranges } from "./sentences";

/** What stands beside a sentence: a mark for each reply that it was taken from, or an empty one. */
export type SourceMark = { mark: string; style: string; said: string; source: Source };

export type MarkWords = {
  /** How a source is marked; nothing where its reply is not known any more. */
  of: (source: Source) => SourceMark | null;
  none: string;
};

/** Of each reply the sentence that is most alike. */
export function sourcesOf({ from }: Linked): Source[] {
  return from.filter((one, n) => from.findIndex((other) => other.reply === one.reply) === n);
}

/**
 * Puts the marks behind the sentences of a text that is shown. They are no part of it: they are neither
 * selected nor copied, and go with what this returns.
 */
export function placeMarks(
  body: HTMLElement,
  linked: readonly Linked[],
  words: MarkWords,
  act: (source: Source) => void,
): () => void {
  const places = ranges(
    body,
    linked.map((one) => one.text),
  );
  const placed: HTMLElement[] = [];
  // From the end, so that the places before it stay where they are.
  for (const [n, range] of [...places.entries()].reverse()) {
    const sentence = linked[n];
    if (!range || !sentence) continue;
    const marks = sourcesOf(sentence).flatMap((source) => words.of(source) ?? []);
    const group = document.createElement("span");
    group.className = "sources";
    group.dataset.sources = String(marks.length);
    group.append(...(marks.length > 0 ? marks.map((one) => button(one, act)) : [none(words.none)]));
    range.collapse(false);
    range.insertNode(group);
    placed.push(group);
  }
  return () => {
    for (const group of placed) {
      const { parentNode } = group;
      group.remove();
      parentNode?.normalize();
    }
  };
}

function button({ mark, style, said, source }: SourceMark, act: (source: Source) => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "source";
  made.style.cssText = style;
  made.textContent = mark;
  made.title = said;
  made.setAttribute("aria-label", said);
  made.dataset.testid = "source";
  made.addEventListener("click", () => act(source));
  return made;
}

function none(said: string): HTMLElement {
  const made = document.createElement("span");
  made.className = "source without";
  made.title = said;
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", said);
  made.dataset.testid = "source-none";
  return made;
}
