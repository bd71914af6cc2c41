import type { SessionRow } from "../bindings";

export type Group = "today" | "yesterday" | "week" | { year: number; month: number };

function midnight(at: Date, daysBack = 0): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() - daysBack).getTime();
}

/** Where a session stands in the list: today, yesterday, the seven days before, or its month. */
export function groupOf(at: number, now: number): Group {
  const today = new Date(now);
  if (at >= midnight(today)) return "today";
  if (at >= midnight(today, 1)) return "yesterday";
  if (at >= midnight(today, 8)) return "week";
  const date = new Date(at);
  return { year: date.getFullYear(), month: date.getMonth() };
}

function keyOf(group: Group): string {
  return typeof group === "string" ? group : `${group.year}-${group.month}`;
}

export type Item =
  { kind: "group"; key: string; group: Group } | { kind: "row"; key: string; row: SessionRow };

/** Rows, newest first, with a heading before each group. */
export function grouped(rows: readonly SessionRow[], now: number): Item[] {
  const items: Item[] = [];
  let last = "";
  for (const row of rows) {
    const group = groupOf(row.updated_at, now);
    const key = keyOf(group);
    if (key !== last) items.push({ kind: "group", key: `group ${key}`, group });
    last = key;
    items.push({ kind: "row", key: row.id, row });
  }
  return items;
}
