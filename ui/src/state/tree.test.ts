import { describe, expect, it } from "vitest";
import type { Message, Update } from "../bindings";
import { Tree } from "./tree.svelte";
import { message } from "../testing/message";

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
