/** Every element the renderer may make. There is no `innerHTML` anywhere beside this list. */
const TAGS = [
  ...["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "pre", "code"],
  ...["table", "thead", "tbody", "tr", "th", "td", "div", "span", "button"],
  ...["a", "em", "strong", "s", "br", "sub", "sup", "kbd", "mark", "ins", "del", "u", "b", "i", "small"],
] as const;
export type Tag = (typeof TAGS)[number];
const KNOWN: ReadonlySet<string> = new Set(TAGS);

/** Every attribute the renderer may set; none of them loads, runs or styles anything. */
type Attribute =
  | "class"
  | "dir"
  | "data-href"
  | "data-language"
  | "rel"
  | "role"
  | "tabindex"
  | "title"
  | "type"
  | "scope"
  | "start"
  | `aria-${"label" | "hidden" | "checked" | "disabled"}`;

export function isTag(name: string): name is Tag {
  return KNOWN.has(name);
}

/** Makes an element; text children become text nodes, never markup. */
export function make<K extends Tag>(
  tag: K,
  attributes: Partial<Record<Attribute, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** What is selected on the page. */
export function selected(): Range[] {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return [];
  return Array.from({ length: selection.rangeCount }, (_, n) => selection.getRangeAt(n));
}
