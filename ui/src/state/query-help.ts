/** The operators of the search and the values that they know; none: whatever is there. */
export const OPERATORS = {
  model: [],
  from: ["me", "model"],
  kind: ["chat", "comparison"],
  before: ["today", "7d", "1m", "1y"],
  after: ["today", "yesterday", "7d", "1m", "1y"],
  has: ["attachment", "image", "code", "reasoning", "vote", "rating", "failure"],
  lang: ["en", "hi", "ta", "bn", "te", "mr", "ur", "ar", "de", "es", "fr", "ja", "ko", "ru", "zh"],
  voted: ["yes", "no", "best", "tie", "bad"],
  in: ["bin", "reasoning"],
} as const satisfies Record<string, readonly string[]>;

export type Operator = keyof typeof OPERATORS;

/** What the text could go on with, and what the whole of it would then be. */
export type Completion = { shown: string; text: string };

const MOST = 8;

/** What the word at the end of the text could become: an operator, or one of its values. */
export function completions(text: string, models: readonly string[]): Completion[] {
  const [, before = "", word = ""] = /^([\s\S]*?)(\S*)$/.exec(text) ?? [];
  const [, minus = "", rest = ""] = /^([-(]*)(.*)$/.exec(word) ?? [];
  const colon = rest.indexOf(":");
  const put = (shown: string, end: string) => ({ shown, text: `${before}${minus}${shown}${end}` });
  if (colon < 0) {
    if (rest.length < 2) return [];
    const keys = (Object.keys(OPERATORS) as Operator[]).filter((key) => key.startsWith(rest.toLowerCase()));
    return keys.map((key) => put(`${key}:`, ""));
  }
  const key = rest.slice(0, colon).toLowerCase();
  if (!(key in OPERATORS)) return [];
  const typed = rest.slice(colon + 1).toLowerCase();
  const known: readonly string[] = key === "model" ? models : OPERATORS[key as Operator];
  const fits = known.filter((value) =>
    key === "model" ? value.toLowerCase().includes(typed) : value.startsWith(typed) && value !== typed,
  );
  const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value);
  return fits.slice(0, MOST).map((value) => put(`${key}:${quoted(value)}`, " "));
}
