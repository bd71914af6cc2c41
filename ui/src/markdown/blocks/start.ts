import type { Block, ListMark } from "./block";
import { complete } from "./continue";
import type { Line } from "./line";
import type { BlockParser } from "./parser";
import { startsTable } from "./table";

/** What a line began: a block that may hold others, a leaf, or a leaf that used the line up. */
export type Found = "container" | "leaf" | "taken" | null;
type Start = (parser: BlockParser, container: Block, line: Line) => Found;

/** Deeper nesting than this is shown as text: nobody reads it, and the page must stay shallow. */
const DEEPEST = 24;

const quote: Start = (parser, container, line) => {
  if (line.indented || line.char() !== ">" || container.depth >= DEEPEST) return null;
  line.skipSpace();
  line.skip(1);
  if (line.isSpace()) line.skipColumns(1);
  parser.closeUnmatched();
  parser.addChild("quote");
  return "container";
};

const heading: Start = (parser, _container, line) => {
  if (line.indented) return null;
  const opening = /^(#{1,6})(?:[ \t]+|$)/.exec(line.body);
  if (!opening?.[1]) return null;
  parser.closeUnmatched();
  const block = parser.addChild("heading");
  block.level = opening[1].length;
  const text = line.body.slice(opening[0].length);
  parser.addLine(block, text.replace(/^[ \t]*#+[ \t]*$/, "").replace(/[ \t]+#+[ \t]*$/, ""));
  return "taken";
};

const fencedCode: Start = (parser, _container, line) => {
  if (line.indented) return null;
  const opening = /^(`{3,})(?!.*`)|^(~{3,})/.exec(line.body);
  if (!opening) return null;
  parser.closeUnmatched();
  const block = parser.addChild("code");
  const run = opening[0];
  block.fence = { close: run.charAt(0), length: run.length, indent: line.indent };
  block.info = line.body.slice(run.length).trim();
  return "taken";
};

/** `$$` or `\[` alone at the start of a line; with text after its end it is maths within a paragraph. */
const maths: Start = (parser, _container, line) => {
  if (line.indented) return null;
  const body = line.body;
  const open = body.startsWith("$$") ? "$$" : body.startsWith("\\[") ? "\\[" : "";
  if (!open) return null;
  const close = open === "$$" ? "$$" : "\\]";
  const text = body.slice(2);
  const end = text.indexOf(close);
  if (end >= 0 && text.slice(end + 2).trim() !== "") return null;
  if (end >= 0 && text.slice(0, end).trim() === "") return null;
  parser.closeUnmatched();
  const block = parser.addChild("maths");
  block.fence = { close, length: 2, indent: 0 };
  if (end >= 0) {
    parser.addLine(block, text.slice(0, end));
    complete(parser, block);
  } else if (text) parser.addLine(block, text);
  return "taken";
};

const setext: Start = (parser, container, line) => {
  if (line.indented || container.kind !== "paragraph") return null;
  const underline = /^(?:=+|-+)[ \t]*$/.exec(line.body);
  if (!underline) return null;
  parser.closeUnmatched();
  if (!parser.takeReferences(container)) return null;
  const block = parser.replace(container, "heading");
  block.level = underline[0].startsWith("=") ? 1 : 2;
  parser.addLine(block, container.text.trim());
  return "taken";
};

const table: Start = (parser, container, line) => (startsTable(parser, container, line) ? "taken" : null);

const rule: Start = (parser, _container, line) => {
  if (line.indented || !/^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(line.body)) return null;
  parser.closeUnmatched();
  parser.addChild("rule");
  return "taken";
};

const item: Start = (parser, container, line) => {
  if ((line.indented && container.kind !== "list") || container.depth >= DEEPEST) return null;
  const mark = readMark(container, line);
  if (!mark) return null;
  parser.closeUnmatched();
  const list = parser.tip;
  if (list.kind !== "list" || list.list?.ordered !== mark.ordered || list.list.mark !== mark.mark) {
    parser.addChild("list").list = mark;
  }
  const block = parser.addChild("item");
  block.list = mark;
  parser.fresh = block;
  return "container";
};

const indentedCode: Start = (parser, _container, line) => {
  if (!line.indented || line.blank || parser.tip.kind === "paragraph") return null;
  line.skipColumns(4);
  parser.closeUnmatched();
  parser.addChild("code");
  return "leaf";
};

export const starts: Start[] = [quote, heading, fencedCode, maths, setext, table, rule, item, indentedCode];

/** Reads a list marker and the space after it; null, and nothing read, when there is none. */
function readMark(container: Block, line: Line): ListMark | null {
  if (line.indent >= 4) return null;
  const body = line.body;
  const bullet = /^[*+-]/.exec(body);
  const number = bullet ? null : /^(\d{1,9})([.)])/.exec(body);
  const marker = bullet ?? number;
  if (!marker) return null;
  const start = number ? Number(number[1]) : 1;
  const inParagraph = container.kind === "paragraph";
  if (inParagraph && number && start !== 1) return null;
  const width = marker[0].length;
  const after = body.charAt(width);
  if (after !== "" && after !== " " && after !== "\t") return null;
  if (inParagraph && body.slice(width).trim() === "") return null;
  const offset = line.indent;
  line.skipSpace();
  line.skip(width);
  const spaces = line.indent;
  const blank = line.blank;
  const few = spaces >= 1 && spaces < 5 && !blank;
  if (few) line.skipColumns(spaces);
  else if (spaces > 0) line.skipColumns(1);
  return {
    ordered: number !== null,
    mark: bullet ? marker[0] : (number?.[2] ?? "."),
    start,
    offset,
    padding: width + (few ? spaces : 1),
  };
}
