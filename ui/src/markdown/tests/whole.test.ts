import { HtmlRenderer, Parser } from "commonmark";
import markdownit from "markdown-it";
import { expect, test, vi } from "vitest";
import { isLinkable } from "../inline/grammar";
import { randomFrom } from "./random";
import { html, render, shape } from "./shape";

vi.setConfig({ testTimeout: 60_000 });

const COMMON = [
  ...["- a", "  - b", "    - c", "* d", "+ e", "-", "1. x", "2. y", "3) z", "10. w", "  1. v"],
  ...[
    "- \ttab",
    "-\ttab",
    "1.\tn",
    "\tt",
    ">\tq",
    "   p",
    "  p",
    "    code",
    "      code",
    "-     ic",
    "- # lh",
  ],
  ...[
    "",
    "",
    "",
    "",
    "> q",
    ">",
    "> - r",
    "> > s",
    ">> t",
    "- > u",
    "> ```",
    "> # qh",
    "```",
    "~~~",
    "```py",
  ],
  ...["# h", "## h ##", "#", "***", "---", "- - -", "===", "text", "more *text*", "**b", "b**", "`co", "de`"],
  ...[
    "[a]",
    "  [b] c",
    "[a]: http://x.y/",
    "[b]: http://z.w 'ti'",
    "  ```",
    "a  ",
    "b\\",
    "![i](http://i.j/k)",
  ],
];
/** Lines that only the wider dialect knows; an indented line beside a table is read in many ways. */
const WIDER = [
  ...["| a | b |", "|---|:-:|", "| 1 | 2 |", "a | b", "--|--", "| 1 \\| 2 | `x` |", "| short", "~~s~~ t"],
  ...["", "", "", "text", "# h", "***", "```", "http://e.x/y_z.", "a@b.cd", "- item", "> q"],
];

function documents(lines: string[], count: number, seed: number): string[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const chosen = Array.from({ length: 2 + random(8) }, () => lines[random(lines.length)]);
    return `${chosen.join("\n")}\n`;
  });
}

function shapeOf(markup: string): string {
  const root = document.createElement("div");
  root.innerHTML = markup;
  return even(shape(root));
}

/** Cells that a short row lacks are not made by us, and a bare address is a link only for us; the
 * reference leaves a paragraph of nothing but link names behind, empty. */
function even(text: string): string {
  return text
    .replace(/(?:<td><\/td>)+<\/tr>/g, "</tr>")
    .replace(/<a (\S+)>\1<\/a>/g, "$1")
    .replaceAll("<p></p>", "");
}

test("lines in any order become what the reference implementation makes of them", () => {
  const parser = new Parser();
  const writer = new HtmlRenderer();
  for (const text of documents(COMMON, 1500, 7)) {
    const wanted = shapeOf(writer.render(parser.parse(text)));
    expect(even(shape(render(text))), JSON.stringify(text)).toBe(wanted);
  }
});

test("tables, addresses and crossed-out words become what the library makes of the whole", () => {
  const whole = markdownit("default", { html: false, linkify: true });
  whole.validateLink = isLinkable;
  whole.linkify.set({ fuzzyLink: false });
  for (const text of documents(WIDER, 800, 3)) {
    expect(even(shape(render(text))), JSON.stringify(text)).toBe(shapeOf(whole.render(text)));
  }
});

test("lines in any order come out the same however they arrive", () => {
  for (const [at, text] of documents(
    [...COMMON, ...WIDER, "- [x] t", "$$", "\\[ x", "\\]"],
    500,
    11,
  ).entries()) {
    expect(html(render(text, 1 + (at % 5))), JSON.stringify(text)).toBe(html(render(text)));
  }
});

test("no word is lost, whatever the lines around it", () => {
  const starts = [
    "",
    "",
    "- ",
    "  - ",
    "1. ",
    "> ",
    ">",
    "# ",
    "    ",
    "\t",
    "| ",
    "$$ ",
    "\\[ ",
    "``` \n",
    "---\n",
    "|-|\n",
  ];
  const ends = [
    "",
    "",
    "",
    " |",
    " $$",
    " \\]",
    "\n```",
    "\n===",
    "\n",
    "  ",
    "\\",
    " **",
    " `",
    " |\n|---|",
    "\n[r]: http://r.s/\n",
  ];
  const random = randomFrom(5);
  for (let run = 0; run < 600; run += 1) {
    const words = Array.from({ length: 2 + random(8) }, (_, at) => `word${at}x`);
    const text = words
      .map((word) => starts[random(starts.length)] + word + ends[random(ends.length)])
      .join("\n");
    const shown = render(text, 1 + random(40)).textContent ?? "";
    for (const word of words) expect(shown, JSON.stringify(text)).toContain(word);
  }
});
