import { afterEach, describe, expect, it } from "vitest";
import { NO_FILTER, type Filter, type RankingRow } from "../state/ranking";
import { Mounted } from "../testing/mounted";
import { met, ranked } from "../testing/ranked";
import Ranking from "./Ranking.svelte";

const rows: RankingRow[] = [
  ranked("b", 1120, 40, { title: "Beta", rank_low: 1, rank_high: 2, cost_per_1000: 4.2, votes: 40, wins: 22, lane: 1 }),
  ranked("a", 1150, 40, { title: "Alpha", rank_low: 1, rank_high: 2, all_bad: 3, votes: 30 }),
  ranked("c", 900, 50, { title: "Gamma", rank_low: 3, rank_high: 3, cost_per_1000: 0.1, votes: 90, signs: { kept: 7, copied: 6, regenerated_away: 5, continued: 4 } }),
]; // prettier-ignore

let at: Mounted;
let told: unknown[] = [];
afterEach(() => at.close());
function show(given: RankingRow[], filter: Filter = NO_FILTER, models = given.map((row) => row.model)): void {
  told = [];
  at = new Mounted(Ranking, {
    rows: given,
    matrix: met(models),
    filter,
    languages: [{ code: "hi", name: "हिन्दी" }],
    tags: ["poems"],
    change: (next: Filter) => told.push(next),
    exportAs: (format: string) => told.push(format),
    importVotes: () => told.push("import"),
    compare: () => told.push("compare"),
  });
}
const line = (model: string) =>
  at
    .all("ranking-line")
    .find((one) => one.dataset.model === model)
    ?.textContent?.replace(/\s+/g, " ") ?? "";

describe("the ranking", () => {
  it("says_at_the_top_whether_anyone_leads", () => {
    show(rows);
    expect(at.get("ranking-leads").textContent).toBe("Too close to call at the top: Alpha and Beta.");
    at.close();
    show(rows.slice(1));
    expect(at.get("ranking-leads").textContent).toContain("Alpha leads");
  });

  it("gives_each_model_its_range_of_places_its_rating_cost_and_votes", () => {
    show(rows);
    for (const word of ["1–2", "Beta", "1,120", "1,080 to 1,160", "$4.20", "40", "22 won"]) {
      expect(line("b")).toContain(word);
    }
    expect(line("b")).toContain("Too close to call with Alpha");
    expect(line("c")).not.toContain("Too close");
    expect(line("a")).toContain("not known");
    expect(line("a")).toContain("3 all bad, not rated");
  });

  it("keeps_signs_apart_and_says_that_they_are_weaker", () => {
    show(rows);
    for (const sign of ["7 kept", "6 copied", "5 asked again", "4 continued"]) {
      expect(line("c")).toContain(sign);
    }
    expect(at.get("ranking").textContent).toContain("never part of the rating");
    at.close();
    show(rows.slice(0, 2));
    expect(at.get("ranking").textContent, "no signs, no column").not.toContain("never part of the rating");
  });

  it("draws_every_model_with_words_for_those_who_do_not_see_it", () => {
    show(rows);
    const points = [...at.get("ranking-plot").querySelectorAll("svg[role=img]")];
    expect(points.map((point) => point.getAttribute("aria-label"))).toEqual([
      "Alpha: 1,150, between 1,110 and 1,190",
      "Beta: 1,120, between 1,080 and 1,160",
      "Gamma: 900, between 850 and 950",
    ]);
    expect(at.get("lane-mark").textContent).toBe("B");
  });

  it("is_sorted_by_what_its_head_says", () => {
    show(rows);
    const order = () => at.all("ranking-line").map((one) => one.dataset.model);
    expect(order()).toEqual(["a", "b", "c"]);
    at.click("sort-cost");
    expect(order()).toEqual(["c", "b", "a"]);
    expect(at.get("sort-cost").closest("th")?.getAttribute("aria-sort")).toBe("ascending");
    at.click("sort-votes");
    expect(order()).toEqual(["c", "b", "a"]);
    expect(at.get("sort-cost").closest("th")?.getAttribute("aria-sort")).toBe("none");
  });

  it("is_filtered_by_kind_language_tag_and_days", () => {
    show(rows);
    at.choose("ranking-kind", "speech");
    at.choose("ranking-language", "hi");
    at.choose("ranking-tag", "poems");
    at.choose("ranking-from", "2026-11-01");
    expect(told).toEqual([
      { ...NO_FILTER, kind: "speech" },
      { ...NO_FILTER, language: "hi" },
      { ...NO_FILTER, tag: "poems" },
      { ...NO_FILTER, from: "2026-11-01" },
    ]);
  });

  it("does_not_take_what_is_no_day", () => {
    show(rows);
    at.choose("ranking-until", "yesterday");
    expect(told).toEqual([]);
    expect(document.querySelector("[role=alert]")?.textContent).toContain("2026-11-22");
    expect(at.get("ranking-until").getAttribute("aria-invalid")).toBe("true");
  });

  it("shows_who_won_against_whom_and_few_of_very_many", () => {
    show(rows);
    const cells = [...at.get("win-matrix").querySelectorAll("tbody td")];
    expect(cells).toHaveLength(9);
    expect(cells[1]?.textContent).toMatch(/^\d+%.*\d+%$/);
    expect(cells[1]?.getAttribute("title")).toMatch(/^Beta against Alpha: \d+% of \d+ votes, expected \d+%$/);
    at.close();
    show(rows, NO_FILTER, Array.from({ length: 40 }, (_, n) => `m${n}`)); // prettier-ignore
    expect(at.get("win-matrix").querySelectorAll("tbody tr")).toHaveLength(16);
    [...document.querySelectorAll("button")].find((one) => one.textContent?.includes("Show all 40"))?.click();
  });

  it("gives_the_votes_away_and_takes_others_in", () => {
    show(rows);
    for (const id of ["export-csv", "export-jsonl", "export-parquet", "import-votes"]) at.click(id);
    expect(told).toEqual(["csv", "jsonl", "parquet", "import"]);
  });

  it("says_what_it_is_for_and_what_to_do_first", () => {
    show([]);
    expect(document.body.textContent).toContain("vote for the answer you like most");
    at.click("ranking-compare");
    expect(told).toEqual(["compare"]);
  });

  it("leads_back_from_filters_that_leave_nothing", () => {
    show([], { ...NO_FILTER, tag: "poems" });
    expect(document.body.textContent).toContain("no votes of that kind");
    at.click("ranking-clear");
    expect(told).toEqual([NO_FILTER]);
  });
});
