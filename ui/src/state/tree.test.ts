import { describe, expect, it } from "vitest";
import type { Message, Update } from "../bindings";
import { Tree } from "./tree.svelte";
import { message } from "../testing/message";
import { NONE } from "./parameters";

const prompt = message({ id: "p", role: "user", text: "Why?" });
const reply = (rest: Partial<Message> = {}) =>
  message({ id: "r", parent: "p", status: "streaming", ...rest });
const delta = (text: string, id = "r"): Update => ({ update: "delta", id, text, reasoning: "" });
const whole = (one: Message): Update => ({ update: "message", message: one });

function textOf(tree: Tree): string[] {
  return tree.entries.map((entry) => entry.message.text);
}

describe("one reducer", () => {
  const text = "Because a stream is a snapshot, then deltas.";

  it("makes_the_same_of_a_snapshot_at_any_moment_and_the_deltas_after_it", () => {
    for (let at = 0; at <= text.length; at++) {
      const tree = new Tree();
      tree.show([prompt]);
      tree.apply([
        whole(reply({ text: text.slice(0, at) })),
        ...[...text.slice(at)].map((one) => delta(one)),
      ]);
      expect(tree.get("r")?.text, `snapshot after ${at} characters`).toBe(text);
      expect(tree.path).toEqual(["p", "r"]);
    }
  });

  it("ends_with_the_final_message_whatever_came_before", () => {
    const tree = new Tree();
    tree.show([prompt]);
    const final = reply({ text, status: "complete", finish: "end" });
    const ended = tree.apply([whole(reply()), delta("Beca"), whole(final)]);
    expect(tree.get("r")).toEqual(final);
    expect(ended, "a reply that ended is told once").toEqual([final]);
    expect(tree.apply([whole(final)]), "and not again").toEqual([]);
  });

  it("passes_over_deltas_of_messages_it_has_never_seen", () => {
    const tree = new Tree();
    tree.show([prompt]);
    tree.apply([delta("lost", "unknown")]);
    expect(textOf(tree)).toEqual(["Why?"]);
  });

  it("adds_reasoning_apart_from_text", () => {
    const tree = new Tree();
    tree.show([prompt, reply()]);
    tree.apply([{ update: "delta", id: "r", text: "", reasoning: "Hm." }, delta("Yes.")]);
    expect(tree.get("r")).toMatchObject({ reasoning: "Hm.", text: "Yes." });
  });
});

describe("a path in the tree", () => {
  it("keeps_the_live_text_when_a_read_brings_an_older_one", () => {
    const tree = new Tree();
    tree.show([prompt, reply({ text: "live and longer" })]);
    tree.show([prompt, reply({ text: "live" })]);
    expect(tree.get("r")?.text).toBe("live and longer");
  });

  it("keeps_the_deltas_that_arrive_before_the_answer_to_ask", () => {
    const tree = new Tree();
    tree.show([prompt, reply({ status: "complete", text: "first" })]);
    const second = message({
      id: "r2",
      parent: "p",
      status: "streaming",
      versions: { siblings: ["r", "r2"] },
    });
    tree.apply([whole(second), delta("early", "r2")]);
    expect(tree.path, "another branch does not show by itself").toEqual(["p", "r"]);
    tree.branch([second]);
    expect(tree.path).toEqual(["p", "r2"]);
    expect(tree.get("r2")?.text).toBe("early");
  });

  it("tells_a_reply_of_the_versions_that_appear_beside_it", () => {
    const tree = new Tree();
    tree.show([prompt, reply({ status: "complete" })]);
    tree.apply([whole(message({ id: "r2", parent: "p", versions: { siblings: ["r", "r2"] } }))]);
    expect(tree.get("r")?.versions.siblings).toEqual(["r", "r2"]);
  });

  it("leaves_the_old_branch_at_the_parent_of_an_edited_prompt", () => {
    const tree = new Tree();
    const follow = message({ id: "p2", parent: "r", role: "user", text: "And?" });
    tree.show([prompt, reply({ status: "complete" }), follow, message({ id: "r3", parent: "p2" })]);
    tree.branch([
      message({ id: "p3", parent: "r", role: "user", text: "Or?" }),
      message({ id: "r4", parent: "p3" }),
    ]);
    expect(tree.path).toEqual(["p", "r", "p3", "r4"]);
    tree.branch([message({ id: "q", parent: null, role: "user" })]);
    expect(tree.path, "an edited first prompt begins at the root").toEqual(["q"]);
  });

  it("puts_older_messages_before_what_is_shown", () => {
    const tree = new Tree();
    tree.show([reply()]);
    tree.prepend([prompt]);
    expect(tree.path).toEqual(["p", "r"]);
  });
});

describe("lanes", () => {
  const ask = message({ id: "p", role: "user", turn: "t1" });
  const answer = (id: string, lane: number, rest: Partial<Message> = {}) =>
    message({ id, lane, parent: "p", turn: "t1", status: "streaming", ...rest });
  const open = (lane: number, messages: Message[]) => ({
    lane: { lane, model: "m", parameters: NONE, leaf: messages.at(-1)?.id ?? null },
    path: { messages, older: false },
  });
  const both = () => {
    const tree = new Tree();
    tree.showLanes([open(0, [ask, answer("a", 0)]), open(1, [ask, answer("b", 1)])]);
    return tree;
  };

  it("grow_each_by_its_own_words_and_the_rows_stay_the_same_object", () => {
    const tree = both();
    const rows = tree.rows;
    tree.apply([delta("one", "a"), delta("two", "b"), delta("!", "a")]);
    expect([tree.get("a")?.text, tree.get("b")?.text]).toEqual(["one!", "two"]);
    expect(tree.rows, "nothing is set anew while words come").toBe(rows);
  });

  it("are_drawn_anew_only_where_something_is_new_when_they_are_read_again", () => {
    const tree = both();
    const [message, rows] = [tree.get("a"), tree.rows];
    const after = message && answer("c", 0, { parent: "a", turn: "t2" });
    const again = { ...answer("b", 1), versions: { siblings: ["b", "b2"] } };
    tree.showLanes([open(0, [ask, answer("a", 0), ...(after ? [after] : [])]), open(1, [ask, again])]);
    expect(tree.get("a"), "it was the same").toBe(message);
    expect(tree.get("b")?.versions.siblings, "it has another version now").toEqual(["b", "b2"]);
    expect(tree.rows.length).toBe(2);
    expect(tree.rows[0], "as it was").toBe(rows[0]);
  });

  it("make_the_same_of_a_snapshot_whichever_lane_it_comes_for", () => {
    const tree = new Tree();
    tree.showLanes([open(0, [ask]), open(1, [ask])]);
    tree.apply([whole(answer("b", 1, { text: "tw" })), delta("o", "b"), whole(answer("a", 0))]);
    expect(tree.lanes.map((lane) => lane.path)).toEqual([
      ["p", "a"],
      ["p", "b"],
    ]);
    expect(tree.get("b")?.text).toBe("two");
  });

  it("take_no_reply_that_belongs_to_another", () => {
    const tree = both();
    tree.apply([whole(answer("c", 2))]);
    expect(tree.lanes.map((lane) => lane.path.length)).toEqual([2, 2]);
  });

  it("do_not_offer_what_another_lane_reads_as_a_version", () => {
    const tree = new Tree();
    const versions = { siblings: ["p", "q", "r"] };
    const other = message({ id: "q", role: "user", turn: "t2", versions });
    tree.showLanes([open(0, [{ ...ask, versions }]), open(1, [other])]);
    expect(tree.versions({ ...ask, versions })).toEqual(["p", "r"]);
  });
});
