import type { Attached, Code, ModelId, SessionId } from "../bindings";
import { type Host, problemOf } from "../host";
import { Attaching } from "./attaching.svelte";
import { Writing } from "./writing.svelte";

/** Why a prompt was not sent: what the core said, or that a reply is still being written. */
export type Refusal = { code: Code | "busy" | "unavailable"; message: string };

const SAVE_WAIT = 200;

/** What is being written, a draft for each session, and the model that will answer. */
export class Composer {
  writing = new Writing();
  attaching: Attaching;
  /** Why the last prompt was not sent; it is still in the composer. */
  problem = $state.raw<Refusal | null>(null);
  sending = $state(false);
  /** Raised when the caret should go to the composer. */
  focusWanted = $state(0);
  #session = $state<SessionId | null>(null);
  #saved = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #picked = $state.raw<ReadonlyMap<SessionId | null, ModelId>>(new Map());

  constructor(readonly host: Host) {
    this.attaching = new Attaching(host);
  }

  /** Goes to another session's draft; the one before is saved first. */
  open(session: SessionId | null, draft: string): void {
    this.flush();
    this.#session = session;
    this.writing.set(draft);
    this.#saved = draft;
    this.problem = null;
  }

  /** What will be sent with the prompt. */
  get files(): Attached[] {
    return this.attaching.of(this.#session);
  }

  take(files: readonly File[]): Promise<void> {
    return this.attaching.take(this.#session, files);
  }

  pastePicture(): Promise<void> {
    return this.attaching.paste(this.#session);
  }

  pickFiles(): Promise<void> {
    return this.attaching.pick(this.#session);
  }

  removeFile(sha256: string): void {
    this.attaching.remove(this.#session, sha256);
  }

  get text(): string {
    return this.writing.whole;
  }

  /** Writes this in place of what stands there. */
  write(text: string): void {
    this.writing.set(text);
    this.changed();
  }

  /** The draft will be saved after a pause. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), SAVE_WAIT);
  }

  /** Saves the draft now. A draft that cannot be saved is still on the screen; the next change tries again. */
  flush(): void {
    clearTimeout(this.#timer);
    const text = this.text;
    if (text === this.#saved) return;
    this.#saved = text;
    this.host.saveDraft(this.#session, text).catch(() => {
      if (this.#saved === text) this.#saved = "";
    });
  }

  /** Says why a prompt is not sent. */
  refuse(code: Refusal["code"]): false {
    this.problem = { code, message: "" };
    return false;
  }

  /** Sends a prompt by this act. Says whether it was taken; else the reason is kept. */
  async send(act: () => Promise<void>): Promise<boolean> {
    this.sending = true;
    try {
      await act();
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return false;
    } finally {
      this.sending = false;
    }
  }

  /** This prompt was taken; what was added to it meanwhile stays as the next draft. */
  sent(session: SessionId, prompt: string, files: readonly Attached[]): void {
    clearTimeout(this.#timer);
    this.attaching.sent(this.#session, files);
    const picked = this.#picked.get(this.#session);
    if (this.#session === null) {
      this.host.saveDraft(null, "").catch(() => undefined);
      const rest = new Map(this.#picked);
      rest.delete(null);
      if (picked) rest.set(session, picked);
      this.#picked = rest;
    }
    const rest = this.text.startsWith(prompt) ? this.text.slice(prompt.length) : this.text;
    this.#session = session;
    // The core has emptied its own copy.
    this.#saved = "";
    this.problem = null;
    this.write(rest);
  }

  pick(model: ModelId): void {
    this.#picked = new Map(this.#picked).set(this.#session, model);
    this.problem = null;
  }

  picked(session: SessionId | null): ModelId | null {
    return this.#picked.get(session) ?? null;
  }

  focus(): void {
    this.focusWanted++;
  }
}
