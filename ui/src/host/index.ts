import type { Change, Code, Problem, SessionId, Update, commands } from "../bindings";

type Commands = typeof commands;

/** Everything the window asks of the core. Each call rejects with a {@link Problem}. */
export type Host = Omit<Commands, "feed" | "watch" | "updates"> & {
  /** What changes outside the open session. A second call replaces the first. */
  feed(changed: (changes: Change[]) => void): Promise<null>;
  /** Follows one session: a snapshot of its live replies, then what changes. A second call replaces the first; null stops. */
  watch(session: SessionId | null, updated: (updates: Update[]) => void): Promise<null>;
};

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Whatever was thrown, as what can be shown. */
export function problemOf(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message };
}

export function problem(code: Code, message: string): Problem {
  return { code, message };
}
