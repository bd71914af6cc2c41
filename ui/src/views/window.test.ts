import { beforeEach, describe, expect, it } from "vitest";
import { problem } from "../host";
import { atNoon, Opened } from "../testing/opened";

let at: Opened;
atNoon(() => at.close());

const pass = (milliseconds: number) => at.pass(milliseconds);

const status = () => at.all("reply").at(-1)?.dataset.status;

describe("the composer", () => {
  beforeEach(async () => void (at = await Opened.with("empty")));

  it("sends_with_enter_and_shows_the_prompt_and_a_reply_that_is_being_written", async () => {
    await at.write("composer", "Hello there, who are you?");
    await at.press(at.get("composer"), "Enter");
    expect(at.get("prompt").textContent).toContain("Hello there, who are you?");
    expect(status()).toBe("streaming");
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("");
    expect(at.has("send")).toBe(false);
    await pass(20_000);
    expect(status()).toBe("complete");
    expect(at.has("stop")).toBe(false);
    expect(at.get("announcer").textContent, "announced once it is whole").toContain("A heap keeps");
  });

  it("never_sends_while_an_input_method_composes", async () => {
    await at.write("composer", "にほん");
    const field = at.get("composer");
    expect(await at.press(field, "Enter", { isComposing: true })).toBe(false);
    expect(await at.press(field, "Enter", { keyCode: 229 })).toBe(false);
    expect(at.has("prompt")).toBe(false);
    expect((field as HTMLTextAreaElement).value).toBe("にほん");
  });

  it("leaves_shift_enter_to_the_field", async () => {
    await at.write("composer", "one");
    expect(await at.press(at.get("composer"), "Enter", { shiftKey: true })).toBe(false);
    expect(at.has("prompt")).toBe(false);
  });

  it("sends_with_the_modifier_where_that_was_chosen", async () => {
    await at.app.settings.change({ send_key: "mod_enter" });
    await at.write("composer", "one");
    expect(await at.press(at.get("composer"), "Enter")).toBe(false);
    await at.press(at.get("composer"), "Enter", { ctrlKey: true });
    expect(at.has("prompt")).toBe(true);
  });

  it("sends_nothing_where_nothing_is_written", async () => {
    await at.write("composer", " \n ");
    expect((at.get("send") as HTMLButtonElement).disabled).toBe(true);
    await at.press(at.get("composer"), "Enter");
    expect(at.has("prompt")).toBe(false);
  });

  it("stops_with_escape_and_offers_to_continue", async () => {
    await at.write("composer", "Hello there, who are you?");
    await at.press(at.get("composer"), "Enter");
    await pass(200);
    await at.press(at.get("composer"), "Escape");
    expect(status()).toBe("stopped");
    await at.click("continue");
    expect(status()).toBe("streaming");
    await pass(5_000);
    expect(status()).toBe("complete");
    expect(at.all("reply")).toHaveLength(1);
  });

  it("keeps_the_text_and_says_why_when_it_was_not_sent", async () => {
    at.host.refuse = problem("disk_full", "no space left");
    await at.write("composer", "precious words");
    await at.press(at.get("composer"), "Enter");
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("precious words");
    expect(at.get("ask-problem").textContent).toContain("disk is full");
    await at.press(at.get("composer"), "Enter");
    expect(at.has("ask-problem")).toBe(false);
    expect(at.has("prompt")).toBe(true);
  });

  it("takes_a_megabyte_and_sends_it_whole", async () => {
    const megabyte = "word ".repeat(200_000);
    await at.write("composer", megabyte);
    expect((at.get("composer") as HTMLTextAreaElement).value, "kept beside the field").toBe("");
    expect(at.get("pasted").textContent).toContain("1 MB");
    await at.write("composer", "What is this?");
    await at.press(at.get("composer"), "Enter");
    const sent = [...at.host.messages.values()].find((one) => one.role === "user");
    expect(sent?.text).toBe(`${megabyte}\n\nWhat is this?`);
    expect(at.has("pasted")).toBe(false);
    expect(at.get("prompt").textContent?.length, "shown by its beginning").toBeLessThan(3000);
  });

  it("keeps_what_was_added_while_the_prompt_was_being_taken", async () => {
    const ask = at.host.ask;
    at.host.ask = async (...of) => {
      const asked = await ask(...of);
      at.app.composer.write("Hello and more");
      return asked;
    };
    await at.write("composer", "Hello");
    await at.press(at.get("composer"), "Enter");
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe(" and more");
  });

  it("keeps_a_draft_for_each_chat_and_saves_it_after_a_pause", async () => {
    await at.write("composer", "first draft");
    expect(at.host.draft).toBe("");
    await pass(500);
    expect(at.host.draft).toBe("first draft");
    const other = at.host.addSession("Other", Date.now());
    other.draft = "other draft";
    await at.app.open(other.id);
    await at.settled();
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("other draft");
    await at.click("new-chat");
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("first draft");
  });
});

describe("versions", () => {
  beforeEach(async () => void (at = await Opened.with("open")));

  it("are_walked_with_alt_and_the_arrows", async () => {
    expect(at.get("versions").textContent).toContain("1 / 2");
    await at.press(document.body, "ArrowRight", { altKey: true });
    expect(at.get("versions").textContent).toContain("2 / 2");
    await at.press(document.body, "ArrowRight", { altKey: true });
    expect(at.get("versions").textContent).toContain("2 / 2");
    await at.press(document.body, "ArrowLeft", { altKey: true });
    expect(at.get("versions").textContent).toContain("1 / 2");
  });

  it("grow_by_one_when_a_reply_is_made_again", async () => {
    at.all("regenerate").at(-1)?.click();
    await at.settled();
    expect(at.get("versions").textContent).toContain("3 / 3");
    expect(status()).toBe("streaming");
  });

  it("come_from_an_edited_prompt_and_nothing_is_overwritten", async () => {
    const before = at.host.messages.size;
    at.all("edit-prompt").at(-1)?.click();
    await at.settled();
    await at.write("prompt-edit", "Explain a stack instead.");
    await at.press(at.get("prompt-edit"), "Enter");
    const prompt = at.all("prompt").at(-1);
    expect(prompt?.textContent).toContain("Explain a stack instead.");
    expect(prompt?.textContent).toContain("2 / 2");
    expect(at.host.messages.size).toBe(before + 2);
  });
});

describe("what goes wrong", () => {
  it.each(["disk_full", "read_only", "newer_data", "in_use"])(
    "at_start_with_%s_is_told_and_can_be_tried_again",
    async (code) => {
      at = await Opened.with(`fail=${code}`);
      expect(at.get("start-problem").dataset.code).toBe(code);
      at.host.query.delete("fail");
      at.get("start-problem").querySelector("button")?.click();
      await at.settled();
      expect(at.has("start-problem")).toBe(false);
      expect(at.has("composer")).toBe(true);
    },
  );

  it("at_start_is_told_in_the_theme_and_the_language_that_were_chosen", async () => {
    at = await Opened.with("fail=newer_data&theme=dark", (host) => (host.settings.language = "hi"));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(document.documentElement.lang).toBe("hi");
  });

  it("in_a_reply_says_what_was_kept_and_what_to_do", async () => {
    at = await Opened.with("open&failure=worker_lost&kept");
    expect(at.get("failure").textContent).toContain("What had arrived was kept.");
    await at.click("continue");
    expect(status()).toBe("streaming");
  });

  it("with_the_disk_is_shown_until_it_is_over", async () => {
    at = await Opened.with("storage");
    expect(at.get("notice").textContent).toContain("not saved until there is space");
    at.host.tell([{ change: "storage", problem: null }]);
    await at.settled();
    expect(at.has("notice")).toBe(false);
  });

  it("with_markup_in_names_is_shown_as_text", async () => {
    at = await Opened.with("open&failure=server&message=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
    expect(at.get("failure").querySelector("img")).toBeNull();
    expect(at.get("failure").textContent).toContain("<img src=x onerror=alert(1)>");
  });
});

describe("the first start", () => {
  it("explains_itself_once_and_leads_to_the_composer", async () => {
    at = await Opened.with("first");
    expect(at.has("first-start")).toBe(true);
    await at.click("first-start-go");
    expect(at.has("first-start")).toBe(false);
    expect(at.host.settings.welcomed).toBe(true);
    expect(at.has("composer")).toBe(true);
  });

  it("leads_to_the_models_where_none_is_ready", async () => {
    at = await Opened.with("first&nomodel");
    await at.click("first-start-go");
    expect(at.has("model-list")).toBe(true);
  });
});

describe("settings", () => {
  beforeEach(async () => {
    at = await Opened.with("open");
    await at.click("settings-button");
  });
  const press = async (label: string) => {
    document.querySelector<HTMLElement>(`[data-testid="settings"] [aria-label="${label}"]`)?.click();
    await at.settled();
  };

  it("change_the_reading_size_by_whole_pixels_within_its_bounds", async () => {
    await press("Larger");
    expect(at.host.settings.font_size).toBe(17);
    expect(document.documentElement.style.getPropertyValue("--reading")).toBe("17px");
    for (let n = 0; n < 20; n++) await press("Smaller");
    expect(at.host.settings.font_size).toBe(13);
  });

  it("change_the_language_of_the_window_at_once", async () => {
    await at.app.settings.change({ language: "hi" });
    await at.settled();
    expect(at.get("new-chat").textContent).toContain("नई बातचीत");
    expect(document.documentElement.lang).toBe("hi");
  });

  it("that_cannot_be_saved_say_so", async () => {
    at.host.setSettings = () => Promise.reject(problem("disk_full", "no space left"));
    await press("Larger");
    expect(at.get("settings").textContent).toContain("could not be saved. no space left");
  });
});

describe("links", () => {
  it("are_opened_only_after_showing_where_they_go", async () => {
    at = await Opened.with("open");
    at.app.link = "https://user@evil.example/";
    await at.settled();
    expect(at.get("link-host").textContent).toBe("evil.example");
    expect(at.host.opened).toEqual([]);
    await at.click("link-open");
    expect(at.host.opened).toEqual(["https://user@evil.example/"]);
    expect(at.has("link-sheet")).toBe(false);
  });

  it("of_other_kinds_have_no_button_that_opens_them", async () => {
    at = await Opened.with("open");
    at.app.link = "javascript:alert(1)";
    await at.settled();
    expect(at.has("link-sheet")).toBe(true);
    expect(at.has("link-open")).toBe(false);
  });
});

describe("keys everywhere", () => {
  beforeEach(async () => void (at = await Opened.with("open")));

  it("open_the_palette_the_sheet_and_a_new_chat", async () => {
    await at.press(document.body, "k", { ctrlKey: true });
    expect(at.has("palette")).toBe(true);
    await at.press(document.body, "k", { ctrlKey: true });
    expect(at.has("palette")).toBe(false);
    await at.press(document.body, "?");
    expect(at.has("keyboard-sheet")).toBe(true);
    at.app.sheet = null;
    await at.settled();
    await at.press(document.body, "n", { ctrlKey: true });
    expect(at.has("prompt")).toBe(false);
    await at.press(document.body, "b", { ctrlKey: true });
    expect(at.has("sidebar")).toBe(false);
  });

  it("are_letters_where_one_writes", async () => {
    expect(await at.press(at.get("composer"), "?")).toBe(false);
    expect(await at.press(at.get("composer"), "/")).toBe(false);
    expect(at.has("keyboard-sheet")).toBe(false);
  });
});

describe("the list of chats", () => {
  beforeEach(async () => void (at = await Opened.with("open")));

  it("is_renamed_in_place_with_f2", async () => {
    const row = at.get("session-row");
    await at.press(row, "F2");
    const field = at.get("title-input") as HTMLInputElement;
    field.value = "My own title";
    await at.press(field, "Enter");
    expect(at.get("session-row").textContent).toContain("My own title");
    expect(at.get("title").textContent).toContain("My own title");
  });

  it("has_the_same_in_a_menu", async () => {
    const choose = async (text: string) => {
      document.querySelector<HTMLElement>('[data-testid="sidebar"] [aria-haspopup="menu"]')?.click();
      await at.settled();
      [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')]
        .find((one) => one.textContent?.includes(text))
        ?.click();
      await at.settled();
    };
    await choose("Rename");
    expect(at.has("title-input")).toBe(true);
    await at.press(at.get("title-input"), "Escape");
    await choose("Suggest a title");
    expect(at.get("session-row").textContent).toContain("Heaps, and what they cost");
    await at.click("toast-undo");
    expect(at.get("session-row").textContent).toContain("Explain a heap with an example");
    const id = at.get("session-row").dataset.id;
    await choose("Delete");
    expect(at.get("session-row").dataset.id).not.toBe(id);
  });

  it("deletes_with_a_key_and_brings_it_back_from_the_toast", async () => {
    const row = at.get("session-row");
    await at.press(row, "Delete");
    expect(at.get("session-row").dataset.id).not.toBe(row.dataset.id);
    await at.click("toast-undo");
    expect(at.get("session-row").dataset.id).toBe(row.dataset.id);
  });

  it("draws_only_what_can_be_seen", async () => {
    await at.close();
    at = await Opened.with("many=3000");
    expect(at.all("session-row").length).toBeLessThan(60);
  });

  it("marks_where_a_reply_is_being_written", async () => {
    await at.click("new-chat");
    await at.write("composer", "Hello there, who are you?");
    await at.press(at.get("composer"), "Enter");
    expect(document.querySelectorAll('[aria-label="A reply is being written"]')).toHaveLength(1);
    await pass(20_000);
    expect(document.querySelectorAll('[aria-label="A reply is being written"]')).toHaveLength(0);
  });
});

describe("models", () => {
  beforeEach(async () => void (at = await Opened.with("open")));

  it("that_are_not_ready_are_explained_and_cannot_be_chosen", async () => {
    await at.click("model-chip");
    const option = at.all("model-option").find((one) => one.dataset.id === "qwen3-4b");
    expect(option?.getAttribute("aria-disabled")).toBe("true");
    option?.click();
    await at.settled();
    expect(at.get("model-chip").dataset.id).toBe("qwen2.5-coder-0.5b");
    at.all("model-option")
      .find((one) => one.dataset.id === "smollm2-135m")
      ?.click();
    await at.settled();
    expect(at.get("model-chip").dataset.id).toBe("smollm2-135m");
    expect(at.has("model-picker")).toBe(false);
  });

  it("are_added_by_path_and_the_reason_stands_at_the_field_when_they_cannot", async () => {
    await at.click("models-button");
    await at.write("add-path", "/tmp/report.pdf");
    await at.click("add-path-go");
    expect(at.get("add-model").textContent).toContain("This is not a GGUF file");
    await at.write("add-address", "http://plain.example/m.gguf");
    await at.write("add-sum", "abc");
    await at.click("add-address-go");
    expect(at.get("add-model").textContent).toContain("must begin with https://");
  });

  it("that_came_with_the_app_cannot_be_deleted_and_others_only_after_a_question", async () => {
    await at.click("models-button");
    const card = (id: string) => at.all("model-card").find((one) => one.dataset.id === id);
    const remove = (id: string) => card(id)?.querySelector<HTMLElement>('[data-testid="delete-model"]');
    expect(remove("qwen2.5-coder-0.5b")).toBeNull();
    remove("notes-7b")?.click();
    await at.settled();
    expect(at.get("delete-model-sheet").textContent).toContain("stays where it is");
    expect(card("notes-7b")).toBeDefined();
    await at.click("delete-model-yes");
    expect(card("notes-7b")).toBeUndefined();
  });
});
