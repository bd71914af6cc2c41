/** The letters and digits of a text: what stays the same whether marks, spaces and punctuation are shown or not. */
const LETTERS = /[\p{L}\p{M}\p{N}]/u;

/** A letter as it is compared, and the place of it in the page. */
type Place = { letter: string; node: Text; from: number; to: number };

function places(root: Node): Place[] {
  const result: Place[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text;
    if (text.parentElement?.closest("[data-sources]")) continue;
    let from = 0;
    for (const letter of text.data) {
      const to = from + letter.length;
      if (LETTERS.test(letter)) result.push({ letter: letter.toLowerCase(), node: text, from, to });
      from = to;
    }
  }
  return result;
}

function letters(text: string): string[] {
  return [...text].filter((one) => LETTERS.test(one)).map((one) => one.toLowerCase());
}

/**
 * Where these sentences of one text, in their order, stand in the page; none for one that is not there.
 * Only letters and digits are compared, for the page shows neither the marks nor every space of them.
 */
export function ranges(root: Node, sentences: readonly string[]): (Range | null)[] {
  const all = places(root);
  // One string unit for each place, so that an index in it is one in `all`.
  const page = all.map((one) => one.letter[0] ?? "").join("");
  let from = 0;
  return sentences.map((sentence) => {
    const wanted = letters(sentence)
      .map((letter) => letter[0] ?? "")
      .join("");
    const at = wanted === "" ? -1 : page.indexOf(wanted, from);
    const first = all[at];
    const last = all[at + wanted.length - 1];
    if (at < 0 || !first || !last) return null;
    from = at + wanted.length;
    const range = document.createRange();
    range.setStart(first.node, first.from);
    range.setEnd(last.node, endOf(last));
    return range;
  });
}

/** The full stop belongs to its sentence, and so do the quotes and brackets after it. */
function endOf({ node, to }: Place): number {
  const rest = /^[\p{P}\p{S}]+/u.exec(node.data.slice(to));
  return to + (rest?.[0].length ?? 0);
}
