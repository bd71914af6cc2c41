import type { Problem, Purpose, SentFilter, SentLine, SentSum, SentSums } from "../bindings";
import { type Host, problemOf } from "../host";

/** How far back. */
export type Since = "always" | "today" | "week" | "month";
export type LeftFilter = { since: Since; provider: string | null; purpose: Purpose | null; failed: boolean };

export const ALL: LeftFilter = { since: "always", provider: null, purpose: null, failed: false };
export const PURPOSES: Purpose[] = ["chat", "title", "models", "test", "download", "hearing", "speech"];
const PAGE = 100;

/** The first moment of this stretch, by the calendar here. */
export function begin(since: Since, now: number): number | null {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  switch (since) {
    case "always":
      return null;
    case "today":
      return day.getTime();
    case "week":
      day.setDate(day.getDate() - 6);
      return day.getTime();
    case "month":
      day.setDate(1);
      return day.getTime();
  }
}

/** The month as the sums name it. */
export function monthOf(now: number): string {
  const day = new Date(now);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}`;
}

/** What left the machine, and what it comes to. */
export class Left {
  filter = $state.raw<LeftFilter>(ALL);
  lines = $state.raw<SentLine[]>([]);
  more = $state(false);
  /** Of what the filter lets through. */
  sums = $state.raw<SentSums | null>(null);
  /** Of everything, whatever the filter. */
  all = $state.raw<SentSums | null>(null);
  loading = $state(true);
  problem = $state.raw<Problem | null>(null);
  filtered = $derived(
    this.filter.since !== "always" ||
      this.filter.provider !== null ||
      this.filter.purpose !== null ||
      this.filter.failed,
  );
  #asked = 0;

  constructor(readonly host: Host) {}

  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const now = Date.now();
      const filter = this.#asFilter(now);
      const offset = -new Date(now).getTimezoneOffset();
      const [page, sums, all] = await Promise.all([
        this.host.whatLeft(filter, null, PAGE),
        this.host.sumWhatLeft(filter, offset),
        this.host.sumWhatLeft(asFilter(ALL, now), offset),
      ]);
      if (asked !== this.#asked) return;
      this.lines = page.lines;
      this.more = page.more;
      this.sums = sums;
      this.all = all;
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  async loadMore(): Promise<void> {
    const last = this.lines.at(-1);
    const asked = this.#asked;
    if (!this.more || !last) return;
    const page = await this.host.whatLeft(this.#asFilter(Date.now()), last.id, PAGE);
    if (asked !== this.#asked || this.lines.at(-1) !== last) return;
    this.lines = [...this.lines, ...page.lines];
    this.more = page.more;
  }

  async narrow(part: Partial<LeftFilter>): Promise<void> {
    this.filter = { ...this.filter, ...part };
    await this.load();
  }

  /** What this month comes to. */
  month(): SentSum | null {
    const name = monthOf(Date.now());
    return this.all?.months.find((one) => one.name === name)?.sum ?? null;
  }

  #asFilter(now: number): SentFilter {
    return asFilter(this.filter, now);
  }
}

function asFilter(filter: LeftFilter, now: number): SentFilter {
  return {
    since: begin(filter.since, now),
    until: null,
    provider: filter.provider,
    model: null,
    session: null,
    purpose: filter.purpose,
    failed: filter.failed,
  };
}
