import type { Patience, ProviderDraft } from "../bindings";
import { western } from "./parameters";

/** One header as it is filled in. */
export type HeaderLine = { name: string; value: string };

/** A provider as it is being filled in; seconds as text, headers as lines. */
export type Form = Omit<ProviderDraft, "headers" | "patience" | "api_version"> & {
  api_version: string;
  headers: HeaderLine[];
  seconds: Record<keyof Patience, string>;
};
export type FormProblem = { at: "title" | "base" | "headers" | keyof Patience; why: "empty" | "wrong" };

export const LIMITS = ["connect_ms", "first_byte_ms", "idle_ms"] as const;
/** An hour: nobody waits longer for a byte. */
const LONGEST = 3600;

export const NEW_PROVIDER: ProviderDraft = {
  title: "",
  dialect: "openai_chat",
  base: "",
  plain_http: false,
  api_version: null,
  headers: {},
  patience: { connect_ms: null, first_byte_ms: null, idle_ms: null },
  keyless: false,
  local: false,
};

export function formOf(draft: ProviderDraft): Form {
  const seconds = (ms: number | null | undefined) => ((ms ?? null) === null ? "" : String((ms ?? 0) / 1000));
  return {
    ...draft,
    api_version: draft.api_version ?? "",
    headers: Object.entries(draft.headers).map(([name, value]) => ({ name, value })),
    seconds: {
      connect_ms: seconds(draft.patience.connect_ms),
      first_byte_ms: seconds(draft.patience.first_byte_ms),
      idle_ms: seconds(draft.patience.idle_ms),
    },
  };
}

function milliseconds(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(western(text.trim()));
  return value > 0 && value <= LONGEST ? Math.round(value * 1000) : undefined;
}

/** What was filled in as the core takes it, or what is wrong with it; the core looks closer. */
export function draftOf(form: Form): { draft: ProviderDraft } | { problem: FormProblem } {
  const title = form.title.trim();
  const base = form.base.trim();
  if (title === "") return { problem: { at: "title", why: "empty" } };
  if (base === "") return { problem: { at: "base", why: "empty" } };
  if (!/^https?:\/\/[^\s/]/i.test(base)) return { problem: { at: "base", why: "wrong" } };
  const lines = form.headers.filter((line) => line.name.trim() !== "" || line.value.trim() !== "");
  const names = lines.map((line) => line.name.trim().toLowerCase());
  // A name as RFC 9110, section 5.1, has it.
  const sound = names.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name));
  if (!sound || new Set(names).size !== names.length) return { problem: { at: "headers", why: "wrong" } };
  const patience: Patience = {};
  for (const limit of LIMITS) {
    const value = milliseconds(form.seconds[limit]);
    if (value === undefined) return { problem: { at: limit, why: "wrong" } };
    patience[limit] = value;
  }
  const { dialect, plain_http, keyless, local } = form;
  return {
    draft: {
      title,
      dialect,
      plain_http,
      keyless,
      local,
      base,
      api_version: form.api_version.trim() || null,
      headers: Object.fromEntries(lines.map((line) => [line.name.trim(), line.value.trim()])),
      patience,
    },
  };
}
