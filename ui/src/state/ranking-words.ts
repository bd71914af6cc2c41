import { language, t } from "../strings/index.svelte";
import { whole } from "./format";
import type { RankingRow } from "./ranking";

/** The most models that are named in one sentence. */
const NAMED = 4;

/** The names of models as one says a list, with a count of those that are left out. */
export function listed(rows: readonly RankingRow[], most = NAMED): string {
  const named = rows.slice(0, most).map((row) => row.title);
  if (rows.length > most) return t().ranking.andOthers(named.join(", "), whole(rows.length - most));
  return new Intl.ListFormat(language(), { type: "conjunction" }).format(named);
}

/** A part of one as a whole percentage. */
export function percentage(share: number): string {
  return new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 0 }).format(share);
}
