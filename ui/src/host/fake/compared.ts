import type { Lane, Message, ModelId } from "../../bindings";
import type { FakeHost } from ".";
import { noParameters } from "./models";
import { HELLO, SHORT } from "./texts";

/** Who sits in a sample comparison; the second has no key, and so fails. */
const SEATS: ModelId[] = [
  "qwen2.5-coder-0.5b",
  "mistral/mistral-large-latest",
  "openai/gpt-5",
  "anthropic/claude-sonnet-4-5",
  "openai/a-model-of-tomorrow",
  "smollm2-135m",
  "openai/gpt-5-nano",
  "ollama/llama3.2",
];

/** A comparison: a shared beginning, a turn that all have answered, and one in which one fails and one is slow. */
export function compareSome(host: FakeHost, count: number, now: number): void {
  const { query } = host;
  const session = host.addSession("Explain a heap with an example", now);
  if (query.has("open")) query.set("session", session.id);
  const slow = SEATS[Math.min(count, SEATS.length) - 1] ?? "";
  host.slow.add(slow);
  const done = (model: ModelId, n: number): Partial<Message> => {
    const rest: Partial<Message> = {
      model,
      lane: n,
      served: host.providers.find(model)?.name ?? host.models.find((one) => one.card.id === model)?.card.name,
      usage: { prompt_tokens: 41 + n, cached_tokens: 0, reply_tokens: 180 + n * 37 },
      timings: { first_token_ms: 260 + n * 140, total_ms: 3100 + ((n * 1731) % 4000) },
      finish: "end",
    };
    return { ...rest, cost: host.providers.cost({ ...rest, model } as Message) };
  };
  let leaf: string | null = null;
  for (let n = 0; n < Number(query.get("long") ?? 1); n++) {
    const prompt: Message = host.addMessage(session.id, leaf, "user", "What day is it in the story?");
    leaf = host.addMessage(session.id, prompt.id, "assistant", SHORT, done(SEATS[0] ?? "", 0)).id;
  }
  const text = "Explain a heap, with a short example in Python.";
  const shared = host.addMessage(session.id, leaf, "user", text);
  const turn = host.id("turn");
  const lanes: Lane[] = SEATS.slice(0, count).map((model, lane) => {
    const words = lane % 3 === 1 ? SHORT : lane % 3 === 2 ? HELLO.slice(0, 420) : HELLO;
    const reply = host.addMessage(session.id, shared.id, "assistant", words, done(model, lane));
    return { lane, model, parameters: noParameters(), leaf: reply.id };
  });
  for (const lane of lanes) {
    const { leaf: parent, model } = lane;
    const prompt = host.addMessage(session.id, parent, "user", "And what does it cost?", {
      turn,
      lane: lane.lane,
    });
    const whole = lane.lane !== 1 && model !== slow;
    const reply = whole
      ? host.addMessage(session.id, prompt.id, "assistant", SHORT, done(model, lane.lane))
      : host.reply(session, prompt, model, lane.lane);
    lane.leaf = reply.id;
  }
  session.model = SEATS[0] ?? null;
  host.lanes.set(session.id, lanes);
}
