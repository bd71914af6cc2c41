import type { Layout } from "./comparing.svelte";

/** A column is never narrower than this, in pixels. */
export const LEAST = 300;
/** A column of the grid: four of them lie beside the open sidebar in a window of 1440. */
export const LEAST_IN_GRID = 288;
/** Two rows are offered unasked only where four columns fit: smaller windows are mostly too low for them as well. */
const WIDE = 4 * LEAST_IN_GRID;

/**
 * How lanes lie in this width: as was chosen where that fits, else one at a time. Where nothing was chosen,
 * in columns, or in two rows where columns would be too narrow. A width of nothing has not been measured yet.
 */
export function laid(chosen: Layout | null, lanes: number, width: number): Layout {
  const columns = width === 0 || width >= lanes * LEAST;
  const grid = width === 0 || width >= Math.ceil(lanes / 2) * LEAST_IN_GRID;
  if (lanes < 2) return "apart";
  if (chosen === "tabs") return "tabs";
  if (chosen === "grid") return grid && lanes > 2 ? "grid" : columns ? "apart" : "tabs";
  if (columns) return chosen ?? "together";
  return chosen === null && grid && lanes > 2 && width >= WIDE ? "grid" : "tabs";
}
