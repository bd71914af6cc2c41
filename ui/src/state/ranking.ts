/** What was done with a model's replies without voting: weaker than votes, and never part of a rating. */
export type Signs = { kept: number; copied: number; regenerated_away: number; continued: number };

/** What is known of one model from the votes. */
export type RankingRow = {
  model: string;
  /** The name it is shown by. */
  title: string;
  rating: number;
  /** The ends of the 95 % interval of the rating. */
  low: number;
  high: number;
  /** The best and the worst place that the intervals allow, from 1. */
  rank_low: number;
  rank_high: number;
  votes: number;
  wins: number;
  ties: number;
  losses: number;
  /** Turns in which all were bad: told, not rated. */
  all_bad: number;
  /** US dollars for 1,000 replies; none where a price is not known. */
  cost_per_1000: number | null;
  signs: Signs | null;
  /** The lane it has in the comparison that is open, if it has one. */
  lane?: number | null;
};

/** How often the model of a row met that of a column, and the share of wins that the ratings expect. */
export type Meeting = { wins: number; ties: number; losses: number; expected: number };

/** Row by row, as many cells in a row as there are models. */
export type Matrix = { models: readonly string[]; cells: readonly Meeting[] };

export const KINDS = ["chat", "transcription", "speech"] as const;
export type Kind = (typeof KINDS)[number];

/** Which votes count; days are written as `2026-11-22` and both belong to the range. */
export type Filter = {
  language: string | null;
  tag: string | null;
  from: string | null;
  until: string | null;
  kind: Kind | null;
};
export const NO_FILTER: Filter = { language: null, tag: null, from: null, until: null, kind: null };

export const FORMATS = [
  { format: "csv", name: "CSV" },
  { format: "jsonl", name: "JSON Lines" },
  { format: "parquet", name: "Parquet" },
] as const;
export type Format = (typeof FORMATS)[number]["format"];

export type Column = "rating" | "votes" | "cost";

/** Sorted so that the best, the most voted on or the cheapest comes first; what has no price comes last. */
export function ordered(rows: readonly RankingRow[], by: Column = "rating"): RankingRow[] {
  const value = (row: RankingRow) =>
    by === "rating" ? -row.rating : by === "votes" ? -row.votes : (row.cost_per_1000 ?? Infinity);
  const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  return [...rows].sort(
    (a, b) => compare(value(a), value(b)) || b.rating - a.rating || a.title.localeCompare(b.title),
  );
}

export function overlap(one: RankingRow, other: RankingRow): boolean {
  return one.low <= other.high && other.low <= one.high;
}

/** The others whose intervals overlap with this one's, the best first. */
export function tooClose(rows: readonly RankingRow[], row: RankingRow): RankingRow[] {
  return ordered(rows).filter((other) => other.model !== row.model && overlap(row, other));
}

/** The best model and all that are too close to it to say that it leads. */
export function leaders(rows: readonly RankingRow[]): RankingRow[] {
  const [best] = ordered(rows);
  return best ? [best, ...tooClose(rows, best)] : [];
}

/** `1`, or `1–3` where the intervals allow more places than one. */
export function rankRange(row: RankingRow): string {
  return row.rank_low === row.rank_high ? `${row.rank_low}` : `${row.rank_low}–${row.rank_high}`;
}

export type Axis = { low: number; high: number; ticks: number[] };

/** Round numbers around all intervals, `most` of them at the most. */
export function axis(rows: readonly RankingRow[], most = 8): Axis {
  const lowest = Math.min(...rows.map((row) => row.low));
  const highest = Math.max(...rows.map((row) => row.high));
  if (!Number.isFinite(lowest) || !Number.isFinite(highest)) return { low: 0, high: 1, ticks: [0, 1] };
  if (highest === lowest) return { low: lowest - 1, high: lowest + 1, ticks: [lowest] };
  const power = 10 ** Math.floor(Math.log10((highest - lowest) / (most - 1)));
  // A third of three tenths is a little less than one tenth.
  const ends = (step: number) =>
    [Math.floor(lowest / step + 1e-9), Math.ceil(highest / step - 1e-9)] as const;
  const count = (step: number) => ends(step)[1] - ends(step)[0] + 1;
  const step = [1, 2, 5, 10, 20].map((of) => of * power).find((one) => count(one) <= most) ?? 50 * power;
  const first = ends(step)[0];
  const ticks = Array.from({ length: count(step) }, (_, n) => (first + n) * step);
  return { low: first * step, high: ends(step)[1] * step, ticks };
}

/** Where a value lies on the axis, as a share of its length in percent. */
export function along({ low, high }: Axis, value: number): number {
  return (100 * (value - low)) / (high - low);
}

export function meeting(matrix: Matrix, row: number, column: number): Meeting | null {
  const cell = row === column ? undefined : matrix.cells[row * matrix.models.length + column];
  return cell && votesOf(cell) > 0 ? cell : null;
}

export function votesOf({ wins, ties, losses }: Meeting): number {
  return wins + ties + losses;
}

/** The share of wins, a tie counting half. */
export function shareOf(cell: Meeting): number {
  return (cell.wins + cell.ties / 2) / votesOf(cell);
}

/** Whether a day is written as days are, and is one. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

export function isFiltered(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== null);
}
