import type { Change, Problem, SessionId, SessionRow } from "../bindings";
import { type Host, problemOf } from "../host";

const PAGE = 100;
const FILTER_WAIT = 120;

/** The list of chats: paged, filtered, newest first, with a mark where a reply is being written. */
export class Sessions {
  rows = $state.raw<SessionRow[]>([]);
  more = $state(false);
  loading = $state(true);
  problem = $state.raw<Problem | null>(null);
  filter = $state("");
  live = $state.raw<ReadonlySet<SessionId>>(new Set());
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly host: Host) {}

  /** Reads the first page again. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const page = await this.host.listSessions({ text: this.filter.trim(), before: null, limit: PAGE });
      if (asked !== this.#asked) return;
      this.rows = page.sessions;
      this.more = page.more;
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  /** The newest chats that are called so, or why they cannot be read. */
  async titled(text: string, limit: number): Promise<{ rows: SessionRow[]; problem: Problem | null }> {
    try {
      const page = await this.host.listSessions({ text, before: null, limit });
      return { rows: page.sessions, problem: null };
    } catch (thrown) {
      return { rows: [], problem: problemOf(thrown) };
    }
  }

  /** Reads the page below the last row; called as the list is scrolled. */
  async loadMore(): Promise<void> {
    const before = this.rows.at(-1);
    if (this.loading || !this.more || !before) return;
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const page = await this.host.listSessions({ text: this.filter.trim(), before, limit: PAGE });
      if (asked !== this.#asked) return;
      const known = new Set(this.rows.map((row) => row.id));
      this.rows = [...this.rows, ...page.sessions.filter((row) => !known.has(row.id))];
      this.more = page.more;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.problem = problemOf(thrown);
      this.more = false;
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  setFilter(text: string): void {
    this.filter = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), FILTER_WAIT);
  }

  apply(change: Change): void {
    if (change.change === "session") this.put(change.row);
    else if (change.change === "session_gone") this.drop(change.id);
    else if (change.change === "live") this.live = new Set(change.sessions);
  }

  /** Inserts or replaces a row at its place; under a filter, only the core knows whether a new row belongs. */
  put(row: SessionRow): void {
    const known = this.rows.some((one) => one.id === row.id);
    if (!known && this.filter.trim() !== "") {
      void this.load();
      return;
    }
    const rest = this.rows.filter((one) => one.id !== row.id);
    const at = rest.findIndex((one) => isBefore(row, one));
    // Below the last row that was read there may be others in between: the next page brings it.
    if (at < 0 && this.more && !known) return;
    this.rows = at < 0 ? [...rest, row] : [...rest.slice(0, at), row, ...rest.slice(at)];
  }

  drop(id: SessionId): void {
    this.rows = this.rows.filter((row) => row.id !== id);
  }

  titleOf(id: SessionId | null): string | null {
    return this.rows.find((row) => row.id === id)?.title ?? null;
  }
}

function isBefore(a: SessionRow, b: SessionRow): boolean {
  return a.updated_at > b.updated_at || (a.updated_at === b.updated_at && a.id > b.id);
}
