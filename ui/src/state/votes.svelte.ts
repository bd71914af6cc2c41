import type { Problem, Ranking, VoteFilter, VoteFormat } from "../bindings";
import { type Host, problemOf } from "../host";
import { type Filter, type Matrix, NO_FILTER, type RankingRow } from "./ranking";

/** The first moment of a day written as `2026-11-22`, by the calendar here; `days` later. */
export function momentOf(day: string | null, days = 0): number | null {
  if (day === null) return null;
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year ?? 0, (month ?? 1) - 1, (date ?? 1) + days).getTime();
}

export function asked(filter: Filter): VoteFilter {
  return {
    kind: filter.kind,
    language: filter.language,
    tag: filter.tag,
    since: momentOf(filter.from),
    until: momentOf(filter.until, 1),
    blind: false,
    session: null,
    turn: null,
  };
}

/** The ranking of the models from the votes. */
export class Votes {
  filter = $state.raw<Filter>(NO_FILTER);
  ranking = $state.raw<Ranking | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(false);
  #asked = 0;

  constructor(readonly host: Host) {}

  async load(): Promise<void> {
    const number = ++this.#asked;
    this.loading = true;
    try {
      const ranking = await this.host.ranking(asked(this.filter));
      if (number !== this.#asked) return;
      this.ranking = ranking;
      this.problem = null;
    } catch (thrown) {
      if (number === this.#asked) this.problem = problemOf(thrown);
    } finally {
      if (number === this.#asked) this.loading = false;
    }
  }

  change(filter: Filter): Promise<void> {
    this.filter = filter;
    return this.load();
  }

  exportAs(format: VoteFormat): Promise<boolean> {
    return this.host.exportVotes(asked(this.filter), format);
  }
}

/** The lines that have a rating, under the names that models go by. */
export function rated(ranking: Ranking, nameOf: (model: string) => string): RankingRow[] {
  return ranking.rows.flatMap(({ rating, ranks, ...row }) =>
    rating === null || ranks === null
      ? []
      : [
          {
            ...row,
            title: nameOf(row.model),
            rating: rating.points ?? 0,
            low: rating.low ?? 0,
            high: rating.high ?? 0,
            rank_low: ranks[0],
            rank_high: ranks[1],
          },
        ],
  );
}

/** Who won against whom, of the lines that have a rating. */
export function matrixOf(ranking: Ranking): Matrix {
  const size = ranking.rows.length;
  const places = ranking.rows.flatMap((row, place) => (row.rating === null ? [] : [place]));
  const cells = places.flatMap((row) =>
    places.flatMap((column) => {
      const cell = ranking.matrix[row * size + column];
      return cell ? [{ ...cell, expected: cell.expected ?? 0.5 }] : [];
    }),
  );
  return { models: places.map((place) => ranking.rows[place]?.model ?? ""), cells };
}
