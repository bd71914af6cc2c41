import { BlockParser } from "./blocks/parser";
import type { Context } from "./context";
import { make, selected } from "./dom";
import { Feed } from "./feed";
import { englishStrings, type MarkdownStrings } from "./words";
import { DocumentView } from "./show/document";
import { type Sight, sightOf } from "./show/sight";

export interface MarkdownOptions {
  strings?: MarkdownStrings;
  /** A link or an image's placeholder was chosen; the renderer itself goes nowhere. */
  onLink?(href: string): void;
  /** Puts text on the clipboard. */
  copy?(text: string): Promise<void> | void;
  /** The view has shown all that it was given. Called after each frame that did so. */
  onSettled?(): void;
  /** Runs work in the next frame; returns how to call it off. */
  frame?(run: () => void): () => void;
  /** Tells what is near enough to what can be read to have to be in the page. */
  sight?(element: HTMLElement): Sight | null;
}

/** Tells what a text has grown by since it had this many characters, where that is still known. */
export interface Growth {
  since(length: number): string | null;
}

/** Milliseconds of work in one frame: at most, at least, and to begin with. */
const BUDGET = 10;
const LEAST = 2;
const FIRST = 4;
/** A page that needs longer than this between two frames is given less to lay out. */
const SLOW = 34;
/** Characters read between two looks at the clock. */
const SLICE = 1024;
/** A line of nothing but marks may yet become anything: it is not shown before it says more. */
const MARKS_ONLY = /^[\s>]*(?:[-=*_#`~+|:$\\[\]]{0,80}|\d{1,9}[.)]?|[-|: ]{0,400})$/;

function nextFrame(run: () => void): () => void {
  const id = requestAnimationFrame(run);
  return () => cancelAnimationFrame(id);
}

/**
 * Markdown that may still be growing, shown in an element. Text is read once; what is closed is never
 * touched again; each frame does at most about {@link BUDGET} milliseconds of work. Of a long text only what is
 * near the view stands in the page; an event `showwhole` at the element puts all of it there for good.
 */
export class MarkdownView {
  private readonly options: Required<Omit<MarkdownOptions, "onLink" | "onSettled">> & MarkdownOptions;
  private source = "";
  private growth: Growth | undefined;
  /** What is not read yet: `backlog` from `offset` on. */
  private backlog = "";
  private offset = 0;
  private busy = false;
  private ended = false;
  private finished = false;
  private cancel: (() => void) | null = null;
  private deadline = 0;
  private budget = FIRST;
  private rested = 0;
  private jobs: (() => void)[] = [];
  private caret: HTMLElement | null = null;
  private document!: { parser: BlockParser; feed: Feed; view: DocumentView; body: HTMLElement };

  constructor(
    private readonly element: HTMLElement,
    options: MarkdownOptions = {},
  ) {
    this.options = {
      strings: englishStrings,
      copy: (text) => navigator.clipboard.writeText(text),
      frame: nextFrame,
      sight: sightOf,
      ...options,
    };
    element.classList.add("md");
    element.addEventListener("click", this.onClick);
    element.addEventListener("keydown", this.onKey);
    element.addEventListener("showwhole", this.onShowWhole);
    document.addEventListener("copy", this.onCopy, true);
    this.begin();
    element.replaceChildren(this.document.body);
  }

  /** Adds text at the end; it is shown with the next frame. */
  append(text: string): void {
    if (!text) return;
    if (this.ended) return this.set(this.source + text);
    this.source += text;
    this.backlog += text;
    this.schedule();
  }

  /**
   * Shows this text: what it adds to the text shown is added, anything else is shown anew. Where
   * `growth` tells what was added since the text was last set with it, the whole is not read.
   */
  set(text: string, growth?: Growth): void {
    const known = growth !== undefined && growth === this.growth && !this.ended;
    this.growth = growth;
    const more = known ? growth.since(this.source.length) : null;
    if (more && text.length === this.source.length + more.length) return this.append(more);
    if (text === this.source) return;
    if (!this.ended && text.startsWith(this.source)) return this.append(text.slice(this.source.length));
    this.document.view.destroy();
    this.begin();
    this.source = "";
    this.append(text);
  }

  /** No more text will come: whatever is open is closed. */
  finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.schedule();
  }

  /** Does work that waits, for so many milliseconds; true when none is left. */
  flush(milliseconds = Infinity): boolean {
    this.cancel?.();
    this.cancel = null;
    this.deadline = performance.now() + milliseconds;
    this.busy = true;
    this.document.view.settle();
    const done = this.read() && this.work();
    this.busy = false;
    this.place();
    this.rested = done ? 0 : performance.now();
    if (!done) this.schedule();
    else this.options.onSettled?.();
    return done;
  }

  get settled(): boolean {
    return this.backlog === "" && this.jobs.length === 0 && (!this.ended || this.finished);
  }

  destroy(): void {
    this.cancel?.();
    this.cancel = null;
    this.backlog = "";
    this.offset = 0;
    this.jobs = [];
    this.element.removeEventListener("click", this.onClick);
    this.element.removeEventListener("keydown", this.onKey);
    this.element.removeEventListener("showwhole", this.onShowWhole);
    document.removeEventListener("copy", this.onCopy, true);
    this.document.view.destroy();
    this.element.replaceChildren();
  }

  private begin(): void {
    const parser = new BlockParser();
    const body = make("div", { class: "md-body" });
    const context: Context = {
      strings: this.options.strings,
      references: parser.references,
      copies: this.copies,
      later: (job) => {
        this.jobs.push(job);
        this.schedule();
      },
      hasTime: () => performance.now() < this.deadline,
    };
    const view = new DocumentView(parser.root, context, body, this.options.sight(this.element));
    this.document = { parser, feed: new Feed(parser), view, body };
    this.backlog = "";
    this.offset = 0;
    this.jobs = [];
    this.ended = false;
    this.finished = false;
  }

  private schedule(): void {
    if (this.busy) return;
    this.cancel ??= this.options.frame(() => {
      this.cancel = null;
      this.pace();
      this.flush(this.budget);
    });
  }

  /** Layout and painting come on top of our work and grow with it: where they are slow, less is done at once. */
  private pace(): void {
    const slow = this.rested > 0 && performance.now() - this.rested > SLOW;
    this.budget = slow ? Math.max(LEAST, this.budget * 0.6) : Math.min(BUDGET, this.budget * 1.25);
  }

  /** Reads what has arrived; true when all of it is shown. */
  private read(): boolean {
    const { parser, feed, view } = this.document;
    for (let next = this.takeSlice(); next; next = this.takeSlice()) {
      feed.push(next);
      if (this.backlog === "") break;
      view.update();
      if (performance.now() >= this.deadline) return false;
    }
    if (this.ended && !this.finished) {
      this.finished = true;
      feed.finish();
    }
    const pending = this.finished || MARKS_ONLY.test(feed.pending) ? "" : feed.pending;
    if (pending) parser.preview(pending);
    view.update();
    this.moveCaret();
    if (pending) parser.takeBack();
    return true;
  }

  private takeSlice(): string {
    const slice = this.backlog.slice(this.offset, this.offset + SLICE);
    this.offset += slice.length;
    if (this.offset === this.backlog.length) {
      this.backlog = "";
      this.offset = 0;
    }
    return slice;
  }

  private work(): boolean {
    while (this.jobs.length > 0) {
      if (performance.now() >= this.deadline) return false;
      this.jobs.shift()?.();
    }
    return true;
  }

  /** Shows a text begun anew only once it has caught up, so that the page does not jump. */
  private place(): void {
    const { body } = this.document;
    if (body.parentNode === this.element) return;
    if (this.backlog === "" || !this.element.firstChild) this.element.replaceChildren(body);
  }

  private moveCaret(): void {
    const end = this.finished ? null : this.document.view.end;
    if (end === this.caret) return;
    this.caret?.classList.remove("md-caret");
    end?.classList.add("md-caret");
    this.caret = end;
  }

  private readonly copies = new WeakMap<Element, () => string>();

  private readonly onClick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("[data-href]");
    if (link && this.element.contains(link)) {
      event.preventDefault();
      this.options.onLink?.(link.getAttribute("data-href") ?? "");
      return;
    }
    const button = target?.closest<HTMLElement>(".md-copy");
    const text = button && this.copies.get(button);
    if (button && text) void this.copyFrom(button, text());
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.target instanceof Element)) return;
    if (!event.target.matches("a[data-href]")) return;
    event.preventDefault();
    this.options.onLink?.(event.target.getAttribute("data-href") ?? "");
  };

  private readonly onShowWhole = (): void => this.document.view.showWhole();

  /** What is selected is copied whole, also where it is not in the page. */
  private readonly onCopy = (): void => selected().forEach((range) => this.document.view.wakeIn(range));

  private async copyFrom(button: HTMLElement, text: string): Promise<void> {
    const { strings, copy } = this.options;
    try {
      await copy(text);
    } catch {
      return; // Whoever gave `copy` says what went wrong; the button only never claims a success.
    }
    button.textContent = strings.copied;
    setTimeout(() => (button.textContent = strings.copy), 1500);
  }
}
