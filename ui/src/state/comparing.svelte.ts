import type {
  Attached,
  ComparingSettings,
  Layout,
  Message,
  MessageId,
  ModelId,
  OpenSession,
  Parameters,
  Seat,
  SessionId,
} from "../bindings";
import { t } from "../strings/index.svelte";
import type { App } from "./app.svelte";
import { isRemote } from "./choices.svelte";
import { marks, type Marks, type Runner } from "./figures";
import { laneLetter, MOST_LANES } from "./lanes";
import { NONE } from "./parameters";
import type { Row } from "./turns";

/** How lanes lie: columns that scroll as one or each by itself, two rows, or one lane at a time. */
export const LAYOUTS: readonly Layout[] = ["together", "apart", "grid", "tabs"];
export type { Layout };

/** Of so many sessions it is remembered which lanes are folded. */
const REMEMBERED = 100;

/** How the lanes of one session are looked at; kept while the window is open. */
type View = {
  layout: Layout | null;
  /** The lane that is read where there is one at a time. */
  tab: number | null;
  /** Lanes that the next prompt is not for. */
  silent: ReadonlySet<number>;
};

const FIRST: View = { layout: null, tab: null, silent: new Set() };
/** Lanes that end within this time are announced in one sentence. */
const GATHER = 1000;

function toggled(set: ReadonlySet<number>, one: number): Set<number> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

/** The fastest and the cheapest of a turn's replies. */
export function marksOf(app: App, row: Row | undefined): Marks | undefined {
  if (!row || row.shared) return undefined;
  const runners = [...new Set(row.replies)].flatMap((id): Runner[] => {
    const entry = app.conversation.tree.entry(id);
    // What is being written is not looked at: its words would have this reckoned again.
    if (!entry || entry.streaming) return [];
    const { message } = entry;
    const choice = app.choices.find(message.model);
    const free = choice !== null && !isRemote(choice);
    return [{ message, cost: message.cost?.usd ?? (free ? 0 : null) }];
  });
  return marks(runners);
}

/** Several models side by side: who sits where, who is asked next, and how it is looked at. */
export class Comparing {
  #waiting = $state.raw<ReadonlyMap<SessionId | null, Seat[]>>(new Map());
  #views = $state.raw<ReadonlyMap<SessionId | null, View>>(new Map());
  /** How the lanes do lie, for want of room maybe otherwise than was chosen. */
  shown = $state<Layout>("together");
  /** A model to sit beside the others is being chosen. */
  adding = $state(false);
  /** The prompt for which further models are to be chosen, until its choice has opened. */
  fanning = $state<MessageId | null>(null);
  #ended: Message[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Who is to answer, in order: the lanes that are there, or those that the next prompt begins. One seat is a chat. */
  seats = $derived.by((): Seat[] => {
    const { lanes } = this.app.conversation.tree;
    if (lanes.length > 0) return lanes.map(({ lane }) => ({ ...lane }));
    const model = this.app.model();
    const alone = model ? [{ lane: null, model: model.id, parameters: NONE }] : [];
    const { id } = this.app.conversation;
    const waiting = this.#waiting.get(id) ?? (id === null ? this.#chosen : []);
    return waiting.length > 1 ? waiting : alone;
  });
  several = $derived(this.seats.length > 1);
  /** Who was chosen for a new chat before the window was closed, as far as they are still there. */
  #chosen = $derived.by(() => {
    const { seats } = this.app.settings.values.comparing;
    return seats.filter((seat) => this.app.choices.find(seat.model) !== null);
  });
  /** The lanes of the open session that are folded; kept over a restart. */
  folded: ReadonlySet<number> = $derived.by(() => {
    const { id } = this.app.conversation;
    const { folded } = this.app.settings.values.comparing;
    return new Set(folded.find((one) => one.session === id)?.lanes);
  });
  view = $derived.by(() => this.#views.get(this.app.conversation.id) ?? FIRST);
  /** A lane that the next prompt is for is still being written. */
  holding = $derived.by(() => {
    const { tree, live, compared } = this.app.conversation;
    if (!compared) return live !== null;
    return tree.lanes.some((one) => this.asks(one.lane.lane) && (tree.end(one)?.streaming ?? false));
  });

  constructor(readonly app: App) {}

  /** The number that a seat's lane has, or will have. */
  laneAt(place: number): number {
    return this.seats[place]?.lane ?? place;
  }

  asks(lane: number): boolean {
    return !this.view.silent.has(lane);
  }

  /** The end of this lane, or of the one that is read alone. */
  endOf(lane: number | null): MessageId | null {
    const read = lane ?? (this.shown === "tabs" ? this.view.tab : null);
    const { lanes } = this.app.conversation.tree;
    return lanes.find((one) => one.lane.lane === read)?.path.at(-1) ?? null;
  }

  /** The next prompt is not for all. */
  get asksSome(): boolean {
    return this.app.conversation.compared && this.seats.some((_, place) => !this.asks(this.laneAt(place)));
  }

  get askedLetters(): string {
    const lanes = this.seats.map((_, place) => this.laneAt(place)).filter((lane) => this.asks(lane));
    return lanes.map(laneLetter).join(", ");
  }

  /** Asks a lane or leaves it out; where none would be left, all are asked. */
  toggleAsked(lane: number): void {
    const silent = toggled(this.view.silent, lane);
    const none = this.seats.every((_, place) => silent.has(this.laneAt(place)));
    this.#look({ silent: none ? new Set() : silent });
  }

  lay(layout: Layout): void {
    this.#keep({ layout });
    this.#look({ layout });
  }

  /** One more model may be asked beside those that are. */
  get open(): boolean {
    return this.seats.length > 0 && this.seats.length < MOST_LANES && !this.app.conversation.blind;
  }

  get layout(): Layout | null {
    return this.view.layout ?? this.app.settings.values.comparing.layout;
  }

  read(lane: number): void {
    this.#look({ tab: lane });
  }

  fold(lane: number): void {
    const session = this.app.conversation.id;
    if (session === null) return;
    const rest = this.app.settings.values.comparing.folded.filter((one) => one.session !== session);
    const lanes = [...toggled(this.folded, lane)];
    const all = lanes.length > 0 ? [...rest, { session, lanes }] : rest;
    this.#keep({ folded: all.slice(-REMEMBERED) });
  }

  async add(model: ModelId): Promise<void> {
    if (this.seats.length >= MOST_LANES) return;
    await this.#seat([...this.seats, { lane: null, model, parameters: NONE }]);
  }

  async change(place: number, part: { model?: ModelId; parameters?: Parameters }): Promise<void> {
    await this.#seat(this.seats.map((seat, n) => (n === place ? { ...seat, ...part } : seat)));
  }

  async remove(place: number): Promise<void> {
    await this.#seat(this.seats.filter((_, n) => n !== place));
  }

  /** Goes on with one lane alone, as a chat. */
  async makeTrunk(lane: number): Promise<void> {
    await this.#become((session) => this.app.host.makeTrunk(session, lane));
  }

  /** Goes on with all lanes from one answer. */
  async gather(reply: MessageId): Promise<void> {
    if (await this.#become(() => this.app.host.gatherLanes(reply))) this.app.conversation.jump++;
  }

  async fanOut(prompt: MessageId, models: ModelId[]): Promise<void> {
    await this.#become(() => this.app.host.fanOut(prompt, models));
    for (const model of models) this.app.choices.used(model, Date.now());
  }

  /** Sends a prompt to all seats that are asked, or in the place of another prompt wherever that is read. */
  async ask(text: string, attachments: Attached[], replaces: MessageId | null): Promise<boolean> {
    const { app, seats } = this;
    const { conversation, composer } = app;
    if (text.trim() === "" || composer.sending) return false;
    composer.problem = null;
    if (replaces === null && this.holding) return composer.refuse("busy");
    const from = conversation.id;
    const blind = replaces === null ? app.voting.asked() : null;
    const asked = seats.map((_, place) => place).filter((place) => this.asks(this.laneAt(place)));
    return composer.send(async () => {
      const open = await app.host.compare({
        session: from,
        seats,
        only: replaces !== null || asked.length === seats.length ? [] : asked,
        text,
        attachments,
        recordings: [],
        replaces,
        parameters: from === null ? app.freshParameters : null,
        blind,
      });
      // Who was asked blindly is not to be told by the list of those asked last.
      if (blind) app.voting.remember(open.session.id, blind.pool);
      else if (!open.blind) for (const seat of seats) app.choices.used(seat.model, Date.now());
      this.#unseat(from);
      if (conversation.id !== from) return;
      if (replaces === null) app.tookPrompt(open.session.id, text, attachments);
      if (from === null) await conversation.open(open.session.id);
      else await conversation.become(async () => open);
      conversation.jump++;
    });
  }

  /** Says which lanes ended, those that end together in one sentence. */
  announce(message: Message): void {
    this.#ended.push(message);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const name = (one: Message) =>
        t().compared.laneOf(laneLetter(one.lane), this.app.choices.writerOf(one));
      const done = this.#ended.filter((one) => one.status === "complete").map(name);
      const rest = this.#ended.filter((one) => one.status !== "complete").map(name);
      this.#ended = [];
      const words = t().compared;
      this.app.notices.announce(
        [
          done.length > 0 ? words.saidDone(done.join(", ")) : "",
          rest.length > 0 ? words.saidEnded(rest.join(", ")) : "",
          this.app.conversation.live === null ? words.saidAll : "",
        ]
          .filter(Boolean)
          .join(" "),
      );
    }, GATHER);
  }

  async #seat(seats: Seat[]): Promise<void> {
    const { conversation, composer } = this.app;
    composer.problem = null;
    if (!conversation.compared) {
      if (conversation.id === null) this.#keep({ seats: seats.length > 1 ? seats : [] });
      if (seats.length > 1) this.#waiting = new Map(this.#waiting).set(conversation.id, seats);
      else {
        this.#unseat(conversation.id);
        if (seats[0]) composer.pick(seats[0].model);
      }
    } else if (seats.length > 1) {
      await this.#become((session) => this.app.host.setLanes(session, seats));
    } else if (seats[0]) await this.makeTrunk(seats[0].lane ?? 0);
  }

  #unseat(session: SessionId | null): void {
    const rest = new Map(this.#waiting);
    rest.delete(session);
    this.#waiting = rest;
    if (session === null && this.app.settings.values.comparing.seats.length > 0) this.#keep({ seats: [] });
  }

  #become(act: (session: SessionId) => Promise<OpenSession>): Promise<boolean> {
    const { conversation } = this.app;
    const { id } = conversation;
    if (id === null) return Promise.resolve(false);
    return this.app.attempt(() => conversation.become(() => act(id)));
  }

  /** Kept over a restart. */
  #keep(part: Partial<ComparingSettings>): void {
    const { settings } = this.app;
    void settings.change({ comparing: { ...settings.values.comparing, ...part } });
  }

  #look(part: Partial<View>): void {
    this.#views = new Map(this.#views).set(this.app.conversation.id, { ...this.view, ...part });
  }
}
