import { describe, expect, it } from "vitest";
import { FIELDS, inForce, isNothing, NONE, parseNumber, RANGES } from "./parameters";

describe("a number that was typed", () => {
  it.each([
    ["temperature", "0.7", 0.7],
    ["temperature", " 1 ", 1],
    ["temperature", "0,7", 0.7],
    ["temperature", ".5", 0.5],
    ["temperature", "०.७", 0.7],
    ["temperature", "٠٫٧", 0.7],
    ["temperature", "２", 2],
    ["temperature", "0", 0],
    ["max_tokens", "2048", 2048],
    ["seed", "4294967295", 4_294_967_295],
    ["top_p", "1", 1],
  ] as const)("of_%s_is_read_from_%s", (field, typed, value) => {
    expect(parseNumber(field, typed)).toEqual({ ok: true, value });
  });

  it.each([
    ["temperature", "2.1"],
    ["temperature", "-1"],
    ["temperature", "warm"],
    ["temperature", "1e1"],
    ["temperature", "1.2.3"],
    ["top_p", "0"],
    ["top_p", "1.01"],
    ["max_tokens", "0"],
    ["max_tokens", "10.5"],
    ["seed", "4294967296"],
    ["threads", "0"],
    ["threads", "Infinity"],
    ["threads", "."],
  ] as const)("of_%s_is_refused_for_%s", (field, typed) => {
    expect(parseNumber(field, typed)).toEqual({ ok: false });
  });

  it("is_the_default_where_nothing_was_typed", () => {
    for (const field of FIELDS) expect(parseNumber(field, "  ")).toEqual({ ok: true, value: null });
  });

  it("may_be_either_end_of_its_range", () => {
    for (const field of FIELDS) {
      const { low, high } = RANGES[field];
      expect(parseNumber(field, String(low)).ok, `${field} ${low}`).toBe(true);
      expect(parseNumber(field, String(high)).ok, `${field} ${high}`).toBe(true);
    }
  });
});

describe("what is in force", () => {
  it("is_the_later_layer_field_by_field", () => {
    const model = { ...NONE, temperature: 0.7, max_tokens: 2048 };
    expect(inForce(model, { ...NONE, temperature: 0 }, null, { ...NONE, seed: 7 })).toEqual({
      ...NONE,
      temperature: 0,
      max_tokens: 2048,
      seed: 7,
    });
  });

  it("is_nothing_only_where_every_field_is_empty", () => {
    expect(isNothing(NONE)).toBe(true);
    expect(isNothing({ ...NONE, temperature: 0 })).toBe(false);
  });
});
