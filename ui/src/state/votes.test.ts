import { expect, it } from "vitest";
import { momentOf } from "./votes.svelte";

it("a_day_is_counted_from_its_first_moment_to_its_last", () => {
  const begin = momentOf("2026-11-22");
  const end = momentOf("2026-11-22", 1);
  expect((end ?? 0) - (begin ?? 0)).toBe(24 * 3600 * 1000);
  expect(momentOf(null)).toBeNull();
});
