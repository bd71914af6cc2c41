import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Opened } from "../testing/opened";

let at: Opened;
beforeEach(async () => void (at = await Opened.with("empty")));
afterEach(() => at.close());

const POOL = ["qwen2.5-coder-0.5b", "smollm2-135m", "openai/gpt-5"];

async function choosePool(...models: string[]): Promise<void> {
  await at.click("pool-choose");
  for (const model of models) {
    await at.write("picker-search", model);
    at.all("model-option")
      .find((one) => one.dataset.id === model)
      ?.click();
    await at.settled();
  }
  await at.click("picker-done");
}

async function ask(text: string): Promise<void> {
  await at.write("composer", text);
  await at.press(at.get("composer"), "Enter");
  await at.settled();
}

describe("a blind turn", () => {
  it("asks_for_its_pool_where_there_is_none_and_is_on_once_that_is_chosen", async () => {
    await at.click("blind");
    expect(at.get("blind-sheet").textContent).toContain("at least two models");
    expect(at.has("blind-switch")).toBe(false);
    await choosePool(...POOL);
    expect(at.host.settings.blind.pool, "remembered").toEqual(POOL);
    expect(at.get("blind-switch").getAttribute("aria-checked")).toBe("true");
    await at.click("blind-done");
    expect(at.get("blind-chip").textContent).toBe("Blind: 2 of 3 models");
    expect(at.has("model-chip"), "the models at the composer are not asked").toBe(false);
    expect(document.body.textContent, "who may be sent it").toContain("is sent to OpenAI");
  });

  it("asks_as_many_of_the_pool_as_was_chosen_at_one_pace", async () => {
    await at.click("blind");
    await choosePool(...POOL);
    document.querySelectorAll<HTMLInputElement>('[data-testid="blind-sheet"] [type="radio"]')[1]?.click();
    at.get("even-pace").click();
    await at.settled();
    expect(at.host.settings.blind).toEqual({ pool: POOL, models: 3, even_pace: true });
    await at.click("blind-done");
    await ask("Which of you is it?");
    expect(at.host.lanes.asked?.blind).toEqual({ pool: POOL, models: 3, even_pace: true });
    expect(at.all("reply")).toHaveLength(3);
  });

  it("draws_from_the_models_at_the_composer_where_no_pool_was_chosen", async () => {
    await at.click("add-seat");
    at.all("model-option")
      .find((one) => one.dataset.id === "smollm2-135m")
      ?.click();
    await at.settled();
    await at.click("blind");
    expect(at.get("blind").getAttribute("aria-pressed")).toBe("true");
    expect(at.all("seat"), "they are what is drawn from").toHaveLength(2);
    await ask("Which of you is it?");
    const pool = ["qwen2.5-coder-0.5b", "smollm2-135m"];
    expect(at.host.lanes.asked?.blind).toEqual({ pool, models: 2, even_pace: false });
  });

  it("is_off_where_its_pool_has_become_too_small", async () => {
    await at.click("blind");
    await choosePool(...POOL.slice(0, 2));
    at.get("pool-model").querySelector("button")?.click();
    await at.settled();
    expect(at.get("blind-sheet").textContent).toContain("At least two models that can be asked");
    await at.click("blind-done");
    expect(at.get("blind").getAttribute("aria-pressed")).toBe("false");
    await ask("Hello");
    expect(at.host.lanes.asked, "a chat").toBe(null);
  });
});
