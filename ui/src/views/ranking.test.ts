import { afterEach, describe, expect, it } from "vitest";
import { Opened } from "../testing/opened";

let at: Opened;
afterEach(() => at.close());

describe("the ranking", () => {
  it("is_reached_from_the_sidebar_and_says_how_to_begin", async () => {
    at = await Opened.with("");
    await at.click("ranking-button");
    expect(at.get("ranking-page").textContent).toContain("Find out which model is best for you");
  });

  it("shows_models_by_their_names_with_what_is_too_close_to_call", async () => {
    at = await Opened.with("votes");
    await at.click("ranking-button");
    const text = at.get("ranking-page").textContent ?? "";
    expect(text).toContain("Too close to call");
    expect(text).toContain("Export as Parquet");
  });

  it("brings_votes_in_and_says_what_became_of_them", async () => {
    at = await Opened.with("votes");
    await at.click("ranking-button");
    await at.click("import-votes");
    expect(document.body.textContent).toContain("3 votes brought in, 1 known already");
  });

  it("says_that_it_failed_and_lets_itself_be_tried_again", async () => {
    at = await Opened.with("");
    at.host.query.set("broken", "");
    await at.click("ranking-button");
    expect(at.get("ranking-page").textContent).toContain("The ranking could not be reckoned");
    at.host.query.delete("broken");
    at.get("ranking-page").querySelector<HTMLButtonElement>("[role=alert] button")?.click();
    await at.settled();
    expect(at.get("ranking-page").textContent).toContain("Find out which model");
  });
});
