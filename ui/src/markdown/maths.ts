import type { KatexOptions } from "katex";
import type { Context } from "./context";
import { make } from "./dom";

/** Longer maths is shown as its source: typesetting it would hold the window up. */
const LONGEST = 8192;

let katex: Typesetter | null = null;
let loading: Promise<void> | null = null;
const waiting = new Set<() => void>();

/** Loads the typesetter; until it is here, maths is shown as its source. */
export function loadMaths(): Promise<void> {
  loading ??= import("katex").then((module) => {
    katex = module.default as unknown as Typesetter;
    for (const run of waiting) run();
    waiting.clear();
  });
  return loading;
}

/** An element for one formula: its source at once, the typeset form as soon as there is time. */
export function mathsNode(tex: string, display: boolean, source: string, context: Context): HTMLElement {
  const node = make("span", { class: display ? "md-maths md-display" : "md-maths", dir: "ltr" }, source);
  if (tex.length > LONGEST) return node;
  const run = (): void => typeset(node, tex, display);
  if (katex && context.hasTime()) run();
  else if (katex) context.later(run);
  else {
    waiting.add(() => context.later(run));
    void loadMaths();
  }
  return node;
}

function typeset(node: HTMLElement, tex: string, display: boolean): void {
  if (!katex) return;
  const made = make("span");
  try {
    const tree = katex.__renderToDomTree(tex, {
      displayMode: display,
      output: "htmlAndMathml",
      throwOnError: true,
      trust: false,
      strict: "ignore",
      maxExpand: 500,
      maxSize: 20,
    });
    setStylesAside(tree);
    made.append(tree.toNode());
  } catch {
    node.classList.add("md-broken");
    return;
  }
  if (!isHarmless(made)) return;
  node.replaceChildren(...made.childNodes);
  node.classList.add("md-typeset");
}

/** A node of the typesetter's tree, before it is an element. */
interface Box {
  attributes?: Record<string, string>;
  children?: Box[];
  toNode(): Node;
}

/** The typesetter, with the half of it that its types leave out: the tree instead of markup. */
interface Typesetter {
  __renderToDomTree(tex: string, options: KatexOptions): Box;
}

/**
 * Nearly all lengths are set through the object model, which a content security policy without inline
 * styles allows; the few style attributes are set aside here, to be set that way too.
 */
function setStylesAside(box: Box): void {
  const style = box.attributes?.["style"];
  if (box.attributes && style !== undefined) {
    delete box.attributes["style"];
    box.attributes[ASIDE] = style;
  }
  box.children?.forEach(setStylesAside);
}

const ASIDE = "data-aside";

const MADE = new Set([
  ...[
    "span",
    "svg",
    "path",
    "line",
    "math",
    "semantics",
    "annotation",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
  ],
  ...[
    "mspace",
    "msqrt",
    "mroot",
    "mfrac",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
  ],
  ...[
    "mtr",
    "mtd",
    "mstyle",
    "mpadded",
    "mphantom",
    "menclose",
    "mglyph",
    "mlabeledtr",
    "merror",
    "mmultiscripts",
    "mprescripts",
  ],
]);
const REFUSED = /^(?:on|id$|name$|src|href|xlink|action|form|poster|background|data)/i;

/** A second look at what the typesetter made. */
function isHarmless(made: HTMLElement): boolean {
  for (const element of made.querySelectorAll<HTMLElement>("*")) {
    if (!MADE.has(element.localName)) return false;
    const style = element.getAttribute(ASIDE);
    if (style !== null) {
      element.removeAttribute(ASIDE);
      if ("style" in element) element.style.cssText = style;
    }
    for (const { name, value } of element.attributes) {
      if (REFUSED.test(name)) return false;
      if (name === "style" && /url|image|expression|@|\\/i.test(value)) return false;
    }
  }
  return true;
}
