import { getContext, setContext } from "svelte";
import type {
  Again,
  Attached,
  Change,
  Message,
  MessageId,
  ModelId,
  Parameters,
  Problem,
  SessionId,
  Start,
} from "../bindings";
import { type Host, problemOf } from "../host";
import { Votes } from "./votes.svelte";
import { Voting } from "./voting.svelte";
import { t } from "../strings/index.svelte";
import { Branching } from "./branching.svelte";
import { Carrying } from "./carrying.svelte";
import { Choices } from "./choices.svelte";
import { Comparing } from "./comparing.svelte";
import { Composer } from "./composer.svelte";
import { whole } from "./format";
import { Conversation } from "./conversation.svelte";
import { Finding } from "./finding.svelte";
import { Left } from "./left.svelte";
import { Models } from "./models.svelte";
import { Notices } from "./notices.svelte";
import { Providers } from "./providers.svelte";
import { Reading } from "./reading.svelte";
import { Sessions } from "./sessions.svelte";
import { Settings } from "./settings.svelte";

export type Phase = "starting" | "ready" | "failed";
export type Place = "chat" | "search" | "models" | "providers" | "left" | "ranking" | "carry" | "settings";
export type Sheet = "palette" | "keyboard" | null;

/** At most this much of a finished reply is read out; the rest is there to be read. */
const SPOKEN = 600;

/** Notes for whoever measures the start that a frame with the first chats has been drawn. */
function markUsable(): void {
  requestAnimationFrame(() => setTimeout(() => performance.mark?.("usable")));
}

/** The whole window: one object for each concept, and the few acts that touch several. */
export class App {
  phase = $state<Phase>("starting");
  problem = $state.raw<Problem | null>(null);
  place = $state<Place>("chat");
  sheet = $state<Sheet>(null);
  /** The provider that is looked at; none: their list. */
  provider = $state<string | null>(null);
  /** The field for that provider's key is open. */
  keyWanted = $state(false);
  /** The address of a link that was clicked and waits for a decision. */
  link = $state<string | null>(null);
  /** The sidebar lies over the page while the window is narrow. */
  overlay = $state(false);
  narrow = $state(false);
  about = $state.raw<Pick<Start, "version" | "folder">>({ version: "", folder: "" });
  /** The panel with the parameters of this chat. */
  parametersOpen = $state(false);
  /** Parameters of the chat that has not begun. */
  freshParameters = $state.raw<Parameters | null>(null);

  settings: Settings;
  sessions: Sessions;
  models: Models;
  choices: Choices;
  providers: Providers;
  left: Left;
  votes: Votes;
  carrying: Carrying;
  composer: Composer;
  conversation: Conversation;
  comparing = new Comparing(this);
  voting = new Voting(this);
  notices = new Notices();
  branching = new Branching(this);
  reading = new Reading(this);
  finding = new Finding(this);
  #freshDraft = "";

  constructor(readonly host: Host) {
    this.settings = new Settings(host);
    this.sessions = new Sessions(host);
    this.models = new Models(host);
    this.choices = new Choices(host);
    this.providers = new Providers(host);
    this.left = new Left(host);
    this.votes = new Votes(host);
    this.carrying = new Carrying(host);
    this.composer = new Composer(host);
    this.conversation = new Conversation(host, (message) => this.#announce(message));
  }

  async start(): Promise<void> {
    this.phase = "starting";
    try {
      const start = await this.host.start();
      this.settings.take(start.settings);
      this.notices.atStart = start.notices;
      this.about = start;
      this.#freshDraft = start.draft;
      this.phase = "ready";
      await this.host.feed((changes) => this.#changed(changes));
      void this.models.load();
      void this.choices.load().then(() => this.providers.load());
      void this.sessions.load().then(markUsable);
      this.composer.open(null, start.draft);
      if (start.session) await this.open(start.session);
    } catch (thrown) {
      if (this.phase === "ready") return this.fault(thrown);
      // How it looks and which language it speaks is known all the same, or stays as it is.
      await this.host.settingsAsKept().then(
        (values) => this.settings.take(values),
        () => undefined,
      );
      this.problem = problemOf(thrown);
      this.phase = "failed";
    }
  }

  /** The model that will answer next. */
  model() {
    const { session, id } = this.conversation;
    return this.choices.choose(this.composer.picked(id), session?.model, this.settings.values.default_model);
  }

  async open(id: SessionId): Promise<void> {
    this.place = "chat";
    this.overlay = false;
    if (this.conversation.id === id && !this.conversation.problem) return;
    this.#keepFreshDraft();
    this.composer.open(id, "");
    const session = await this.conversation.open(id);
    if (session) this.composer.open(id, session.draft);
    this.composer.focus();
  }

  newChat(): void {
    this.place = "chat";
    this.overlay = false;
    if (this.conversation.id !== null) {
      this.composer.flush();
      this.conversation.clear();
      this.freshParameters = null;
      this.composer.open(null, this.#freshDraft);
    }
    this.composer.focus();
  }

  /** Sends the prompt, at the end or as a branch. On refusal the text is where it was. Says whether it was taken. */
  async ask(
    text: string,
    parent: MessageId | null | undefined = undefined,
    attachments: Attached[] = this.composer.files,
  ): Promise<boolean> {
    const { conversation, composer } = this;
    if (text.trim() === "" || composer.sending) return false;
    const fromComposer = parent === undefined;
    if (fromComposer && (this.comparing.several || this.voting.asksBlindly)) {
      return this.comparing.ask(text, attachments, null);
    }
    composer.problem = null;
    // Right after the start a quick hand is faster than the list of models.
    // What keeps a model from being asked may just have been put right.
    if (this.choices.loading || (this.model()?.unavailable ?? null) !== null) await this.choices.load();
    const model = this.model();
    if (!model) return composer.refuse("no_model");
    if (model.unavailable !== null) return composer.refuse("unavailable");
    if (conversation.live) return composer.refuse("busy");
    const begins = conversation.id === null;
    const from = conversation.id;
    return composer.send(async () => {
      const asked = await this.host.ask({
        session: conversation.id,
        parent: fromComposer ? (conversation.tree.leaf()?.id ?? null) : parent,
        text,
        attachments,
        recordings: [],
        model: model.id,
        parameters: begins ? this.freshParameters : null,
      });
      this.choices.used(model.id, Date.now());
      if (conversation.id !== from) return;
      if (fromComposer) this.tookPrompt(asked.session, text, attachments);
      await conversation.took(asked, begins);
    });
  }

  /** Sends a prompt in the place of another, which is kept. */
  edit(prompt: Message, text: string, attachments: Attached[]): Promise<boolean> {
    if (this.conversation.compared) return this.comparing.ask(text, attachments, prompt.id);
    return this.ask(text, prompt.parent, attachments);
  }

  /** What stood in the composer was sent. */
  tookPrompt(session: SessionId, text: string, attachments: Attached[]): void {
    if (this.conversation.id === null) this.#freshDraft = "";
    this.composer.sent(session, text, attachments);
  }

  async regenerate(reply: MessageId, model: ModelId | null, how: Partial<Again> = {}): Promise<boolean> {
    return this.attempt(async () => {
      const again = { model, parameters: null, verbatim: false, ...how };
      await this.conversation.took(await this.host.regenerate(reply, again), false);
      if (model !== null) this.choices.used(model, Date.now());
    });
  }

  stop(): void {
    const { live, compared, id } = this.conversation;
    if (live && compared && id !== null) void this.attempt(() => this.host.stopAll(id));
    else if (live) void this.attempt(() => this.host.stopReply(live.message.id));
  }

  async chooseVersion(id: MessageId | undefined): Promise<void> {
    if (id !== undefined) await this.attempt(() => this.conversation.chooseVersion(id));
  }

  /** Goes to the version before or after; without a message, at the last fork of the path, or of a lane's. */
  stepVersion(by: -1 | 1, at: MessageId | null, lane: number | null = null): void {
    const { tree } = this.conversation;
    const given = at === null ? null : tree.get(at);
    const forked = (message: Message | null) => message !== null && tree.versions(message).length > 1;
    const fork = forked(given)
      ? given
      : tree.through(at ?? this.comparing.endOf(lane)).findLast((entry) => forked(entry.message))?.message;
    if (!fork) return;
    const siblings = tree.versions(fork);
    void this.chooseVersion(siblings[siblings.indexOf(fork.id) + by]);
  }

  async rename(id: SessionId, title: string): Promise<void> {
    const wanted = title.trim();
    if (wanted === "" || wanted === this.titleOf(id)) return;
    await this.attempt(async () => this.sessions.put(await this.host.renameSession(id, wanted)));
  }

  async suggestTitle(id: SessionId): Promise<void> {
    await this.attempt(async () => {
      this.sessions.put(await this.host.suggestTitle(id, null));
      const undo = () => this.attempt(async () => this.sessions.put(await this.host.undoTitle(id)));
      this.notices.toast(t().renamed, () => void undo());
    });
  }

  async remove(id: SessionId): Promise<void> {
    const row = this.sessions.rows.find((one) => one.id === id);
    const open = this.conversation.id === id;
    this.sessions.drop(id);
    try {
      await this.host.deleteSession(id);
    } catch (thrown) {
      if (row) this.sessions.put(row);
      return this.fault(thrown);
    }
    if (open) this.newChat();
    const restore = async () => {
      this.sessions.put(await this.host.restoreSession(id));
      if (open) await this.open(id);
    };
    this.notices.toast(t().deleted(row?.title ?? t().untitled), () => void this.attempt(restore));
  }

  /** What was set for this chat, begun or not. */
  parameters(): Parameters | null {
    return this.conversation.id === null
      ? this.freshParameters
      : (this.conversation.session?.parameters ?? null);
  }

  async setParameters(parameters: Parameters): Promise<void> {
    const { conversation } = this;
    const { session } = conversation;
    if (conversation.id === null) this.freshParameters = parameters;
    if (!session) return;
    conversation.session = { ...session, parameters };
    if (!(await this.attempt(() => this.host.setSessionParameters(session.id, parameters)))) {
      if (conversation.session?.id === session.id) conversation.session = session;
    }
  }

  async copy(text: string): Promise<boolean> {
    return this.attempt(() => this.host.copyText(text));
  }

  titleOf(id: SessionId | null): string | null {
    const { session } = this.conversation;
    return this.sessions.titleOf(id) ?? (session?.id === id ? (session?.title ?? null) : null);
  }

  go(place: Place): void {
    this.place = place;
    this.overlay = false;
  }

  /** Goes to the providers: to their list, to one of them, or to the field for its key. */
  openProviders(id: string | null = null, key = false): void {
    this.provider = id;
    this.keyWanted = key;
    this.go("providers");
  }

  setOffline(offline: boolean): void {
    void this.settings.change({ offline });
    this.composer.problem = null;
    this.notices.toast(offline ? t().offline.isOn : t().offline.isOff);
  }

  /** Brings in the chats of a file, and shows them. */
  async importChats(): Promise<void> {
    this.go("carry");
    if (!(await this.carrying.import())) return;
    await this.sessions.load();
    // What is open may have grown.
    if (this.conversation.id !== null) await this.conversation.open(this.conversation.id);
  }

  /** Writes chats, or all of them, to where the user says. */
  async exportChats(sessions: SessionId[] | null): Promise<void> {
    const { carrying } = this;
    const written = await carrying.export(sessions);
    if (written !== null) this.notices.toast(t().carry.exported(whole(written)));
    else if (carrying.problem && this.place !== "carry") this.notices.toast(carrying.problem.message);
  }

  async pickFiles(): Promise<void> {
    if (this.place !== "chat") this.go("chat");
    await this.attempt(() => this.composer.pickFiles());
    this.composer.focus();
  }

  toggleSidebar(): void {
    if (this.narrow) this.overlay = !this.overlay;
    else void this.settings.change({ sidebar: !this.settings.values.sidebar });
  }

  /** Does something, and says so where it fails. */
  async attempt(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (thrown) {
      this.fault(thrown);
      return false;
    }
  }

  fault(thrown: unknown): void {
    this.notices.toast(`${t().somethingFailed} ${problemOf(thrown).message}`.trim());
  }

  #keepFreshDraft(): void {
    if (this.conversation.id === null) this.#freshDraft = this.composer.text;
  }

  #changed(changes: Change[]): void {
    for (const change of changes) {
      if (change.change === "models") {
        this.models.rows = change.models;
        if (this.choices.staleFor(change.models)) void this.choices.load();
      } else if (change.change === "choices") this.choices.all = change.choices;
      else if (change.change === "storage") this.notices.storage = change.problem;
      else if (change.change === "reread") void this.sessions.load();
      else this.sessions.apply(change);
    }
  }

  #announce(message: Message): void {
    if (this.conversation.compared) return this.comparing.announce(message);
    const model = this.choices.writerOf(message);
    const words = t();
    if (message.status === "complete") {
      this.notices.announce(words.replyReady(model, message.text.slice(0, SPOKEN)));
    } else if (message.status === "failed") {
      this.notices.announce(words.replyFailed(model));
    } else {
      this.notices.announce(message.status === "stopped" ? words.stopped : words.interrupted);
    }
  }
}

const KEY = Symbol("app");

export function giveApp(app: App): void {
  setContext(KEY, app);
}

export function useApp(): App {
  return getContext<App>(KEY);
}
