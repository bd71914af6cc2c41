import { describe, expect, it } from "vitest";
import { choice } from "../testing/choice";
import { picks, RECENT } from "./picking";
import { reads } from "../testing/reads";

const names = (all: ReturnType<typeof picks>) =>
  all.map((one) => (one.kind === "head" ? `# ${one.group} ${one.title}`.trim() : one.choice.id));
const favourite = { favourite: true, hidden: false };
const hidden = { favourite: false, hidden: true };

describe("what the picker lists", () => {
  it("begins_with_what_was_asked_last_then_favourites_then_all_by_provider", () => {
    const all = [
      choice("local/a"),
      choice("x/b", { used_at: 5 }),
      choice("x/c", { used_at: 9, mark: favourite }),
      choice("y/d", { unavailable: "missing_key", used_at: 20 }),
    ];
    expect(names(picks(all, "", null))).toEqual([
      "# recent",
      "x/c",
      "x/b",
      "# favourites",
      "x/c",
      "# provider",
      "local/a",
      "# provider X",
      "x/b",
      "x/c",
      "# provider Y",
      "y/d",
    ]);
  });

  it("gives_each_line_a_key_of_its_own", () => {
    const all = [choice("x/b", { used_at: 5, mark: favourite })];
    const keys = picks(all, "", null).map((one) => one.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("keeps_few_as_recent", () => {
    const all = Array.from({ length: 20 }, (_, n) => choice(`x/${n}`, { used_at: n + 1 }));
    const first = names(picks(all, "", null)).indexOf("# provider X");
    expect(first).toBe(RECENT + 1);
  });

  it("leaves_hidden_models_out_but_for_the_one_that_is_chosen", () => {
    const all = [choice("x/a", { mark: hidden }), choice("x/b")];
    expect(names(picks(all, "", null))).not.toContain("x/a");
    expect(names(picks(all, "", "x/a"))).toContain("x/a");
  });

  it("puts_what_cannot_be_asked_after_the_rest_of_its_provider", () => {
    const all = [choice("x/gone", { unavailable: "not_listed" }), choice("x/here")];
    expect(names(picks(all, "", null))).toEqual(["# provider X", "x/here", "x/gone"]);
  });

  it("finds_by_name_id_and_provider_in_any_case_and_without_accents", () => {
    const all = [choice("x/one", { name: "Élan Large" }), choice("y/two", { name: "Small" })];
    expect(names(picks(all, "elan LAR", null))).toContain("x/one");
    expect(names(picks(all, "x one", null))).toEqual(["# provider X", "x/one"]);
    expect(names(picks(all, "nothing", null))).toEqual([]);
  });

  it("takes_work_that_grows_with_the_models_and_not_with_their_square", () => {
    const all = (size: number) =>
      Array.from({ length: size }, (_, n) => choice(`p${n % 9}/model-${n}`, { used_at: n }));
    const work = (size: number) => reads(all(size), (watched) => void picks(watched, "model-1", null));
    expect(work(2000)).toBeLessThan(14 * work(200));
  });
});
