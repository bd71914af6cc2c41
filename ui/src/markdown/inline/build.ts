import type { Token } from "markdown-it";
import type { Context } from "../context";
import { isTag, make } from "../dom";
import { isLinkable } from "./grammar";
import { mathsNode } from "../maths";

/** One node at the top of a stretch of text; equal keys make equal nodes. */
export interface Unit {
  key: string;
  /** The text, when the unit is nothing but text. */
  text: string | null;
  tokens: Token[];
}

/** Cuts inline tokens into the nodes they will become. */
export function units(tokens: Token[]): Unit[] {
  const found: Unit[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const from = at;
    let depth = 0;
    do {
      depth += tokens[at]?.nesting ?? 0;
      at += 1;
    } while (depth > 0 && at < tokens.length);
    at -= 1;
    const slice = tokens.slice(from, at + 1);
    const first = slice[0] as Token;
    const text = slice.length === 1 ? plain(first) : null;
    const before = found[found.length - 1];
    if (text !== null && before && before.text !== null) {
      before.text += text;
      before.key = `t${before.text}`;
    } else
      found.push({ key: text !== null ? `t${text}` : slice.map(keyOf).join("\u0001"), text, tokens: slice });
  }
  return found;
}

export function buildUnit(unit: Unit, context: Context): Node {
  if (unit.text !== null) return document.createTextNode(unit.text);
  const holder = document.createDocumentFragment();
  const stack: Node[] = [holder];
  for (const token of unit.tokens) {
    const top = stack[stack.length - 1] as Node;
    if (token.nesting < 0) {
      if (stack.length > 1) stack.pop();
      continue;
    }
    const node = buildToken(token, context);
    top.appendChild(node);
    if (token.nesting > 0) stack.push(node);
  }
  return holder.firstChild as Node;
}

function plain(token: Token): string | null {
  if (token.type === "text") return token.content;
  return token.type === "softbreak" ? "\n" : null;
}

function keyOf(token: Token): string {
  const attributes = token.attrs ? token.attrs.map((pair) => pair.join("=")).join("&") : "";
  return [token.type, token.markup, token.content, attributes, token.block ? "b" : ""].join("\u0002");
}

function buildToken(token: Token, context: Context): Node {
  const text = plain(token);
  if (text !== null) return document.createTextNode(text);
  switch (token.type) {
    case "code_inline":
      return make("code", {}, token.content);
    case "hardbreak":
      return make("br");
    case "maths":
      return mathsNode(token.content, token.block, token.markup, context);
    case "link_open":
      return buildLink(token);
    case "image":
      return buildImage(token, context);
    default:
      if (token.nesting > 0 && isTag(token.tag)) return make(token.tag);
      return document.createTextNode(token.content || token.markup);
  }
}

/** A link without `href`: the page cannot leave by it, whatever is clicked; the caller opens `data-href`. */
function buildLink(token: Token): Node {
  const href = String(token.attrGet("href") ?? "");
  if (!isLinkable(href)) return make("span");
  return make("a", {
    "data-href": href,
    rel: "noreferrer noopener",
    role: "link",
    tabindex: "0",
    title: href,
  });
}

/** An image is never loaded: a button says what it shows and where it would come from. */
function buildImage(token: Token, context: Context): Node {
  const src = String(token.attrGet("src") ?? "");
  const alt = (token.children ?? []).map((child) => plain(child) ?? child.content).join("");
  if (!isLinkable(src)) return document.createTextNode(`![${alt}](${src})`);
  const from = context.strings.image.replace("{host}", hostOf(src));
  const label = alt ? `${alt} · ${from}` : from;
  return make("button", { type: "button", class: "md-image", "data-href": src, title: src }, label);
}

function hostOf(href: string): string {
  try {
    return new URL(href).host || href;
  } catch {
    return href;
  }
}
