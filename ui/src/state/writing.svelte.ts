/** A text field of this many characters is still quick to lay out; more is kept beside it, in blocks. */
export const LARGE = 40_000;

/** What is being written: what stands in the field, after the large texts that were pasted. */
export class Writing {
  text = $state("");
  blocks = $state.raw<string[]>([]);
  whole = $derived([...this.blocks, this.text].filter((part) => part !== "").join("\n\n"));
  empty = $derived(!/\S/.test(this.text) && !this.blocks.some((block) => /\S/.test(block)));

  constructor(text = "") {
    this.set(text);
  }

  /** Begins again with this text. */
  set(text: string): void {
    this.blocks = [];
    this.write(text);
  }

  /** Takes what stands in the field; a text that is too large for it becomes a block. */
  write(text: string): void {
    if (text.length <= LARGE) {
      this.text = text;
      return;
    }
    this.blocks = [...this.blocks, text];
    this.text = "";
  }

  /** Whether a text of this length goes beside the field. */
  paste(text: string): boolean {
    if (text.length <= LARGE) return false;
    this.blocks = [...this.blocks, text];
    return true;
  }

  remove(at: number): void {
    this.blocks = this.blocks.filter((_, n) => n !== at);
  }
}
