import type { Matrix, RankingRow } from "../state/ranking";

/** A row for tests, from the parts that matter to one. */
export function ranked(
  model: string,
  rating: number,
  half: number,
  rest: Partial<RankingRow> = {},
): RankingRow {
  return {
    model,
    title: model,
    rating,
    low: rating - half,
    high: rating + half,
    rank_low: 1,
    rank_high: 1,
    votes: 10,
    wins: 5,
    ties: 2,
    losses: 3,
    all_bad: 0,
    cost_per_1000: null,
    signs: null,
    ...rest,
  };
}

/** Every model met every other a number of times that depends on both. */
export function met(models: string[]): Matrix {
  const cells = models.flatMap((_, row) =>
    models.map((__, column) => ({
      wins: row === column ? 0 : (row * 3 + column) % 7,
      ties: row === column ? 0 : (row + column) % 2,
      losses: row === column ? 0 : (column * 3 + row) % 7,
      expected: 1 / (1 + 10 ** ((row - column) / 8)),
    })),
  );
  return { models, cells };
}
