/** Text longer than this is cut, so that neither parsing nor layout ever meets it whole. */
export const LONGEST = 8192;
const SHORTEST = 4096;

/**
 * Where to cut text that is longer than {@link LONGEST}: after the last line feed in the second half of
 * what fits, else after a sentence, else at a space, else between two characters. It looks at nothing
 * past `LONGEST`, so the cuts do not depend on how the text arrived.
 */
export function cutAt(text: string): number {
  const window = text.slice(0, LONGEST);
  for (const end of ["\n", ". ", "。", " "]) {
    const at = window.lastIndexOf(end);
    if (at >= SHORTEST) return at + end.length;
  }
  let at = LONGEST;
  for (let back = 0; back < 32 && joins(text, at); back += 1) at -= 1;
  return at;
}

/** Whether the characters on both sides of `at` belong together. */
function joins(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 0xdc00 && code <= 0xdfff) return true;
  if (text.charCodeAt(at - 1) === 0x200d || code === 0x200d) return true;
  return /^\p{M}/u.test(text.slice(at, at + 2));
}
