import { make } from "../dom";
import { LONGEST } from "../inline/pieces";
import type { Painter } from "./painter";

/** So many lines share an element; what is off the screen is then not laid out. */
const LINES = 64;

/** A run of lines in one element: coloured ones first, then plain text that waits for its colours. */
export class Part {
  readonly element: HTMLElement;
  private readonly plain = document.createTextNode("");
  /** Lines that have ended and are not coloured yet. */
  private waiting: string[] = [];
  private count = 0;
  private size = 0;
  /** How much of `plain` is here to stay, and how many waiting lines are in it. */
  private kept = 0;
  private inPlain = 0;

  /** A `long` part holds one stretch of a line too long to be laid out whole. */
  constructor(private readonly long: boolean) {
    this.element = make("span", { class: long ? "md-part md-long" : "md-part" }, this.plain);
  }

  get full(): boolean {
    return this.long ? this.count > 0 : this.count >= LINES || this.size >= 2 * LONGEST;
  }

  get empty(): boolean {
    return this.count === 0;
  }

  get unpainted(): boolean {
    return this.waiting.length > 0;
  }

  add(line: string): void {
    this.waiting.push(line);
    this.count += 1;
    this.size += line.length;
  }

  /** Shows the lines, and after them one that has not ended. */
  show(open: string): void {
    const added = this.waiting
      .slice(this.inPlain)
      .map((line) => this.ended(line))
      .join("");
    const text = added + open;
    if (this.plain.length !== this.kept || text) {
      if (this.plain.length === this.kept) this.plain.appendData(text);
      else this.plain.replaceData(this.kept, this.plain.length - this.kept, text);
    }
    this.kept += added.length;
    this.inPlain = this.waiting.length;
  }

  /** Colours the lines that have ended; call {@link show} after it. */
  paint(painter: Painter): void {
    const made = document.createDocumentFragment();
    for (const line of this.waiting)
      made.append(...(this.long ? [] : painter.line(line)), this.long ? line : "\n");
    this.plain.before(made);
    this.plain.data = "";
    this.waiting = [];
    this.kept = 0;
    this.inPlain = 0;
  }

  private ended(line: string): string {
    return this.long ? line : `${line}\n`;
  }
}
