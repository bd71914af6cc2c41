import { describe, expect, it } from "vitest";
import type { OpenSession, Update } from "../bindings";
import { fakeHost } from "../host/fake";
import { noParameters } from "../host/fake/models";
import { Conversation } from "./conversation.svelte";
import { message } from "../testing/message";

const prompt = message({ id: "p", role: "user", text: "Why?" });
const open = (reply: Partial<Parameters<typeof message>[0]>): OpenSession => ({
  session: {
    id: "s",
    title: null,
    title_source: "none",
    parameters: noParameters(),
    model: null,
    leaf: "r",
    draft: "",
    created_at: 0,
    updated_at: 0,
  },
  path: { messages: [prompt, message({ id: "r", parent: "p", ...reply })], older: false },
  lanes: [],
  blind: false,
  even_pace: false,
  votes: [],
});

function promised<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

describe("opening a session", () => {
  it("misses_nothing_that_happens_between_watching_and_reading", async () => {
    const host = fakeHost();
    let send: (updates: Update[]) => void = () => {};
    host.watch = async (_session, updated) => {
      send = updated;
      const live = message({ id: "r", parent: "p", status: "streaming", text: "abc" });
      updated([{ update: "message", message: live }]);
      return null;
    };
    host.openSession = async () => {
      send([{ update: "delta", id: "r", text: "d", reasoning: "" }]);
      return open({ status: "streaming", text: "ab" });
    };
    const conversation = new Conversation(host, () => {});
    await conversation.open("s");
    send([{ update: "delta", id: "r", text: "e", reasoning: "" }]);
    expect(conversation.tree.get("r")?.text).toBe("abcde");
  });

  it("does_not_leave_a_reply_streaming_that_ended_before_it_was_watched", async () => {
    const host = fakeHost();
    host.watch = async () => null;
    host.openSession = async () => open({ status: "complete", text: "all of it" });
    const conversation = new Conversation(host, () => {});
    const asked = [prompt, message({ id: "r", parent: "p", status: "streaming" })];
    const opening = conversation.took({ session: "s", messages: asked }, true);
    expect(conversation.tree.path, "what was asked is shown at once").toEqual(["p", "r"]);
    await opening;
    expect(conversation.tree.get("r")).toMatchObject({ status: "complete", text: "all of it" });
    expect(conversation.live).toBeNull();
  });

  it("forgets_the_answer_for_a_session_that_was_left_meanwhile", async () => {
    const host = fakeHost();
    const answer = promised<OpenSession>();
    const asked = promised<void>();
    host.watch = async () => null;
    host.openSession = () => {
      asked.resolve();
      return answer.promise;
    };
    const conversation = new Conversation(host, () => {});
    const opening = conversation.open("s");
    await asked.promise;
    conversation.clear();
    answer.resolve(open({ text: "late" }));
    await opening;
    expect(conversation.session).toBeNull();
    expect(conversation.tree.path).toEqual([]);
  });

  it("says_what_is_wrong_when_it_cannot_be_read", async () => {
    const host = fakeHost();
    const conversation = new Conversation(host, () => {});
    await conversation.open("nowhere");
    expect(conversation.problem?.code).toBe("not_found");
    expect(conversation.loading).toBe(false);
  });
});

describe("older messages", () => {
  it("come_page_by_page_until_the_first", async () => {
    const host = fakeHost(new URLSearchParams("long=60&open"));
    const conversation = new Conversation(host, () => {});
    await conversation.open(host.query.get("session") ?? "");
    expect(conversation.tree.path).toHaveLength(50);
    await conversation.loadOlder();
    await conversation.loadOlder();
    expect(conversation.tree.path).toHaveLength(126);
    expect(conversation.tree.entries[0]?.message.text).toMatch(/^Question 1:/);
    expect(conversation.older).toBe(false);
  });

  it("are_read_once_even_when_asked_for_twice", async () => {
    const host = fakeHost(new URLSearchParams("long=60&open"));
    const conversation = new Conversation(host, () => {});
    await conversation.open(host.query.get("session") ?? "");
    await Promise.all([conversation.loadOlder(), conversation.loadOlder()]);
    expect(new Set(conversation.tree.path).size).toBe(conversation.tree.path.length);
    expect(conversation.tree.path).toHaveLength(100);
  });

  it("say_so_when_they_cannot_be_read_and_can_be_asked_for_again", async () => {
    const host = fakeHost(new URLSearchParams("long=60&open"));
    const conversation = new Conversation(host, () => {});
    await conversation.open(host.query.get("session") ?? "");
    const read = host.olderMessages;
    host.olderMessages = () => Promise.reject({ code: "internal", message: "no" });
    await conversation.loadOlder();
    expect(conversation.olderProblem?.message).toBe("no");
    host.olderMessages = read;
    await conversation.loadOlder();
    expect(conversation.olderProblem).toBeNull();
  });
});
