import { describe, expect, it } from "vitest";
import { ranked } from "../testing/ranked";
import {
  along,
  axis,
  isDay,
  isFiltered,
  leaders,
  meeting,
  NO_FILTER,
  ordered,
  rankRange,
  shareOf,
  tooClose,
} from "./ranking";

const rows = [
  ranked("low", 900, 20, { votes: 90, cost_per_1000: 0.2 }),
  ranked("top", 1200, 30, { votes: 30 }),
  ranked("next", 1150, 30, { votes: 60, cost_per_1000: 4 }),
];
const names = (of: { model: string }[]) => of.map((row) => row.model);

describe("a ranking", () => {
  it("has_the_best_the_most_voted_on_or_the_cheapest_first", () => {
    expect(names(ordered(rows))).toEqual(["top", "next", "low"]);
    expect(names(ordered(rows, "votes"))).toEqual(["low", "next", "top"]);
    expect(names(ordered(rows, "cost")), "no price comes last").toEqual(["low", "next", "top"]);
    expect(names(rows), "and what was given stays as it was").toEqual(["low", "top", "next"]);
  });

  it("says_which_models_are_too_close_to_call", () => {
    expect(names(leaders(rows))).toEqual(["top", "next"]);
    expect(tooClose(rows, rows[0] as (typeof rows)[0])).toEqual([]);
    expect(names(leaders([ranked("a", 10, 1), ranked("b", 5, 1)]))).toEqual(["a"]);
    expect(names(leaders([ranked("a", 10, 1), ranked("b", 8, 1)])), "intervals that touch").toHaveLength(2);
    expect(leaders([])).toEqual([]);
  });

  it("gives_places_as_ranges", () => {
    expect(rankRange(ranked("a", 1, 1, { rank_low: 1, rank_high: 3 }))).toBe("1–3");
    expect(rankRange(ranked("a", 1, 1, { rank_low: 4, rank_high: 4 }))).toBe("4");
  });
});

describe("the axis", () => {
  it.each([
    [[ranked("a", 1000, 100), ranked("b", 1180, 40)], 900, 1250],
    [[ranked("a", 0.5, 0.2)], 0.3, 0.7],
    [[ranked("a", -30, 400), ranked("b", 220, 9)], -600, 400],
  ])("has_round_numbers_around_all_intervals_(%#)", (given, low, high) => {
    const { ticks, ...found } = axis(given);
    expect(found.low).toBeLessThanOrEqual(Math.min(...given.map((row) => row.low)) + 1e-9);
    expect(found.high).toBeGreaterThanOrEqual(Math.max(...given.map((row) => row.high)) - 1e-9);
    expect(found.low).toBeCloseTo(low);
    expect(found.high).toBeCloseTo(high);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.length).toBeLessThanOrEqual(8);
  });

  it("has_a_place_for_a_single_value_and_for_none", () => {
    const one = axis([ranked("a", 7, 0)]);
    expect(along(one, 7)).toBe(50);
    expect(axis([]).ticks).toEqual([0, 1]);
    expect(along(axis(rows), axis(rows).low)).toBe(0);
    expect(along(axis(rows), axis(rows).high)).toBe(100);
  });
});

describe("the matrix", () => {
  const cell = { wins: 3, ties: 2, losses: 3, expected: 0.5 };
  const none = { wins: 0, ties: 0, losses: 0, expected: 0.5 };
  const matrix = { models: ["a", "b"], cells: [cell, cell, none, cell] };

  it("counts_a_tie_half", () => {
    expect(shareOf(cell)).toBe(0.5);
    expect(shareOf({ wins: 1, ties: 1, losses: 0, expected: 0 })).toBe(0.75);
  });

  it("is_empty_where_two_never_met_and_along_its_own_line", () => {
    expect(meeting(matrix, 0, 1)).toBe(cell);
    expect(meeting(matrix, 1, 0)).toBeNull();
    expect(meeting(matrix, 0, 0)).toBeNull();
  });
});

describe("a filter", () => {
  it.each([
    ["2026-11-22", true],
    ["2024-02-29", true],
    ["2026-02-29", false],
    ["2026-13-01", false],
    ["22.11.2026", false],
    ["", false],
  ])("%s_is_a_day_(%s)", (text, is) => expect(isDay(text)).toBe(is));

  it("is_one_as_soon_as_anything_is_chosen", () => {
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered({ ...NO_FILTER, kind: "speech" })).toBe(true);
  });
});
