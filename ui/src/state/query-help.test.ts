import { describe, expect, it } from "vitest";
import { completions } from "./query-help";

const MODELS = ["local/smol", "openai/gpt 5", "openai/gpt-4"];
const shown = (text: string) => completions(text, MODELS).map((one) => one.shown);

describe("completions", () => {
  it("name_operators_and_their_values", () => {
    expect(shown("whale mo")).toEqual(["model:"]);
    expect(shown("has:")).toContain("has:code");
    expect(shown("has:co")).toEqual(["has:code"]);
    expect(shown("model:gpt")).toEqual(['model:"openai/gpt 5"', "model:openai/gpt-4"]);
    expect(shown("has:code")).toEqual([]);
  });

  it("are_silent_where_nothing_is_begun", () => {
    for (const text of ["", "w", "whale ", "whale", "x:y", "std::vec"]) expect(shown(text)).toEqual([]);
  });

  it("keep_what_stands_before", () => {
    expect(completions("big -fro", MODELS)[0]?.text).toBe("big -from:");
    expect(completions("big from:m", MODELS)[0]?.text).toBe("big from:me ");
  });
});
