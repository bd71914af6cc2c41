import { parseDestination, parseTitle, isLinkable, referenceKey, normalizeHref } from "../inline/grammar";

export interface Reference {
  href: string;
  title: string;
}

/** Addresses named once in the text (`[name]: https://…`), and who waits for a name not yet seen. */
export class References {
  private readonly known = new Map<string, Reference>();
  private readonly waiting = new Map<string, Set<() => void>>();

  get(key: string): Reference | undefined {
    return this.known.get(key);
  }

  wait(key: string, redo: () => void): void {
    const set = this.waiting.get(key) ?? new Set();
    set.add(redo);
    this.waiting.set(key, set);
  }

  /** The first definition of a name wins. */
  define(key: string, reference: Reference): void {
    if (this.known.has(key)) return;
    this.known.set(key, reference);
    const redo = this.waiting.get(key);
    this.waiting.delete(key);
    redo?.forEach((run) => run());
  }

  /** Takes the definitions off the front of a paragraph and returns what is left. */
  take(text: string): string {
    let rest = text;
    while (rest.charCodeAt(0) === 0x5b) {
      const end = this.takeOne(rest);
      if (end === 0) break;
      rest = rest.slice(end).replace(/^\s+/, "");
    }
    return rest;
  }

  private takeOne(text: string): number {
    const label = /^\[((?:[^[\]\\]|\\[^])+)\]:[ \t]*\n?[ \t]*/.exec(text.slice(0, 4096));
    if (!label?.[1]?.trim()) return 0;
    const from = label[0].length;
    const destination = parseDestination(text, from);
    if (!destination || destination.end === from) return 0;
    const href = normalizeHref(destination.text);
    if (!isLinkable(href)) return 0;
    const bare = lineEnd(text, destination.end);
    const gap = /^[ \t]*(?:\n[ \t]*)?/.exec(text.slice(destination.end, destination.end + 512))?.[0] ?? "";
    let title = "";
    let end = bare;
    if (gap) {
      const found = parseTitle(text, destination.end + gap.length);
      const after = found ? lineEnd(text, found.end) : -1;
      if (found && after >= 0) {
        title = found.text;
        end = after;
      }
    }
    if (end < 0) return 0;
    this.define(referenceKey(label[1]), { href, title });
    return end;
  }
}

/** The end of the line when only spaces are left on it, else -1. */
function lineEnd(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at += 1;
  if (at === text.length) return at;
  return text[at] === "\n" ? at + 1 : -1;
}
