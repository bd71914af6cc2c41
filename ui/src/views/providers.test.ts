import { beforeEach, describe, expect, it, vi } from "vitest";
import { problem } from "../host";
import { atNoon, Opened } from "../testing/opened";

let at: Opened;
atNoon(() => at.close());

async function list(query = "open"): Promise<void> {
  at = await Opened.with(query);
  await at.click("providers-button");
}
async function one(id: string, query = "open"): Promise<void> {
  at = await Opened.with(query);
  at.app.openProviders(id);
  await at.settled();
}
const row = (id: string) => at.all("provider-row").find((row) => row.dataset.id === id);
const submit = async (id: string) => {
  at.get(id).closest("form")?.requestSubmit();
  await vi.advanceTimersByTimeAsync(0);
  await at.settled();
};
const card = (id: string) => at.host.providers.cards.find((card) => card.id === id);

describe("the list of providers", () => {
  it("says_of_each_how_its_key_stands", async () => {
    await list();
    expect(row("openai")?.textContent).toContain("Set, ends in …4f2a");
    expect(row("anthropic")?.textContent).toContain("From ANTHROPIC_API_KEY");
    expect(row("mistral")?.textContent).toContain("No key");
    expect(row("ollama")?.textContent).toContain("No key needed");
    expect(row("openai")?.textContent).toContain("Not tested");
  });

  it("is_put_in_order_with_the_arrow_keys_and_says_where_it_went", async () => {
    await list();
    const grip = row("openai")?.querySelector<HTMLElement>('[data-testid="provider-move"]');
    grip?.focus();
    await at.press(grip ?? document.body, "ArrowDown");
    expect(
      at
        .all("provider-row")
        .map((row) => row.dataset.id)
        .slice(0, 2),
    ).toEqual(["anthropic", "openai"]);
    expect(at.get("announcer").textContent).toBe("OpenAI is now number 2 of 5");
    expect(document.activeElement?.closest<HTMLElement>("[data-id]")?.dataset.id).toBe("openai");
  });

  it("is_put_in_order_by_dragging", async () => {
    await list();
    row("openai")?.dispatchEvent(new Event("dragstart", { bubbles: true }));
    await at.settled();
    row("mistral")?.dispatchEvent(new Event("dragover", { bubbles: true, cancelable: true }));
    row("mistral")?.dispatchEvent(new Event("drop", { bubbles: true, cancelable: true }));
    await at.settled();
    expect(
      at
        .all("provider-row")
        .map((row) => row.dataset.id)
        .slice(0, 3),
    ).toEqual(["anthropic", "mistral", "openai"]);
  });

  it("that_cannot_be_read_says_so_and_tries_again", async () => {
    await list("open&brokenproviders");
    expect(at.get("providers").textContent).toContain("could not be read");
    at.host.query.delete("brokenproviders");
    at.get("providers").querySelector<HTMLElement>("[role=alert] button")?.click();
    await at.settled();
    expect(at.has("provider-row")).toBe(true);
  });

  it("says_in_plain_words_that_there_is_no_keychain", async () => {
    await list("open&nokeychain");
    expect(at.get("no-keychain").textContent).toContain("never written to a file");
  });

  it("is_reached_from_the_palette", async () => {
    at = await Opened.with("open");
    await at.press(document.body, "k", { ctrlKey: true });
    [...document.querySelectorAll<HTMLElement>("[role=option]")]
      .find((option) => option.textContent?.includes("Providers"))
      ?.click();
    await at.settled();
    expect(at.has("providers")).toBe(true);
  });
});

describe("a provider of the user's own", () => {
  beforeEach(async () => {
    await list();
    await at.click("add-provider");
  });

  it("is_added_and_opened", async () => {
    await at.write("provider-title", "Desk");
    await at.write("provider-base", "http://127.0.0.1:8000/v1");
    await submit("provider-save");
    expect(at.has("add-provider-sheet")).toBe(false);
    expect(at.get("provider").textContent).toContain("Desk");
    expect(card("desk")?.draft.base).toBe("http://127.0.0.1:8000/v1");
  });

  it("is_told_at_the_field_what_is_wrong", async () => {
    await submit("provider-save");
    expect(at.get("provider-title").getAttribute("aria-invalid")).toBe("true");
    await at.write("provider-title", "Desk");
    await at.write("provider-base", "desk.example");
    await submit("provider-save");
    expect(at.get("provider-form").textContent).toContain("must begin with https://");
  });

  it("that_the_core_refuses_stays_in_the_form_with_its_words", async () => {
    at.host.addProvider = () => Promise.reject(problem("bad_address", "The address must not hold a hash."));
    await at.write("provider-title", "Desk");
    await at.write("provider-base", "https://desk.example/#");
    await submit("provider-save");
    expect(at.get("provider-refused").textContent).toContain("must not hold a hash");
    expect((at.get("provider-title") as HTMLInputElement).value).toBe("Desk");
  });
});

describe("the key", () => {
  it("is_entered_kept_and_never_shown_again", async () => {
    await one("mistral");
    await at.click("key-enter");
    expect(document.activeElement).toBe(at.get("key-field"));
    expect((at.get("key-field") as HTMLInputElement).type).toBe("password");
    await at.write("key-field", " sk-canary-0123456789-4f2b ");
    await submit("key-save");
    expect(card("mistral")?.key).toEqual({ key: "keychain", ends_in: "4f2b" });
    expect(at.get("key-state").textContent).toContain("ends in …4f2b");
    expect(at.has("key-field")).toBe(false);
    expect(document.documentElement.outerHTML).not.toContain("canary");
    await at.click("key-enter");
    expect((at.get("key-field") as HTMLInputElement).value).toBe("");
  });

  it("is_kept_for_the_session_where_there_is_no_keychain", async () => {
    await one("mistral", "open&nokeychain");
    expect(at.get("provider").textContent).toContain("Set MISTRAL_API_KEY");
    await at.click("key-enter");
    expect(at.has("key-session"), "there is nothing to choose").toBe(false);
    await at.write("key-field", "sk-0123456789abcdef");
    await submit("key-save");
    expect(card("mistral")?.key.key).toBe("session");
  });

  it("that_the_keychain_does_not_take_can_be_kept_for_the_session_and_is_emptied_meanwhile", async () => {
    await one("mistral");
    const setKey = at.host.setKey;
    at.host.setKey = () => Promise.reject(problem("no_keychain", "It is locked."));
    await at.click("key-enter");
    await at.write("key-field", "sk-0123456789abcdef");
    await submit("key-save");
    expect(at.get("key-form").textContent).toContain("It is locked.");
    expect((at.get("key-field") as HTMLInputElement).value).toBe("");
    expect((at.get("key-session") as HTMLInputElement).checked).toBe(true);
    at.host.setKey = setKey;
    await at.write("key-field", "sk-0123456789abcdef");
    await submit("key-save");
    expect(card("mistral")?.key.key).toBe("session");
  });

  it("that_is_none_is_refused_at_the_field", async () => {
    await one("mistral");
    await at.click("key-enter");
    await at.write("key-field", '""');
    await submit("key-save");
    expect(at.get("key-form").querySelector("[role=alert]")?.textContent).toContain("not a key");
  });

  it("is_forgotten_on_demand", async () => {
    await one("openai");
    await at.click("key-forget");
    expect(card("openai")?.key).toEqual({ key: "missing" });
    expect(at.has("key-forget")).toBe(false);
  });
});

describe("a test", () => {
  it("says_what_it_found", async () => {
    await one("openai");
    await at.click("provider-test");
    expect(at.get("test-found").textContent).toContain("lists 3 models. The key was accepted.");
    at.app.openProviders();
    await at.settled();
    expect(row("openai")?.textContent).toContain("Works");
  });

  it("without_a_key_says_that_one_is_needed_and_keeps_the_providers_words_folded", async () => {
    await one("mistral");
    await at.click("provider-test");
    expect(at.get("test-found").textContent).toContain("asks for a key");
    const words = at.get("test-found").querySelector("details");
    expect(words?.open).toBe(false);
    expect(words?.textContent).toContain("You did not provide an API key.");
  });

  it("of_a_server_that_is_not_there_says_so", async () => {
    await one("ollama");
    await at.click("provider-test");
    expect(at.get("test-found").textContent).toContain("could not be reached");
    at.app.openProviders();
    await at.settled();
    expect(row("ollama")?.textContent).toContain("Not reached");
  });

  it("while_offline_offers_to_switch_it_off", async () => {
    await one("openai", "open&offline");
    await at.click("provider-test");
    expect(at.get("test-found").textContent).toContain("nothing was sent");
    at.get("test-found").querySelector("button")?.click();
    await at.settled();
    expect(at.host.settings.offline).toBe(false);
  });
});

describe("one provider", () => {
  it("is_edited_and_made_again_as_it_came", async () => {
    await one("openai");
    await at.click("provider-edit");
    await at.write("provider-title", "Work");
    await submit("provider-save");
    expect(card("openai")?.draft.title).toBe("Work");
    await at.click("provider-reset");
    expect(card("openai")?.draft.title).toBe("OpenAI");
    expect(at.has("provider-reset")).toBe(false);
  });

  it("that_is_not_set_up_begins_with_its_form_and_an_example", async () => {
    await one("azure");
    expect(at.get("provider-form").textContent).toContain("Looks like https://NAME.openai.azure.com/openai");
    expect(at.get("provider-form").textContent).toContain("api-version");
    expect((at.get("provider-test") as HTMLButtonElement).disabled).toBe(true);
  });

  it("is_removed_with_its_key_and_brought_back_without_it", async () => {
    await one("openai");
    await at.click("provider-remove");
    expect(row("openai")).toBeUndefined();
    expect(at.get("toast").textContent).toContain("OpenAI and its key removed");
    await at.click("toast-undo");
    await at.settled();
    expect(at.all("provider-row")[0]?.dataset.id).toBe("openai");
    expect(row("openai")?.textContent).toContain("No key");
  });

  it("that_was_removed_can_be_brought_back_where_an_old_reply_leads_to_it", async () => {
    await one("openai");
    await at.click("provider-remove");
    at.app.openProviders("openai", true);
    await at.settled();
    expect(at.has("key-field")).toBe(false);
    await at.click("provider-restore");
    expect(at.get("provider").textContent).toContain("No key");
  });

  it("shows_price_context_and_abilities_of_its_models_and_unknown_as_unknown", async () => {
    await one("openai");
    const facts = (id: string) => at.all("remote-model").find((one) => one.dataset.id === id)?.textContent;
    expect(facts("openai/gpt-5")).toContain("$1.25 in, $10.00 out");
    expect(facts("openai/gpt-5")).toContain("400K context");
    expect(facts("openai/gpt-5")).toContain("images, PDF, reasoning");
    const unknown = facts("openai/a-model-of-tomorrow");
    for (const word of ["price not known", "context not known", "abilities not known"]) {
      expect(unknown).toContain(word);
    }
  });

  it("has_models_that_are_searched_favoured_and_hidden", async () => {
    await one("openai");
    await at.write("models-search", "nano");
    expect(at.all("remote-model").map((one) => one.dataset.id)).toEqual(["openai/gpt-5-nano"]);
    await at.click("model-favour");
    await at.click("model-hide");
    expect(at.host.providers.marks.get("openai/gpt-5-nano")).toEqual({ favourite: true, hidden: true });
    expect(at.get("remote-model").textContent).toContain("Hidden");
    await at.write("models-search", "zzz");
    expect(at.get("provider-models").textContent).toContain("No model matches.");
  });

  it("fetches_its_list_and_says_when", async () => {
    await one("mistral");
    expect(at.get("provider-models").textContent).toContain("not asked yet");
    await at.click("models-refresh");
    expect(at.get("provider-models").textContent).toContain("List of 12:00");
  });

  it("whose_list_cannot_be_fetched_says_so", async () => {
    await one("openai", "open&offline");
    await at.click("models-refresh");
    expect(at.get("provider-models").querySelector("[role=alert]")?.textContent).toContain(
      "could not be fetched",
    );
  });
});
