import { describe, expect, it } from "vitest";
import { fakeHost } from "../host/fake";
import { choice } from "../testing/choice";
import { Choices } from "./choices.svelte";

function knowing(...all: ReturnType<typeof choice>[]): Choices {
  const choices = new Choices(fakeHost());
  choices.all = all;
  return choices;
}

describe("who answers", () => {
  const here = choice("local/small", { recommended: true });

  it("is_what_was_wanted_first", () => {
    const choices = knowing(here, choice("x/far"));
    expect(choices.choose(null, "x/far", "local/small")?.id).toBe("x/far");
  });

  it("stays_the_remote_model_that_was_chosen_although_it_cannot_be_asked_now", () => {
    const choices = knowing(here, choice("x/far", { unavailable: "offline" }));
    expect(choices.choose("x/far")?.id).toBe("x/far");
  });

  it("is_another_on_this_machine_where_the_chosen_file_is_gone", () => {
    const choices = knowing(choice("local/gone", { unavailable: "not_here" }), here);
    expect(choices.choose("local/gone")?.id).toBe("local/small");
  });

  it("is_never_on_another_machine_unless_that_was_asked_before", () => {
    expect(knowing(choice("x/far")).choose(null)).toBeNull();
    const used = knowing(choice("x/old", { used_at: 1 }), choice("x/new", { used_at: 2 }));
    expect(used.choose(null)?.id).toBe("x/new");
    expect(knowing(here, choice("x/new", { used_at: 2 })).choose(null)?.id).toBe("local/small");
  });

  it("is_called_by_its_name_here_and_elsewhere_by_what_really_served", () => {
    const choices = knowing(choice("local/small", { name: "Small" }), choice("x/far", { name: "Far" }));
    const served = "far-2026-01-01";
    expect(choices.writerOf({ model: "local/small", served: "Small 8k Mix Ep2" })).toBe("Small");
    expect(choices.writerOf({ model: "x/far", served })).toBe(served);
    expect(choices.writerOf({ model: "x/far", served: null })).toBe("Far");
  });
});

describe("a mark", () => {
  it("shows_at_once_and_is_saved", async () => {
    const host = fakeHost();
    const choices = new Choices(host);
    await choices.load();
    const saved = choices.mark("openai/gpt-5", { favourite: true });
    expect(choices.find("openai/gpt-5")?.mark.favourite).toBe(true);
    await saved;
    expect(host.providers.marks.get("openai/gpt-5")).toEqual({ favourite: true, hidden: false });
  });

  it("is_taken_back_where_it_cannot_be_saved", async () => {
    const host = fakeHost();
    host.markModel = () => Promise.reject({ code: "disk_full", message: "no space" });
    const choices = new Choices(host);
    await choices.load();
    await expect(choices.mark("openai/gpt-5", { hidden: true })).rejects.toBeDefined();
    expect(choices.find("openai/gpt-5")?.mark.hidden).toBe(false);
  });
});

describe("the models on this machine", () => {
  it("make_the_list_stale_only_when_one_comes_or_goes", async () => {
    const host = fakeHost();
    const choices = new Choices(host);
    await choices.load();
    const rows = await host.listModels();
    expect(choices.staleFor(rows)).toBe(false);
    const ready = rows.map((row) => ({ ...row, card: { ...row.card, state: { state: "ready" as const } } }));
    expect(choices.staleFor(ready)).toBe(true);
    expect(choices.staleFor(rows.slice(1))).toBe(true);
  });
});
