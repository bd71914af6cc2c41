import type { Message } from "../bindings";

/** A whole message for tests, from the parts that matter to one. */
export function message(rest: Partial<Message> & Pick<Message, "id">): Message {
  return {
    session: "s",
    parent: null,
    turn: "t",
    lane: 0,
    role: "assistant",
    status: "complete",
    text: "",
    attachments: [],
    recordings: [],
    reasoning: "",
    model: "embedded/one",
    served: null,
    parameters: null,
    usage: null,
    cost: null,
    timings: null,
    finish: null,
    left_out: 0,
    failure: null,
    edited: false,
    blind: false,
    merged: [],
    rating: null,
    created_at: 0,
    versions: { siblings: [rest.id] },
    ...rest,
  };
}
