// Provisional: will be generated from Rust with these names and shapes.
import { Channel, invoke } from "@tauri-apps/api/core";

export const commands = {
  /** What the window needs first. Rejects with a Problem when the data cannot be opened. */
  start: () => invoke<Start>("start"),
  /** Everything that changes outside the open session: rows, models, storage. One per window; a second call replaces the first. */
  feed: (changes: Channel<Change[]>) => invoke<null>("feed", { changes }),
  /** Follow one session: a snapshot of its live replies, then what changes; at most one message a frame. A second call replaces the first; null stops. */
  watch: (session: SessionId | null, updates: Channel<Update[]>) => invoke<null>("watch", { session, updates }),

  listSessions: (filter: SessionFilter) => invoke<Page>("list_sessions", { filter }),
  openSession: (session: SessionId) => invoke<OpenSession>("open_session", { session }),
  olderMessages: (before: MessageId) => invoke<Path>("older_messages", { before }),
  renameSession: (session: SessionId, title: string) => invoke<SessionRow>("rename_session", { session, title }),
  /** Asks the model at hand for a title, over any title; undone by undoTitle. */
  suggestTitle: (session: SessionId) => invoke<SessionRow>("suggest_title", { session }),
  undoTitle: (session: SessionId) => invoke<SessionRow>("undo_title", { session }),
  deleteSession: (session: SessionId) => invoke<null>("delete_session", { session }),
  restoreSession: (session: SessionId) => invoke<SessionRow>("restore_session", { session }),
  setSessionParameters: (session: SessionId, parameters: Parameters) => invoke<null>("set_session_parameters", { session, parameters }),
  /** null: the draft of the chat that has not begun. */
  saveDraft: (session: SessionId | null, text: string) => invoke<null>("save_draft", { session, text }),

  /** Writes the prompt and its replies, begins to answer, returns before the first byte. */
  ask: (ask: Ask) => invoke<Asked>("ask", { ask }),
  stopReply: (reply: MessageId) => invoke<null>("stop_reply", { reply }),
  continueReply: (reply: MessageId) => invoke<null>("continue_reply", { reply }),
  /** A new version beside this reply; null: the same model. */
  regenerate: (reply: MessageId, model: ModelId | null) => invoke<Asked>("regenerate", { reply, model }),
  /** Show this version; returns the branch that was last read below it. */
  chooseVersion: (message: MessageId) => invoke<OpenSession>("choose_version", { message }),

  listModels: () => invoke<ModelRow[]>("list_models"),
  /** Opens the system's file dialog; null when it was closed. */
  pickModelFile: () => invoke<string | null>("pick_model_file"),
  addModelFile: (path: string) => invoke<ModelId>("add_model_file", { path }),
  addModelAddress: (address: string, sha256: string) => invoke<ModelId>("add_model_address", { address, sha256 }),
  downloadModel: (model: ModelId) => invoke<null>("download_model", { model }),
  pauseDownload: (model: ModelId) => invoke<null>("pause_download", { model }),
  cancelDownload: (model: ModelId) => invoke<null>("cancel_download", { model }),
  verifyModel: (model: ModelId) => invoke<null>("verify_model", { model }),
  deleteModel: (model: ModelId) => invoke<null>("delete_model", { model }),
  /** What the user set for this model; shown over ModelCard.defaults. */
  setModelParameters: (model: ModelId, parameters: Parameters) => invoke<null>("set_model_parameters", { model, parameters }),

  setSettings: (settings: Settings) => invoke<null>("set_settings", { settings }),
  /** Opens an http(s) or mailto address in the system's browser; anything else is refused. */
  openLink: (address: string) => invoke<null>("open_link", { address }),
  copyText: (text: string) => invoke<null>("copy_text", { text }),
  /** Shows the folder with the app's data in the file manager. */
  showDataFolder: () => invoke<null>("show_data_folder"),
};

export type SessionId = string;
export type MessageId = string;
export type TurnId = string;
export type ModelId = string;
export type Millis = number;

export type Start = {
  version: string;
  settings: Settings;
  /** Things to tell at start: a damaged database set aside, replies interrupted. */
  notices: Notice[];
  /** The session that was open last, if it is still there. */
  session: SessionId | null;
  /** The draft of the chat that has not begun. */
  draft: string;
  /** The folder with the app's data. */
  folder: string;
  /** Whether this is the first start ever. */
  first: boolean;
};
export type Notice =
  | { notice: "set_aside"; path: string }
  | { notice: "interrupted"; replies: number }
  | { notice: "settings_lost"; message: string };
export type Settings = {
  theme: "system" | "light" | "dark";
  /** Reading size in pixels, 13 to 22. */
  font_size: number;
  default_model: ModelId | null;
  send_key: "enter" | "mod_enter";
  language: "system" | "en" | "hi";
  sidebar: boolean;
  /** The first-start screen was seen. */
  welcomed: boolean;
};
export type Problem = { code: Code; message: string };
export type Code =
  | "disk_full" | "read_only" | "newer_data" | "in_use" | "not_found" | "empty_prompt" | "busy"
  | "no_model" | "bad_model_file" | "bad_address" | "not_allowed" | "network" | "model" | "internal";

export type Role = "system" | "user" | "assistant";
export type Status = "complete" | "streaming" | "stopped" | "interrupted" | "failed";
export type TitleSource = "none" | "words" | "model" | "user";
export type FinishReason = "end" | "length" | "refusal" | "other";
export type ErrorKind =
  | "model_not_found" | "bad_model_file" | "out_of_memory" | "prompt_too_long" | "worker_lost"
  | "invalid_request" | "truncated" | "malformed" | "network" | "server";
export type Failure = { kind: ErrorKind; message: string };
export type Usage = { prompt_tokens: number; cached_tokens: number; reply_tokens: number };
export type Timings = { first_token_ms: number; total_ms: number };
export type Parameters = {
  system_prompt: string | null;
  temperature: number | null;
  top_p: number | null;
  max_tokens: number | null;
  seed: number | null;
  threads: number | null;
};
export type Versions = { siblings: MessageId[] };
export type Message = {
  id: MessageId;
  session: SessionId;
  parent: MessageId | null;
  turn: TurnId;
  lane: number;
  role: Role;
  status: Status;
  text: string;
  reasoning: string;
  model: ModelId | null;
  served: string | null;
  parameters: Parameters | null;
  usage: Usage | null;
  timings: Timings | null;
  finish: FinishReason | null;
  left_out: number;
  failure: Failure | null;
  created_at: Millis;
  versions: Versions;
};
export type Session = {
  id: SessionId;
  title: string | null;
  title_source: TitleSource;
  parameters: Parameters;
  model: ModelId | null;
  leaf: MessageId | null;
  draft: string;
  created_at: Millis;
  updated_at: Millis;
};
export type SessionRow = { id: SessionId; title: string | null; updated_at: Millis };
export type SessionFilter = { text: string; before: SessionRow | null; limit: number };
export type Page = { sessions: SessionRow[]; more: boolean };
export type Path = { messages: Message[]; older: boolean };
export type OpenSession = { session: Session; path: Path };
export type Ask = {
  /** null begins a session. */
  session: SessionId | null;
  /** The reply that the prompt follows; null at the root. Editing a prompt: the parent of that prompt. */
  parent: MessageId | null;
  text: string;
  /** One in a chat. */
  models: ModelId[];
  /** For a session that begins. */
  parameters: Parameters | null;
};
export type Asked = { session: SessionId; messages: Message[] };

export type Update =
  /** The whole message: first sight, or its status changed. Insert or replace by id. */
  | { update: "message"; message: Message }
  /** Append to a live reply. */
  | { update: "delta"; id: MessageId; text: string; reasoning: string };
export type Change =
  | { change: "session"; row: SessionRow }
  | { change: "session_gone"; id: SessionId }
  /** Which sessions have a reply being written. */
  | { change: "live"; sessions: SessionId[] }
  | { change: "models"; models: ModelRow[] }
  /** Replies cannot be saved at the moment (they go on in memory), or again can: null. */
  | { change: "storage"; problem: Problem | null };

export type ModelRow = {
  card: ModelCard;
  /** What the user set for it. */
  parameters: Parameters;
  /** Tokens a second on this machine, once known. */
  speed: number | null;
};
export type ModelCard = {
  id: ModelId;
  name: string;
  summary: string;
  licence: string | null;
  /** Bytes. */
  size: number;
  context: number | null;
  architecture: string | null;
  parameters: string | null;
  quantisation: string | null;
  origin: Origin;
  state: ModelState;
  defaults: Parameters;
  recommended: boolean;
  can_delete: boolean;
};
export type Origin =
  | { origin: "shipped" }
  | { origin: "catalogue" }
  | { origin: "file"; path: string }
  | { origin: "address"; address: string };
export type ModelState =
  | { state: "ready" }
  | { state: "available" }
  | { state: "downloading"; received: number; total: number }
  | { state: "paused"; received: number; total: number; problem: string | null }
  | { state: "verifying"; done: number; total: number }
  | { state: "damaged"; problem: string }
  | { state: "missing"; problem: string };
