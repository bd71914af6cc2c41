/** A line under the reader's finger: offset in characters, column with tabs at every fourth. */
export class Line {
  offset = 0;
  column = 0;
  /** The rest of a tab of which only some columns were taken. */
  private inTab = false;
  /** Where the next character that is no space stands. */
  next = 0;
  private nextColumn = 0;
  blank = false;

  constructor(readonly text: string) {
    this.look();
  }

  get indent(): number {
    return this.nextColumn - this.column;
  }

  get indented(): boolean {
    return this.indent >= 4;
  }

  /** The text from the next character that is no space. */
  get body(): string {
    return this.text.slice(this.next);
  }

  char(at = this.next): string {
    return this.text.charAt(at);
  }

  look(): void {
    let at = this.offset;
    let column = this.column;
    for (; at < this.text.length; at += 1) {
      const c = this.text.charCodeAt(at);
      if (c === 32) column += 1;
      else if (c === 9) column += 4 - (column % 4);
      else break;
    }
    this.next = at;
    this.nextColumn = column;
    this.blank = at === this.text.length;
  }

  /** Goes to the next character that is no space. */
  skipSpace(): void {
    this.offset = this.next;
    this.column = this.nextColumn;
    this.inTab = false;
  }

  skip(count: number): void {
    for (let left = count; left > 0 && this.offset < this.text.length; left -= 1) {
      if (this.text.charCodeAt(this.offset) === 9) this.column += 4 - (this.column % 4);
      else this.column += 1;
      this.offset += 1;
      this.inTab = false;
    }
    this.look();
  }

  skipColumns(columns: number): void {
    let left = columns;
    while (left > 0 && this.offset < this.text.length) {
      if (this.text.charCodeAt(this.offset) === 9) {
        const width = 4 - (this.column % 4);
        const taken = Math.min(width, left);
        this.inTab = width > left;
        this.column += taken;
        if (!this.inTab) this.offset += 1;
        left -= taken;
      } else {
        this.inTab = false;
        this.offset += 1;
        this.column += 1;
        left -= 1;
      }
    }
    this.look();
  }

  isSpace(at = this.offset): boolean {
    const c = this.text.charCodeAt(at);
    return c === 32 || c === 9;
  }

  /** What is left, a tab taken in part given back as spaces. */
  rest(): string {
    if (!this.inTab) return this.text.slice(this.offset);
    return " ".repeat(4 - (this.column % 4)) + this.text.slice(this.offset + 1);
  }
}
