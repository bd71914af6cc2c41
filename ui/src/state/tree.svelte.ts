import type { Message, MessageId, Update } from "../bindings";
import { Reasoned } from "./reasoned";

/** One message on the screen; the object stays the same while its message is replaced. */
export class Entry {
  message = $state.raw() as Message;
  /** How long it reasoned, in milliseconds, where that was watched. */
  reasonedMs = $state<number | null>(null);
  #reasoned = new Reasoned();
  constructor(message: Message) {
    this.message = message;
  }

  /** Looks at the clock as the reply goes from reasoning to text. */
  time(now: number): void {
    this.#reasoned.see(this.message.reasoning !== "", this.message.text !== "", now);
    this.reasonedMs = this.#reasoned.took;
  }
}

/**
 * The messages of the open session by id, and the path that is shown.
 * One reducer for everything: what was read, the snapshot of a watch, and what follows it live.
 */
export class Tree {
  path = $state.raw<MessageId[]>([]);
  #entries = new Map<MessageId, Entry>();
  entries = $derived(this.path.flatMap((id) => this.#entries.get(id) ?? []));

  clear(): void {
    this.#entries = new Map();
    this.path = [];
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
        const { message } = entry;
        entry.message = {
          ...message,
          text: message.text + update.text,
          reasoning: message.reasoning + update.reasoning,
        };
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
    else known.message = { ...known.message, versions: message.versions };
  }

  /** What a watch brought: the truth. Says whether a reply ended. */
  #replace(message: Message): boolean {
    const known = this.#entries.get(message.id);
    const before = known?.message.status;
    if (known) known.message = message;
    else this.#entries.set(message.id, new Entry(message));
    if (!this.path.includes(message.id)) this.#place(message);
    return before === "streaming" && message.status !== "streaming";
  }

  /** A message seen for the first time goes below the leaf, or is known to its sibling as a version. */
  #place(message: Message): void {
    const leaf = this.path.at(-1) ?? null;
    if (message.parent === leaf) {
      this.path = [...this.path, message.id];
      return;
    }
    for (const id of message.versions.siblings) {
      const sibling = this.#entries.get(id);
      if (sibling) sibling.message = { ...sibling.message, versions: message.versions };
    }
  }
}
