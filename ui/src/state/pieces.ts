const PIECE = 4000;

/** Cuts a long text, at line breaks or spaces where there are any, so that the page can lay it out bit by bit. */
export function pieces(text: string): string[] {
  const result: string[] = [];
  let from = 0;
  while (text.length - from > PIECE * 2) {
    const line = text.indexOf("\n", from + PIECE);
    const space = text.indexOf(" ", from + PIECE);
    const near = [line, space].filter((at) => at >= 0 && at < from + PIECE * 2);
    const at = line >= 0 && near.includes(line) ? line : (near[0] ?? whole(text, from + PIECE));
    result.push(text.slice(from, at));
    // The break itself is the end of the block.
    from = text[at] === "\n" ? at + 1 : at;
  }
  result.push(text.slice(from));
  return result;
}

/** Does not part the two halves of one character. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
