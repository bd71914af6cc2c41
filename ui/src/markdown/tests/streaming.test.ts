import { beforeAll, expect, test, vi } from "vitest";
import { loadMaths } from "../maths";
import { html, render, viewIn } from "./shape";

vi.setConfig({ testTimeout: 60_000 });

const corpus = import.meta.glob<string>("./corpus/*.md", { query: "?raw", import: "default", eager: true });
const documents = Object.entries(corpus).map(([path, text]) => ({ name: path.slice(9), text }));

/** Longer than every limit at which text is cut. */
const long = [
  {
    name: "one long paragraph",
    text: `${"Words of a paragraph **in bold** that goes on, with `code`. ".repeat(900)}\n\nend`,
  },
  { name: "one long word", text: "x".repeat(40_000) },
  { name: "a long line in a list", text: `- a\n- ${"y ".repeat(12_000)}\n- b` },
  { name: "a long line of code", text: `\`\`\`js\n${"z".repeat(30_000)}\nshort\n\`\`\`` },
  { name: "a long heading", text: `# ${"h ".repeat(9_000)}\n\nend` },
  { name: "a long cell", text: `| a |\n|---|\n| ${"c ".repeat(9_000)} |\n| d |` },
  {
    name: "a long open fence",
    text: `\`\`\`python\n${"def f(x):\n    return x + 1  # one\n\n".repeat(400)}`,
  },
  { name: "a long formula", text: `$$\n${"x + ".repeat(5_000)}y\n$$\n\nend` },
  { name: "many lines with no gap", text: "a line of text, one of many\n".repeat(1500) },
  { name: "quotes without bottom", text: `${">".repeat(6000)} deep\n${"> ".repeat(3000)}deeper` },
  { name: "lists without bottom", text: `${"- ".repeat(3000)}deep\n${"1. ".repeat(2000)}deeper` },
  { name: "brackets without end", text: `${"[".repeat(5000)}a${"![".repeat(3000)}b${"*_".repeat(2000)}c` },
  { name: "many emoji", text: "👩‍👩‍👧‍👦".repeat(3000) },
];

beforeAll(() => loadMaths());

test.each(documents)("$name is the same however it arrives", ({ text }) => {
  const whole = html(render(text));
  for (const size of [1, 2, 3, 7, 64]) expect(html(render(text, size)), `pieces of ${size}`).toBe(whole);
});

test.each(long)("$name is the same however it arrives", ({ text }) => {
  const whole = html(render(text));
  for (const size of [997, 4096, 8192]) expect(html(render(text, size)), `pieces of ${size}`).toBe(whole);
});

test("what is closed is never touched again", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  view.append(
    "# One\n\n- a\n- b\n\n```js\nlet x;\n```\n\nA paragraph with **words**.\n\n| a |\n|---|\n| 1 |\n",
  );
  view.flush();
  view.append("\nThe tail begins");
  view.flush();
  const closed = [...root.querySelectorAll(".md-body > :not(:last-child), .md-body > :not(:last-child) *")];
  const changes: MutationRecord[] = [];
  const watch = new MutationObserver((records) => changes.push(...records));
  for (const element of closed)
    watch.observe(element, { childList: true, characterData: true, attributes: true });
  for (let at = 0; at < 200; at += 1) {
    view.append(at % 9 === 8 ? "\n\n* item\n" : ` and *goes* on`);
    view.flush();
  }
  view.finish();
  view.flush();
  changes.push(...watch.takeRecords());
  expect(changes).toEqual([]);
});

test("of an open paragraph only the end is made anew", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  view.append("A **bold** word, `code`, and text");
  view.flush();
  const before = [...(root.querySelector("p")?.childNodes ?? [])];
  view.append(" that grows *with emphasis");
  view.flush();
  const after = [...(root.querySelector("p")?.childNodes ?? [])];
  before.forEach((node, at) => expect(after[at]).toBe(node));
});

test("a link name that is explained later makes the links before it", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  view.append("See [the book] and [this][the book].\n\n- [the book]\n\nmore\n\n");
  view.flush();
  expect(root.querySelectorAll("a")).toHaveLength(0);
  view.append("[The  Book]: https://a.example/book\n\nend");
  view.flush();
  expect(root.querySelectorAll("a[data-href='https://a.example/book']")).toHaveLength(3);
});
