import type { Effort, Parameters } from "../bindings";

/** Every field, present or null. */
export type Full = Required<Parameters>;
export type NumberField = Exclude<keyof Parameters, "system_prompt" | "reasoning">;
export type Range = { low: number; high: number; whole: boolean; step: number };

export const RANGES: Record<NumberField, Range> = {
  temperature: { low: 0, high: 2, whole: false, step: 0.1 },
  top_p: { low: 0.01, high: 1, whole: false, step: 0.05 },
  max_tokens: { low: 1, high: 131_072, whole: true, step: 256 },
  seed: { low: 0, high: 4_294_967_295, whole: true, step: 1 },
  threads: { low: 1, high: 64, whole: true, step: 1 },
};
export const EFFORTS: Effort[] = ["none", "low", "medium", "high"];
export const FIELDS = Object.keys(RANGES) as NumberField[];

export const NONE: Full = {
  system_prompt: null,
  temperature: null,
  top_p: null,
  max_tokens: null,
  seed: null,
  reasoning: null,
  threads: null,
};

/** What was typed into a number field: a value, nothing (the default holds), or something that cannot be used. */
export type Parsed = { ok: true; value: number | null } | { ok: false };

/** Digits of other scripts and a decimal comma are numbers too. */
export function western(text: string): string {
  return text
    .replace(/\p{Nd}/gu, (digit) => {
      const point = digit.codePointAt(0) ?? 0;
      // Decimal digits stand in runs of ten that begin where the one before is no digit.
      let zero = point;
      while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
      return String(point - zero);
    })
    .replace(/[,٫]/g, ".");
}

export function parseNumber(field: NumberField, typed: string): Parsed {
  const text = western(typed.trim());
  if (text === "") return { ok: true, value: null };
  if (!/^\d*\.?\d+$|^\d+\.$/.test(text)) return { ok: false };
  const value = Number(text);
  const { low, high, whole } = RANGES[field];
  if (value < low || value > high || (whole && !Number.isInteger(value))) return { ok: false };
  return { ok: true, value };
}

/** A later layer's value over an earlier one's, field by field. */
export function inForce(...layers: (Parameters | null | undefined)[]): Full {
  const result: Full = { ...NONE };
  for (const layer of layers) {
    if (!layer) continue;
    for (const key of Object.keys(result) as (keyof Parameters)[]) {
      if ((layer[key] ?? null) !== null) (result as Record<string, unknown>)[key] = layer[key];
    }
  }
  return result;
}

export function isNothing(parameters: Parameters): boolean {
  return Object.values(parameters).every((value) => (value ?? null) === null);
}
