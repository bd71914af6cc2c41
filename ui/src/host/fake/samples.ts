import type { ErrorKind, Message } from "../../bindings";
import type { FakeHost } from "./index";
import { SAMPLE_IMAGE } from "./files";
import { compareSome } from "./compared";
import { ARABIC, HELLO, HINDI, SHORT, WORDS } from "./texts";

const DAY = 86_400_000;
const done = (model = "qwen2.5-coder-0.5b"): Partial<Message> => ({
  model,
  served: model === "qwen2.5-coder-0.5b" ? "Qwen2.5 Coder 0.5B" : "SmolLM2 135M",
  usage: { prompt_tokens: 41, cached_tokens: 0, reply_tokens: 318 },
  timings: { first_token_ms: 412, total_ms: 5541 },
  finish: "end",
});

/**
 * What the made-up host holds, by the page's query:
 * `first` nothing yet; `nomodel` no model ready; `many=N` sessions; `long` a long chat; `failure=KIND` a failed reply;
 * `by=MODEL` who wrote it, `retry=S` when it may be asked again; `files` prompts with files; `offline`, `nokeychain`,
 * `compare=N` lanes, one that fails and one that is slow; `brokenproviders`, `manymodels=N`, `nothingleft`; `stopped`, `leftout`, `theme=`, `lang=`, `size=`; `fail=CODE` start-up refused; `notice`, `storage`, `slow`, `broken`.
 */
export function samples(host: FakeHost): void {
  const query = host.query;
  const theme = query.get("theme");
  if (theme === "light" || theme === "dark") host.settings.theme = theme;
  const language = query.get("lang");
  if (language === "en" || language === "hi") host.settings.language = language;
  host.settings.font_size = Number(query.get("size") ?? 16);
  if (query.has("nomodel")) {
    for (const row of host.models) row.card.state = { state: "available" };
  }
  host.settings.offline = query.has("offline");
  host.providers.addMany(Number(query.get("manymodels") ?? 0));
  if (query.has("nothingleft")) host.left = [];
  if (query.has("first")) {
    host.settings.welcomed = false;
    for (const one of host.providers.models) one.used_at = null;
    return;
  }
  if (query.has("empty")) return;

  const now = Date.now();
  const many = Number(query.get("many") ?? 40);
  for (let n = many - 1; n >= 1; n--) {
    const session = host.addSession(WORDS[n % WORDS.length] ?? "", now - n * 0.35 * DAY);
    const prompt = host.addMessage(session.id, null, "user", session.title ?? "");
    host.addMessage(session.id, prompt.id, "assistant", host.answer(session.title ?? ""), done());
  }
  if (query.has("compare")) {
    compareSome(host, Number(query.get("compare") || 3), now);
    return;
  }
  showpiece(host, now);
}

/** As a provider's model answers. */
function remote(host: FakeHost, model: string): Partial<Message> {
  const of = done(model);
  const cost = host.providers.cost({ ...of, model } as Message);
  return { ...of, served: host.providers.find(model)?.name ?? model, cost };
}

function showpiece(host: FakeHost, now: number): void {
  const query = host.query;
  const session = host.addSession("Explain a heap with an example", now);
  session.model = "qwen2.5-coder-0.5b";
  if (query.has("open")) query.set("session", session.id);
  host.left = host.left.map((line, n) => (n % 2 === 0 ? { ...line, session: session.id } : line));
  let parent: string | null = null;
  const turn = (text: string, reply: string, rest: Partial<Message> = {}) => {
    const prompt: Message = host.addMessage(session.id, parent, "user", text);
    const answer = host.addMessage(session.id, prompt.id, "assistant", reply, { ...done(), ...rest });
    parent = answer.id;
    return { prompt, answer };
  };
  for (let n = 0; n < Number(query.get("long") ?? 0); n++) turn(`Question ${n + 1}: what day is it?`, SHORT);
  turn("मानसून कब आता है?", HINDI);
  turn("ما هي الموسيقى التجاوبية؟", ARABIC);
  const first = turn("Explain a heap, with a short example in Python.", HELLO, {
    left_out: query.has("leftout") ? 12 : 0,
    reasoning: query.has("reasoning") ? "The reader wants a short example.\n\nPython has heapq; use it." : "",
  });
  host.addMessage(session.id, first.prompt.id, "assistant", SHORT, done("smollm2-135m"));
  session.leaf = first.answer.id;
  if (query.has("stopped")) turn("And a larger one?", HELLO.slice(0, 130), { status: "stopped" });
  if (query.has("interrupted")) turn("And a larger one?", HELLO.slice(0, 130), { status: "interrupted" });
  if (query.has("files")) {
    const files = [
      host.files.attach("hills.gif", SAMPLE_IMAGE),
      host.files.attach("A heap, explained.pdf", "JVBERi0="),
    ];
    const { prompt } = turn("What is in these?", SHORT, remote(host, "openai/gpt-5"));
    prompt.attachments = files;
  }
  const by = query.get("by");
  if (by && !query.has("failure")) turn("And what does it cost?", SHORT, remote(host, by));
  const kind = query.get("failure");
  if (kind) {
    const wait = query.get("retry");
    turn("And a larger one?", query.has("kept") ? HELLO.slice(0, 130) : "", {
      ...(by ? remote(host, by) : {}),
      status: "failed",
      failure: {
        kind: kind as ErrorKind,
        message: query.get("message") ?? "the worker ended with signal 9",
        retry_at: wait === null ? null : now + Number(wait) * 1000,
      },
      cost: null,
      usage: null,
    });
  }
  if (by) session.model = by;
  if (query.has("huge")) turn("x".repeat(1_000_000), "y".repeat(5_000_000));
}
