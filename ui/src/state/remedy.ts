import type { ErrorKind, Message } from "../bindings";

/** The next step that is offered for a reply that went wrong. */
export type Remedy = "continue" | "again" | "other_model" | "models" | "shorten" | "parameters";

const FIRST: Record<ErrorKind, Remedy> = {
  model_not_found: "other_model",
  bad_model_file: "models",
  out_of_memory: "other_model",
  prompt_too_long: "shorten",
  worker_lost: "again",
  invalid_request: "parameters",
  truncated: "again",
  malformed: "again",
  network: "again",
  offline: "again",
  missing_key: "other_model",
  unauthorized: "other_model",
  quota: "other_model",
  rate_limit: "again",
  overloaded: "again",
  unsupported: "other_model",
  server: "again",
};
/** Faults after which the same reply may simply go on. */
const PASSING = new Set<ErrorKind>([
  "worker_lost",
  "truncated",
  "malformed",
  "network",
  "offline",
  "rate_limit",
  "overloaded",
  "server",
]);

/** What can be done about how this reply ended, the likeliest first; nothing where it ended well. */
export function remedies(message: Message): Remedy[] {
  const kept = message.text !== "";
  switch (message.status) {
    case "streaming":
      return [];
    case "complete":
      return message.finish === "length" ? ["continue"] : [];
    case "stopped":
    case "interrupted":
      return kept ? ["continue"] : ["again"];
    case "failed": {
      const kind = message.failure?.kind ?? "server";
      const first = FIRST[kind];
      if (kept && PASSING.has(kind)) return ["continue", "again"];
      if (first === "again") return kept ? ["again", "continue"] : ["again"];
      return kept ? [first, "continue"] : [first, "again"];
    }
  }
}
