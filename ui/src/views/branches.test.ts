import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problem } from "../host";
import { Opened } from "../testing/opened";

let at: Opened;
afterEach(() => at.close());

/** Opens a menu, the last of its kind unless told, and takes the item that says this. */
async function take(menu: "reply-more" | "prompt-more", text: string, n = -1): Promise<void> {
  at.all(menu).at(n)?.click();
  await at.settled();
  const items = [...document.querySelectorAll<HTMLButtonElement>("[role=menuitem]")];
  items.find((one) => one.textContent?.includes(text))?.click();
  await at.settled();
}
const last = (id: string) => at.all(id).at(-1)?.textContent ?? "";
const lastReply = () => at.host.messages.get(at.all("reply").at(-1)?.dataset.id ?? "");
const replies = () => [...at.host.messages.values()].filter((one) => one.role === "assistant");
const full = problem("disk_full", "no space left");

describe("a reply that is edited", () => {
  beforeEach(async () => {
    at = await Opened.with("open");
    await take("reply-more", "Edit the reply");
  });
  const field = () => at.get("reply-edit") as HTMLTextAreaElement;

  it("becomes_a_version_of_its_own_that_says_so", async () => {
    const before = replies().length;
    expect(document.activeElement).toBe(field());
    await at.write("reply-edit", "In my own words.");
    await at.click("reply-edit-save");
    expect(last("reply")).toContain("In my own words.");
    expect(last("versions")).toContain("3 / 3");
    expect(at.get("edited").textContent).toContain("Edited");
    expect(replies()).toHaveLength(before + 1);
    await at.click("version-prev");
    expect(at.has("edited"), "only the one that was changed").toBe(false);
  });

  it("is_saved_with_the_modifier_and_enter_and_left_with_escape", async () => {
    await at.write("reply-edit", "Nothing of this.");
    await at.press(field(), "Escape");
    expect(at.has("reply-edit")).toBe(false);
    expect(last("versions")).toContain("1 / 2");
    await take("reply-more", "Edit the reply");
    await at.write("reply-edit", "All of this.");
    expect(await at.press(field(), "Enter"), "a new line").toBe(false);
    await at.press(field(), "Enter", { ctrlKey: true });
    expect(last("reply")).toContain("All of this.");
  });

  it("keeps_the_text_and_says_why_where_the_disk_is_full", async () => {
    const edit = at.host.editReply;
    at.host.editReply = () => Promise.reject(full);
    await at.write("reply-edit", "Precious words.");
    await at.click("reply-edit-save");
    expect(at.get("edit-problem").textContent).toContain("The disk is full.");
    expect(field().value).toBe("Precious words.");
    at.host.editReply = edit;
    await at.click("reply-edit-save");
    expect(last("reply")).toContain("Precious words.");
  });
});

describe("deleting", () => {
  beforeEach(async () => void (at = await Opened.with("open")));

  it("takes_one_version_without_a_question_and_brings_it_back", async () => {
    await take("reply-more", "Delete this version");
    expect(at.has("delete-sheet")).toBe(false);
    await vi.waitFor(() => expect(last("reply")).toContain("It is Tuesday"));
    expect(at.has("versions"), "one version is left").toBe(false);
    await at.click("toast-undo");
    await vi.waitFor(() => expect(last("reply")).toContain("A heap keeps its smallest item"));
    expect(last("versions")).toContain("1 / 2");
  });

  it("asks_first_with_the_number_of_messages_that_follow", async () => {
    const before = at.host.messages.size;
    await take("prompt-more", "Delete from here", 0);
    expect(at.get("delete-sheet").textContent).toContain("Delete this prompt and 6 messages after it?");
    at.get("delete-sheet").dispatchEvent(new Event("cancel", { cancelable: true }));
    await at.settled();
    expect(at.has("delete-sheet"), "Escape leaves everything").toBe(false);
    expect(at.host.messages.size).toBe(before);
    await take("reply-more", "Delete this version", 0);
    expect(at.get("delete-sheet").textContent).toContain("Delete this reply and 5 messages after it?");
    await at.click("delete-yes");
    expect(at.all("prompt")).toHaveLength(1);
    expect(at.get("toast").textContent).toContain("6 messages deleted");
    await at.click("toast-undo");
    expect(at.host.messages.size).toBe(before);
    expect(at.all("prompt")).toHaveLength(3);
  });

  it("counts_one_message_as_one", async () => {
    for (let n = 0; n < 2; n++) await take("reply-more", "Delete this version");
    await take("reply-more", "Delete this version");
    expect(at.get("delete-sheet").textContent).toContain("Delete this reply and 1 message after it?");
  });

  it("of_the_only_reply_leaves_the_prompt_that_can_be_asked_again", async () => {
    for (let n = 0; n < 2; n++) await take("reply-more", "Delete this version");
    expect(at.get("no-reply").textContent).toContain("This prompt has no reply now.");
    expect(at.has("composer")).toBe(true);
    await at.click("ask-again");
    expect(at.has("no-reply")).toBe(false);
    expect(last("prompt")).toContain("Explain a heap, with a short example in Python.");
    expect(last("prompt"), "as a version of itself").toContain("2 / 2");
    expect(at.all("reply").at(-1)?.dataset.status).toBe("streaming");
  });

  it("that_fails_says_so_and_takes_nothing_away", async () => {
    at.host.deleteBranch = () => Promise.reject(full);
    await take("reply-more", "Delete this version");
    expect(at.get("toast").textContent).toContain("no space left");
    expect(last("versions")).toContain("1 / 2");
  });
});

describe("a branch that is copied", () => {
  it("opens_as_a_chat_with_all_that_led_there", async () => {
    at = await Opened.with("open");
    const session = at.app.conversation.id;
    await take("reply-more", "Copy this branch", 1);
    expect(at.app.conversation.id).not.toBe(session);
    expect(at.all("prompt")).toHaveLength(2);
    expect(last("reply")).toContain("الموسيقى");
    expect(at.get("session-row").textContent).toContain("Explain a heap with an example");
    await at.app.open(session ?? "");
    await at.settled();
    expect(at.all("prompt"), "the first is as it was").toHaveLength(3);
  });
});

describe("what is thought of a reply", () => {
  beforeEach(async () => {
    at = await Opened.with("open");
    await take("reply-more", "Rate this reply");
  });

  it("is_kept_with_stars_and_words_and_shown_on_it", async () => {
    await at.press(at.all("star")[0] as HTMLElement, "4");
    await at.write("rate-comment", "Clear and short");
    await at.press(at.get("rate-comment"), "Enter");
    expect(at.has("rate")).toBe(false);
    expect(lastReply()?.rating).toEqual({ stars: 4, comment: "Clear and short" });
    expect(at.get("rating").getAttribute("aria-label")).toBe("Your rating: 4 stars of 5, Clear and short");
    await at.click("version-next");
    expect(at.has("rating"), "of this version alone").toBe(false);
    await at.click("version-prev");
    expect(at.get("rating").textContent).toContain("Clear and short");
  });

  it("is_taken_back_with_the_same_star", async () => {
    at.all("star")[2]?.click();
    await at.settled();
    expect(at.all("star")[2]?.getAttribute("aria-pressed")).toBe("true");
    expect(lastReply()?.rating?.stars).toBe(3);
    at.all("star")[2]?.click();
    await at.settled();
    expect(lastReply()?.rating).toBeNull();
    expect(at.has("rating")).toBe(false);
  });

  it("is_as_it_was_where_it_cannot_be_kept", async () => {
    at.host.rateReply = () => Promise.reject(full);
    at.all("star")[2]?.click();
    await at.settled();
    expect(at.all("star")[2]?.getAttribute("aria-pressed")).toBe("false");
    expect(at.get("toast").textContent).toContain("no space left");
  });
});

describe("what was sent", () => {
  it("is_shown_whole_with_its_size_copied_as_it_was_and_sent_again", async () => {
    at = await Opened.with("open");
    const again = vi.spyOn(at.host, "regenerate");
    const reply = lastReply()?.id ?? "";
    await take("reply-more", "Show what was sent");
    const kept = await at.host.whatWasSent(reply);
    await vi.waitFor(() => expect(at.get("sent").textContent).toContain('"role": "user"'));
    expect(at.get("sent-size").textContent).toContain(`${new Blob([kept]).size} bytes`);
    await at.click("sent-copy");
    expect(at.host.copied).toEqual([kept]);
    await at.click("sent-again");
    expect(at.has("sent-sheet")).toBe(false);
    expect(again).toHaveBeenCalledWith(reply, { model: null, parameters: null, verbatim: true });
    expect(last("versions")).toContain("3 / 3");
  });

  it("says_plainly_that_it_was_not_kept", async () => {
    at = await Opened.with("open");
    at.host.whatWasSent = () => Promise.reject(problem("not_allowed", "It was not kept."));
    await take("reply-more", "Show what was sent");
    expect(at.get("sent-sheet").textContent).toContain("It was not kept.");
    expect(at.has("sent-again")).toBe(false);
  });
});

describe("a reply", () => {
  beforeEach(async () => void (at = await Opened.with("open")));

  it("is_written_again_with_other_parameters_and_by_another_model", async () => {
    const again = vi.spyOn(at.host, "regenerate");
    const reply = lastReply()?.id ?? "";
    await take("reply-more", "Regenerate with parameters");
    const label = [...document.querySelectorAll("label")].find((one) => one.textContent === "Temperature");
    const field = document.getElementById(label?.htmlFor ?? "") as HTMLInputElement;
    field.value = "1.5";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await at.click("again-model");
    at.all("model-option").find((one) => one.dataset.id === "smollm2-135m")?.click(); // prettier-ignore
    await at.settled();
    await at.click("again-go");
    const how = again.mock.calls[0]?.[1];
    expect(again.mock.calls[0]?.[0]).toBe(reply);
    expect(how).toMatchObject({ model: "smollm2-135m", verbatim: false });
    expect(how?.parameters).toMatchObject({ temperature: 1.5, top_p: null });
    expect(last("versions")).toContain("3 / 3");
  });

  it("is_noted_as_copied", async () => {
    at.all("copy-reply").at(-1)?.click();
    await at.settled();
    expect(at.host.branches.noted).toEqual([lastReply()?.id]);
  });

  it("is_raced_against_its_other_versions_and_those_without_times_are_told", async () => {
    await take("reply-more", "Edit the reply");
    await at.write("reply-edit", "By hand.");
    await at.click("reply-edit-save");
    await take("reply-more", "Replay how it arrived");
    expect(at.all("race-track")).toHaveLength(2);
    expect(at.all("race-track")[1]?.textContent).toContain("version 2");
    expect(at.get("race-left-out").textContent).toContain("1 reply is left out");
    await at.click("sheet-close");
    expect(at.has("race-sheet")).toBe(false);
  });

  it("tells_nothing_of_who_wrote_it_before_a_blind_vote", async () => {
    const reply = lastReply();
    if (reply) at.host.push(reply.session, { update: "message", message: { ...reply, blind: true } });
    await at.settled();
    at.all("reply-more").at(-1)?.click();
    await at.settled();
    const items = document.querySelector("[role=menu]")?.textContent ?? "";
    expect(items).toContain("Delete this version");
    expect(items).not.toContain("Show what was sent");
    expect(items).not.toContain("Replay");
  });
});

describe("the map beside the chat", () => {
  const spot = (id: string) => at.all("map-spot").find((one) => one.dataset.id === id);
  beforeEach(async () => void (at = await Opened.with("open")));

  it("opens_and_closes_with_the_key_the_button_and_from_the_palette", async () => {
    expect(await at.press(document.body, "m", { ctrlKey: true })).toBe(true);
    expect(at.has("tree-map")).toBe(true);
    await at.press(at.get("map-panel"), "Escape");
    expect(at.has("map-panel")).toBe(false);
    await at.click("map-button");
    expect(at.get("map-button").getAttribute("aria-expanded")).toBe("true");
    await at.click("map-close");
    expect(at.has("map-panel")).toBe(false);
    await at.press(document.body, "k", { ctrlKey: true });
    const options = [...document.querySelectorAll<HTMLElement>("[role=option]")];
    options.find((one) => one.textContent?.includes("Map of this chat"))?.click();
    await at.settled();
    expect(at.has("map-panel")).toBe(true);
    expect(document.activeElement?.getAttribute("role"), "its keys work at once").toBe("tree");
    await at.press(document.body, "m", { ctrlKey: true });
    expect(at.has("map-panel")).toBe(false);
    await at.click("new-chat");
    await at.press(document.body, "m", { ctrlKey: true });
    expect(at.has("map-panel"), "there is nothing to map").toBe(false);
  });

  it("leads_to_a_message_on_another_branch", async () => {
    const other = lastReply()?.versions.siblings[1] ?? "";
    await at.click("map-button");
    expect(spot(other)?.getAttribute("aria-label")).toContain("SmolLM2 135M: It is Tuesday");
    const seen = vi.spyOn(Element.prototype, "scrollIntoView");
    const tree = document.querySelector<HTMLElement>("[role=tree]") as HTMLElement;
    await at.press(tree, "ArrowRight");
    await at.press(tree, "Enter");
    expect(lastReply()?.id).toBe(other);
    expect((seen.mock.contexts.at(-1) as HTMLElement).dataset.id).toBe(other);
    seen.mockRestore();
  });

  it("reaches_a_message_that_was_not_read_yet", async () => {
    await at.close();
    at = await Opened.with("open&long=60");
    const tree = await at.host.sessionTree(at.app.conversation.id ?? "");
    const third = tree[2]?.id ?? "";
    expect(at.all("prompt").some((one) => one.dataset.id === third)).toBe(false);
    expect(await at.app.branching.goTo(third)).toBe(true);
    await at.settled();
    expect(at.all("prompt").some((one) => one.dataset.id === third)).toBe(true);
  });

  it("grows_with_what_is_asked_and_marks_what_was_edited", async () => {
    await at.click("map-button");
    await take("reply-more", "Edit the reply");
    await at.write("reply-edit", "By hand.");
    await at.click("reply-edit-save");
    const edited = lastReply()?.id ?? "";
    expect(spot(edited)?.getAttribute("aria-label")).toContain("edited by hand");
    await take("reply-more", "Delete this version");
    expect(spot(edited)).toBeUndefined();
  });

  it("says_what_is_wrong_and_can_be_read_again", async () => {
    at.host.query.set("brokentree", "");
    await at.click("map-button");
    expect(at.get("map-panel").textContent).toContain("database disk image is malformed");
    at.host.query.delete("brokentree");
    at.get("map-panel").querySelector<HTMLElement>('[role="alert"] button')?.click();
    await at.settled();
    expect(at.has("tree-map")).toBe(true);
  });
});
