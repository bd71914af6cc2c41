import { describe, expect, it } from "vitest";
import { grouped, groupOf } from "./days";

const now = new Date(2026, 10, 22, 10, 30).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

describe("days", () => {
  it.each([
    [at(2026, 10, 22, 0, 0), "today"],
    [at(2026, 10, 22, 23, 59), "today"],
    [at(2026, 10, 21, 23, 59), "yesterday"],
    [at(2026, 10, 21, 0, 0), "yesterday"],
    [at(2026, 10, 20, 23, 59), "week"],
    [at(2026, 10, 14, 0, 0), "week"],
    [at(2026, 10, 13, 23, 59), { year: 2026, month: 10 }],
    [at(2026, 9, 31, 12, 0), { year: 2026, month: 9 }],
    [at(2025, 10, 22, 12, 0), { year: 2025, month: 10 }],
  ])("puts_%i_under_%o", (moment, group) => {
    expect(groupOf(moment, now)).toEqual(group);
  });

  it("changes_at_midnight_and_not_after_24_hours", () => {
    const late = at(2026, 10, 21, 23, 59);
    expect(groupOf(late, at(2026, 10, 22, 0, 1))).toBe("yesterday");
  });

  it("counts_calendar_days_where_the_clock_is_set_back", () => {
    // A day of 25 hours or 23 hours is still one day.
    expect(groupOf(at(2026, 2, 28, 12, 0), at(2026, 2, 29, 12, 0))).toBe("yesterday");
    expect(groupOf(at(2026, 9, 24, 12, 0), at(2026, 9, 25, 12, 0))).toBe("yesterday");
  });

  it("heads_each_group_once_and_gives_every_item_its_own_key", () => {
    const rows = [0, 1, 30, 31, 400].map((days, n) => ({
      id: `s${n}`,
      title: null,
      updated_at: now - days * 86_400_000,
    }));
    const items = grouped(rows, now);
    expect(items.map((item) => item.kind)).toEqual([
      "group",
      "row",
      "group",
      "row",
      "group",
      "row",
      "row",
      "group",
      "row",
    ]);
    expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
  });
});
