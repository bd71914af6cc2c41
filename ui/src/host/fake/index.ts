import type {
  Again,
  Ask,
  Asked,
  Change,
  KeepKey,
  Mark,
  Message,
  MessageId,
  ModelChoice,
  ModelId,
  ModelState,
  OpenSession,
  Parameters,
  Path,
  ProviderDraft,
  ProviderList,
  SentFilter,
  SentLine,
  Session,
  SessionFilter,
  SessionId,
  SessionRow,
  Settings,
  Spent,
  Start,
  Update,
} from "../../bindings";
import { type Host, problem } from "../index";
import { FakeBranches } from "./branches";
import { FakeCarrying } from "./carrying";
import { FakeFiles } from "./files";
import { FakeFinding } from "./finding";
import { kept, settingsAtFirst } from "./settings";
import { FakeLanes } from "./lanes";
import { FakeReading } from "./reading";
import { FakeVotes } from "./votes";
import { noParameters, sampleModels } from "./models";
import { FakeProviders } from "./providers";
import { leftPage, leftSums, sampleLeft } from "./left";
import { samples } from "./samples";
import { ARABIC, HELLO, HINDI, SHORT, THOUGHTS } from "./texts";

const PAGE = 50;
const FRAME = 16;
/**
 * A host made up in memory, for a plain browser and for tests: it streams replies, keeps a tree, downloads models
 * and fails on request. The query chooses what it holds, see {@link samples}.
 */
export function fakeHost(query = new URLSearchParams()): FakeHost {
  return new FakeHost(query);
}

export class FakeHost implements Host {
  sessions = new Map<SessionId, Session>();
  messages = new Map<MessageId, Message>();
  gone = new Set<SessionId>();
  /** The versions at each fork, oldest first. */
  siblings = new Map<string, Message[]>();
  models = sampleModels();
  settings = settingsAtFirst();
  providers = new FakeProviders();
  left: SentLine[] = sampleLeft();
  files = new FakeFiles();
  lanes = new FakeLanes(this);
  branches = new FakeBranches(this);
  votes = new FakeVotes(this);
  reading = new FakeReading(this);
  finding = new FakeFinding(this);
  search = this.finding.search;
  findInSession = this.finding.findInSession;
  indexProgress = this.finding.indexProgress;
  vote = this.votes.vote;
  takeBackVote = this.votes.takeBackVote;
  revealNames = this.votes.revealNames;
  ranking = this.votes.ranking;
  exportVotes = this.votes.exportVotes;
  importVotes = this.votes.importVotes;
  carrying = new FakeCarrying(this);
  exportChats = this.carrying.exportChats;
  importChats = this.carrying.importChats;
  carryProgress = this.carrying.carryProgress;
  cancelCarry = this.carrying.cancelCarry;
  wordDiff = this.reading.wordDiff;
  agreement = this.reading.agreement;
  mergeReplies = this.reading.mergeReplies;
  attribution = this.reading.attribution;
  compare = this.lanes.compare;
  fanOut = this.lanes.fanOut;
  setLanes = this.lanes.setLanes;
  makeTrunk = this.lanes.makeTrunk;
  gatherLanes = this.lanes.gatherLanes;
  stopAll = this.lanes.stopAll;
  sessionTree = this.branches.sessionTree;
  editReply = this.branches.editReply;
  weighBranch = this.branches.weighBranch;
  deleteBranch = this.branches.deleteBranch;
  restoreBranch = this.branches.restoreBranch;
  copyBranch = this.branches.copyBranch;
  rateReply = this.branches.rateReply;
  noteCopied = this.branches.noteCopied;
  replyArrivals = this.branches.replyArrivals;
  whatWasSent = this.branches.whatWasSent;
  draft = "";
  opened: string[] = [];
  copied: string[] = [];
  /** The next `ask` is refused with this. */
  refuse: ReturnType<typeof problem> | null = null;
  /** Characters a frame while streaming. */
  pace = 6;
  /** These write one character a frame. */
  slow = new Set<ModelId>();
  #next = 1;
  #feed: (changes: Change[]) => void = () => {};
  #watched: { session: SessionId; send: (updates: Update[]) => void } | null = null;
  #streams = new Map<MessageId, ReturnType<typeof setInterval>>();
  #titles = new Map<SessionId, string | null>();

  constructor(readonly query: URLSearchParams) {
    samples(this);
  }

  id(kind: string): string {
    return `${kind}-${String(this.#next++).padStart(6, "0")}`;
  }

  settingsAsKept = async () => this.settings;

  start = async (): Promise<Start> => {
    const code = this.query.get("fail");
    if (code) throw problem(code as "disk_full", this.query.get("message") ?? "database is locked");
    return {
      version: "0.1.0",
      settings: this.settings,
      notices: this.query.has("notice")
        ? [
            { notice: "set_aside", path: "/home/asha/.local/share/antiphon/antiphon.damaged-2026-11-22.db" },
            { notice: "interrupted", replies: 1 },
          ]
        : [],
      session: this.query.get("session"),
      draft: this.draft,
      folder: "/home/asha/.local/share/antiphon",
    };
  };

  feed = async (changed: (changes: Change[]) => void) => {
    this.#feed = changed;
    if (this.query.has("storage")) {
      changed([{ change: "storage", problem: problem("disk_full", "No space left on the disk.") }]);
    }
    return null;
  };

  watch = async (session: SessionId | null, send: (updates: Update[]) => void) => {
    this.#watched = session === null ? null : { session, send };
    const live = [...this.messages.values()].filter((m) => m.session === session && this.#streams.has(m.id));
    if (live.length > 0) send(live.map((message) => ({ update: "message", message: { ...message } })));
    return null;
  };

  listSessions = async (filter: SessionFilter) => {
    if (this.query.has("slow")) await new Promise((done) => setTimeout(done, 60_000));
    if (this.query.has("broken")) throw problem("internal", "database disk image is malformed");
    const wanted = filter.text.toLocaleLowerCase();
    const rows = [...this.sessions.values()]
      .filter((s) => !this.gone.has(s.id) && (s.title ?? "").toLocaleLowerCase().includes(wanted))
      .map(rowOf)
      .sort((a, b) => b.updated_at - a.updated_at || (a.id < b.id ? 1 : -1));
    const before = filter.before;
    const from = before ? rows.findIndex((row) => row.id === before.id) + 1 : 0;
    return { sessions: rows.slice(from, from + filter.limit), more: rows.length > from + filter.limit };
  };

  openSession = async (id: SessionId): Promise<OpenSession> => {
    const session = this.session(id);
    const lanes = this.lanes.of(id).map((lane) => ({ lane, path: this.page(lane.leaf) }));
    return {
      session: { ...session },
      path: lanes.length > 0 ? { messages: [], older: false } : this.page(session.leaf),
      lanes,
      blind: false,
      even_pace: false,
      votes: this.votes.of(id),
    };
  };
  sessionSpent = async (id: SessionId): Promise<Spent> => {
    const replies = [...this.messages.values()].filter((one) => one.session === id && one.model !== null);
    const remote = replies.filter((one) => this.providers.find(one.model) !== null);
    return {
      usd: remote.reduce((sum, one) => sum + (one.cost?.usd ?? 0), 0),
      unknown: remote.filter((one) => one.cost === null && one.usage !== null).length,
    };
  };

  olderMessages = async (before: MessageId) => {
    await new Promise((done) => setTimeout(done, 40));
    return this.page(this.message(before).parent);
  };

  renameSession = async (id: SessionId, title: string) => {
    const session = this.session(id);
    session.title = title;
    session.title_source = "user";
    return this.changed(session);
  };
  suggestTitle = async (id: SessionId) => {
    const session = this.session(id);
    this.#titles.set(id, session.title);
    session.title = "Heaps, and what they cost";
    session.title_source = "model";
    return this.changed(session);
  };
  undoTitle = async (id: SessionId) => {
    const session = this.session(id);
    session.title = this.#titles.get(id) ?? null;
    return this.changed(session);
  };
  deleteSession = async (id: SessionId) => {
    this.gone.add(id);
    this.#feed([{ change: "session_gone", id }]);
    return null;
  };
  restoreSession = async (id: SessionId) => {
    this.gone.delete(id);
    return this.changed(this.session(id));
  };
  setSessionParameters = async (id: SessionId, parameters: Parameters) => {
    this.session(id).parameters = parameters;
    return null;
  };
  saveDraft = async (id: SessionId | null, text: string) => {
    if (id === null) this.draft = text;
    else this.session(id).draft = text;
    return null;
  };

  ask = async (ask: Ask): Promise<Asked> => {
    if (this.refuse) {
      const refused = this.refuse;
      this.refuse = null;
      throw refused;
    }
    if (ask.text.trim() === "") throw problem("empty_prompt", "Nothing was written.");
    const choice = this.#choices().find((one) => one.id === ask.model);
    if (choice) this.files.check(choice, ask.attachments);
    const session = ask.session
      ? this.session(ask.session)
      : this.addSession(null, Date.now(), ask.parameters);
    session.draft = "";
    session.updated_at = Date.now();
    const { attachments } = ask;
    const prompt = this.addMessage(session.id, ask.parent, "user", ask.text, { attachments });
    const reply = this.reply(session, prompt, ask.model);
    session.model = ask.model;
    this.changed(session);
    return { session: session.id, messages: [{ ...prompt }, { ...reply }] };
  };
  stopReply = async (id: MessageId) => {
    this.#finish(this.message(id), { status: "stopped" });
    return null;
  };
  continueReply = async (id: MessageId) => {
    const message = this.message(id);
    Object.assign(message, { status: "streaming", failure: null, finish: null });
    this.#send(message.session, { update: "message", message: { ...message } });
    this.#stream(message, "\n\nAnd so it goes on from where it was, to its end.");
    return null;
  };
  regenerate = async (id: MessageId, { model, parameters }: Again): Promise<Asked> => {
    const old = this.message(id);
    const session = this.session(old.session);
    const prompt = this.message(old.parent ?? "");
    const reply = this.reply(session, prompt, model ?? old.model ?? "", old.lane);
    this.lanes.moved(reply);
    reply.parameters = parameters;
    return { session: session.id, messages: [{ ...reply }] };
  };
  chooseVersion = async (id: MessageId) => {
    const message = this.message(id);
    if (this.lanes.of(message.session).length > 0) return this.lanes.choose(message);
    let leaf = message;
    for (;;) {
      const below = [...this.messages.values()].filter((m) => m.parent === leaf.id);
      const last = below.at(-1);
      if (!last) break;
      leaf = last;
    }
    this.session(message.session).leaf = leaf.id;
    return this.openSession(message.session);
  };

  listModels = async () => structuredClone(this.models);
  pickModelFile = async () => "/home/asha/Downloads/mistral-7b-q4.gguf";
  addModelFile = async (path: string) => {
    if (!path.endsWith(".gguf"))
      throw problem("bad_model_file", "This is not a GGUF file: it begins with “%PDF”.");
    return this.#model(this.models[0]?.card.id ?? "").card.id;
  };
  addModelAddress = async (address: string, sha256: string) => {
    if (!address.startsWith("https://"))
      throw problem("bad_address", "The address must begin with https://.");
    if (!/^[0-9a-f]{64}$/i.test(sha256))
      throw problem("bad_address", "The sum must have 64 hexadecimal digits.");
    return this.#model("qwen3-4b").card.id;
  };
  downloadModel = async (id: ModelId) => {
    const { card } = this.#model(id);
    const received = "received" in card.state ? card.state.received : 0;
    const total = card.size ?? 1e9;
    this.#setState(id, { state: "downloading", received, total });
    const timer = setInterval(() => {
      const now = this.#model(id).card.state;
      if (now.state !== "downloading") return clearInterval(timer);
      const next = Math.min(now.received + total / 60, total);
      if (next < total) return this.#setState(id, { ...now, received: next });
      clearInterval(timer);
      this.#setState(id, { state: "ready" });
    }, 100);
    return null;
  };
  pauseDownload = async (id: ModelId) => {
    const { state } = this.#model(id).card;
    if (state.state === "downloading") this.#setState(id, { ...state, state: "paused", problem: null });
    return null;
  };
  cancelDownload = async (id: ModelId) => this.#setState(id, { state: "available" });
  verifyModel = async (id: ModelId) => {
    const total = this.#model(id).card.size ?? 1e9;
    let done = 0;
    const timer = setInterval(() => {
      done += total / 20;
      this.#setState(id, done < total ? { state: "verifying", done, total } : { state: "ready" });
      if (done >= total) clearInterval(timer);
    }, 100);
    return null;
  };
  deleteModel = async (id: ModelId) => {
    const row = this.#model(id);
    if (row.card.can_download) return this.#setState(id, { state: "available" });
    this.models = this.models.filter((one) => one !== row);
    this.#tellModels();
    return null;
  };
  setModelParameters = async (id: ModelId, parameters: Parameters) => {
    this.#model(id).parameters = parameters;
    this.#tellModels();
    return null;
  };
  setSettings = async (settings: Settings) => {
    this.settings = kept(this.settings, settings);
    this.#tellChoices();
    return this.settings;
  };

  listProviders = async (): Promise<ProviderList> => {
    if (this.query.has("brokenproviders")) throw problem("internal", "database disk image is malformed");
    const no_keychain = this.query.has("nokeychain") ? "The system has no Secret Service." : null;
    return { providers: structuredClone(this.providers.cards), no_keychain };
  };
  addProvider = async (draft: ProviderDraft) => this.#told(this.providers.add(draft));
  editProvider = async (id: string, draft: ProviderDraft) => this.#told(this.providers.edit(id, draft));
  resetProvider = async (id: string) => this.#told(this.providers.reset(id));
  restoreProvider = async (id: string) => this.#told(this.providers.restore(id));
  orderProviders = async (ids: string[]) => this.#told((this.providers.order(ids), null));
  removeProvider = async (id: string) => this.#told((this.providers.remove(id), null));
  setKey = async (id: string, key: string, keep: KeepKey) => this.#told(this.providers.setKey(id, key, keep));
  forgetKey = async (id: string) => this.#told(this.providers.forgetKey(id));
  testProvider = async (id: string, key: string | null) =>
    this.providers.test(id, key, this.settings.offline);
  refreshModels = async (id: string) => {
    if (this.settings.offline) throw problem("network", "Antiphon is offline.");
    return this.#told(this.providers.refresh(id));
  };
  providerModels = async (id: string) => this.#choices().filter((one) => one.provider === id);
  listChoices = async () => this.#choices();
  markModel = async (id: ModelId, mark: Mark) => {
    this.providers.marks.set(id, mark);
    return this.#told(null);
  };
  whatLeft = async (filter: SentFilter, after: string | null, limit: number) =>
    leftPage(this.left, filter, after, limit);
  sumWhatLeft = async (filter: SentFilter) => leftSums(this.left, filter);

  pickAttachments = async () => this.files.pick();
  attachBytes = async (name: string, base64: string) => this.files.attach(name, base64);
  pastePicture = async () => this.files.paste();
  attachedFile = async (sha256: string) => this.files.read(sha256);
  openLink = async (address: string) => {
    this.opened.push(address);
    return null;
  };
  copyText = async (text: string) => {
    this.copied.push(text);
    return null;
  };
  showDataFolder = async () => null;

  addSession(title: string | null, updated: number, parameters: Parameters | null = null): Session {
    const session: Session = {
      id: this.id("session"),
      title,
      title_source: title ? "words" : "none",
      parameters: parameters ?? noParameters(),
      model: null,
      leaf: null,
      draft: "",
      created_at: updated,
      updated_at: updated,
    };
    this.sessions.set(session.id, session);
    return session;
  }

  addMessage(
    session: SessionId,
    parent: MessageId | null,
    role: Message["role"],
    text: string,
    rest: Partial<Message> = {},
  ): Message {
    const place = `${session} ${parent} ${role} ${role === "assistant" ? (rest.lane ?? 0) : ""}`;
    const siblings = this.siblings.get(place) ?? [];
    const message: Message = {
      id: this.id("message"),
      session,
      parent,
      turn: (role === "assistant" && this.messages.get(parent ?? "")?.turn) || this.id("turn"),
      lane: 0,
      role,
      status: "complete",
      text,
      attachments: [],
      recordings: [],
      reasoning: "",
      model: null,
      served: null,
      parameters: null,
      usage: null,
      cost: null,
      timings: null,
      finish: null,
      left_out: 0,
      failure: null,
      edited: false,
      blind: false,
      merged: [],
      rating: null,
      created_at: Date.now(),
      versions: { siblings: [] },
      ...rest,
    };
    this.messages.set(message.id, message);
    this.siblings.set(place, [...siblings, message]);
    const ids = [...siblings.map((m) => m.id), message.id];
    for (const one of [...siblings, message]) one.versions = { siblings: ids };
    this.session(session).leaf = message.id;
    return message;
  }

  /** Ends a stream as a fault would. */
  fail(id: MessageId, failure: NonNullable<Message["failure"]>): void {
    this.#finish(this.message(id), { status: "failed", failure });
  }

  /** Sends a change as the core would. */
  tell(changes: Change[]): void {
    this.#feed(changes);
  }

  /** Sends an update to whoever watches the session. */
  push(session: SessionId, update: Update): void {
    this.#send(session, update);
  }

  reply(session: Session, prompt: Message, model: ModelId, lane = 0): Message {
    const reply = this.addMessage(session.id, prompt.id, "assistant", "", {
      lane,
      status: "streaming",
      model,
      served:
        this.models.find((one) => one.card.id === model)?.card.name ??
        this.providers.find(model)?.name ??
        model,
    });
    const choice = this.#choices().find((one) => one.id === model);
    if (choice?.unavailable === "offline" || choice?.unavailable === "missing_key") {
      const failure = { kind: choice.unavailable, message: "Nothing was sent.", retry_at: null };
      setTimeout(() => this.fail(reply.id, failure));
    } else if (choice?.reasoning) this.#stream(reply, this.answer(prompt.text), THOUGHTS);
    else this.#stream(reply, this.answer(prompt.text));
    this.#tellLive();
    return reply;
  }

  answer(prompt: string): string {
    if (/[\u0900-\u097f]/.test(prompt)) return HINDI;
    if (/[\u0600-\u06ff]/.test(prompt)) return ARABIC;
    if (prompt.startsWith("long")) return Array.from({ length: 40 }, () => HELLO).join("\n\n");
    return prompt.length < 12 ? SHORT : HELLO;
  }

  #stream(message: Message, text: string, reasoning = ""): void {
    let sent = 0;
    const pace = this.slow.has(message.model ?? "") ? 1 : this.pace;
    const timer = setInterval(() => {
      const end = sent + pace;
      const thought = reasoning.slice(sent, end);
      const piece = text.slice(Math.max(0, sent - reasoning.length), Math.max(0, end - reasoning.length));
      sent = end;
      if (thought === "" && piece === "") return this.#finish(message, { status: "complete", finish: "end" });
      message.text += piece;
      message.reasoning += thought;
      this.#send(message.session, { update: "delta", id: message.id, text: piece, reasoning: thought });
    }, FRAME);
    this.#streams.set(message.id, timer);
  }

  #finish(message: Message, end: Partial<Message>): void {
    clearInterval(this.#streams.get(message.id));
    this.#streams.delete(message.id);
    Object.assign(message, end, {
      usage: { prompt_tokens: 41, cached_tokens: 12, reply_tokens: Math.round(message.text.length / 4) },
      timings: { first_token_ms: 412, total_ms: 412 + message.text.length * 4 },
    });
    message.cost = this.providers.cost(message);
    this.#send(message.session, { update: "message", message: { ...message } });
    this.#tellLive();
    const session = this.sessions.get(message.session);
    if (session && session.title === null) {
      const words = this.#path(session.leaf)[0]?.text.split(/\s+/).slice(0, 6).join(" ") ?? "";
      session.title = words;
      this.changed(session);
    }
  }

  #send(session: SessionId, update: Update): void {
    if (this.#watched?.session === session) this.#watched.send([update]);
  }
  #tellLive(): void {
    const sessions = [...this.#streams.keys()].map((id) => this.message(id).session);
    this.#feed([{ change: "live", sessions: [...new Set(sessions)] }]);
  }
  #tellModels(): void {
    this.#feed([{ change: "models", models: structuredClone(this.models) }]);
  }
  #tellChoices(): void {
    this.#feed([{ change: "choices", choices: this.#choices() }]);
  }
  #told<T>(value: T): T {
    this.#tellChoices();
    return value;
  }
  #choices(): ModelChoice[] {
    return this.providers.choices(this.models, this.settings.offline);
  }
  #setState(id: ModelId, state: ModelState): null {
    const row = this.#model(id);
    row.card = { ...row.card, state };
    this.#tellModels();
    return null;
  }
  changed(session: Session): SessionRow {
    this.#feed([{ change: "session", row: rowOf(session) }]);
    return rowOf(session);
  }
  session(id: SessionId): Session {
    const session = this.sessions.get(id);
    if (!session) throw problem("not_found", "This chat is no longer there.");
    return session;
  }
  message(id: MessageId): Message {
    const message = this.messages.get(id);
    if (!message) throw problem("not_found", "This message is no longer there.");
    return message;
  }
  #model(id: ModelId) {
    const row = this.models.find((one) => one.card.id === id);
    if (!row) throw problem("not_found", "This model is no longer there.");
    return row;
  }
  page(leaf: MessageId | null): Path {
    const path = this.#path(leaf);
    return { messages: path.slice(-PAGE), older: path.length > PAGE };
  }
  #path(leaf: MessageId | null): Message[] {
    const path: Message[] = [];
    for (let id = leaf; id !== null;) {
      const message = this.message(id);
      path.unshift({ ...message });
      id = message.parent;
    }
    return path;
  }
}

function rowOf(session: Session): SessionRow {
  return { id: session.id, title: session.title, updated_at: session.updated_at };
}
