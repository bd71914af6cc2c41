import { tick } from "svelte";
import type {
  Found,
  FoundSession,
  Hit,
  IndexProgress,
  Problem,
  QueryError,
  SessionHit,
  SessionId,
  Typed,
} from "../bindings";
import { problemOf } from "../host";
import { t } from "../strings/index.svelte";
import type { App } from "./app.svelte";
import { whole } from "./format";
import { light, occurrences, occurrencesNow, unlight } from "./lit";
import { reveal, spotlight } from "./spotlight";

/** Typing waits so long for the next letter, in milliseconds. */
const WAIT = 50;
/** How often the filling of the index is looked at, in milliseconds. */
const LOOK = 1500;

/** A row that can be opened: a hit, or a session whose title matches. */
export type Option = { key: string; found: FoundSession; hit: Hit | null };

/** The places in the session that was opened, and which of them is shown. */
export type Walk = { session: SessionId; text: string; hits: SessionHit[]; more: boolean; at: number };

/** What is searched for in all chats, what was found, and the places in the chat that was opened from it. */
export class Finding {
  text = $state("");
  sessions = $state.raw<FoundSession[]>([]);
  order = $state<Found["order"]>("newest");
  next = $state<number | null>(null);
  /** What the sessions were found by; none: nothing was searched yet. */
  asked = $state<string | null>(null);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  error = $state.raw<QueryError | null>(null);
  /** Which of the options is chosen. */
  at = $state(0);
  progress = $state.raw<IndexProgress | null>(null);
  walk = $state.raw<Walk | null>(null);
  /** Raised when the field is to be focused. */
  focused = $state(0);
  options = $derived(this.sessions.flatMap(optionsOf));
  #round = 0;
  #unfinished = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly app: App) {}

  /** Opens the view with what was looked for last. */
  show(): void {
    this.app.sheet = null;
    this.app.go("search");
    this.focused++;
    void this.#look();
  }

  type(text: string): void {
    this.text = text;
    this.at = 0;
    this.#unfinished = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.search(), WAIT);
  }

  /** Searches for the words as they stand, the last one whole. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    this.#unfinished = false;
    await this.search();
  }

  async search(): Promise<void> {
    const round = ++this.#round;
    if (this.text.trim() === "") {
      this.#put({ sessions: [], order: "newest", next: null });
      this.asked = null;
      this.error = this.problem = null;
      this.loading = false;
      return;
    }
    this.loading = true;
    await this.#ask(round, null, (found) => {
      this.#put(found);
      this.asked = this.text;
    });
    // What was walked through may have held nothing that fits: what lies further back may.
    while (round === this.#round && !this.error && this.sessions.length === 0 && this.next !== null) {
      await this.more();
    }
    if (round === this.#round) this.loading = false;
  }

  async more(): Promise<void> {
    const { next } = this;
    if (next === null) return;
    await this.#ask(this.#round, next, (found) => {
      if (this.next !== next) return;
      const known = new Set(this.sessions.map((one) => one.session));
      this.sessions = [...this.sessions, ...found.sessions.filter((one) => !known.has(one.session))];
      this.next = found.next;
    });
  }

  async #ask(round: number, after: number | null, take: (found: Found) => void): Promise<void> {
    try {
      const answer = await this.app.host.search(this.#typed(), after);
      if (round !== this.#round) return;
      this.problem = null;
      this.error = answer.kind === "unreadable" ? answer.with : null;
      if (answer.kind === "found") take(answer.with);
    } catch (thrown) {
      if (round !== this.#round) return;
      this.problem = problemOf(thrown);
      this.next = null;
    }
  }

  #put({ sessions, order, next }: Found): void {
    this.sessions = sessions;
    this.order = order;
    this.next = next;
  }

  #typed(): Typed {
    return {
      text: this.text,
      unfinished: this.#unfinished,
      utc_offset: -new Date().getTimezoneOffset(),
    };
  }

  /** Looks how far the index has come, as long as this is shown and it is not whole. */
  async #look(): Promise<void> {
    const progress = await this.app.host.indexProgress().catch(() => null);
    this.progress = progress;
    if (progress === null || progress.done >= progress.of) return;
    setTimeout(() => {
      if (this.app.place === "search") void this.#look();
    }, LOOK);
  }

  /** Opens a chat on the branch where this stands, with the words lit. */
  async open({ found, hit }: Option): Promise<void> {
    const { app } = this;
    await app.attempt(async () => {
      if (found.deleted) app.sessions.put(await app.host.restoreSession(found.session));
      await app.open(found.session);
      this.endWalk();
      if (!hit) return;
      const answer = await app.host.findInSession(found.session, this.#typed());
      if (answer.kind === "unreadable" || app.conversation.id !== found.session) return;
      const { hits, more } = answer.with;
      const at = hits.findIndex((one) => one.message === hit.message);
      const all = at < 0 ? [{ message: hit.message, words: hit.words }, ...hits] : hits;
      this.walk = { session: found.session, text: this.text.trim(), hits: all, more, at: Math.max(at, 0) };
      await this.#goThere();
    });
  }

  /** To the next place in this chat, or the one before; round and round. */
  async step(by: 1 | -1): Promise<void> {
    const { walk } = this;
    if (!walk || walk.hits.length === 0) return;
    const { length } = walk.hits;
    this.walk = { ...walk, at: (walk.at + by + length) % length };
    await this.app.attempt(() => this.#goThere());
  }

  endWalk(): void {
    this.walk = null;
    unlight();
  }

  async #goThere(): Promise<void> {
    const { app, walk } = this;
    const hit = walk?.hits[walk.at];
    if (!walk || !hit) return;
    if (!(await app.branching.goTo(hit.message))) return app.notices.toast(t().finding.gone);
    const { comparing, conversation } = app;
    const lane = conversation.tree.lanes.find(({ path }) => path.includes(hit.message))?.lane.lane;
    if (lane !== undefined) {
      if (comparing.folded.has(lane)) comparing.fold(lane);
      comparing.read(lane);
    }
    await tick();
    const message = messageOf(hit);
    if (!message) return;
    const places = occurrences(bodyOf(message), hit.words);
    const lit = light(places, () => {
      const now = messageOf(hit);
      return now ? occurrencesNow(bodyOf(now), hit.words) : [];
    });
    const first = places[0] ?? null;
    reveal(message, first);
    if (!lit || !first) spotlight(message, first);
    const words = t().finding;
    app.notices.announce(
      `${words.here(hit.words.join(", "))}. ${words.at(whole(walk.at + 1), whole(walk.hits.length))}`,
    );
  }
}

function messageOf({ message }: SessionHit): HTMLElement | undefined {
  const shown = [...document.querySelectorAll<HTMLElement>("[data-message]")];
  return shown.find((one) => one.dataset.id === message);
}

function bodyOf(message: HTMLElement): HTMLElement {
  return message.querySelector<HTMLElement>("[data-part=body]") ?? message;
}

function optionsOf(found: FoundSession): Option[] {
  if (found.hits.length === 0) return [{ key: found.session, found, hit: null }];
  return found.hits.map((hit) => ({ key: `${found.session} ${hit.message}`, found, hit }));
}
