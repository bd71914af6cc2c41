import type {
  Asked,
  Message,
  MessageId,
  OpenSession,
  Problem,
  Session,
  SessionId,
  Spent,
  Update,
  Vote,
} from "../bindings";
import { type Host, problemOf } from "../host";
import { Tree } from "./tree.svelte";

function asUpdate(message: Message): Update {
  return { update: "message", message };
}

/** The chat that is open: its session, its path, and the replies that are being written. */
export class Conversation {
  session = $state.raw<Session | null>(null);
  /** What its replies cost by now. */
  spent = $state.raw<Spent | null>(null);
  /** The votes on its turns. */
  votes = $state.raw<Vote[]>([]);
  /** Its last turn is blind: who answers in the lanes is not told yet. */
  blind = $state(false);
  /** Its answers are shown only as far as the slowest has come. */
  evenPace = $state(false);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  older = $state(false);
  loadingOlder = $state(false);
  olderProblem = $state.raw<Problem | null>(null);
  tree = new Tree();
  /** Raised when the view should go to the end: a chat was opened, a prompt was sent. */
  jump = $state(0);
  /** Raised when the view should stay where it is although what lies below changes: another version was chosen. */
  hold = $state(0);
  id = $state<SessionId | null>(null);
  /** The prompt that is being edited into a new branch, or the reply into a new version. */
  editing = $state<MessageId | null>(null);
  /** A reply that is still being written: at the end of the path, or of any lane. */
  live = $derived(this.tree.shown.findLast((entry) => entry.streaming) ?? null);
  /** Several models answer side by side. */
  compared = $derived(this.tree.lanes.length > 0);
  #opened = 0;
  #page: Promise<void> | null = null;

  constructor(
    readonly host: Host,
    readonly finished: (message: Message) => void,
  ) {}

  /** A chat that has not begun. */
  clear(): void {
    this.#opened++;
    this.editing = null;
    this.id = null;
    this.session = null;
    this.spent = null;
    this.votes = [];
    this.blind = false;
    this.evenPace = false;
    this.problem = null;
    this.loading = false;
    this.older = false;
    this.tree.clear();
    void this.host.watch(null, () => undefined).catch(() => undefined);
  }

  /**
   * Watches first, reads second, and applies what was heard meanwhile on top: so nothing that happens
   * between the two is missed, whichever answers first. What is known beforehand is shown until then.
   */
  async open(id: SessionId, known: Message[] = []): Promise<Session | null> {
    const opened = ++this.#opened;
    this.editing = null;
    this.id = id;
    this.session = null;
    this.spent = null;
    this.problem = null;
    this.loading = true;
    this.older = false;
    this.tree.begin(known);
    try {
      const heard: Update[] = [];
      const listening = { direct: false };
      await this.host.watch(id, (updates) => {
        if (opened !== this.#opened) return;
        if (listening.direct) this.apply(updates);
        else heard.push(...updates);
      });
      const open = await this.host.openSession(id);
      if (opened !== this.#opened) return null;
      this.session = open.session;
      this.votes = open.votes;
      this.blind = open.blind;
      this.evenPace = open.even_pace;
      this.older = open.path.older;
      this.tree.begin(open.path.messages);
      this.tree.showLanes(open.lanes);
      this.apply(heard);
      listening.direct = true;
      this.jump++;
      // Read over the whole tree: not before the end of it is on the screen.
      void this.#reckon();
      return open.session;
    } catch (thrown) {
      if (opened === this.#opened) this.problem = problemOf(thrown);
      return null;
    } finally {
      if (opened === this.#opened) this.loading = false;
    }
  }

  apply(updates: Update[]): void {
    const ended = this.tree.apply(updates);
    for (const message of ended) this.finished(message);
    if (ended.length > 0) void this.#reckon();
  }

  /** A sum that cannot be read is as it was; the next reply tries again. */
  async #reckon(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const spent = await this.host.sessionSpent(id).catch(() => this.spent);
    if (id === this.id) this.spent = spent;
  }

  /** Takes what `ask` or `regenerate` wrote, and stands on it. */
  async took(asked: Asked, begins: boolean): Promise<void> {
    if (!begins) {
      if (asked.session !== this.id) return;
      if (this.compared) return this.reread();
      this.tree.branch(asked.messages);
      this.jump++;
      return;
    }
    await this.open(asked.session, asked.messages);
  }

  /** Reads a page of what comes before. Whoever asks while one is read waits for that one. */
  loadOlder(): Promise<void> {
    return (this.#page ??= this.#readOlder().finally(() => (this.#page = null)));
  }

  async #readOlder(): Promise<void> {
    this.loadingOlder = true;
    try {
      await (this.compared ? this.#readOlderLanes() : this.#readOlderPath());
      this.olderProblem = null;
    } catch (thrown) {
      this.olderProblem = problemOf(thrown);
    } finally {
      this.loadingOlder = false;
    }
  }

  async #readOlderPath(): Promise<void> {
    const first = this.tree.path[0];
    if (!this.older || first === undefined) return;
    const opened = this.#opened;
    const page = await this.host.olderMessages(first);
    if (opened !== this.#opened || this.tree.path[0] !== first) return;
    this.tree.prepend(page.messages);
    this.older = page.older;
  }

  /** Of the lanes that were read least far back. */
  async #readOlderLanes(): Promise<void> {
    const opened = this.#opened;
    const short = this.tree.lanes.filter((one) => one.older && one.path.length > 0);
    const pages = await Promise.all(short.map((one) => this.host.olderMessages(one.path[0] ?? "")));
    if (opened !== this.#opened) return;
    short.forEach((one, n) => {
      const page = pages[n];
      const now = this.tree.lanes.find((other) => other.lane.lane === one.lane.lane);
      if (page && now?.path[0] === one.path[0]) this.tree.prependTo(one.lane.lane, page);
    });
  }

  /** Reads the open session again and shows what became of it. */
  async reread(): Promise<void> {
    const { id } = this;
    if (id !== null) await this.become(() => this.host.openSession(id));
  }

  /** Shows the session as an act left it, unless another was opened meanwhile. */
  async become(act: () => Promise<OpenSession>, told = false): Promise<void> {
    const opened = this.#opened;
    const open = await act();
    if (opened !== this.#opened || open.session.id !== this.id) return;
    this.#show(open);
    // What was hidden is told, or hidden again: what is here is not fresher this time.
    if (told) void this.#reckon();
    if (told) this.tree.apply(open.lanes.flatMap(({ path }) => path.messages.map(asUpdate)));
  }

  /** Whether what follows this message has to wait for a reply: in a comparison, only for its own lane's. */
  busy(message: Message): boolean {
    if (!this.compared) return this.live !== null;
    return this.tree.lanes.some(
      (one) => one.path.includes(message.id) && (this.tree.end(one)?.streaming ?? false),
    );
  }

  async chooseVersion(id: MessageId): Promise<void> {
    const opened = this.#opened;
    const open = await this.host.chooseVersion(id);
    if (opened !== this.#opened) return;
    this.hold++;
    this.#show(open);
  }

  /** Shows what an act on branches answered with, unless another chat was opened meanwhile. */
  take(open: OpenSession): void {
    if (open.session.id !== this.id) return;
    this.hold++;
    this.#show(open);
  }

  #show(open: OpenSession): void {
    this.session = open.session;
    this.votes = open.votes;
    this.blind = open.blind;
    this.evenPace = open.even_pace;
    this.tree.show(open.path.messages);
    this.tree.showLanes(open.lanes);
    this.older = open.path.older;
  }
}
