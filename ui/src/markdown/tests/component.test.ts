import { flushSync, mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import Markdown from "../Markdown.svelte";
import Holder from "./Holder.svelte";

const frames: FrameRequestCallback[] = [];
vi.stubGlobal("requestAnimationFrame", (run: FrameRequestCallback) => frames.push(run));
vi.stubGlobal("cancelAnimationFrame", () => frames.splice(0));
afterEach(() => {
  frames.length = 0;
  document.body.replaceChildren();
});

function nextFrame(): void {
  for (const run of frames.splice(0)) run(0);
}

test("a finished reply stands as soon as it is mounted", () => {
  const component = mount(Markdown, { target: document.body, props: { text: "a **b**" } });
  flushSync();
  expect(document.querySelector("strong")?.textContent).toBe("b");
  expect(document.querySelector(".md-streaming")).toBeNull();
  void unmount(component);
});

test("text that streams is shown once a frame, and closed with the end", () => {
  const holder = mount(Holder, { target: document.body });
  flushSync();
  for (const more of ["one ", "two ", "**three"]) {
    holder.add(more);
    flushSync();
  }
  expect(document.body.textContent).toBe("");
  expect(frames).toHaveLength(1);
  nextFrame();
  expect(document.querySelector("p")?.textContent).toBe("one two three");
  expect(document.querySelector(".md-streaming .md-caret")).not.toBeNull();
  holder.end();
  flushSync();
  nextFrame();
  expect(document.querySelector("p")?.textContent).toBe("one two **three");
  expect(document.querySelector(".md-caret")).toBeNull();
  void unmount(holder);
});

test("a component that is taken down leaves no frame behind", () => {
  const holder = mount(Holder, { target: document.body });
  holder.add("text");
  flushSync();
  void unmount(holder);
  expect(frames).toHaveLength(0);
});
