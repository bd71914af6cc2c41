import { afterEach, describe, expect, it } from "vitest";
import { Opened } from "../testing/opened";

let at: Opened;
afterEach(() => at.close());

async function open(query = "open"): Promise<void> {
  at = await Opened.with(query);
  await at.click("model-chip");
}
const option = (id: string) => at.all("model-option").find((one) => one.dataset.id === id);
const search = () => at.get("picker-search");
const active = () => document.getElementById(search().getAttribute("aria-activedescendant") ?? "");

describe("the model picker", () => {
  it("is_searched_walked_and_chosen_from_by_keys_alone", async () => {
    await open();
    expect(document.activeElement).toBe(search());
    await at.write("picker-search", "claude");
    expect(active()?.dataset.id).toBe("anthropic/claude-sonnet-4-5");
    await at.press(search(), "Enter");
    expect(at.has("model-picker")).toBe(false);
    expect(at.get("model-chip").dataset.id).toBe("anthropic/claude-sonnet-4-5");
  });

  it("walks_with_the_arrows_from_what_is_chosen", async () => {
    await open();
    expect(active()?.getAttribute("aria-selected")).toBe("true");
    const before = active()?.getAttribute("aria-posinset");
    await at.press(search(), "ArrowDown");
    expect(active()?.getAttribute("aria-posinset")).toBe(String(Number(before) + 1));
  });

  it("explains_why_a_model_cannot_be_asked_and_leads_to_the_step_that_helps", async () => {
    await open();
    await at.write("picker-search", "mistral large");
    const one = option("mistral/mistral-large-latest");
    expect(one?.getAttribute("aria-disabled")).toBe("true");
    expect(one?.textContent).toContain("needs a key");
    await at.press(search(), "Enter");
    expect(at.get("provider").textContent).toContain("Mistral");
    expect(document.activeElement).toBe(at.get("key-field"));
  });

  it("offers_to_switch_offline_off_and_stays_open", async () => {
    await open("open&offline");
    await at.write("picker-search", "gpt-5 nano");
    expect(option("openai/gpt-5-nano")?.textContent).toContain("offline");
    await at.click("picker-step");
    expect(at.host.settings.offline).toBe(false);
    expect(at.has("model-picker")).toBe(true);
    expect(option("openai/gpt-5-nano")?.getAttribute("aria-disabled")).toBe("false");
  });

  it("leads_to_the_download_of_a_model_that_is_not_here", async () => {
    await open();
    await at.write("picker-search", "qwen3");
    expect(option("qwen3-4b")?.textContent).toContain("not downloaded");
    await at.press(search(), "Enter");
    expect(at.has("model-list")).toBe(true);
  });

  it("favours_a_model_by_key", async () => {
    await open();
    await at.write("picker-search", "claude");
    await at.press(search(), "d", { ctrlKey: true });
    expect(at.host.providers.marks.get("anthropic/claude-sonnet-4-5")?.favourite).toBe(true);
    await at.write("picker-search", "");
    expect(at.get("model-picker").textContent).toContain("Favourites");
  });

  it("draws_only_what_can_be_seen_of_2000_models", async () => {
    await open("open&manymodels=2000");
    expect(at.all("model-option").length).toBeLessThan(60);
    await at.write("picker-search", "model-1999");
    expect(at.all("model-option")).toHaveLength(1);
  });

  it("says_so_where_nothing_matches", async () => {
    await open();
    await at.write("picker-search", "zzz");
    expect(at.get("model-picker").textContent).toContain("No model matches.");
    expect(await at.press(search(), "Enter")).toBe(false);
  });

  it("chooses_the_model_for_new_chats_in_the_settings", async () => {
    at = await Opened.with("open");
    await at.click("settings-button");
    await at.click("default-model");
    await at.write("picker-search", "nano");
    await at.press(search(), "Enter");
    expect(at.host.settings.default_model).toBe("openai/gpt-5-nano");
    expect(at.get("default-model").textContent).toContain("GPT-5 nano");
  });
});

describe("a chosen model that cannot be asked now", () => {
  it("is_not_replaced_silently_and_the_prompt_is_kept_with_the_step_that_helps", async () => {
    at = await Opened.with("open&offline");
    at.app.composer.pick("openai/gpt-5");
    await at.write("composer", "Hello there");
    await at.press(at.get("composer"), "Enter");
    expect(at.get("ask-problem").textContent).toContain("GPT-5 runs on another machine");
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("Hello there");
    await at.click("ask-step");
    expect(at.host.settings.offline).toBe(false);
    expect(at.has("ask-problem")).toBe(false);
    await at.press(at.get("composer"), "Enter");
    expect(at.all("reply").at(-1)?.dataset.status).toBe("streaming");
  });
});
