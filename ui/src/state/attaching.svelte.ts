import type { Attached, Picked, SessionId } from "../bindings";
import { type Host, problemOf } from "../host";
import { t } from "../strings/index.svelte";
import { base64, FILE_LIMIT } from "./files";

/** A file that could not be attached, and why: too large, or in the core's words. */
export type Refused = { name: string; why: "large" | { message: string } };

/** The files that will be sent with the next prompt, for each chat, and pictures of those that have been. */
export class Attaching {
  refused = $state.raw<Refused[]>([]);
  /** How many are being read. */
  busy = $state(0);
  #files = $state.raw<ReadonlyMap<SessionId | null, Attached[]>>(new Map());
  #pictures = new Map<string, Promise<string>>();

  constructor(readonly host: Host) {}

  of(session: SessionId | null): Attached[] {
    return this.#files.get(session) ?? [];
  }

  /** Takes files that were pasted or dropped. */
  async take(session: SessionId | null, files: readonly File[]): Promise<void> {
    this.refused = [];
    await Promise.all(files.map((file) => this.#take(session, file)));
  }

  async #take(session: SessionId | null, file: File): Promise<void> {
    this.busy++;
    try {
      if (file.size > FILE_LIMIT) this.#refuse({ name: file.name, why: "large" });
      else this.#add(session, [await this.host.attachBytes(file.name, await base64(file))]);
    } catch (thrown) {
      this.#refuse({ name: file.name, why: problemOf(thrown) });
    } finally {
      this.busy--;
    }
  }

  /** Takes the picture on the clipboard, of which the page was told nothing; if there is one. */
  async paste(session: SessionId | null): Promise<void> {
    this.refused = [];
    this.busy++;
    try {
      const picture = await this.host.pastePicture();
      if (picture) this.#add(session, [picture]);
    } catch (thrown) {
      this.#refuse({ name: t().files.picture, why: problemOf(thrown) });
    } finally {
      this.busy--;
    }
  }

  /** Lets the user choose files. */
  async pick(session: SessionId | null): Promise<void> {
    this.refused = [];
    let picked: Picked;
    this.busy++;
    try {
      picked = await this.host.pickAttachments();
    } finally {
      this.busy--;
    }
    this.#add(session, picked.attached);
    for (const one of picked.refused) this.#refuse({ name: one.name, why: one.problem });
  }

  remove(session: SessionId | null, sha256: string): void {
    this.#set(
      session,
      this.of(session).filter((one) => one.sha256 !== sha256),
    );
  }

  /** These were sent; what was attached meanwhile stays. */
  sent(session: SessionId | null, files: readonly Attached[]): void {
    const gone = new Set(files.map((one) => one.sha256));
    this.#set(
      session,
      this.of(session).filter((one) => !gone.has(one.sha256)),
    );
    this.refused = [];
  }

  /** An image as an address that the page may show. */
  picture(file: Attached): Promise<string> {
    const known = this.#pictures.get(file.sha256);
    if (known) return known;
    const made = this.host.attachedFile(file.sha256).then((data) => `data:${file.media_type};base64,${data}`);
    this.#pictures.set(file.sha256, made);
    made.catch(() => this.#pictures.delete(file.sha256));
    return made;
  }

  #add(session: SessionId | null, files: readonly Attached[]): void {
    const known = new Set(this.of(session).map((one) => one.sha256));
    this.#set(session, [...this.of(session), ...files.filter((one) => !known.has(one.sha256))]);
  }

  #set(session: SessionId | null, files: Attached[]): void {
    this.#files = new Map(this.#files).set(session, files);
  }

  #refuse(one: Refused): void {
    this.refused = [...this.refused, one];
  }
}
