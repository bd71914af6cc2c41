import { tick } from "svelte";
import type { Message, MessageId, ModelId, SessionId } from "../bindings";
import { reveal, spotlight } from "./spotlight";
import type { App } from "./app.svelte";
import { type Answer, answersOf } from "./answers";
import { mergePrompt } from "./merging";
import { ranges } from "./sentences";

/** What several answers are read for. */
export const VIEWS = ["differences", "agreement", "merge"] as const;
export type View = (typeof VIEWS)[number];

/** Answers that are read against one another: the versions of a reply, the lanes of a turn. */
export class Reading {
  sheet = $state.raw<{ view: View; message: Message } | null>(null);
  /** Merged answers show beside each sentence where it was taken from. */
  sources = $state(true);
  #asked: { session: SessionId; answers: Promise<Map<MessageId, Answer>> } | null = null;

  constructor(readonly app: App) {}

  open(view: View, message: Message): void {
    if (this.app.place !== "chat") this.app.go("chat");
    this.sheet = { view, message };
  }

  close = (): void => {
    this.sheet = null;
  };

  /** The last reply that is shown and has others beside it, in versions or in lanes. */
  get last(): Message | null {
    const { tree } = this.app.conversation;
    const ended = tree.shown.filter(({ fixed, streaming }) => fixed.role === "assistant" && !streaming);
    return ended.findLast(({ message }) => this.several(message))?.message ?? null;
  }

  /** Whether others were written in the place of this reply, or beside it. */
  several(message: Message): boolean {
    if (message.versions.siblings.length > 1) return true;
    const row = this.app.conversation.tree.rows.find((one) => one.turn === message.turn);
    return row !== undefined && new Set(row.replies.filter(Boolean)).size > 1;
  }

  /** All replies of a turn. */
  async answers(message: Message): Promise<Answer[]> {
    return answersOf(await this.app.host.sessionTree(message.session), message.id);
  }

  /** What these replies of a session are called; read once for all merged answers, and again where one is new. */
  async named(session: SessionId, ids: readonly MessageId[]): Promise<Answer[]> {
    const found = async () => {
      if (this.#asked?.session !== session) this.#asked = { session, answers: this.#read(session) };
      const all = await this.#asked.answers;
      return ids.flatMap((id) => all.get(id) ?? []);
    };
    const answers = await found();
    if (answers.length === ids.length) return answers;
    this.#asked = null;
    return found();
  }

  async #read(session: SessionId): Promise<Map<MessageId, Answer>> {
    const nodes = await this.app.host.sessionTree(session);
    const all = new Map<MessageId, Answer>();
    for (const { id, role } of nodes) {
      if (role !== "assistant" || all.has(id)) continue;
      for (const answer of answersOf(nodes, id)) all.set(answer.id, answer);
    }
    return all;
  }

  /** Has a model write one answer of several. The first that can be seen is the one that it follows. */
  async merge(ids: readonly MessageId[], model: ModelId, instruction: string): Promise<void> {
    const { conversation, host, choices } = this.app;
    const first = ids.find((id) => this.isShown(id)) ?? ids[0];
    const order = [...ids].sort((a, b) => Number(b === first) - Number(a === first));
    const others = await Promise.all(order.slice(1).map((id) => this.#textOf(id)));
    const { session } = await host.mergeReplies(order, model, mergePrompt(others, instruction));
    choices.used(model, Date.now());
    if (session !== conversation.id) return;
    await conversation.reread();
    conversation.jump++;
  }

  isShown = (id: MessageId): boolean =>
    this.app.conversation.tree.shown.some((entry) => entry.fixed.id === id);

  /** The whole text of a reply, which may stand on a branch that was never read: it differs in nothing from itself. */
  async #textOf(id: MessageId): Promise<string> {
    const parts = await this.app.host.wordDiff(id, id);
    return parts.map((part) => part.text).join("");
  }

  /** Goes to a sentence of a reply, wherever that stands, and shows it for a moment. */
  async goTo(id: MessageId, sentence: number): Promise<void> {
    const { app } = this;
    this.close();
    await app.attempt(async () => {
      const [said] = await app.host.agreement([id]);
      if (!(await app.branching.goTo(id))) return;
      const { comparing, conversation } = app;
      const lane = conversation.tree.lanes.find(({ path }) => path.includes(id))?.lane.lane;
      if (lane !== undefined) {
        if (comparing.folded.has(lane)) comparing.fold(lane);
        comparing.read(lane);
      }
      await tick();
      const article = [...document.querySelectorAll<HTMLElement>("[data-message]")].find(
        (one) => one.dataset.id === id,
      );
      const body = article?.querySelector<HTMLElement>("[data-part=body]");
      if (!article || !body) return;
      const texts = (said ?? []).map((one) => one.text);
      const range = ranges(body, texts.slice(0, sentence + 1))[sentence] ?? null;
      article.tabIndex = -1;
      article.focus({ preventScroll: true });
      reveal(article, range);
      spotlight(article, range);
      app.notices.announce(texts[sentence] ?? "");
    });
  }
}
