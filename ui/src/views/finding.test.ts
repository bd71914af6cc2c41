import { describe, expect, it } from "vitest";
import { atNoon, Opened } from "../testing/opened";
import { SEARCH_KEYS } from "../state/keys";

let at: Opened;
atNoon(() => at.close());

async function open(query = "open"): Promise<void> {
  at = await Opened.with(query, (host) => {
    const session = host.addSession("Deep sea", Date.now());
    const prompt = host.addMessage(session.id, null, "user", "Where do whales sleep?");
    host.addMessage(session.id, prompt.id, "assistant", "A **whale** sleeps near the surface. Whales rest.");
  });
  await at.click("search-button");
}

async function search(text: string): Promise<void> {
  await at.write("search-field", text);
  await at.pass(100);
}

describe("the search", () => {
  it("is_opened_from_sidebar_keys_and_palette_with_the_field_focused", async () => {
    await open();
    expect(document.activeElement).toBe(at.get("search-field"));
    at.app.go("chat");
    await at.settled();
    const mod = SEARCH_KEYS.startsWith("Ctrl") ? { ctrlKey: true } : { metaKey: true };
    await at.press(document.body, "F", { shiftKey: true, ...mod });
    expect(at.has("search-view")).toBe(true);
    expect(document.activeElement).toBe(at.get("search-field"));
  });

  it("shows_chats_with_lit_words_as_one_types", async () => {
    await open();
    expect(at.has("query-help")).toBe(true);
    await search("whale");
    const found = at.get("found-session");
    expect(found.textContent).toContain("Deep sea");
    expect([...found.querySelectorAll("mark")].map((one) => one.textContent?.toLowerCase())).toContain(
      "whale",
    );
    expect(at.get("search-sum").textContent).toContain("1 chat");
    expect(at.host.finding.asked.at(-1)?.unfinished).toBe(true);
    await search("nothingofthekind");
    expect(at.get("search-view").textContent).toContain("Nothing was found");
  });

  it("jumps_to_the_place_lights_it_and_walks_through_the_chat", async () => {
    await open();
    await search("whale");
    const field = at.get("search-field");
    await at.press(field, "ArrowDown");
    await at.press(field, "Enter");
    expect(at.app.place).toBe("chat");
    expect(at.has("find-bar")).toBe(true);
    expect(at.get("find-at").textContent).toBe("1 of 2");
    expect(at.has("spotlight")).toBe(true);
    await at.click("find-next");
    expect(at.get("find-at").textContent).toBe("2 of 2");
    await at.press(document.body, "F3");
    expect(at.get("find-at").textContent).toBe("1 of 2");
    await at.press(document.body, "Escape");
    expect(at.has("find-bar")).toBe(false);
  });

  it("shows_where_a_query_cannot_be_read_and_keeps_what_was_found", async () => {
    await open();
    await search("whale");
    await search('whale "blue');
    expect(at.get("query-error").textContent).toContain("not closed");
    expect(at.get("query-wrong").textContent).toBe('"blue');
    expect(at.has("found-session")).toBe(true);
    await search('whale "rest"');
    expect(at.has("query-error")).toBe(false);
  });

  it("completes_operators_and_values_with_tab", async () => {
    await open();
    await search("fro");
    await at.press(at.get("search-field"), "Tab");
    await at.press(at.get("search-field"), "Tab");
    expect((at.get("search-field") as HTMLInputElement).value).toBe("from:me ");
  });

  it("says_what_failed_and_how_far_the_index_is", async () => {
    await open("open&brokensearch&filling");
    expect(at.get("search-filling").textContent).toContain("34");
    await search("whale");
    expect(at.get("search-view").textContent).toContain("The search failed");
    at.host.query.delete("brokensearch");
    [...document.querySelectorAll("button")].find((one) => one.textContent?.includes("Try again"))?.click();
    await at.settled();
    expect(at.has("found-session")).toBe(true);
  });

  it("is_offered_by_the_palette_which_says_when_chats_cannot_be_read", async () => {
    await open();
    at.host.listSessions = async () => Promise.reject(new Error("database is locked"));
    at.app.sheet = "palette";
    await at.settled();
    expect(at.get("palette-problem").textContent).toContain("database is locked");
  });
});
