import type { Host } from "..";
import { problem } from "..";
import type { Arrival, Message, MessageId, Node, SessionId } from "../../bindings";
import type { FakeHost } from ".";

type Commands = Pick<
  Host,
  | "sessionTree"
  | "editReply"
  | "weighBranch"
  | "deleteBranch"
  | "restoreBranch"
  | "copyBranch"
  | "rateReply"
  | "noteCopied"
  | "replyArrivals"
  | "whatWasSent"
>;

/** What a deletion took, with where each stood, and where the session was read. */
type Gone = { taken: { place: string; message: Message }[]; leaf: MessageId | null };

const LABEL = 120;
const SAMPLES = 24;

/** Branches of the made-up core. */
export class FakeBranches implements Commands {
  /** The replies that were copied. */
  noted: MessageId[] = [];
  #gone = new Map<MessageId, Gone>();

  constructor(readonly host: FakeHost) {}

  sessionTree: Host["sessionTree"] = async (session) => {
    if (this.host.query.has("brokentree")) throw problem("internal", "database disk image is malformed");
    if (this.host.query.has("slowtree")) await new Promise((done) => setTimeout(done, 60_000));
    return this.#all(session).map(nodeOf);
  };

  editReply: Host["editReply"] = async (reply, text) => {
    const old = this.#get(reply);
    if (old.role !== "assistant") throw problem("not_allowed", "Only a reply can be edited so.");
    if (text.trim() === "") throw problem("empty_prompt", "Nothing was written.");
    const { session, parent, turn, lane, model, served, parameters, reasoning, merged } = old;
    const kept = { turn, lane, model, served, parameters, reasoning, merged };
    this.host.addMessage(session, parent, "assistant", text, { ...kept, edited: true, finish: null });
    return this.host.openSession(session);
  };

  weighBranch: Host["weighBranch"] = async (message) => this.#below(this.#get(message)).length;

  deleteBranch: Host["deleteBranch"] = async (id) => {
    const root = this.#get(id);
    const session = this.host.sessions.get(root.session);
    if (!session) throw problem("not_found", "This chat is no longer there.");
    const going = this.#below(root);
    for (const one of going) if (one.status === "streaming") await this.host.stopReply(one.id);
    const ids = new Set(going.map((one) => one.id));
    const gone: Gone = { taken: [], leaf: session.leaf };
    for (const [place, siblings] of this.host.siblings) {
      const left = siblings.filter((one) => !ids.has(one.id));
      if (left.length === siblings.length) continue;
      for (const one of siblings) if (ids.has(one.id)) gone.taken.push({ place, message: one });
      this.#seat(place, left);
    }
    for (const one of ids) this.host.messages.delete(one);
    this.#gone.set(id, gone);
    if (session.leaf !== null && ids.has(session.leaf)) session.leaf = this.#down(root.session, root.parent);
    return { messages: ids.size, open: await this.host.openSession(root.session) };
  };

  restoreBranch: Host["restoreBranch"] = async (id, message) => {
    const gone = this.#gone.get(message);
    const session = this.host.sessions.get(id);
    if (!gone || !session) throw problem("not_found", "This message is no longer there.");
    this.#gone.delete(message);
    for (const { place, message: one } of gone.taken) {
      this.host.messages.set(one.id, one);
      this.#seat(place, [...(this.host.siblings.get(place) ?? []), one].sort(byId));
    }
    session.leaf = gone.leaf;
    return this.host.openSession(id);
  };

  copyBranch: Host["copyBranch"] = async (leaf) => {
    const last = this.#get(leaf);
    if (last.status === "streaming") throw problem("not_allowed", "The reply is still being written.");
    const old = this.host.sessions.get(last.session);
    const session = this.host.addSession(old?.title ?? null, Date.now(), old?.parameters);
    session.model = old?.model ?? null;
    let parent: MessageId | null = null;
    for (const one of this.#up(last)) {
      const copy: Message = this.host.addMessage(session.id, parent, one.role, one.text, {
        ...one,
        id: this.host.id("message"),
        session: session.id,
        parent,
        turn: `${one.turn} ${session.id}`,
        lane: 0,
        merged: [],
      });
      parent = copy.id;
    }
    const { id, title, updated_at } = session;
    this.host.tell([{ change: "session", row: { id, title, updated_at } }]);
    return session.id;
  };

  rateReply: Host["rateReply"] = async (reply, rating) => {
    const nothing = rating.stars === null && rating.comment.trim() === "";
    this.#get(reply).rating = nothing ? null : rating;
    return null;
  };

  noteCopied: Host["noteCopied"] = async (reply) => {
    this.noted.push(reply);
    return null;
  };

  replyArrivals: Host["replyArrivals"] = async (id) => {
    const { timings, text, reasoning } = this.#get(id);
    if (timings === null) return [];
    const chars = text.length + reasoning.length;
    const { first_token_ms: first, total_ms: total } = timings;
    return Array.from({ length: SAMPLES }, (_, n): Arrival => {
      const share = n / (SAMPLES - 1);
      // A little uneven, as a network is.
      const late = n % 5 === 3 ? 0.6 / SAMPLES : 0;
      const ms = Math.min(total, Math.round(first + (total - first) * (share + late)));
      return { ms, chars: Math.max(1, Math.round(chars * share)) };
    });
  };

  whatWasSent: Host["whatWasSent"] = async (id) => {
    const reply = this.#get(id);
    if (reply.edited) throw problem("not_allowed", "What was sent for this reply was not kept.");
    const messages = this.#up(reply)
      .slice(0, -1)
      .map(({ role, text }) => ({ role, content: text }));
    return JSON.stringify({ model: reply.model, messages, stream: true });
  };

  #get(id: MessageId): Message {
    const message = this.host.messages.get(id);
    if (!message) throw problem("not_found", "This message is no longer there.");
    return message;
  }

  #all(session: SessionId): Message[] {
    return [...this.host.messages.values()].filter((one) => one.session === session).sort(byId);
  }

  /** The message and all that follows it. */
  #below(root: Message): Message[] {
    const ids = new Set([root.id]);
    for (const one of this.#all(root.session))
      if (one.parent !== null && ids.has(one.parent)) ids.add(one.id);
    return this.#all(root.session).filter((one) => ids.has(one.id));
  }

  /** The branch that ends here, oldest first. */
  #up(leaf: Message): Message[] {
    const path = [leaf];
    for (let at = leaf; at.parent !== null;) {
      at = this.#get(at.parent);
      path.unshift(at);
    }
    return path;
  }

  #down(session: SessionId, from: MessageId | null): MessageId | null {
    let at = from;
    for (;;) {
      const next = this.#all(session).findLast((one) => one.parent === at);
      if (!next) return at;
      at = next.id;
    }
  }

  #seat(place: string, siblings: Message[]): void {
    this.host.siblings.set(place, siblings);
    const ids = siblings.map((one) => one.id);
    for (const one of siblings) one.versions = { siblings: ids };
  }
}

const byId = (one: Message, other: Message) => (one.id < other.id ? -1 : 1);

function nodeOf(message: Message): Node {
  const { id, parent, turn, lane, role, status, edited, blind, model, text } = message;
  return { id, parent, turn, lane, role, status, edited, blind, model, label: text.slice(0, LABEL) };
}
