import { MarkdownView, type MarkdownOptions } from "../markdown-view";

/** A view whose frames are run by the test, by `flush`. */
export function viewIn(element: HTMLElement, options: MarkdownOptions = {}): MarkdownView {
  return new MarkdownView(element, { frame: () => () => {}, ...options });
}

/** What text becomes when it arrives in pieces of a size, with a frame after each. */
export function render(text: string, size = Infinity, each?: (root: HTMLElement) => void): HTMLElement {
  const root = document.createElement("div");
  const view = viewIn(root);
  const step = Number.isFinite(size) ? size : Math.max(1, text.length);
  for (let at = 0; at < text.length; at += step) {
    view.append(text.slice(at, at + step));
    view.flush();
    each?.(root);
  }
  view.finish();
  view.flush();
  each?.(root);
  return root;
}

/** The page as one string, without what only the streaming caret leaves behind. */
export function html(root: HTMLElement): string {
  root.normalize();
  return root.innerHTML.replaceAll(/ class=""| md-far| class="md-caret"| md-caret/g, "");
}

/**
 * The bare structure: what the CommonMark examples and another renderer's output can be compared by.
 * Our wrappers are undone, and spaces that never show are dropped.
 */
export function shape(root: ParentNode): string {
  const text = [...root.childNodes].map(shapeOf).join("");
  return text
    .replace(
      / *(<\/?(?:p|h\d|ul|ol [0-9]+|li|blockquote|pre|table|tr|th|td|hr|br|ol)(?: "[^\n]*?")?>) */g,
      "$1",
    )
    .trim();
}

function shapeOf(node: Node): string {
  if (node instanceof Text) return node.data.replace(/\s+/g, " ");
  if (!(node instanceof Element)) return "";
  const inner = (): string => [...node.childNodes].map(shapeOf).join("");
  const tag = node.localName;
  if (node.matches(".md-body, .md-section, .md-part, .md-table, .md-piece, .md-own, tbody, thead"))
    return inner();
  if (node.matches(".md-code"))
    return codeShape(node.querySelector(".md-language"), node.querySelector("code"));
  if (tag === "pre") return codeShape(node.querySelector("code"), node.querySelector("code"));
  if (tag === "p" && isTight(node)) return `${inner().trim()} `;
  if (tag === "a") return `<a ${node.getAttribute("data-href") ?? node.getAttribute("href")}>${inner()}</a>`;
  if (tag === "img") return `<img ${node.getAttribute("src")} ${node.getAttribute("alt")}>`;
  if (node.matches(".md-image")) {
    const label = (node.textContent ?? "").replace(/( · )?Image from .*$/, "");
    return `<img ${node.getAttribute("data-href")} ${label}>`;
  }
  if (tag === "br" || tag === "hr") return `<${tag}>`;
  const name = tag === "ol" ? `ol ${node.getAttribute("start") ?? 1}` : tag;
  const block = /^(?:p|h\d|ul|ol|li|blockquote|table|tr|th|td)$/.test(tag);
  return block ? `<${name}>${inner().trim()}</${tag}>` : `<${name}>${inner()}</${tag}>`;
}

function codeShape(label: Element | null, code: Element | null): string {
  const named = /language-(\S+)/.exec(label?.className ?? "")?.[1];
  const language = named ?? (label?.localName === "span" ? label.textContent : "");
  return `<pre>${language}:${JSON.stringify((code?.textContent ?? "").replace(/\n$/, ""))}</pre>`;
}

function isTight(paragraph: Element): boolean {
  return paragraph.parentElement?.parentElement?.classList.contains("md-tight") ?? false;
}
