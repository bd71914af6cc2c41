import { beforeEach, describe, expect, it, vi } from "vitest";
import { atNoon, Opened } from "../testing/opened";

let at: Opened;
atNoon(() => at.close());

const pass = (milliseconds: number) => at.pass(milliseconds);

const FAST = "qwen2.5-coder-0.5b";
const SLOW = "openai/gpt-5";

/** Presses one of several alike. */
async function press(id: string, n: number): Promise<void> {
  at.all(id)[n]?.click();
  await at.settled();
}

async function pick(model: string): Promise<void> {
  await at.write("picker-search", model);
  at.all("model-option")
    .find((one) => one.dataset.id === model)
    ?.click();
  await at.settled();
}

async function choose(text: string): Promise<void> {
  [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')]
    .find((one) => one.textContent?.includes(text))
    ?.click();
  await at.settled();
}

async function ask(text: string): Promise<void> {
  await at.write("composer", text);
  await at.press(at.get("composer"), "Enter");
}

/** A comparison that was begun from the composer. */
async function compare(...models: string[]): Promise<void> {
  for (const model of models) {
    await at.click("add-seat");
    await pick(model);
  }
}

const statuses = () => at.all("reply").map((one) => one.dataset.status);
const seats = () => at.all("seat").map((one) => one.dataset.id);
const states = () => at.all("lane-state").map((one) => one.dataset.state);
const cells = (turn: number) => [...(at.all("turn")[turn]?.querySelectorAll('[data-testid="cell"]') ?? [])];
const session = () => at.app.conversation.id ?? "";

describe("asking several models", () => {
  beforeEach(async () => void (at = await Opened.with("empty")));

  it("begins_with_a_chip_for_each_and_one_prompt_for_all", async () => {
    await compare("smollm2-135m", SLOW);
    expect(seats()).toEqual([FAST, "smollm2-135m", SLOW]);
    expect(document.body.textContent, "who is sent what").toContain("is sent to OpenAI");
    await ask("Hello there, who are you?");
    expect(at.all("prompt"), "shown once above its columns").toHaveLength(1);
    expect(statuses()).toEqual(["streaming", "streaming", "streaming"]);
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("");
    await pass(20_000);
    expect(statuses()).toEqual(["complete", "complete", "complete"]);
    expect(at.all("fastest").length + at.all("cheapest").length).toBeGreaterThan(0);
  });

  it("lets_one_fail_while_the_others_go_on_and_tries_it_again_alone", async () => {
    at.host.slow.add(SLOW);
    await compare("smollm2-135m", SLOW);
    await ask("Hello there, who are you?");
    const failure = { kind: "worker_lost", message: "", retry_at: null } as const;
    at.host.fail(at.all("reply")[1]?.dataset.id ?? "", failure);
    await pass(3000);
    expect(states()).toEqual(["complete", "failed", "streaming"]);
    expect(at.all("failure")).toHaveLength(1);
    at.all("regenerate")
      .find((one) => !(one as HTMLButtonElement).disabled)
      ?.click();
    await at.settled();
    expect(states()[0], "a slow lane holds back none").toBe("streaming");
    expect(at.get("versions").textContent).toContain("2 / 2");
  });

  it("keeps_the_text_and_the_chips_where_it_was_not_taken", async () => {
    await compare(SLOW);
    at.host.refuse = { code: "disk_full", message: "no space left" };
    await ask("precious words");
    expect((at.get("composer") as HTMLTextAreaElement).value).toBe("precious words");
    expect(at.get("ask-problem").textContent).toContain("disk is full");
    expect(seats()).toEqual([FAST, SLOW]);
  });

  it("is_a_chat_again_once_one_chip_is_left", async () => {
    await compare(SLOW);
    await press("seat-remove", 0);
    expect(at.has("seat")).toBe(false);
    expect(at.get("model-chip").dataset.id).toBe(SLOW);
  });

  it("takes_eight_and_no_more", async () => {
    await compare(SLOW, SLOW, SLOW, SLOW, SLOW, FAST, FAST);
    expect(at.all("seat")).toHaveLength(8);
    expect((at.get("add-seat") as HTMLButtonElement).disabled).toBe(true);
  });
});

describe("a comparison", () => {
  beforeEach(async () => void (at = await Opened.with("open&compare=3")));

  it("opens_with_its_trunk_once_and_a_column_for_each_lane_while_one_is_still_writing", async () => {
    expect(at.all("turn")).toHaveLength(3);
    expect(cells(0), "the trunk is shown once").toHaveLength(0);
    expect(cells(1)).toHaveLength(3);
    await pass(300);
    expect(states()).toEqual(["complete", "failed", "streaming"]);
    const before = at.host.messages.get(at.all("reply").at(-1)?.dataset.id ?? "")?.reasoning.length ?? 0;
    await at.app.conversation.open(session());
    await pass(300);
    const live = at.host.messages.get(at.all("reply").at(-1)?.dataset.id ?? "");
    expect(live?.reasoning.length).toBeGreaterThan(before);
    expect(at.app.conversation.tree.get(live?.id ?? "")?.reasoning, "nothing is lost or said twice").toBe(
      live?.reasoning,
    );
  });

  it("marks_the_fastest_and_the_cheapest_in_words", async () => {
    const [a, b, c] = cells(1).map((cell) => cell.textContent ?? "");
    expect(a).toContain("Fastest");
    expect(a).toContain("Cheapest");
    expect(`${b} ${c}`).not.toMatch(/Fastest|Cheapest/);
    expect(a).toContain("words");
  });

  it("has_names_for_its_lanes_replies_and_controls", async () => {
    const replies = at.all("reply").map((one) => one.getAttribute("aria-label"));
    expect(replies).toContain("Lane C, reply from GPT-5");
    for (const button of document.querySelectorAll(
      "[data-testid=compared] button, [data-testid=seat] button",
    )) {
      expect(button.getAttribute("aria-label") || button.textContent?.trim(), button.outerHTML).toBeTruthy();
    }
    expect(at.all("seat-asked").map((one) => one.getAttribute("aria-label"))).toContain("Ask lane B");
  });

  it("stops_one_lane_alone_or_all_with_escape", async () => {
    await pass(300);
    await at.click("lane-stop");
    expect(states()).toEqual(["complete", "failed", "stopped"]);
    await ask("And now?");
    expect(states()).toEqual(["streaming", "streaming", "streaming"]);
    await at.press(at.get("composer"), "Escape");
    expect(states().every((one) => one !== "streaming")).toBe(true);
    expect(at.has("stop")).toBe(false);
  });

  it("asks_one_lane_alone_while_another_is_still_writing", async () => {
    expect(at.has("stop")).toBe(true);
    await press("seat-asked", 1);
    await press("seat-asked", 2);
    expect(at.all("seat-asked").map((one) => one.getAttribute("aria-pressed"))).toEqual([
      "true",
      "false",
      "false",
    ]);
    expect((at.get("composer") as HTMLTextAreaElement).placeholder).toBe("Ask A");
    await ask("Only you");
    expect(cells(3).map((cell) => cell.textContent?.includes("Not asked"))).toEqual([false, true, true]);
    await press("seat-asked", 0);
    expect(
      at.all("seat-asked").every((one) => one.getAttribute("aria-pressed") === "true"),
      "where none would be left, all are",
    ).toBe(true);
  });

  it("takes_a_lane_in_and_lets_one_go_in_mid_session", async () => {
    await compare("smollm2-135m");
    expect(at.all("lane-head").map((one) => one.dataset.lane)).toEqual(["0", "1", "2", "3"]);
    expect(cells(1)[3]?.textContent).toContain("Not asked");
    await press("seat-remove", 1);
    expect(at.all("lane-head").map((one) => one.dataset.lane)).toEqual(["0", "2", "3"]);
    expect(at.host.lanes.of(session()).map((lane) => lane.lane)).toEqual([0, 2, 3]);
    await press("seat-remove", 0);
    await press("seat-remove", 0);
    expect(at.has("compared"), "the last one goes on as a chat").toBe(false);
    expect(at.has("prompt")).toBe(true);
  });

  it("changes_the_model_and_the_parameters_of_a_lane", async () => {
    await press("lane-menu", 1);
    await choose("Change the model");
    await pick("smollm2-135m");
    expect(at.host.lanes.of(session())[1]?.model).toBe("smollm2-135m");
    await press("lane-menu", 1);
    await choose("Parameters of this lane");
    const field = at.get("lane-parameters").querySelector<HTMLInputElement>("input[inputmode=decimal]");
    if (field) field.value = "1.5";
    field?.dispatchEvent(new Event("change", { bubbles: true }));
    await at.settled();
    expect(at.host.lanes.of(session())[1]?.parameters.temperature).toBe(1.5);
    expect(at.host.lanes.of(session())[0]?.parameters.temperature).toBeNull();
  });

  it("edits_a_prompt_in_all_lanes_and_goes_back_to_the_one_before", async () => {
    await at.press(document.body, "Escape");
    await press("edit-prompt", 2);
    expect(at.all("prompt-edit")).toHaveLength(1);
    await at.write("prompt-edit", "And what is it good for?");
    await at.press(at.get("prompt-edit"), "Enter");
    await pass(20_000);
    expect(at.all("turn")).toHaveLength(3);
    const edited = at.all("prompt").at(-1);
    expect(edited?.textContent).toContain("And what is it good for?");
    expect(cells(2).every((cell) => cell.querySelector("[data-testid=reply]"))).toBe(true);
    edited?.querySelector<HTMLElement>("[data-testid=version-prev]")?.click();
    await at.settled();
    expect(at.all("prompt").at(-1)?.textContent).toContain("And what does it cost?");
    expect(cells(2)[0]?.textContent).toContain("Tuesday");
  });

  it("goes_on_with_one_lane_alone", async () => {
    await press("lane-menu", 0);
    await choose("this lane alone");
    expect(at.has("compared")).toBe(false);
    expect(at.get("model-chip").dataset.id).toBe(FAST);
    expect(at.all("reply")).toHaveLength(3);
  });

  it("goes_on_with_all_lanes_from_one_answer", async () => {
    await at.press(document.body, "Escape");
    await press("lane-menu", 0);
    await choose("from this answer");
    expect(cells(2), "all read the same now").toHaveLength(0);
    await ask("And on?");
    expect(at.all("prompt").at(-1)?.textContent).toContain("And on?");
    expect(new Set(at.app.conversation.tree.rows.at(-1)?.prompts).size, "one prompt for all").toBe(1);
  });

  it("makes_one_reply_again_and_walks_its_versions_by_keys", async () => {
    at.all("reply")[1]?.querySelector<HTMLElement>("[data-testid=regenerate]")?.click();
    await at.settled();
    await pass(10_000);
    const reply = at.all("reply").find((one) => one.textContent?.includes("2 / 2"));
    expect(reply, "another version in the same lane").toBeDefined();
    await at.press(reply ?? document.body, "ArrowLeft", { altKey: true });
    expect(document.body.textContent).toContain("1 / 2");
    await at.press(at.all("lane-menu")[0] ?? document.body, "ArrowRight", { altKey: true });
    expect(document.body.textContent, "from the head of its lane").toContain("2 / 2");
    await at.press(at.all("lane-menu")[1] ?? document.body, "ArrowLeft", { altKey: true });
    expect(document.body.textContent, "another lane has none").toContain("2 / 2");
    expect(cells(1)).toHaveLength(3);
  });

  it("folds_a_lane_away_and_keeps_its_figures", async () => {
    await press("lane-menu", 0);
    await choose("Collapse");
    expect(at.all("lane-head")).toHaveLength(2);
    expect(at.get("folded-lanes").textContent).toContain("tokens");
    await at.click("unfold");
    expect(at.all("lane-head")).toHaveLength(3);
  });

  it("is_laid_out_as_chosen", async () => {
    for (const [name, layout, columns] of [
      ["scroll apart", "apart", 3],
      ["Grid", "grid", 3],
      ["One at a time", "tabs", 1],
    ] as const) {
      await at.click("layout-menu");
      await choose(name);
      expect(at.get("compared").dataset.layout).toBe(layout);
      expect(at.all("lane")).toHaveLength(columns);
    }
    await at.press(at.all("lane-tab")[0] ?? document.body, "ArrowRight");
    expect(at.get("lane").dataset.lane).toBe("1");
    expect(at.all("lane-tab").map((one) => one.tabIndex)).toEqual([-1, 0, -1]);
    await at.press(at.all("lane-tab")[1] ?? document.body, "End");
    expect(at.get("lane").dataset.lane).toBe("2");
  });

  it("opens_one_editor_where_several_columns_show_the_same_prompt", async () => {
    await at.press(document.body, "Escape");
    await at.click("layout-menu");
    await choose("scroll apart");
    at.all("edit-prompt").at(-1)?.click();
    await at.settled();
    await at.press(at.get("prompt-edit"), "Escape");
    const lane = at.all("lane")[1];
    lane?.querySelectorAll<HTMLElement>("[data-testid=edit-prompt]")[1]?.click();
    await at.settled();
    expect(at.all("prompt-edit")).toHaveLength(1);
  });

  it("chooses_further_models_once_where_several_columns_show_the_same_prompt", async () => {
    await at.press(document.body, "Escape");
    await at.click("layout-menu");
    await choose("scroll apart");
    const { lanes } = at.app.conversation.tree;
    const shared = lanes[0]?.path.find((id) => lanes[1]?.path.includes(id)) ?? null;
    expect(shared).not.toBeNull();
    at.app.comparing.fanning = shared;
    await at.settled();
    expect(at.all("model-picker")).toHaveLength(1);
  });

  it("says_which_lanes_ended_in_one_sentence", async () => {
    const said: string[] = [];
    const announce = at.app.notices.announce.bind(at.app.notices);
    at.app.notices.announce = (text) => {
      said.push(text);
      announce(text);
    };
    await at.press(document.body, "Escape");
    await pass(2000);
    said.length = 0;
    at.host.slow.clear();
    await ask("And what else is there to say of it?");
    await pass(30_000);
    expect(said.length).toBeLessThanOrEqual(3);
    expect(said.join(" ")).toContain("A, Qwen2.5 Coder 0.5B");
    expect(said.join(" ")).toContain("Ended early: B, Mistral Large");
    expect(said.at(-1)).toContain("No reply is being written any more.");
  });

  it("reads_older_turns_of_all_lanes", async () => {
    await at.close();
    at = await Opened.with("open&compare=3&long=60");
    const before = at.all("turn").length;
    void at.app.conversation.loadOlder();
    await pass(100);
    expect(at.all("turn").length).toBe(before + 25);
    await press("seat-remove", 2);
    expect(at.all("turn").length, "kept when the lanes change").toBe(before + 25);
    expect(
      new Set(at.all("turn").map((one) => one.textContent)).size,
      "the trunk still once",
    ).toBeGreaterThan(1);
  });

  it("sends_what_each_lane_says_of_its_parameters_and_only_once", async () => {
    await at.press(document.body, "Escape");
    const sent: unknown[] = [];
    const compare = at.host.compare;
    at.host.compare = async (asked) => {
      sent.push(asked);
      return compare(asked);
    };
    await press("seat-asked", 1);
    await ask("And on?");
    await at.press(at.get("composer"), "Enter");
    expect(sent).toMatchObject([
      { session: session(), only: [0, 2], replaces: null, seats: [{ lane: 0 }, { lane: 1 }, { lane: 2 }] },
    ]);
  });

  it("speaks_hindi", async () => {
    await at.app.settings.change({ language: "hi" });
    await at.settled();
    expect(states()[0]).toBe("complete");
    expect(at.get("lane-state").textContent).toContain("पूरा");
  });
});

describe("where the window is narrow", () => {
  it("lanes_are_shown_one_at_a_time", async () => {
    const measured = vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(820);
    at = await Opened.with("open&compare=3");
    await pass(100);
    expect(at.get("compared").dataset.layout).toBe("tabs");
    expect(at.all("lane-tab").map((one) => one.getAttribute("aria-label"))).toEqual([
      "Lane A: Qwen2.5 Coder 0.5B",
      "Lane B: Mistral Large",
      "Lane C: GPT-5, Writing",
    ]);
    measured.mockRestore();
  });
});

describe("a prompt of a chat", () => {
  it("is_answered_by_further_models_beside_the_first", async () => {
    at = await Opened.with("open");
    at.all("fan-out").at(-1)?.click();
    await at.settled();
    expect((at.get("picker-done") as HTMLButtonElement).disabled).toBe(true);
    await pick("smollm2-135m");
    await pick(SLOW);
    await pick(SLOW);
    await pick("openai/gpt-5-nano");
    expect(at.get("picker-done").textContent).toContain("Ask 2 more");
    await at.click("picker-done");
    expect(at.all("lane-head")).toHaveLength(3);
    expect(cells(at.all("turn").length - 1)).toHaveLength(3);
    expect(states()).toEqual(["complete", "streaming", "streaming"]);
  });
});

describe("what is remembered over a restart", () => {
  /** The same window opened once more, over what was kept. */
  async function again(query: string): Promise<void> {
    const { settings } = at.host;
    await at.close();
    at = await Opened.with(query, (host) => void (host.settings = structuredClone(settings)));
  }

  it("holds_the_seats_of_a_chat_that_has_not_begun", async () => {
    at = await Opened.with("empty");
    await compare("smollm2-135m", SLOW);
    await again("empty");
    expect(seats()).toEqual([FAST, "smollm2-135m", SLOW]);
    await ask("Hello");
    expect(at.all("reply")).toHaveLength(3);
    await again("empty");
    expect(at.has("seat"), "once it was asked, the next chat is a chat").toBe(false);
  });

  it("holds_the_layout_and_the_folded_lanes", async () => {
    at = await Opened.with("open&compare=3");
    at.app.comparing.lay("apart");
    at.app.comparing.fold(1);
    await at.settled();
    const folded = at.all("lane").length;
    await again("open&compare=3");
    expect(at.app.comparing.layout).toBe("apart");
    expect(at.host.settings.comparing.folded).toEqual([{ session: session(), lanes: [1] }]);
    expect(at.all("lane").length).toBe(folded);
    at.app.comparing.fold(1);
    await at.settled();
    expect(at.host.settings.comparing.folded, "nothing is left behind").toEqual([]);
  });
});

describe("the palette in a comparison", () => {
  it("lays_lanes_out_votes_and_goes_on_with_one_alone", async () => {
    at = await Opened.with("open&compare=3");
    const run = async (text: string) => {
      at.app.sheet = "palette";
      await at.settled();
      [...document.querySelectorAll<HTMLElement>('[data-testid="palette"] [role="option"]')]
        .find((one) => one.textContent?.includes(text))
        ?.click();
      await at.settled();
    };
    await run("Layout: Grid");
    expect(at.app.comparing.layout).toBe("grid");
    await run("Add a model to compare");
    expect(at.get("add-seat").getAttribute("aria-expanded")).toBe("true");
    at.app.comparing.adding = false;
    await run("Ask further models…");
    expect(at.all("model-picker").length).toBe(1);
    at.all("fan-out").at(-1)?.click();
    await run("Stop all replies");
    expect(statuses()).not.toContain("streaming");
    await run("Vote: B is best");
    expect(at.get("voted").textContent).toBe("You voted: B is best.");
    await run("Go on with lane B alone");
    expect(at.app.conversation.compared).toBe(false);
  });
});
