import type { Block } from "../blocks/block";
import type { Context } from "../context";
import { make } from "../dom";
import { unescape } from "../inline/grammar";
import type { View } from "../show/view";
import { modeOf } from "./languages";
import { CodeLines } from "./lines";
import { Painter } from "./painter";

/** A code block: its language, a copy button, and the text in a box that scrolls by itself. */
export class CodeView implements View {
  readonly element = make("div", { class: "md-code", dir: "ltr" });
  private readonly label = make("span", { class: "md-language" });
  private readonly pre = make("pre", { tabindex: "0", role: "region" });
  private readonly code = make("code");
  private readonly lines: CodeLines;
  private source: string[] = [];
  private language: string | null = null;
  private held = "";
  private seen = 0;
  private lineOver = false;

  constructor(
    private block: Block,
    private readonly context: Context,
  ) {
    const { strings } = context;
    const copy = make(
      "button",
      { type: "button", class: "md-copy", "aria-label": strings.copyCode },
      strings.copy,
    );
    context.copies.set(copy, () => `${this.source.join("")}\n`);
    this.element.append(make("div", { class: "md-head" }, this.label, copy), this.pre);
    this.pre.append(this.code);
    this.lines = new CodeLines(this.code, context);
  }

  adopt(block: Block): boolean {
    if (block !== this.block && this.seen > 0) return false;
    this.block = block;
    return block.kind === "code";
  }

  update(): void {
    const { block } = this;
    this.setLanguage(nameOf(block.info));
    const firm = block.parts.length - block.tentative;
    const text = block.parts.slice(this.seen, firm).join("");
    const some = firm > this.seen;
    this.seen = firm;
    if (some) this.push(text);
    const pending = block.parts.slice(firm).join("");
    if (block.settled) this.endLine();
    this.lines.show(block.settled || !pending ? "" : this.following(this.held + pending));
  }

  get end(): HTMLElement {
    return this.code;
  }

  /** Blank lines at the end of indented code belong to it only when more code follows. */
  private push(text: string): void {
    let firm = this.held + text;
    this.held = "";
    if (!this.block.fence) {
      const blank = /(?:\n[ \t]*)+$/.exec(firm);
      if (blank) {
        this.held = firm.slice(blank.index);
        firm = firm.slice(0, blank.index);
      }
    }
    if (!firm) return;
    this.source.push(firm);
    this.lines.push(this.following(firm));
    this.lineOver = false;
    if (!this.block.unended) this.endLine();
  }

  /** Each line but the first begins with its line feed; a line that is known to be over has had it already. */
  private following(text: string): string {
    return this.lineOver && text.startsWith("\n") ? text.slice(1) : text;
  }

  private endLine(): void {
    if (!this.lineOver && this.seen > 0) this.lines.endLine();
    this.lineOver = true;
  }

  private setLanguage(name: string): void {
    if (name === this.language) return;
    this.language = name;
    this.label.textContent = name;
    this.pre.setAttribute("aria-label", name || this.context.strings.code);
    const found = name ? modeOf(name.toLowerCase()) : null;
    if (found instanceof Promise) {
      void found.then((mode) => mode && this.language === name && this.lines.paintWith(new Painter(mode)));
    } else if (found) this.lines.paintWith(new Painter(found));
  }
}

/** The first word after the fence; ` ```{python} ` and ` ```rust,ignore ` name a language too. */
function nameOf(info: string): string {
  return (/^[{.]*([\p{L}\p{N}+#._*-]+)/u.exec(unescape(info))?.[1] ?? "").slice(0, 32);
}
