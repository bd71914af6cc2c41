import type {
  Branches,
  CarryProgress,
  ExportFormat,
  Format,
  Imported,
  Problem,
  SessionId,
} from "../bindings";
import { type Host, problemOf } from "../host";

/** Milliseconds between two looks at how far it is. */
const LOOK = 250;

export const EXPORTS: ExportFormat[] = ["json", "markdown", "html", "text"];

/** What formats are called in every language; plain text has words of its own. */
export const EXPORT_NAMES: Record<Exclude<ExportFormat, "text">, string> = {
  json: "JSON",
  markdown: "Markdown",
  html: "HTML",
};

/** Whose files can be brought in. */
export const PROGRAMS: Record<Format, string> = {
  antiphon: "Antiphon",
  chatgpt: "ChatGPT",
  claude: "Claude",
  open_webui: "Open WebUI",
  librechat: "LibreChat",
  chatbox: "Chatbox",
  jan: "Jan",
  cherry_studio: "Cherry Studio",
  chorus: "Chorus",
  json_lines: "JSON Lines",
};

/** Chats that are carried in or out: one at a time, wherever in the window it was begun. */
export class Carrying {
  running = $state<"import" | "export" | null>(null);
  progress = $state.raw<CarryProgress | null>(null);
  /** What the last import brought, until another begins. */
  report = $state.raw<Imported | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** It was told to end and has not yet. */
  ending = $state(false);
  format = $state<ExportFormat>("json");
  branches = $state<Branches>("read");
  /** The chat whose export is being chosen. */
  chosen = $state<SessionId | null>(null);

  constructor(readonly host: Host) {}

  /** From 0 to 100. */
  get percent(): number {
    const { progress } = this;
    return progress && progress.of > 0 ? Math.min(100, (progress.done / progress.of) * 100) : 0;
  }

  /** Says whether a file was chosen. */
  async import(): Promise<boolean> {
    const report = await this.#run("import", () => this.host.importChats());
    if (report) this.report = report;
    return report !== null;
  }

  /** Writes chats, or all of them; how many were written, or null where none were. */
  async export(sessions: SessionId[] | null): Promise<number | null> {
    const { format, branches } = this;
    const done = await this.#run("export", () => this.host.exportChats({ sessions, format, branches }));
    return done === null || done.cancelled ? null : done.sessions;
  }

  async cancel(): Promise<void> {
    this.ending = true;
    await this.host.cancelCarry();
  }

  async #run<T>(what: "import" | "export", work: () => Promise<T | null>): Promise<T | null> {
    if (this.running) return null;
    this.running = what;
    this.problem = null;
    if (what === "import") this.report = null;
    const timer = setInterval(() => void this.#look(), LOOK);
    try {
      return await work();
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return null;
    } finally {
      clearInterval(timer);
      this.running = null;
      this.progress = null;
      this.ending = false;
    }
  }

  async #look(): Promise<void> {
    const progress = await this.host.carryProgress().catch(() => null);
    if (this.running) this.progress = progress;
  }
}
