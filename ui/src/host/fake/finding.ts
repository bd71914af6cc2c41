import type { FoundSession, Hit, Lit, Message, QueryError, SessionHit, Typed } from "../../bindings";
import type { Host } from "..";
import { problem } from "..";
import type { FakeHost } from ".";

type Commands = Pick<Host, "search" | "findInSession" | "indexProgress">;

const PAGE = 20;

/** A search as far as a made-up core can: words that stand in the text, in any case. */
export class FakeFinding implements Commands {
  /** What was asked, in order. */
  asked: Typed[] = [];

  constructor(readonly host: FakeHost) {}

  search: Host["search"] = async (typed, after) => {
    this.asked.push(typed);
    if (this.host.query.has("brokensearch")) throw problem("internal", "database disk image is malformed");
    const error = unreadable(typed.text);
    if (error) return { kind: "unreadable", with: error };
    const words = wordsOf(typed.text);
    const all = [...this.host.sessions.values()].filter((one) => !this.host.gone.has(one.id));
    const found = all.flatMap((session): FoundSession[] => {
      const hits = this.#messages(session.id).flatMap((message) => this.#hit(message, words));
      const title_marks = marks(session.title ?? "", words);
      if (hits.length === 0 && title_marks.length === 0) return [];
      const { id, title, updated_at } = session;
      const shown = hits.slice(-3).reverse();
      const count = hits.length;
      return [
        { session: id, title, title_marks, updated_at, deleted: false, hits: shown, count, more: false },
      ];
    });
    found.sort((one, other) => other.updated_at - one.updated_at);
    const from = after ?? 0;
    const next = from + PAGE < found.length ? from + PAGE : null;
    return { kind: "found", with: { sessions: found.slice(from, from + PAGE), order: "newest", next } };
  };

  findInSession: Host["findInSession"] = async (session, typed) => {
    const words = wordsOf(typed.text);
    const hits = this.#messages(session).flatMap((message): SessionHit[] =>
      this.#hit(message, words).map((hit) => ({ message: hit.message, words: hit.words })),
    );
    return { kind: "found", with: { hits, more: false } };
  };

  indexProgress: Host["indexProgress"] = async () =>
    this.host.query.has("filling") ? { done: 340, of: 1000 } : { done: 1000, of: 1000 };

  #messages(session: string): Message[] {
    return [...this.host.messages.values()].filter(
      (one) => one.session === session && one.status !== "streaming" && !this.host.gone.has(one.id),
    );
  }

  #hit(message: Message, words: string[]): Hit[] {
    const text = message.text.replaceAll(/\s+/g, " ");
    const lit = marks(text, words);
    if (!words.every((word) => text.toLowerCase().includes(word))) return [];
    const first = lit[0]?.from ?? 0;
    const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, first - 40)) + 1);
    const shown = text.slice(from, from + 160);
    const snippet = {
      text: shown,
      marks: marks(shown, words),
      before: from > 0,
      after: from + 160 < text.length,
    };
    const { siblings } = message.versions;
    return [
      {
        message: message.id,
        role: message.role,
        lane: message.lane,
        model: message.blind ? null : message.model,
        created_at: message.created_at,
        version: Math.max(1, siblings.indexOf(message.id) + 1),
        versions: Math.max(1, siblings.length),
        place: { kind: "text" },
        snippet,
        words: [...new Set(lit.map((mark) => text.slice(mark.from, mark.to)))],
      },
    ];
  }
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s"]+/)
    .filter((word) => word !== "" && !word.includes(":"));
}

/** A quote without an end, as the real core tells it. */
function unreadable(text: string): QueryError | null {
  if ((text.split('"').length - 1) % 2 === 0) return null;
  return { at: { from: text.lastIndexOf('"'), to: text.length }, fault: { kind: "open_quote" } };
}

function marks(text: string, words: string[]): Lit[] {
  const low = text.toLowerCase();
  const found = words.flatMap((word) => {
    const places: Lit[] = [];
    for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) {
      places.push({ from: at, to: at + word.length });
    }
    return places;
  });
  return found.sort((one, other) => one.from - other.from);
}
