import { afterEach, describe, expect, it } from "vitest";
import { Opened } from "../testing/opened";

let at: Opened;
afterEach(() => at.close());

async function open(): Promise<void> {
  at = await Opened.with("open&compare=3");
  for (const entry of at.app.conversation.tree.shown) {
    if (entry.streaming) await at.host.stopReply(entry.message.id);
  }
  await at.settled();
}

describe("a vote", () => {
  it("is_cast_with_one_press_and_taken_back", async () => {
    await open();
    expect(at.get("vote-bar").textContent).toContain("Which answer is best?");
    at.all("vote-best")[1]?.click();
    await at.settled();
    expect(at.get("voted").textContent).toBe("You voted: B is best.");
    await at.click("vote-undo");
    expect(at.has("voted")).toBe(false);
  });

  it("is_cast_with_one_key", async () => {
    await open();
    (document.activeElement as HTMLElement | null)?.blur();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "3", bubbles: true, cancelable: true }));
    await at.settled();
    expect(at.get("voted").textContent).toBe("You voted: C is best.");
  });

  it("ties_finds_all_bad_and_is_taken_back_by_keys_too", async () => {
    await open();
    (document.activeElement as HTMLElement | null)?.blur();
    const press = async (...keys: string[]) => {
      for (const key of keys) {
        window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        await at.settled();
      }
    };
    await press("0");
    expect(at.get("voted").textContent).toBe("You voted: all are bad.");
    await press("u", "t", "Escape", "t", "1", "3", "t");
    expect(at.get("voted").textContent).toBe("You voted: A, C are equally good.");
    await press("u", "2");
    expect(at.get("voted").textContent).toBe("You voted: B is best.");
  });

  it("says_that_lanes_wait_for_the_slowest_where_they_do", async () => {
    at = await Opened.with("open&compare=3");
    expect(at.has("even-pace-note")).toBe(false);
    at.app.conversation.evenPace = true;
    await at.settled();
    expect(at.get("even-pace-note").textContent).toContain("the slowest");
    for (const entry of at.app.conversation.tree.shown) {
      if (entry.streaming) await at.host.stopReply(entry.message.id);
    }
    await at.settled();
    expect(at.has("even-pace-note"), "all have come").toBe(false);
  });

  it("can_be_a_tie_of_several_or_find_all_bad", async () => {
    await open();
    await at.click("vote-tie");
    at.all("vote-best")[0]?.click();
    at.all("vote-best")[2]?.click();
    await at.settled();
    await at.click("vote-tie-done");
    expect(at.get("voted").textContent).toBe("You voted: A, C are equally good.");
    await at.click("vote-undo");
    await at.click("vote-bad");
    expect(at.get("voted").textContent).toBe("You voted: all are bad.");
  });

  it("waits_until_every_answer_has_come", async () => {
    at = await Opened.with("open&compare=3");
    const writing = at.app.conversation.tree.shown.some((entry) => entry.streaming);
    expect(at.has("vote-bar")).toBe(!writing);
  });
});
