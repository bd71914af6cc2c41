import { afterEach, beforeAll, expect, test } from "vitest";
import { loadMaths, MarkdownView } from "..";
import type { Sight } from "../show/sight";
import { html } from "./shape";

beforeAll(() => loadMaths());
afterEach(() => getSelection()?.removeAllRanges());

const PART = [
  "## A *heading*\n\nWords with **marks**, `code`, $a^2$ and [a name] and [another][late].\n\n",
  "- one\n- two\n\n  with more\n\n> said\n\n```rust\nfn main() {}\n```\n\n$$\nx = \\frac{1}{2}\n$$\n\n",
  "| a | b |\n|---|---|\n| 1 | 2 |\n\n[a name]: https://example.org/a\n\n1. first\n2. second\n\n- [ ] to do\n\n",
].join("");

/** A text in an element whose nearness is told by the test. */
function shown(text: string): { root: HTMLElement; view: MarkdownView; tell: (near: boolean) => void } {
  const told: ((near: boolean, height: number) => void)[] = [];
  const sight: Sight = { watch: (_, changed) => told.push(changed), stop: () => (told.length = 0) };
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const view = new MarkdownView(root, { frame: () => () => {}, sight: () => sight });
  for (let at = 0; at < text.length; at += 37) {
    view.append(text.slice(at, at + 37));
    view.flush();
  }
  const tell = (near: boolean): void => {
    for (const changed of told) changed(near, 120);
    view.flush();
  };
  return { root, view, tell };
}

const empty = (root: HTMLElement): number => root.querySelectorAll(".md-section:empty").length;

test("what was taken out of the page comes back as it was", () => {
  const { root, tell } = shown(PART.repeat(30));
  const before = html(root);
  tell(false);
  expect(empty(root)).toBeGreaterThan(10);
  expect(root.querySelector<HTMLElement>(".md-section")?.style.blockSize).toBe("120px");
  tell(true);
  expect(empty(root)).toBe(0);
  expect(html(root).replaceAll(' style=""', "")).toBe(before);
});

test("what is near again before it was taken out stays", () => {
  const { root, view, tell } = shown(PART.repeat(30));
  const first = root.querySelector("h2");
  const frames = view.flush.bind(view);
  view.flush = () => true;
  tell(false);
  tell(true);
  frames();
  expect(root.querySelector("h2")).toBe(first);
});

test("a name explained while its section is out of the page is a link when that comes back", () => {
  const { root, view, tell } = shown(PART.repeat(30));
  tell(false);
  view.append("[late]: https://example.org/late\n\nmore\n\n");
  view.flush();
  tell(true);
  expect(root.querySelectorAll('[data-href="https://example.org/late"]')).toHaveLength(30);
});

test("a section that is selected stays, and what is copied is whole", () => {
  const { root, tell } = shown(PART.repeat(30));
  const words = root.textContent ?? "";
  const sections = root.querySelectorAll(".md-section").length;
  const selection = getSelection();
  const first = root.querySelector("h2") as HTMLElement;
  selection?.selectAllChildren(first);
  tell(false);
  expect(first.isConnected).toBe(true);
  expect(empty(root)).toBeGreaterThan(sections / 2);
  selection?.selectAllChildren(root);
  document.dispatchEvent(new Event("copy"));
  expect(root.textContent).toBe(words);
});

test("whoever looks for something in the text has all of it, and keeps it", () => {
  const { root, tell } = shown(PART.repeat(30));
  tell(false);
  root.dispatchEvent(new Event("showwhole"));
  expect(empty(root)).toBe(0);
  tell(false);
  expect(empty(root)).toBe(0);
});

test("a reply that is still being written loses nothing of its end", () => {
  const { root, view, tell } = shown(PART.repeat(30));
  tell(false);
  view.append("the very end");
  view.flush();
  tell(false);
  expect(root.textContent).toContain("the very end");
});
