import markdownit, { type Env, type StateInline, type Token } from "markdown-it";

/** What the inline half of the parser reads with: link names, and a note of those not known yet. */
export interface Names {
  get(key: string): { href: string; title: string } | undefined;
  missed(key: string): void;
}

const SCHEMES = /^(?:https?|mailto):/i;
const TAGS = "sub|sup|kbd|mark|ins|del|u|b|i|strong|em|small";

const parser = markdownit("default", { html: false, linkify: true, typographer: false, maxNesting: 40 });
// Only the inline half is used: `parseInline` with the block rules' place taken by blocks/.
parser.validateLink = isLinkable;
// `main.rs` and `setup.py` are files, not hosts: a bare name is a link only after `www.`.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: true, fuzzyIP: false });
parser.linkify.add("www.", {
  validate: (text, from) =>
    /^[\p{L}\p{N}][\p{L}\p{N}.-]{0,251}\.\p{L}{2,63}(?::\d{1,5})?(?:[/?#][^\s<>"'`|\\^{}]*[^\s<>"'`|\\^{}.,:;!?*_~)\]])?\/?/u.exec(
      text.slice(from, from + 2048),
    )?.[0].length ?? 0,
  normalize: (match) => {
    match.url = `https://${match.url}`;
  },
});
for (const scheme of ["ftp:", "//"]) parser.linkify.add(scheme, null);
parser.inline.ruler.before("escape", "maths", maths);
parser.inline.ruler.before("autolink", "tag", tag);

/** Whether an address may become a link at all. */
export function isLinkable(href: string): boolean {
  return SCHEMES.test(href.trim()) && href.length <= 8192;
}

export function normalizeHref(href: string): string {
  return parser.normalizeLink(href);
}

export function referenceKey(label: string): string {
  return parser.utils.normalizeReference(label);
}

export function unescape(text: string): string {
  return parser.utils.unescapeAll(text);
}

export function parseDestination(text: string, from: number): { text: string; end: number } | null {
  const found = parser.helpers.parseLinkDestination(text, from, text.length);
  return found.ok ? { text: found.str, end: found.pos } : null;
}

export function parseTitle(text: string, from: number): { text: string; end: number } | null {
  const found = parser.helpers.parseLinkTitle(text, from, text.length);
  return found.ok ? { text: found.str, end: found.pos } : null;
}

/** The inline tokens of one stretch of text. */
export function parseInlines(text: string, names: Names): Token[] {
  const references = new Proxy({} as Record<string, unknown>, {
    get: (_, key) => {
      const found = names.get(String(key));
      if (!found) names.missed(String(key));
      return found;
    },
  });
  const env: Env = { references } as Env;
  return parser.parseInline(text, env)[0]?.children ?? [];
}

/** `$…$`, `$$…$$`, `\(…\)` and `\[…\]`. */
function maths(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  const open = src.slice(pos, pos + 2);
  let close: string;
  let from = pos + 2;
  if (open === "$$") close = "$$";
  else if (open === "\\(") close = "\\)";
  else if (open === "\\[") close = "\\]";
  else if (open.startsWith("$")) {
    close = "$";
    from = pos + 1;
  } else return false;
  const end = close === "$" ? closingDollar(state, from) : src.indexOf(close, from);
  if (end < 0 || end + close.length > posMax || !src.slice(from, end).trim())
    return skipDollars(state, silent, open);
  if (!silent) {
    const token = state.push("maths", "", 0);
    token.content = src.slice(from, end);
    token.markup = src.slice(pos, end + close.length);
    token.block = close === "$$" || close === "\\]";
  }
  state.pos = end + close.length;
  return true;
}

/** `$$` that opens nothing is taken whole, lest its second half open something. */
function skipDollars(state: StateInline, silent: boolean, open: string): boolean {
  if (open !== "$$") return false;
  if (!silent) state.pending += open;
  state.pos += 2;
  return true;
}

/**
 * Where `$…` ends, by the rules that keep prices out: no space inside next to either sign, no digit after
 * the second, no letter or digit before the first, and no plain prose between them.
 */
function closingDollar(state: StateInline, from: number): number {
  const { src, posMax } = state;
  if (/[\s$]/.test(src.charAt(from)) || /[\p{L}\p{N}$]/u.test(src.charAt(from - 2))) return -1;
  for (let at = from; at < posMax; at += 1) {
    const c = src.charCodeAt(at);
    if (c === 0x5c) at += 1;
    else if (c === 0x0a && src.charCodeAt(at + 1) === 0x0a) return -1;
    else if (c === 0x24) {
      if (/\s/.test(src.charAt(at - 1)) || /[\d$]/.test(src.charAt(at + 1))) return -1;
      return isProse(src.slice(from, at)) ? -1 : at;
    }
  }
  return -1;
}

function isProse(text: string): boolean {
  return (
    !/[\\^_={}<>]/.test(text) && /\p{L}{2,}[\s,]+\p{L}{2,}|^\d[\d.,]*\p{L}*[\s,;/–-]+\p{L}{2,}/u.test(text)
  );
}

/** A handful of bare tags that models write; with any attribute, or without its end, a tag is text. */
function tag(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== 0x3c) return false;
  const head = src.slice(pos, Math.min(posMax, pos + 10));
  const line = /^<br[ \t]*\/?>/i.exec(head);
  if (line) {
    if (!silent) state.push("hardbreak", "br", 0);
    state.pos += line[0].length;
    return true;
  }
  const opening = OPENING.exec(head);
  if (!opening?.[1] || state.level >= 20) return false;
  const name = opening[1].toLowerCase();
  const from = pos + opening[0].length;
  const close = `</${opening[1]}>`;
  const end = src.indexOf(close, from);
  if (end < 0 || end + close.length > posMax) return false;
  if (!silent) {
    state.push(`${name}_open`, name, 1);
    state.pos = from;
    state.posMax = end;
    state.md.inline.tokenize(state);
    state.push(`${name}_close`, name, -1);
  }
  state.pos = end + close.length;
  state.posMax = posMax;
  return true;
}

const OPENING = new RegExp(`^<(${TAGS})>`, "i");
