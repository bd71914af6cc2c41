import { MarkdownView } from "./markdown-view";

export interface StreamFigures {
  /** From the first delta to the last on the page, layout included. */
  ms: number;
  /** Script time of reading and rendering alone. */
  cpuMs: number;
  /** What reading the whole text anew at each delta would cost, from a sample of the deltas. */
  wholeMs: number;
  /** The longest time between two frames. */
  longestTaskMs: number;
}

export interface FrameFigures {
  ms: number;
  frames: number;
  longestTaskMs: number;
  /** The 95th percentile of the time between two frames. */
  p95Ms: number;
}

const PARTS = [
  "## Section {n}\n\nA paragraph of reply {n} with **bold**, *emphasis*, `code_{n}` and a [link](https://example.org/{n}). It goes on for a sentence or two, as replies do, and says that $x_{{n}}^2 + y = {n}$.\n\n",
  "- first point {n}\n- second point, with `code`\n  - nested point {n}\n- third point\n\n",
  "```rust\nfn step_{n}(input: &str) -> usize {\n    // Counts the words.\n    input.split_whitespace().filter(|w| !w.is_empty()).count() + {n}\n}\n```\n\n",
  "| name | value | note |\n|------|------:|------|\n| row {n} | {n} | some *text* |\n| other | 2 | `x` |\n\n",
  "> A quotation, number {n}, that takes up\n> two lines.\n\n1. one\n2. two\n3. three\n\n",
  "A closing paragraph with नमस्ते, 你好 and مرحبا, so that not everything is Latin; https://example.org/page/{n} too.\n\n",
];

/** A made-up reply of so many kilobytes with everything in it that replies have. */
export function sampleMarkdown(kilobytes: number): string {
  let text = "";
  for (let n = 1; text.length < kilobytes * 1024; n += 1) {
    text += (PARTS[n % PARTS.length] as string).replaceAll("{n}", String(n));
  }
  return text.slice(0, kilobytes * 1024);
}

/** Streams a reply in equal deltas, each rendered and laid out at once. */
export async function streamBench(kilobytes: number, deltas: number): Promise<StreamFigures> {
  const text = sampleMarkdown(kilobytes);
  const size = Math.ceil(text.length / deltas);
  const stage = openStage();
  const view = new MarkdownView(stage, { frame: () => () => {} });
  const gaps = watchFrames();
  const begun = performance.now();
  let cpuMs = 0;
  let rested = begun;
  for (let at = 0; at < text.length; at += size) {
    const from = performance.now();
    view.append(text.slice(at, at + size));
    view.flush();
    cpuMs += performance.now() - from;
    void stage.offsetHeight;
    if (performance.now() - rested > 8) {
      await nextTurn();
      rested = performance.now();
    }
  }
  view.finish();
  view.flush();
  const ms = performance.now() - begun;
  const longestTaskMs = gaps.stop().longest;
  view.destroy();
  stage.remove();
  return { ms, cpuMs, wholeMs: await wholeCost(text, size, deltas), longestTaskMs };
}

async function wholeCost(text: string, size: number, deltas: number): Promise<number> {
  const samples = 16;
  let ms = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const end = Math.floor(((sample + 0.5) / samples) * deltas) * size;
    const root = document.createElement("div");
    const from = performance.now();
    const view = new MarkdownView(root, { frame: () => () => {} });
    view.append(text.slice(0, end));
    view.flush();
    ms += performance.now() - from;
    view.destroy();
    await nextTurn();
  }
  return (ms / samples) * deltas;
}

/** Hands text over in pieces as fast as frames come, `perFrame` pieces at a time (all at once by default). */
export async function frameBench(text: string, size: number, perFrame = Infinity): Promise<FrameFigures> {
  const stage = openStage();
  const gaps = watchFrames();
  const begun = performance.now();
  const settled = new Promise<void>((resolve) => {
    const view = new MarkdownView(stage, {
      onSettled: () => {
        if (at < text.length || !view.settled) return;
        requestAnimationFrame(() => resolve());
      },
    });
    let at = 0;
    const feed = (): void => {
      for (let count = 0; count < perFrame && at < text.length; count += 1, at += size) {
        view.append(text.slice(at, at + size));
      }
      if (at < text.length) requestAnimationFrame(feed);
      else view.finish();
    };
    feed();
  });
  await settled;
  const ms = performance.now() - begun;
  const { longest, p95, count } = gaps.stop();
  stage.remove();
  return { ms, frames: count, longestTaskMs: longest, p95Ms: p95 };
}

/** Texts that are hard to stream, by name. */
export const HARD: Record<string, () => string> = {
  "20,000 deltas": () => sampleMarkdown(80),
  "open fence": () => `\`\`\`python\n${"def step(x):\n    return x + 1  # one more\n".repeat(4700)}`,
  "open list": () => "- an item with **bold** and `code` in it\n".repeat(5000),
  "open table": () => `| a | b | c |\n|---|---|---|\n${"| cell one | 2 | *three* |\n".repeat(5000)}`,
  "one line": () => "word ".repeat(1_000_000),
  "one word": () => "x".repeat(5_000_000),
  "one line of code": () => `\`\`\`\n${"z".repeat(1_000_000)}`,
};

function openStage(): HTMLElement {
  const stage = document.createElement("div");
  document.body.append(stage);
  return stage;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function watchFrames(): { stop(): { longest: number; p95: number; count: number } } {
  const gaps: number[] = [];
  let before = performance.now();
  let id = 0;
  const tick = (): void => {
    const now = performance.now();
    gaps.push(now - before);
    before = now;
    id = requestAnimationFrame(tick);
  };
  id = requestAnimationFrame(tick);
  return {
    stop: () => {
      cancelAnimationFrame(id);
      gaps.push(performance.now() - before);
      const sorted = [...gaps].sort((a, b) => a - b);
      return {
        longest: sorted.at(-1) ?? 0,
        p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
        count: gaps.length,
      };
    },
  };
}
