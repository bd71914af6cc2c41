import { beforeEach, expect, test, vi } from "vitest";
import type * as Grammar from "../inline/grammar";
import { sampleMarkdown } from "../bench";
import { viewIn } from "./shape";

const read = vi.hoisted(() => ({ characters: 0 }));

vi.mock("../inline/grammar", async (original) => {
  const module = await original<typeof Grammar>();
  return {
    ...module,
    parseInlines: (text: string, ...rest: [never]) => {
      read.characters += text.length;
      return module.parseInlines(text, ...rest);
    },
  };
});

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => (read.characters = 0));

/** How many characters are parsed while a text arrives in so many deltas. */
function parsed(text: string, deltas: number): number {
  read.characters = 0;
  const view = viewIn(document.createElement("div"));
  const size = Math.ceil(text.length / deltas);
  for (let at = 0; at < text.length; at += size) {
    view.append(text.slice(at, at + size));
    view.flush();
  }
  view.finish();
  view.flush();
  return read.characters;
}

test("four times the text in as many deltas is at most five times the work", () => {
  const small = parsed(sampleMarkdown(50), 2000);
  const large = parsed(sampleMarkdown(200), 2000);
  expect(large / small).toBeLessThanOrEqual(5);
});

test("streaming costs at most a tenth of reading the whole at each delta", () => {
  const text = sampleMarkdown(200);
  const streamed = parsed(text, 2000);
  expect(streamed / ((text.length / 2) * 2000)).toBeLessThanOrEqual(0.1);
});

test.each([
  ["an open list", "- an item with **bold** words\n"],
  ["an open table", "| a | b |\n"],
  ["an open quote", "> a line of it, one of many\n"],
  ["a paragraph without an end", "words and words "],
  ["a word without an end", "xxxxxxxxxxxxxxxx"],
  ["open brackets", "[a [b (c <d `e $f "],
])("%s stays linear", (_name, unit) => {
  const start = unit.startsWith("|") ? "| a | b |\n|---|---|\n" : "";
  const small = parsed(start + unit.repeat(1000), 250);
  const large = parsed(start + unit.repeat(4000), 1000);
  expect(large / small).toBeLessThanOrEqual(5);
});
