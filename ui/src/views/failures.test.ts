import { describe, expect, it } from "vitest";
import { atNoon, Opened } from "../testing/opened";

let at: Opened;
atNoon(() => at.close());

async function failed(kind: string, rest = ""): Promise<void> {
  at = await Opened.with(`open&failure=${kind}&by=openai/gpt-5${rest}`);
}
const pass = (milliseconds: number) => at.pass(milliseconds);
const status = () => at.all("reply").at(-1)?.dataset.status;

describe("a reply that failed", () => {
  it("keeps_the_providers_own_words_one_click_away", async () => {
    await failed("quota", "&message=You+exceeded+your+current+quota.");
    const words = at.get("failure").querySelector("details");
    expect(words?.open).toBe(false);
    expect(words?.textContent).toContain("You exceeded your current quota.");
    expect(at.get("failure").textContent).toContain("no money or allowance left");
  });

  it.each(["missing_key", "unauthorized"])("with_%s_opens_the_field_of_that_providers_key", async (kind) => {
    await failed(kind);
    await at.click("key");
    expect(at.get("provider").textContent).toContain("OpenAI");
    expect(document.activeElement).toBe(at.get("key-field"));
  });

  it("waits_for_the_time_that_the_provider_named_and_asks_again_by_itself", async () => {
    await failed("rate_limit", "&retry=20");
    expect(at.get("wait").textContent).toContain("Try again in 20 s");
    await pass(5_000);
    expect(at.get("wait").textContent).toContain("Try again in 15 s");
    await at.click("wait");
    expect(at.get("waiting").textContent).toContain("Trying again in 15 s");
    expect(status()).toBe("failed");
    await pass(15_000);
    expect(status()).toBe("streaming");
  });

  it("asks_again_only_when_told_to_where_nobody_waits", async () => {
    await failed("rate_limit", "&retry=3");
    await pass(10_000);
    expect(status()).toBe("failed");
    await at.click("again");
    expect(status()).toBe("streaming");
  });

  it("stops_waiting_on_demand", async () => {
    await failed("overloaded", "&retry=9");
    await at.click("wait");
    [...at.get("failure").querySelectorAll("button")]
      .find((one) => one.textContent?.includes("Do not wait"))
      ?.click();
    await pass(20_000);
    expect(status()).toBe("failed");
  });

  it("is_asked_of_another_model", async () => {
    await failed("quota");
    await at.click("other_model");
    await at.write("picker-search", "claude");
    await at.press(at.get("picker-search"), "Enter");
    expect(status()).toBe("streaming");
    expect([...at.host.messages.values()].at(-1)?.model).toBe("anthropic/claude-sonnet-4-5");
  });

  it("because_of_the_switch_is_asked_again_once_that_is_off", async () => {
    await failed("offline", "&offline");
    await at.click("online");
    await at.settled();
    expect(at.host.settings.offline).toBe(false);
    expect(status()).toBe("streaming");
  });

  it("because_the_prompt_was_too_long_opens_the_prompt", async () => {
    await failed("prompt_too_long");
    await at.click("shorten");
    expect(at.has("prompt-edit")).toBe(true);
  });

  it("says_of_a_provider_that_it_has_no_such_model", async () => {
    await failed("model_not_found");
    expect(at.get("failure").textContent).toContain("The provider has no such model.");
  });
});

describe("what a reply costs", () => {
  const figures = () => at.all("figures").at(-1)?.textContent;

  it("stands_in_its_figures_and_in_the_header_of_the_chat", async () => {
    at = await Opened.with("open&by=openai/gpt-5");
    expect(figures()).toContain("$0.0032");
    expect(at.get("session-cost").textContent).toContain("$0.0032");
  });

  it("is_unknown_where_the_price_is", async () => {
    at = await Opened.with("open&by=openai/a-model-of-tomorrow");
    expect(figures()).toContain("cost not known");
    expect(at.get("session-cost").textContent).toContain("cost not known");
  });

  it("is_no_word_of_a_model_that_runs_here", async () => {
    at = await Opened.with("open");
    expect(figures()).not.toMatch(/\$|cost/);
    expect(at.has("session-cost")).toBe(false);
  });

  it("grows_when_a_reply_ends", async () => {
    at = await Opened.with("open&by=openai/gpt-5");
    const before = at.get("session-cost").textContent;
    await at.write("composer", "And a larger one, please?");
    await at.press(at.get("composer"), "Enter");
    await pass(30_000);
    expect(status()).toBe("complete");
    expect(at.get("session-cost").textContent).not.toBe(before);
  });
});

describe("reasoning", () => {
  it("is_open_while_it_goes_on_and_folds_away_when_the_answer_starts", async () => {
    at = await Opened.with("open&by=openai/gpt-5");
    await at.write("composer", "Think about this first.");
    await at.press(at.get("composer"), "Enter");
    await pass(160);
    expect(at.get("reasoning-text").textContent).toContain("The reader wants");
    expect(at.get("reasoning").textContent).toContain("Reasoning…");
    await pass(1_200);
    expect(at.all("reply").at(-1)?.querySelector("[data-part=body]")?.textContent).not.toBe("");
    expect(at.has("reasoning-text")).toBe(false);
    expect(at.get("reasoning").textContent).toMatch(/Reasoned for \d/);
  });

  it("stays_open_where_the_reader_opened_it", async () => {
    at = await Opened.with("open&reasoning");
    expect(at.has("reasoning-text")).toBe(false);
    at.get("reasoning").querySelector("button")?.click();
    await at.settled();
    expect(at.get("reasoning-text").textContent).toContain("Python has heapq");
  });

  it("is_told_how_much_in_the_parameters_of_models_that_can_be_told", async () => {
    at = await Opened.with("open&by=openai/gpt-5");
    const effort = () => document.querySelector('[role="radiogroup"][aria-label="Reasoning"]');
    await at.click("parameters-button");
    [...(effort()?.querySelectorAll("label") ?? [])]
      .find((label) => label.textContent?.includes("Much"))
      ?.click();
    await at.settled();
    expect(at.app.parameters()?.reasoning).toBe("high");
    await at.app.setParameters({ ...(at.app.parameters() ?? {}), reasoning: null } as never);
    at.app.composer.pick("mistral/mistral-large-latest");
    await at.settled();
    expect(effort()).toBeNull();
  });
});
