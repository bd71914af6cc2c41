import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MessageId } from "../bindings";
import { Opened } from "../testing/opened";

let at: Opened;
let replies: MessageId[];
beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22, 12, 0) }));
afterEach(async () => {
  await at.close();
  vi.useRealTimers();
});

const TEXTS = ["The sea is salt. It is deep.", "The sea is salt. It is wide."];

/** A chat with one prompt and these versions of its reply. */
async function versions(texts = TEXTS): Promise<void> {
  at = await Opened.with("empty", (host) => {
    const session = host.addSession("The sea", Date.now());
    const prompt = host.addMessage(session.id, null, "user", "What of the sea?");
    const model = host.models[0]?.card.id ?? null;
    const ids = texts.map(
      (text) => host.addMessage(session.id, prompt.id, "assistant", text, { model, turn: prompt.turn }).id,
    );
    replies = ids;
    session.leaf = ids.at(-1) ?? null;
    host.query.set("session", session.id);
  });
  await pass(100);
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await at.settled();
}

async function choose(text: string): Promise<void> {
  [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')]
    .find((one) => one.textContent?.includes(text))
    ?.click();
  await pass(50);
}

const value = (id: string) => (at.get(id) as HTMLSelectElement).value;

describe("reading answers against one another", () => {
  it("is_offered_where_there_are_versions_and_shows_their_differences", async () => {
    await versions();
    await at.click("read-together");
    await choose("Show the differences");
    expect([value("diff-before"), value("diff-after")]).toEqual(replies);
    expect(document.querySelector("[role=group] del")?.textContent).toContain("deep.");
    await at.click("diff-swap");
    await pass(50);
    expect(document.querySelector("[role=group] ins")?.textContent).toContain("deep.");
    await at.click("diff-copy");
    expect(at.host.copied).toEqual(["The sea is salt. It is [-wide.-]{+deep.+}"]);
  });

  it("is_not_offered_where_there_is_one_answer", async () => {
    await versions(TEXTS.slice(0, 1));
    expect(at.has("read-together")).toBe(false);
    await at.press(document.body, "D", { ctrlKey: true, shiftKey: true });
    expect(at.has("reading-sheet")).toBe(false);
  });

  it("counts_who_says_a_sentence_and_leads_to_the_version_that_does", async () => {
    await versions();
    await at.press(document.body, "A", { ctrlKey: true, shiftKey: true });
    await pass(50);
    const lines = at.all("agreement-line");
    expect(lines.map((one) => one.querySelector(".count")?.textContent)).toEqual([
      "2 of 2",
      "1 of 2",
      "1 of 2",
    ]);
    lines.find((one) => one.textContent?.includes("It is deep."))?.click();
    await pass(100);
    expect(at.has("reading-sheet")).toBe(false);
    expect(at.get("reply").dataset.id, "the first version is shown now").toBe(replies[0]);
    expect(at.get("spotlight").parentElement).toBe(at.get("reply"));
    await pass(3000);
    expect(at.has("spotlight")).toBe(false);
  });

  it("merges_the_chosen_ones_by_a_prompt_that_holds_the_others", async () => {
    await versions([...TEXTS, "The sea is blue."]);
    await at.press(document.body, "G", { ctrlKey: true, shiftKey: true });
    await pass(50);
    expect(at.get("merge-form").textContent).toContain("follows Version 3");
    at.all("answer-chip")[1]?.click();
    await at.settled();
    await at.write("merge-instruction", "As a poem.");
    at.get("merge-go").click();
    await pass(20_000);
    expect(at.has("reading-sheet")).toBe(false);
    const prompt = [...at.host.messages.values()].find((one) => one.merged.length > 0);
    expect(prompt?.merged, "the one that is read comes first").toEqual([replies[2], replies[0]]);
    expect(prompt?.text).toContain(TEXTS[0]);
    expect(prompt?.text, "it stands above already").not.toContain("The sea is blue.");
    expect(prompt?.text.endsWith("As a poem.")).toBe(true);
    expect(at.get("merged-prompt").textContent).toContain("One answer out of");
    expect(at.get("sources").textContent).toContain("sentences are like one of theirs");
    expect(at.all("source-none").length, "nothing of it is in the answers").toBeGreaterThan(0);
    await at.click("sources-switch");
    expect(at.has("source-none")).toBe(false);
  });

  it("says_why_nothing_was_merged_and_keeps_what_was_written", async () => {
    await versions();
    at.host.mergeReplies = async () => {
      throw Object.assign(new Error(), { code: "disk_full", message: "No space left on the disk." });
    };
    await at.press(document.body, "G", { ctrlKey: true, shiftKey: true });
    await pass(50);
    await at.write("merge-instruction", "As a poem.");
    at.get("merge-go").click();
    await pass(50);
    expect(at.get("merge-problem").textContent).toContain("Nothing was written.");
    expect((at.get("merge-instruction") as HTMLTextAreaElement).value).toBe("As a poem.");
    expect(at.has("merge-other"), "another model is the next step").toBe(true);
  });

  it("asks_for_two_answers_and_for_a_vote_on_a_blind_turn", async () => {
    await versions();
    await at.press(document.body, "G", { ctrlKey: true, shiftKey: true });
    await pass(50);
    at.all("answer-chip")[0]?.click();
    await at.settled();
    expect(at.get("answer-pick").textContent).toContain("two answers or more");
    expect(at.get("merge-go").hasAttribute("disabled")).toBe(true);
    at.app.conversation.blind = true;
    await at.settled();
    expect(at.get("merge-blind").textContent).toContain("vote first");
    expect(at.has("merge-go")).toBe(false);
  });

  it("says_what_went_wrong_and_tries_again", async () => {
    await versions();
    at.host.query.set("brokendiff", "");
    await at.press(document.body, "D", { ctrlKey: true, shiftKey: true });
    await pass(50);
    expect(at.get("reading-sheet").textContent).toContain("could not be read");
    at.host.query.delete("brokendiff");
    [...at.get("reading-sheet").querySelectorAll("button")]
      .find((one) => one.textContent?.includes("Try again"))
      ?.click();
    await pass(50);
    expect(at.has("word-diff")).toBe(true);
  });
});
