import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { MarkdownView, loadMaths, type MarkdownOptions } from "..";
import { viewIn } from "./shape";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(() => loadMaths());
afterEach(() => vi.useRealTimers());

function shown(text: string, options: MarkdownOptions = {}): { root: HTMLElement; view: MarkdownView } {
  const root = document.createElement("div");
  const view = viewIn(root, options);
  view.set(text);
  view.finish();
  view.flush();
  return { root, view };
}

test("text that goes on is added to, text that differs is shown anew", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  view.set("one\n\ntwo");
  view.flush();
  const first = root.querySelector("p");
  view.set("one\n\ntwo three");
  view.flush();
  expect(root.querySelector("p")).toBe(first);
  view.set("other");
  view.flush();
  expect(root.textContent).toBe("other");
});

test("a reply that was finished goes on when it is continued", () => {
  const { root, view } = shown("```js\nlet a");
  view.set("```js\nlet a = 1;\n```\n\ndone");
  view.flush();
  expect(root.querySelectorAll(".md-code")).toHaveLength(1);
  expect(root.querySelector("p")?.textContent).toBe("done");
});

test("a text shown anew stands in the old one's place only once it is whole", () => {
  const frames: (() => void)[] = [];
  const root = document.createElement("div");
  const view = new MarkdownView(root, { frame: (run) => (frames.push(run), () => {}) });
  view.set("old");
  view.flush();
  view.set(`new ${"text **goes** on\n\n".repeat(2000)}`);
  view.flush(0);
  expect(root.textContent).toBe("old");
  view.flush();
  expect(root.textContent).toContain("new text");
});

test("a great deal of text is spread over frames", () => {
  let next: (() => void) | null = null;
  const root = document.createElement("div");
  const view = new MarkdownView(root, { frame: (run) => ((next = run), () => (next = null)) });
  view.append("A paragraph with **words**.\n\n".repeat(4000));
  let frames = 0;
  for (let run = next as (() => void) | null; run; run = next) {
    next = null;
    frames += 1;
    run();
  }
  expect(frames).toBeGreaterThan(3);
  expect(view.settled).toBe(true);
  expect(root.querySelectorAll("p")).toHaveLength(4000);
});

test("a view that was taken down does nothing more", () => {
  const cancelled = vi.fn();
  const root = document.createElement("div");
  const view = new MarkdownView(root, { frame: () => cancelled });
  view.append("text");
  view.destroy();
  expect(cancelled).toHaveBeenCalled();
  expect(root.childNodes).toHaveLength(0);
});

test("the caret stands at the open end, and goes with the end", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  for (const [text, at] of [
    ["para", "p"],
    ["\n\n- item", "li p > span"],
    ["\n\n```\ncode", "code"],
    ["\n```\n\n| a |\n|---|\n| b", "td"],
  ] as const) {
    view.append(text);
    view.flush();
    const carets = [...root.querySelectorAll(".md-caret")];
    expect(carets.map((element) => element.matches(at))).toEqual([true]);
  }
  view.finish();
  view.flush();
  expect(root.querySelector(".md-caret")).toBeNull();
});

test("code is copied as it was written, and the button says so", async () => {
  vi.useFakeTimers();
  const copy = vi.fn(() => Promise.resolve());
  const { root } = shown("```py\ndef f():\n\treturn `1`\n\n\nx = 1\n```", { copy });
  const button = root.querySelector<HTMLElement>(".md-copy");
  expect(button?.getAttribute("aria-label")).toBe("Copy code");
  button?.click();
  expect(copy).toHaveBeenCalledWith("def f():\n\treturn `1`\n\n\nx = 1\n");
  await vi.advanceTimersByTimeAsync(0);
  expect(button?.textContent).toBe("Copied");
  await vi.advanceTimersByTimeAsync(2000);
  expect(button?.textContent).toBe("Copy");
});

test("a copy that fails leaves the button as it was", async () => {
  const { root } = shown("```\nx\n```", { copy: () => Promise.reject(new Error("denied")) });
  const button = root.querySelector<HTMLElement>(".md-copy");
  button?.click();
  await Promise.resolve();
  await Promise.resolve();
  expect(button?.textContent).toBe("Copy");
});

test("the caller's words are used", () => {
  const strings = {
    copy: "कॉपी",
    copied: "हो गया",
    copyCode: "कोड कॉपी करें",
    code: "कोड",
    table: "तालिका",
    image: "{host} से चित्र",
    taskDone: "पूरा",
    taskOpen: "बाकी",
  };
  const { root } = shown("```\nx\n```\n\n![](https://a.example/x)\n\n- [x] a\n\n|a|\n|-|", { strings });
  expect(root.querySelector(".md-copy")?.textContent).toBe("कॉपी");
  expect(root.querySelector("pre")?.getAttribute("aria-label")).toBe("कोड");
  expect(root.querySelector(".md-image")?.textContent).toBe("a.example से चित्र");
  expect(root.querySelector(".md-task")?.getAttribute("aria-label")).toBe("पूरा");
  expect(root.querySelector(".md-table")?.getAttribute("aria-label")).toBe("तालिका");
});

test("code is coloured line by line as it arrives, and not again", async () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  view.append('```rust\nlet x = "a"; // note\n');
  view.flush();
  await vi.waitFor(() => {
    view.flush();
    expect(root.querySelector(".hl-comment")?.textContent).toBe("// note");
  });
  const first = root.querySelector(".hl-string");
  expect(first?.textContent).toBe('"a"');
  view.append("fn f() {}\nopen line");
  view.flush();
  expect(root.querySelector(".hl-string")).toBe(first);
  expect(root.querySelector("code")?.textContent).toContain("open line");
  expect([...root.querySelectorAll(".hl-keyword")].map((node) => node.textContent)).toContain("fn");
});

test("maths is typeset with MathML, and what is broken or too long is its source", () => {
  const { root } = shown("$x^2$ and \\(y\\)\n\n$$\n\\frac12\n$$\n\n$\\frac{$ costs $5 and $6");
  expect(root.querySelectorAll("math")).toHaveLength(3);
  expect(root.querySelectorAll(".md-formula math")).toHaveLength(1);
  expect(root.querySelector(".md-body")?.lastElementChild?.textContent).toContain(
    "$\\frac{$ costs $5 and $6",
  );
});

test.each([
  "It costs $5 and $6.",
  "from $5-$6 or $7.50–$8",
  "$20 bills, 30$ and US$100",
  "set $HOME and $PATH to it",
  "$ x $ and $$",
  "pay $5, or 6$ more",
])("%j is not maths", (text) => {
  const { root } = shown(text);
  expect(root.querySelector(".md-maths")).toBeNull();
  expect(root.textContent).toBe(text);
});

test("table headings name their columns", () => {
  const { root } = shown("| a | b |\n|:-|-:|\n| 1 | 2 |");
  expect([...root.querySelectorAll("th")].map((cell) => cell.getAttribute("scope"))).toEqual(["col", "col"]);
  expect(root.querySelector("td:last-child")?.className).toBe("md-right");
});

test("each block reads in the direction of its first letter", () => {
  const { root } = shown("مرحبا hello\n\nhello مرحبا\n\n- שלום\n\n1. *नमस्ते*\n\n> 12 سلام\n\n```\nمرحبا\n```");
  const directions = [...(root.querySelector(".md-section")?.children ?? [])].map((block) =>
    block.getAttribute("dir"),
  );
  expect(directions).toEqual(["rtl", "ltr", "rtl", "ltr", "rtl", "ltr"]);
});
