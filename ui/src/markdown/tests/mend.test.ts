import { expect, test } from "vitest";
import { mend } from "../inline/mend";
import { viewIn } from "./shape";

test.each([
  ["plain text", "plain text"],
  ["a **bold wor", "a **bold wor**"],
  ["a **bold** and *emp", "a **bold** and *emp*"],
  ["**bold with *nested", "**bold with *nested***"],
  ["a `code", "a `code`"],
  ["a ``co`de", "a ``co`de``"],
  ["`**not bold", "`**not bold`"],
  ["~~gone", "~~gone~~"],
  ["see [the book](https://exam", "see the book"],
  ["see ![a cat](https://exam", "see a cat"],
  ["see [the book](https://a.example) **x", "see [the book](https://a.example) **x**"],
  ["an opening **", "an opening"],
  ["2 * 3 is 6", "2 * 3 is 6"],
  ["snake_case_name", "snake_case_name"],
  ["\\*escaped", "\\*escaped"],
  ["a list [1] and (this", "a list [1] and (this"],
])("%j is shown as %j while it is written", (text, shown) => expect(mend(text)).toBe(shown));

test("an open mark never shows while its words arrive, and stays if it is never closed", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  view.append("one **two thr");
  view.flush();
  expect(root.querySelector("strong")?.textContent).toBe("two thr");
  view.finish();
  view.flush();
  expect(root.querySelector("strong")).toBeNull();
  expect(root.textContent).toBe("one **two thr");
});
