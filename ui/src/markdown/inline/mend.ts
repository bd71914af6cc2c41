const MARK = /\\[^]|(`+)|(\*\*|__|~~|\*|_)/g;

/**
 * The text as it will most likely be read once it goes on: marks that are still open are closed, a link
 * whose address is still coming is its words, and marks that say nothing yet are left off. Only what is
 * still being written is ever mended; in the end every character stands as it was sent.
 */
export function mend(text: string): string {
  let rest = text.replace(/!?\[([^[\]\n]*)\]\([^()\s]*(?:\s+["'(][^"')]*)?$/, "$1");
  rest = rest.replace(/(^|[\s([{"'])[*_~`]{1,3}$/, "$1").trimEnd();
  const open: string[] = [];
  let code = "";
  for (const match of rest.matchAll(MARK)) {
    const [whole, ticks, mark] = match;
    if (ticks) {
      if (!code) code = ticks;
      else if (code === ticks) code = "";
      continue;
    }
    if (code || !mark) continue;
    const before = rest.charAt(match.index - 1);
    const after = rest.charAt(match.index + whole.length);
    const last = open.lastIndexOf(mark);
    if (last >= 0 && /\S/.test(before)) open.length = last;
    else if (/\S/.test(after) && /^$|[\s\p{P}]/u.test(before)) open.push(mark);
  }
  return rest + code + (code ? "" : open.reverse().join(""));
}
