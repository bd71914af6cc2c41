/** What words are made of, signs such as emoji among them. */
const LETTERS = /[\p{L}\p{M}\p{N}\p{So}\p{Sc}]/u;
/** Scripts that put no spaces between their words: there a match may begin and end anywhere. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Bopomofo}\p{So}]/u;

type Place = { letter: string; node: Text; from: number; to: number };

function places(root: Element): Place[] {
  const result: Place[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement?.closest("[data-sources], .unseen, button")) continue;
    let from = 0;
    for (const letter of (node as Text).data) {
      const to = from + letter.length;
      if (LETTERS.test(letter)) result.push({ letter, node: node as Text, from, to });
      from = to;
    }
  }
  return result;
}

/** Whether a word may end between these two. */
function apart(left: Place | undefined, right: Place | undefined): boolean {
  if (!left || !right) return true;
  if (left.node !== right.node || left.to !== right.from) return true;
  return UNSPACED.test(left.letter) || UNSPACED.test(right.letter);
}

/**
 * Where words stand in a text that is shown, in its order. They are given as the text has them; what stands
 * between letters is not compared, for the page shows neither the marks nor every space of it.
 */
export function occurrences(root: Element, words: readonly string[]): Range[] {
  for (const text of root.querySelectorAll(".md")) text.dispatchEvent(new Event("showwhole"));
  return occurrencesNow(root, words);
}

/** The same in what of the text is in the page by now. */
export function occurrencesNow(root: Element, words: readonly string[]): Range[] {
  const all = places(root);
  const found: { at: number; length: number }[] = [];
  for (const word of words) {
    const wanted = [...word].filter((letter) => LETTERS.test(letter));
    const first = wanted[0];
    if (first === undefined) continue;
    for (let at = 0; at + wanted.length <= all.length; at++) {
      if (all[at]?.letter !== first) continue;
      const end = at + wanted.length;
      if (!wanted.every((letter, n) => all[at + n]?.letter === letter)) continue;
      if (apart(all[at - 1], all[at]) && apart(all[end - 1], all[end]))
        found.push({ at, length: wanted.length });
    }
  }
  found.sort((one, other) => one.at - other.at || other.length - one.length);
  let reached = 0;
  return found.flatMap(({ at, length }) => {
    const [first, last] = [all[at], all[at + length - 1]];
    if (at < reached || !first || !last) return [];
    reached = at + length;
    const range = document.createRange();
    range.setStart(first.node, first.from);
    range.setEnd(last.node, last.to);
    return [range];
  });
}

const NAME = "found";

let watching: MutationObserver | null = null;

function registry(): HighlightRegistry | undefined {
  return (globalThis.CSS as { highlights?: HighlightRegistry } | undefined)?.highlights;
}

/** Puts the light out. */
export function unlight(): void {
  watching?.disconnect();
  watching = null;
  registry()?.delete(NAME);
}

/**
 * Lights these places until others are lit; says whether the engine can. A text that is built anew, as one is
 * that comes near the view again, loses its places: then they are read once more.
 */
export function light(ranges: readonly Range[], again: () => readonly Range[]): boolean {
  unlight();
  const lights = registry();
  if (!lights || ranges.length === 0) return lights !== undefined;
  let lit = ranges;
  let waiting = false;
  lights.set(NAME, new Highlight(...lit));
  const look = () => {
    waiting = false;
    if (!watching || !lit.some((range) => range.collapsed)) return;
    lit = again();
    lights.set(NAME, new Highlight(...lit));
  };
  watching = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  });
  watching.observe(document.body, { childList: true, subtree: true });
  return true;
}
