import type { ErrorKind, Message } from "../bindings";

/** The next step that is offered for a reply that went wrong. */
export type Remedy =
  | "continue"
  | "again"
  | "wait"
  | "other_model"
  | "models"
  | "shorten"
  | "parameters"
  | "key"
  | "online"
  | "providers";

/** What is known of the model that was asked. */
export type Asked = { remote: boolean; canContinue: boolean };

/** The step that helps most likely; where the model runs elsewhere, some differ. */
const FIRST: Record<ErrorKind, Remedy | { here: Remedy; remote: Remedy }> = {
  model_not_found: "other_model",
  bad_model_file: "models",
  out_of_memory: "other_model",
  prompt_too_long: "shorten",
  worker_lost: "again",
  invalid_request: "parameters",
  truncated: "again",
  malformed: "again",
  network: "again",
  offline: "online",
  missing_key: "key",
  unauthorized: "key",
  quota: "other_model",
  rate_limit: "wait",
  overloaded: "wait",
  unsupported: "other_model",
  server: { here: "again", remote: "wait" },
};
/** A second step worth a button of its own, before asking again. */
const SECOND: Partial<Record<ErrorKind, Remedy>> = {
  missing_key: "other_model",
  unauthorized: "other_model",
  quota: "providers",
  prompt_too_long: "other_model",
  invalid_request: "other_model",
  offline: "other_model",
  rate_limit: "other_model",
  overloaded: "other_model",
  server: "other_model",
};
/** Faults after which the same reply may simply go on. */
const PASSING = new Set<ErrorKind>(["worker_lost", "truncated", "malformed", "network", "server"]);
/** Faults that asking again as it is would only repeat. */
const LASTING = new Set<ErrorKind>(["missing_key", "offline", "unsupported", "quota"]);

function steps(kind: ErrorKind, kept: boolean, of: Asked): Remedy[] {
  const known = FIRST[kind];
  const first = typeof known === "string" ? known : of.remote ? known.remote : known.here;
  const second = of.remote ? SECOND[kind] : undefined;
  const goOn = kept && of.canContinue;
  const all: (Remedy | undefined)[] =
    goOn && PASSING.has(kind) ? ["continue", first, second] : [first, second, goOn ? "continue" : undefined];
  const asksAgain = all.some((one) => one === "again" || one === "wait" || one === "continue");
  if (!asksAgain && !LASTING.has(kind)) all.push("again");
  return [...new Set(all.filter((one) => one !== undefined))];
}

/** What can be done about how this reply ended, the likeliest first; nothing where it ended well. */
export function remedies(message: Message, of: Asked): Remedy[] {
  const kept = message.text !== "";
  const on: Remedy = kept && of.canContinue ? "continue" : "again";
  switch (message.status) {
    case "streaming":
      return [];
    case "complete":
      return message.finish !== "length" ? [] : of.canContinue ? ["continue"] : ["parameters"];
    case "stopped":
    case "interrupted":
      return [on];
    case "failed":
      return steps(message.failure?.kind ?? "server", kept, of);
  }
}
