/** How many pieces are remembered: more than come between two frames. */
const MOST = 64;

/**
 * What was added to a text last. A text of many pieces is put together only when it is read; whoever
 * shows it as it grows asks here for what is new, and leaves the whole alone.
 */
export class Growth {
  #pieces: string[] = [];
  #end = 0;

  /** `piece` was added to a text that was so long before. */
  add(length: number, piece: string): void {
    if (length !== this.#end) this.#pieces = [];
    this.#pieces.push(piece);
    this.#end = length + piece.length;
    if (this.#pieces.length > MOST) this.#pieces = this.#pieces.slice(-MOST / 2);
  }

  /** What came after the first `length` characters, where that is still known. */
  since(length: number): string | null {
    let first = this.#pieces.length;
    let at = this.#end;
    while (at > length && first > 0) at -= this.#pieces[--first]?.length ?? 0;
    return at === length ? this.#pieces.slice(first).join("") : null;
  }
}
