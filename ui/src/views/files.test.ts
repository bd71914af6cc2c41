import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Opened } from "../testing/opened";

let at: Opened;
beforeEach(async () => {
  at = await Opened.with("open&by=openai/gpt-5");
});
afterEach(() => at.close());

const png = (name = "hills.png") =>
  new File([new Uint8Array([137, 80, 78, 71])], name, { type: "image/png" });

/** As the browser gives it; jsdom has no such event. */
function carrying(type: string, name: "clipboardData" | "dataTransfer", files: File[], text = ""): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.defineProperty(event, name, { value: { files, types: ["Files"], getData: () => text } });
  return event;
}
async function send(event: Event, to: HTMLElement): Promise<boolean> {
  to.dispatchEvent(event);
  await vi.waitFor(() => expect(at.app.composer.attaching.busy).toBe(0));
  await at.settled();
  return event.defaultPrevented;
}
const chips = () => at.all("file-chip").map((chip) => chip.textContent ?? "");

describe("files", () => {
  it("are_picked_shown_with_name_and_size_and_removed", async () => {
    await at.click("attach");
    await at.settled();
    expect(chips()[0]).toMatch(/hills\.gif\s*\d+/);
    await at.click("file-remove");
    expect(chips()).toEqual([]);
  });

  it("are_pasted_and_a_picture_beside_copied_text_is_not", async () => {
    const paste = (text: string) => carrying("paste", "clipboardData", [png()], text);
    expect(await send(paste("words"), at.get("composer"))).toBe(false);
    expect(chips()).toEqual([]);
    expect(await send(paste(""), at.get("composer"))).toBe(true);
    expect(chips()).toHaveLength(1);
  });

  it("are_asked_for_where_the_page_is_not_told_what_was_pasted", async () => {
    const untold = new Event("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(untold, "clipboardData", { value: { files: [], types: [], getData: () => "" } });
    expect(await send(untold, at.get("composer"))).toBe(true);
    expect(chips()[0]).toContain("picture.gif");
  });

  it("are_dropped_onto_the_chat_and_the_place_shows_itself", async () => {
    const chat = document.querySelector<HTMLElement>("main");
    if (!chat) throw new Error("no chat");
    await send(carrying("dragenter", "dataTransfer", []), chat);
    expect(at.has("drop")).toBe(true);
    expect(await send(carrying("drop", "dataTransfer", [png(), png("two.png")]), chat)).toBe(true);
    expect(at.has("drop")).toBe(false);
    expect(chips()).toHaveLength(2);
  });

  it("go_with_the_prompt_and_are_shown_with_it", async () => {
    await send(carrying("paste", "clipboardData", [png()]), at.get("composer"));
    await at.write("composer", "What is this?");
    await at.press(at.get("composer"), "Enter");
    await at.settled();
    const sent = [...at.host.messages.values()].findLast((one) => one.role === "user");
    expect(sent?.attachments.map((file) => file.name)).toEqual(["hills.png"]);
    expect(chips()).toEqual([]);
    expect(at.get("prompt-files").querySelector("img")?.getAttribute("src")).toMatch(
      /^data:image\/png;base64,/,
    );
  });

  it("that_cannot_be_attached_are_named_with_the_reason", async () => {
    await send(carrying("paste", "clipboardData", [png("notes.docx")]), at.get("composer"));
    expect(at.get("file-refused").textContent).toContain("“notes.docx” cannot be attached.");
    expect(at.get("file-refused").textContent).toContain("only PNG");
  });

  it("that_the_model_cannot_see_are_told_before_sending_with_another_model_at_hand", async () => {
    await at.click("attach");
    await at.settled();
    expect(at.has("unseen-files")).toBe(false);
    at.app.composer.pick("qwen2.5-coder-0.5b");
    await at.settled();
    expect(at.get("unseen-files").textContent).toContain("Qwen2.5 Coder 0.5B cannot be shown images.");
    await at.click("blind-other");
    await at.write("picker-search", "claude");
    await at.press(at.get("picker-search"), "Enter");
    expect(at.has("unseen-files")).toBe(false);
    expect(chips()).toHaveLength(1);
  });

  it("that_nobody_knows_whether_a_model_sees_them_are_tried", async () => {
    await at.click("attach");
    await at.settled();
    at.app.composer.pick("openai/a-model-of-tomorrow");
    await at.settled();
    expect(at.get("unsure").textContent).toContain("It will be tried.");
  });

  it("that_were_refused_with_the_prompt_stay_with_it", async () => {
    await at.click("attach");
    await at.settled();
    at.app.composer.pick("qwen2.5-coder-0.5b");
    await at.write("composer", "What is this?");
    await at.press(at.get("composer"), "Enter");
    expect(at.get("ask-problem").textContent).toContain("cannot be shown images");
    expect(at.has("ask-other")).toBe(true);
    expect(chips()).toHaveLength(1);
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("What is this?");
  });

  it("belong_to_their_chat_as_the_draft_does", async () => {
    await at.click("attach");
    await at.settled();
    await at.click("new-chat");
    expect(chips()).toEqual([]);
  });
});
