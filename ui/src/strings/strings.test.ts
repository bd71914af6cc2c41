import { describe, expect, it } from "vitest";
import { en } from "./en";
import { hi } from "./hi";
import { systemLanguage } from "./index.svelte";

/** The same in every language: names, keys, examples of what is typed. */
const SHARED = new Set([
  "name",
  "sum",
  "topP",
  "addressHint",
  "addPathHint",
  "aboutVersion",
  "sendEnter",
  "sendMod",
  "providers.apiVersion",
  "network.addressHint",
]);

type Leaf = { path: string; value: unknown };

function leaves(value: unknown, path = ""): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, path === "" ? key : `${path}.${key}`));
}

const said = (value: unknown): string =>
  typeof value === "function"
    ? String((value as (...of: unknown[]) => string)(...["12", "34", "56"]))
    : String(value);

describe("the catalogues", () => {
  const english = leaves(en);
  const hindi = new Map(leaves(hi).map((leaf) => [leaf.path, leaf.value]));

  it("have_the_same_words", () => {
    expect([...hindi.keys()].sort()).toEqual(english.map((leaf) => leaf.path).sort());
  });

  it.each(english.map((leaf) => [leaf.path, leaf.value] as const))("%s_is_said_in_hindi", (path, value) => {
    const other = hindi.get(path);
    expect(typeof other).toBe(typeof value);
    expect(said(other).trim()).not.toBe("");
    if (SHARED.has(path)) return;
    expect(said(other), "still in English").not.toBe(said(value));
    expect(said(other)).toMatch(/\p{Script=Devanagari}/u);
  });

  it("pass_on_everything_they_are_given", () => {
    for (const { path, value } of english) {
      if (typeof value !== "function") continue;
      const count = (text: string) => ["12", "34", "56"].filter((one) => text.includes(one)).length;
      expect(count(said(hindi.get(path))), path).toBe(count(said(value)));
    }
  });

  it("never_shout", () => {
    for (const { path, value } of [...english, ...leaves(hi)]) {
      expect(said(value), path).not.toMatch(/!|\boops\b/i);
    }
  });
});

describe("the language of the system", () => {
  it("is_the_first_that_there_is_a_catalogue_for", () => {
    expect(systemLanguage(["hi-IN", "en-GB"])).toBe("hi");
    expect(systemLanguage(["ta-IN", "HI"])).toBe("hi");
    expect(systemLanguage(["fr-FR"])).toBe("en");
    expect(systemLanguage([])).toBe("en");
  });
});
