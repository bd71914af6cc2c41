/** The letters and digits of a text: what stays the same whether marks, spaces and punctuation are shown or not. */
const LETTERS = /[\p{L}\p{M}\p{N}]/u;

/** A letter as it is compared, and the place of it in the page. */
type Place = { letter: string; node: Text; from: number; to: number };

/** The text of the page, without marks that were put into it. */
function textsOf(root: Node): Text[] {
  const result: Text[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest("[data-sources]")) result.push(node as Text);
  }
  return result;
}

function places(texts: readonly Text[]): Place[] {
  const result: Place[] = [];
  for (const text of texts) {
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
export function ranges(root: Element, sentences: readonly string[]): (Range | null)[] {
  for (const text of root.querySelectorAll(".md")) text.dispatchEvent(new Event("showwhole"));
  const texts = textsOf(root);
  const all = places(texts);
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
    range.setEnd(...endOf(last, texts));
    return range;
  });
}

/** The full stop belongs to its sentence, and so do the quotes and brackets after it, in bold or not. */
function endOf({ node, to }: Place, texts: readonly Text[]): [Text, number] {
  let end: [Text, number] = [node, to];
  for (let n = texts.indexOf(node), from = to; n < texts.length; n++, from = 0) {
    const text = texts[n];
    if (!text) break;
    const marks = /^[\p{P}\p{S}]+/u.exec(text.data.slice(from))?.[0].length ?? 0;
    if (marks > 0) end = [text, from + marks];
    if (from + marks < text.data.length) break;
  }
  return end;
}
