import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, parseTokens, type Pair } from "./contrast";

const css = readFileSync("src/markdown/markdown.css", "utf8");
const ground = parseTokens(readFileSync("src/kit/tokens.css", "utf8")).get("code") as Pair;
const inks = [...parseTokens(css)].filter(([name]) => name.startsWith("hl-"));

test("every colour that code can have is there to look at", () => {
  const used = [...css.matchAll(/^\.(hl-[a-z]+) \{/gm)].map((match) => match[1]);
  expect(inks.map(([name]) => name).sort()).toEqual(used.sort());
  expect(used.length).toBeGreaterThan(10);
});

test.each(inks)("%s can be read on the ground of code, light and dark", (_name, ink) => {
  expect(contrast(ink.light, ground.light)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(ink.dark, ground.dark)).toBeGreaterThanOrEqual(4.5);
});

test("the styles load nothing, and nothing blurs or moves", () => {
  expect(css).not.toMatch(/url\(|@import|backdrop-filter|transition:|animation:/);
});
