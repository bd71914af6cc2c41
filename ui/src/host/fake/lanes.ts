import type { Host } from "..";
import { problem } from "..";
import type { Compare, Lane, Message, MessageId, ModelId, Seat, SessionId } from "../../bindings";
import type { FakeHost } from ".";
import { noParameters } from "./models";

type Commands = Pick<Host, "compare" | "fanOut" | "setLanes" | "makeTrunk" | "gatherLanes" | "stopAll">;

const MOST = 8;

/** Comparisons of the made-up core. */
export class FakeLanes implements Commands {
  #lanes = new Map<SessionId, Lane[]>();
  /** The last prompt for several. */
  asked: Compare | null = null;

  constructor(readonly host: FakeHost) {}

  of(session: SessionId): Lane[] {
    return structuredClone(this.#lanes.get(session) ?? []);
  }

  set(session: SessionId, lanes: Lane[]): void {
    this.#lanes.set(session, lanes);
  }

  /** A reply was begun in its lane. */
  moved(reply: Message): void {
    const move = (lane: Lane) => (lane.lane === reply.lane ? { ...lane, leaf: reply.id } : lane);
    this.set(reply.session, this.of(reply.session).map(move));
  }

  compare: Host["compare"] = async (ask) => {
    if (this.host.refuse) {
      const refused = this.host.refuse;
      this.host.refuse = null;
      throw refused;
    }
    if (ask.text.trim() === "") throw problem("empty_prompt", "Nothing was written.");
    this.asked = ask;
    const session = ask.session
      ? this.host.session(ask.session)
      : this.host.addSession(null, Date.now(), ask.parameters);
    // It draws, and hides nobody.
    const drawn = ask.blind?.pool.slice(0, ask.blind.models);
    const fresh = drawn?.map((model): Seat => ({ lane: null, model, parameters: noParameters() }));
    const lanes = this.#seated(session.id, fresh ?? ask.seats);
    const prompts = new Map<MessageId | null, Message>();
    const turn = this.host.id("turn");
    const replaced = ask.replaces === null ? null : this.host.message(ask.replaces).turn;
    lanes.forEach((lane, place) => {
      if (ask.only.length > 0 && !ask.only.includes(place)) return;
      let parent = lane.leaf;
      if (replaced !== null) {
        const own = this.#up(lane.leaf).find((one) => one.role === "user" && one.turn === replaced);
        if (!own) return;
        parent = own.parent;
      } else if (parent !== null && this.host.message(parent).status === "streaming") {
        throw problem("not_allowed", "A reply is still being written.");
      }
      const { text, attachments } = ask;
      const rest = { turn, lane: lane.lane, attachments };
      const prompt = prompts.get(parent) ?? this.host.addMessage(session.id, parent, "user", text, rest);
      prompts.set(parent, prompt);
      lane.leaf = this.host.reply(session, prompt, lane.model, lane.lane).id;
    });
    session.draft = "";
    session.updated_at = Date.now();
    this.set(session.id, lanes);
    this.host.changed(session);
    return this.host.openSession(session.id);
  };

  fanOut: Host["fanOut"] = async (id, models) => {
    const prompt = this.host.message(id);
    const session = this.host.session(prompt.session);
    const lanes = this.of(session.id);
    if (lanes.length === 0) {
      const last = this.#up(session.leaf).find((one) => one.model !== null);
      lanes.push(this.#lane(0, last?.model ?? "", session.leaf));
    }
    if (lanes.length + models.length > MOST) throw problem("not_allowed", "No more than eight.");
    for (const model of models) {
      const lane = this.#free(session.id, lanes);
      lanes.push(this.#lane(lane, model, this.host.reply(session, prompt, model, lane).id));
    }
    this.set(session.id, lanes);
    return this.host.openSession(session.id);
  };

  setLanes: Host["setLanes"] = async (session, seats) => {
    this.set(session, this.#seated(session, seats));
    return this.host.openSession(session);
  };

  makeTrunk: Host["makeTrunk"] = async (id, number) => {
    const lane = this.of(id).find((one) => one.lane === number);
    if (!lane) throw problem("not_allowed", "There is no such lane.");
    Object.assign(this.host.session(id), { leaf: lane.leaf, model: lane.model });
    this.set(id, []);
    return this.host.openSession(id);
  };

  gatherLanes: Host["gatherLanes"] = async (id) => {
    const { session } = this.host.message(id);
    this.set(
      session,
      this.of(session).map((lane) => ({ ...lane, leaf: id })),
    );
    return this.host.openSession(session);
  };

  stopAll: Host["stopAll"] = async (session) => {
    for (const one of this.host.messages.values()) {
      if (one.session === session && one.status === "streaming") await this.host.stopReply(one.id);
    }
    return null;
  };

  /** As the core does it: a reply's version moves its lane; a prompt's, all lanes that read one of its turn. */
  choose(chosen: Message) {
    const isVersion = (one: Message) =>
      one.parent === chosen.parent &&
      one.role === chosen.role &&
      (one.role === "user" || one.lane === chosen.lane);
    const lanes = this.of(chosen.session);
    const all = lanes.flatMap((lane) => this.#up(lane.leaf));
    const replaced = new Set(all.filter(isVersion).map((one) => one.turn));
    for (const lane of lanes) {
      const path = this.#up(lane.leaf);
      const own = path.find((one) => one.role === "user" && replaced.has(one.turn));
      const beside = [...this.host.messages.values()].find(
        (one) => one.parent === own?.parent && one.role === "user" && one.turn === chosen.turn,
      );
      if (path.some(isVersion)) lane.leaf = this.#down(chosen, lane.lane);
      else if (chosen.role === "user" && beside) lane.leaf = this.#down(beside, lane.lane);
    }
    this.set(chosen.session, lanes);
    return this.host.openSession(chosen.session);
  }

  #seated(session: SessionId, seats: Seat[]): Lane[] {
    if (seats.length < 2 || seats.length > MOST) throw problem("not_allowed", "Two to eight models.");
    const there = this.of(session);
    const paths = there.map((lane) => new Set(this.#up(lane.leaf).map((one) => one.id)));
    const trunk = this.#up(there[0]?.leaf ?? null).find(
      (one) => one.role === "assistant" && paths.every((path) => path.has(one.id)),
    );
    const begin = there.length > 0 ? (trunk?.id ?? null) : this.host.session(session).leaf;
    const lanes: Lane[] = [];
    for (const seat of seats) {
      const known = there.find((one) => one.lane === seat.lane);
      const number = known?.lane ?? this.#free(session, [...there, ...lanes]);
      const lane = this.#lane(number, seat.model, known ? known.leaf : begin);
      lanes.push({ ...lane, parameters: seat.parameters });
    }
    return lanes;
  }

  #lane(lane: number, model: ModelId, leaf: MessageId | null): Lane {
    return { lane, model, parameters: noParameters(), leaf };
  }

  #free(session: SessionId, lanes: Lane[]): number {
    if (lanes.length === 0) return 0;
    const messages = [...this.host.messages.values()].filter((one) => one.session === session);
    return Math.max(...lanes.map((one) => one.lane), ...messages.map((one) => one.lane)) + 1;
  }

  #up(leaf: MessageId | null): Message[] {
    const path: Message[] = [];
    for (let id = leaf; id !== null; id = path.at(-1)?.parent ?? null) path.push(this.host.message(id));
    return path;
  }

  #down(from: Message, lane: number): MessageId {
    let leaf = from;
    for (;;) {
      const below = [...this.host.messages.values()].filter((one) => one.parent === leaf.id);
      const alone = new Set(below.map((one) => one.lane)).size === 1;
      const other = alone ? below.at(-1) : below.findLast((one) => one.role === "user");
      const next = below.findLast((one) => one.lane === lane) ?? other;
      if (!next) return leaf.id;
      leaf = next;
    }
  }
}
