/** How long a reply has reasoned, by when its pieces were seen; only for what was watched live. */
export class Reasoned {
  #since: number | null = null;
  /** Milliseconds; null while it goes on, or where it was not seen. */
  took: number | null = null;

  see(reasoning: boolean, text: boolean, now: number): void {
    if (reasoning && !text && this.#since === null) this.#since = now;
    if (text && this.#since !== null) this.took ??= now - this.#since;
  }
}
