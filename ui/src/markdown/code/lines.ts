import type { Context } from "../context";
import { LONGEST } from "../inline/pieces";
import type { Painter } from "./painter";
import { Part } from "./part";

/** The text of a code block, growing at its end; each line is coloured once, when it has ended. */
export class CodeLines {
  private readonly parts: Part[] = [];
  private open = "";
  private pending = "";
  /** Parts before this one are shown for good, and coloured for good. */
  private shown = 0;
  private coloured = 0;
  private painter: Painter | null = null;
  private queued = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly context: Context,
  ) {}

  /** Text that is here to stay. */
  push(text: string): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.grow(text.slice(from, at));
      this.endLine();
      from = at + 1;
    }
    this.grow(text.slice(from));
  }

  /** The line being pushed has ended. */
  endLine(): void {
    this.room().add(this.open);
    this.open = "";
  }

  /** Shows the code with a line that has not ended, and colours what there is time for. */
  show(pending: string): void {
    this.pending = pending;
    if (this.open + pending) this.room();
    for (; this.shown < this.parts.length; this.shown += 1) {
      const part = this.parts[this.shown] as Part;
      if (!part.element.parentNode) this.element.append(part.element);
      part.show(this.tailOf(this.shown));
      if (this.shown === this.parts.length - 1) break;
    }
    this.element.classList.toggle("md-many", this.parts.length > 1);
    this.paint();
  }

  paintWith(painter: Painter): void {
    this.painter = painter;
    this.paint();
  }

  private paint(): void {
    if (!this.painter) return;
    for (; this.coloured < this.parts.length; this.coloured += 1) {
      const part = this.parts[this.coloured] as Part;
      if (part.unpainted) {
        if (!this.context.hasTime()) return this.paintLater();
        part.paint(this.painter);
        part.show(this.tailOf(this.coloured));
      }
      if (!part.full) return;
    }
  }

  private paintLater(): void {
    if (this.queued) return;
    this.queued = true;
    this.context.later(() => {
      this.queued = false;
      this.paint();
    });
  }

  private tailOf(index: number): string {
    return index === this.parts.length - 1 ? this.open + this.pending : "";
  }

  private grow(text: string): void {
    this.open += text;
    while (this.open.length > LONGEST) {
      const last = this.parts[this.parts.length - 1];
      if (last?.empty) {
        this.parts.pop();
        last.element.remove();
      }
      const part = new Part(true);
      part.add(this.open.slice(0, LONGEST));
      this.parts.push(part);
      this.open = this.open.slice(LONGEST);
    }
  }

  /** The part that takes the next line. */
  private room(): Part {
    const last = this.parts[this.parts.length - 1];
    if (last && !last.full) return last;
    const part = new Part(false);
    this.parts.push(part);
    return part;
  }
}
