import type { Context } from "../context";
import { make } from "../dom";
import { buildUnit, units, type Unit } from "./build";
import { parseInlines } from "./grammar";
import { mend } from "./mend";
import { cutAt, LONGEST } from "./pieces";

/** The inline text of one leaf: what is settled stays as it is, only the end is parsed again. */
export class Prose {
  private piece: Piece;
  private tail = "";
  private cut = false;

  constructor(
    readonly element: HTMLElement,
    private readonly context: Context,
  ) {
    this.piece = new Piece(element, context);
  }

  /** Text that is here to stay. */
  push(text: string): void {
    this.tail += text;
    while (this.tail.length > LONGEST) {
      const at = cutAt(this.tail);
      if (!this.cut) {
        this.cut = true;
        this.element.classList.add("md-pieces");
        this.element.replaceChildren();
        this.nextPiece();
      }
      this.piece.show(this.tail.slice(0, at));
      this.piece.close();
      this.tail = this.tail.slice(at);
      this.nextPiece();
    }
  }

  /** Shows the text so far and a line that has not ended; while it is `open`, marks at its end may be too. */
  show(pending: string, open = false): void {
    const text = (this.tail + pending).trim();
    this.piece.show(open ? mend(text) : text);
  }

  /** Nothing more will come: what only growing text needs is let go. */
  close(): void {
    this.piece.close();
    this.tail = "";
  }

  /** Where the streaming caret belongs. */
  get end(): HTMLElement {
    return this.piece.element;
  }

  private nextPiece(): void {
    const span = make("span", { class: "md-piece" });
    this.element.append(span);
    this.piece = new Piece(span, this.context);
  }
}

/** One stretch of inline text, brought up to date by replacing only the nodes that changed. */
class Piece {
  private text = "";
  private shown: Unit[] = [];
  private waits = false;

  constructor(
    readonly element: HTMLElement,
    private readonly context: Context,
  ) {}

  show(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.render();
  }

  /** Keeps the text only where a link name in it may yet be explained. */
  close(): void {
    if (this.waits) return;
    this.text = "";
    this.shown = [];
  }

  private readonly redo = (): void => this.context.later(() => this.render());

  private render(): void {
    const { references } = this.context;
    const next = units(
      parseInlines(this.text, {
        get: (key) => references.get(key),
        missed: (key) => {
          this.waits = true;
          references.wait(key, this.redo);
        },
      }),
    );
    let same = 0;
    while (same < next.length && next[same]?.key === this.shown[same]?.key) same += 1;
    const old = this.shown[same];
    const now = next[same];
    const node = this.element.childNodes[same];
    if (old && now && old.text !== null && now.text?.startsWith(old.text) && node instanceof Text) {
      node.appendData(now.text.slice(old.text.length));
      same += 1;
    }
    while (this.element.childNodes.length > same) this.element.lastChild?.remove();
    for (const unit of next.slice(same)) this.element.append(buildUnit(unit, this.context));
    for (const unit of next) unit.tokens = [];
    this.shown = next;
  }
}
