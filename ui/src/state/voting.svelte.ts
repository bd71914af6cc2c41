import type { Blind, BlindSettings, Message, MessageId, ModelId, Vote } from "../bindings";
import type { App } from "./app.svelte";
import { MOST_LANES } from "./lanes";

/** The turn that can be voted on, or was: the last one that several lanes have answered to its end. */
export type Election = { turn: string; replies: Message[]; vote: Vote | null };

/** Which of the replies on the screen are best. */
export class Voting {
  /** The next prompt shall ask some of a pool unseen, where there is one. */
  blind = $state(false);
  /** A tie of several is being put together: those that were marked. Null: a press decides. */
  tie = $state.raw<ReadonlySet<MessageId> | null>(null);
  #pools = new Map<string, ModelId[]>();

  /** What the next press of a letter is about. */
  election = $derived.by((): Election | null => {
    const { tree, votes } = this.app.conversation;
    const row = tree.rows.findLast((one) => !one.shared);
    if (!row) return null;
    const ids = [...new Set(row.replies.filter((id) => id !== null))];
    const entries = ids.flatMap((id) => tree.entry(id) ?? []);
    if (entries.length < 2 || entries.some((entry) => entry.streaming)) return null;
    const replies = entries.map((entry) => entry.message);
    return { turn: row.turn, replies, vote: votes.find((one) => one.turn === row.turn) ?? null };
  });
  /** The vote can be taken back: no prompt has followed. */
  open = $derived.by(() => {
    const { tree } = this.app.conversation;
    const turn = this.election?.turn ?? "";
    return tree.lanes.every((lane) => (tree.end(lane)?.fixed.turn ?? "") <= turn);
  });

  /** Those of the chosen pool that can be asked. */
  chosen = $derived.by((): ModelId[] =>
    this.app.settings.values.blind.pool.filter((id) => this.app.choices.find(id)?.unavailable === null),
  );
  /** Whom a blind turn may ask: who was chosen for it; else who was drawn from before, or sits at the composer. */
  pool = $derived.by((): ModelId[] => {
    if (this.chosen.length > 1) return this.chosen;
    const { conversation, comparing } = this.app;
    const known = conversation.id === null ? undefined : this.#pools.get(conversation.id);
    return known ?? [...new Set(comparing.seats.map((seat) => seat.model))];
  });
  canBeBlind = $derived(this.pool.length > 1);
  asksBlindly = $derived(this.blind && this.canBeBlind);
  /** The most that a blind turn can ask. */
  most = $derived(Math.min(MOST_LANES, this.pool.length));
  models = $derived.by(() => Math.max(2, Math.min(this.app.settings.values.blind.models, this.most)));

  constructor(readonly app: App) {}

  /** What the next prompt says of it; nothing where it is not blind. */
  asked(): Blind | null {
    const { pool, models } = this;
    return this.asksBlindly ? { pool, models, even_pace: this.app.settings.values.blind.even_pace } : null;
  }

  /** Kept over a restart. */
  set(part: Partial<BlindSettings>): void {
    const { settings } = this.app;
    void settings.change({ blind: { ...settings.values.blind, ...part } });
  }

  remember(session: string, pool: ModelId[]): void {
    this.#pools.set(session, pool);
  }

  /** Marks the reply for a tie, or votes for it. */
  async press(reply: MessageId): Promise<void> {
    if (this.tie === null) return this.cast([reply]);
    const marked = new Set(this.tie);
    if (!marked.delete(reply)) marked.add(reply);
    this.tie = marked;
  }

  /** All are alike: of two at once, of more those that are marked next. Asked again, those that are marked. */
  async callTie(): Promise<void> {
    const { election, tie } = this;
    if (!election) return;
    if (election.replies.length === 2) await this.cast(election.replies.map((reply) => reply.id));
    else if (tie === null) this.tie = new Set();
    else if (tie.size > 1) await this.cast([...tie]);
  }

  async cast(best: MessageId[], reason = "", tags: string[] = []): Promise<void> {
    const { election } = this;
    if (!election) return;
    this.tie = null;
    const replies = election.replies.map((reply) => reply.id);
    await this.#become(() => this.app.host.vote({ replies, best, reason, tags }));
  }

  /** Says why, and files the vote under some words. */
  async explain(reason: string, tags: string[]): Promise<void> {
    const { election } = this;
    if (!election?.vote) return;
    const best = election.vote.candidates.filter((one) => one.best).flatMap((one) => one.message ?? []);
    await this.cast(best, reason, tags);
  }

  async takeBack(): Promise<void> {
    const { election } = this;
    const { id } = this.app.conversation;
    if (election && id) await this.#become(() => this.app.host.takeBackVote(id, election.turn));
  }

  async #become(act: () => ReturnType<App["host"]["vote"]>): Promise<void> {
    const { conversation } = this.app;
    await this.app.attempt(() => conversation.become(act, true));
  }
}
