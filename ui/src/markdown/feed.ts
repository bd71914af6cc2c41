import type { BlockParser } from "./blocks/parser";
import { LONGEST } from "./inline/pieces";

/** Cuts text that arrives in any pieces into lines, and hands lines too long to wait for on in parts. */
export class Feed {
  private open = "";
  /** The line being read is already in the parser, and goes on. */
  private long = false;
  private carriageReturn = false;

  constructor(private readonly parser: BlockParser) {}

  push(chunk: string): void {
    let text = chunk.replaceAll("\0", "\ufffd");
    if (this.carriageReturn) text = `\r${text}`;
    this.carriageReturn = text.endsWith("\r");
    if (this.carriageReturn) text = text.slice(0, -1);
    if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.grow(text.slice(from, at));
      this.endLine();
      from = at + 1;
    }
    if (from < text.length) this.grow(text.slice(from));
  }

  /** The line that has not ended, where it can still be shown and taken back. */
  get pending(): string {
    return this.long ? "" : this.open;
  }

  finish(): void {
    if (this.open || this.long) this.endLine();
    this.carriageReturn = false;
    this.parser.end();
  }

  private grow(text: string): void {
    if (this.long) {
      this.parser.more(text);
      return;
    }
    this.open += text;
    if (this.open.length <= LONGEST) return;
    this.long = true;
    this.parser.longLine(this.open.slice(0, LONGEST));
    this.parser.more(this.open.slice(LONGEST));
    this.open = "";
  }

  private endLine(): void {
    if (this.long) this.parser.endLongLine();
    else this.parser.line(this.open);
    this.long = false;
    this.open = "";
  }
}
