import type { Lane, Message, MessageId, OpenLane, Path, Update } from "../bindings";
import { Growth } from "./growth";
import { Reasoned } from "./reasoned";
import { kept, type Row, type Step, turns } from "./turns";

/** A lane and the part of its path that was read. */
export type LanePath = { lane: Lane; path: MessageId[]; older: boolean };

/** One message on the screen; the object stays the same while its message is replaced. */
export class Entry {
  /** What never changes of it, so that who asks only this is not told of each word. */
  readonly fixed: Readonly<Pick<Message, "id" | "role" | "turn">>;
  #message = $state.raw() as Message;
  /** Whether it is being written; of its own, so that who asks only this is not told of each word. */
  streaming = $state(false);
  /** How long it reasoned, in milliseconds, where that was watched. */
  reasonedMs = $state<number | null>(null);
  #reasoned = new Reasoned();
  /** What was added to its text last; another one when its message is replaced. */
  growth = new Growth();
  constructor(message: Message) {
    const { id, role, turn } = message;
    this.fixed = { id, role, turn };
    this.message = message;
  }

  get message(): Message {
    return this.#message;
  }

  set message(message: Message) {
    this.growth = new Growth();
    this.#message = message;
    this.streaming = message.status === "streaming";
  }

  /** More of it was written. */
  grow(text: string, reasoning: string): void {
    const { message } = this;
    this.growth.add(message.text.length, text);
    this.#message = { ...message, text: message.text + text, reasoning: message.reasoning + reasoning };
  }

  /** Looks at the clock as the reply goes from reasoning to text. */
  time(now: number): void {
    this.#reasoned.see(this.message.reasoning !== "", this.message.text !== "", now);
    this.reasonedMs = this.#reasoned.took;
  }
}

/** A message that is read again as it was stays the same, so that nothing of it is drawn again. */
function tellVersions(entry: Entry, versions: Message["versions"]): void {
  const before = entry.message.versions.siblings;
  const same =
    before.length === versions.siblings.length && before.every((id, n) => id === versions.siblings[n]);
  if (!same) entry.message = { ...entry.message, versions };
}

/**
 * The messages of the open session by id, and the path that is shown.
 * One reducer for everything: what was read, the snapshot of a watch, and what follows it live.
 */
export class Tree {
  path = $state.raw<MessageId[]>([]);
  #entries = new Map<MessageId, Entry>();
  entries = $derived(this.path.flatMap((id) => this.#entries.get(id) ?? []));
  /** The lanes of a comparison, in order; none in a chat. */
  lanes = $state.raw<LanePath[]>([]);
  /** The lanes set beside each other, a row for each turn. It depends on which messages there are, not on their words. */
  rows = $derived.by(() => {
    const read = turns(this.lanes.map(({ path, older }) => ({ steps: this.#steps(path), older })));
    return (this.#rows = kept(this.#rows, read));
  });
  #rows: Row[] = [];
  /** Everything that can be seen, each message once. */
  shown = $derived.by(() => {
    if (this.lanes.length === 0) return this.entries;
    return [...new Set(this.lanes.flatMap((lane) => lane.path))].flatMap((id) => this.#entries.get(id) ?? []);
  });

  clear(): void {
    this.#entries = new Map();
    this.path = [];
    this.lanes = [];
  }

  entry(id: MessageId | null | undefined): Entry | null {
    return (id && this.#entries.get(id)) || null;
  }

  /** The end of a lane. */
  end(lane: LanePath): Entry | null {
    return this.entry(lane.path.at(-1));
  }

  /** The path of the chat, or of the lane in which this message stands. */
  through(id: MessageId | null): Entry[] {
    if (this.lanes.length === 0) return this.entries;
    const lane = this.lanes.find(({ path }) => id !== null && path.includes(id)) ?? this.lanes[0];
    return (lane?.path ?? []).flatMap((one) => this.#entries.get(one) ?? []);
  }

  /** The versions that one can go between here: of a prompt, not those that other lanes read at the same time. */
  versions(message: Message): MessageId[] {
    const { siblings } = message.versions;
    if (this.lanes.length === 0) return siblings;
    return siblings.filter((id) => id === message.id || !this.lanes.some(({ path }) => path.includes(id)));
  }

  /** Shows lanes that were read; what was read of them before and comes before that stays. */
  showLanes(lanes: OpenLane[]): void {
    for (const { path } of lanes) for (const message of path.messages) this.#learn(message);
    this.lanes = lanes.map(({ lane, path }) => {
      const ids = path.messages.map((message) => message.id);
      const known = this.lanes.find((one) => one.lane.lane === lane.lane);
      const from = known && ids[0] !== undefined ? known.path.indexOf(ids[0]) : -1;
      if (!known || from <= 0) return { lane, path: ids, older: path.older };
      return { lane, path: [...known.path.slice(0, from), ...ids], older: known.older };
    });
  }

  /** Puts what came before it in front of a lane. */
  prependTo(lane: number, page: Path): void {
    for (const message of page.messages) this.#learn(message);
    const ids = page.messages.map((message) => message.id);
    this.lanes = this.lanes.map((one) =>
      one.lane.lane === lane ? { ...one, path: [...ids, ...one.path], older: page.older } : one,
    );
  }

  get(id: MessageId): Message | null {
    return this.#entries.get(id)?.message ?? null;
  }

  leaf(): Message | null {
    return this.entries.at(-1)?.message ?? null;
  }

  /** Begins anew with a path, when nothing here is fresher. */
  begin(messages: Message[]): void {
    this.clear();
    this.show(messages);
  }

  /** Shows a path that was read. */
  show(messages: Message[]): void {
    for (const message of messages) this.#learn(message);
    this.path = messages.map((message) => message.id);
  }

  prepend(messages: Message[]): void {
    for (const message of messages) this.#learn(message);
    this.path = [...messages.map((message) => message.id), ...this.path];
  }

  /** Leaves the path at the first message's parent and follows these instead. */
  branch(messages: Message[]): void {
    const first = messages[0];
    if (!first) return;
    for (const message of messages) this.#learn(message);
    const fork = first.parent === null ? -1 : this.path.indexOf(first.parent);
    this.path = [...this.path.slice(0, fork + 1), ...messages.map((message) => message.id)];
  }

  /** Applies updates in order; returns the replies that ended with them. */
  apply(updates: readonly Update[]): Message[] {
    const ended: Message[] = [];
    for (const update of updates) {
      if (update.update === "delta") {
        const entry = this.#entries.get(update.id);
        if (!entry) continue;
        entry.grow(update.text, update.reasoning);
        if (entry.reasonedMs === null) entry.time(Date.now());
      } else if (this.#replace(update.message)) {
        ended.push(update.message);
      }
    }
    return ended;
  }

  /** What a pull brought: a message that is already here is at least as fresh, except for its siblings. */
  #learn(message: Message): void {
    const known = this.#entries.get(message.id);
    if (!known) this.#entries.set(message.id, new Entry(message));
    else tellVersions(known, message.versions);
  }

  /** What a watch brought: the truth. Says whether a reply ended. */
  #replace(message: Message): boolean {
    const known = this.#entries.get(message.id);
    const before = known?.message.status;
    if (known) known.message = message;
    else this.#entries.set(message.id, new Entry(message));
    if (this.lanes.length > 0) this.#placeInLane(message);
    else if (!this.path.includes(message.id)) this.#place(message);
    return before === "streaming" && message.status !== "streaming";
  }

  /** A message seen for the first time goes below the leaf, or is known to its sibling as a version. */
  #place(message: Message): void {
    const leaf = this.path.at(-1) ?? null;
    if (message.parent === leaf) {
      this.path = [...this.path, message.id];
      return;
    }
    this.#tellSiblings(message);
  }

  /** The same in a comparison: a reply goes below the end of its own lane. */
  #placeInLane(message: Message): void {
    if (this.lanes.some(({ path }) => path.includes(message.id))) return;
    const ends = (one: LanePath) =>
      one.lane.lane === message.lane && message.parent !== null && one.path.at(-1) === message.parent;
    if (this.lanes.some(ends)) {
      this.lanes = this.lanes.map((one) => (ends(one) ? { ...one, path: [...one.path, message.id] } : one));
    } else this.#tellSiblings(message);
  }

  #steps(path: MessageId[]): Step[] {
    return path.flatMap((id) => this.#entries.get(id)?.fixed ?? []);
  }

  #tellSiblings(message: Message): void {
    for (const id of message.versions.siblings) {
      const sibling = this.#entries.get(id);
      if (sibling) tellVersions(sibling, message.versions);
    }
  }
}
