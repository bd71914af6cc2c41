import { describe, expect, it } from "vitest";
import type { Message, Node, Vote } from "../bindings";
import { asCode } from "./sent";
import { mapNodes, turnOf } from "./session-map.svelte";
import { raceOf } from "./turn-race";

const node = (id: string, rest: Partial<Node> = {}): Node => ({
  id,
  parent: null,
  turn: "t1",
  lane: 0,
  role: "assistant",
  status: "complete",
  edited: false,
  blind: false,
  model: "m",
  label: `words of ${id}`,
  ...rest,
});

describe("a tree as the map draws it", () => {
  const name = (model: string | null) => model ?? "";

  it("has_no_lanes_in_a_chat", () => {
    const nodes = [node("p", { role: "user", model: null }), node("r", { parent: "p" })];
    expect(mapNodes(nodes, name).map((one) => one.lane)).toEqual([null, null]);
  });

  it("names_lanes_as_the_columns_do_and_leaves_prompts_without_one", () => {
    const nodes = [node("p", { role: "user" }), node("a", { lane: 5 }), node("b", { lane: 2 })];
    expect(mapNodes(nodes, name).map((one) => one.lane)).toEqual([null, 5, 2]);
  });

  it("shows_what_was_voted_on_each_reply", () => {
    const nodes = ["a", "b", "c", "d", "e", "f"].map((id) => node(id));
    const cast = (best: Record<string, boolean>) =>
      ({
        candidates: Object.entries(best).map(([message, best]) => ({ model: "m", message, best })),
      }) as unknown as Vote;
    const votes = [cast({ a: true, b: false }), cast({ c: true, d: true }), cast({ e: false, f: false })];
    expect(mapNodes(nodes, name, votes).map((one) => one.vote)).toEqual([
      "best",
      null,
      "tie",
      "tie",
      "bad",
      "bad",
    ]);
  });

  it("shows_words_without_their_marks", () => {
    const [one] = mapNodes([node("a", { label: "# It is **`so`**\nand snake_case" })], name);
    expect(one?.label).toBe("It is so and snake_case");
  });

  it("knows_the_replies_of_a_turn", () => {
    const nodes = [node("p", { role: "user" }), node("a"), node("b"), node("c", { turn: "t2" })];
    expect(turnOf(nodes, "a").map((one) => one.id)).toEqual(["a", "b"]);
  });
});

describe("a turn as a race", () => {
  const arrivals = [
    { ms: 100, chars: 3 },
    { ms: 900, chars: 8 },
  ];

  it("ends_when_the_reply_ended_and_never_before_its_last_word", () => {
    const message = { reasoning: "Hm. ", text: "Yes", timings: { first_token_ms: 100, total_ms: 950 } };
    const runner = { node: node("a"), arrivals, name: "A" };
    expect(raceOf([{ ...runner, message: message as Message }]).lanes[0]).toMatchObject({
      finished_ms: 950,
      text: "Hm. Yes",
    });
    expect(raceOf([{ ...runner, message: null }]).lanes[0]).toMatchObject({
      finished_ms: 900,
      text: "words of a",
    });
  });

  it("leaves_out_who_has_no_times_and_has_no_end_for_who_still_writes", () => {
    const race = raceOf([
      { node: node("a"), arrivals: [], message: null, name: "A" },
      { node: node("b", { status: "streaming" }), arrivals, message: null, name: "B" },
    ]);
    expect(race.leftOut).toBe(1);
    expect(race.lanes).toHaveLength(1);
    expect(race.lanes[0]).toMatchObject({ lane: 1, finished_ms: null });
  });
});

describe("a request as code", () => {
  it.each([
    ['{"a":[1]}', '```json\n{\n  "a": [\n    1\n  ]\n}\n```'],
    ["no json", "```json\nno json\n```"],
    ['{"seed":12345678901234567890}', '```json\n{"seed":12345678901234567890}\n```'],
    ['"```"', '````json\n"```"\n````'],
  ])("of_%s_is_readable_and_loses_nothing", (sent, code) => expect(asCode(sent)).toBe(code));
});
