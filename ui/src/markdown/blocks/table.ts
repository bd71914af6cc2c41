import type { Align, Block } from "./block";
import type { Line } from "./line";
import type { BlockParser } from "./parser";

/** A table wider than this stays text: each short row would make that many cells. */
const WIDEST = 100;

/** A row of dashes under the last line of a paragraph, with as many cells: the line was a header. */
export function startsTable(parser: BlockParser, container: Block, line: Line): boolean {
  if (line.indented || container.kind !== "paragraph" || !/^[|:-][|:\- \t]*$/.test(line.body)) return false;
  const header = container.parts.slice(container.lastLine).join("").replace(/^\n/, "");
  const aligns = readAligns(line.body);
  if (!aligns || !(header.includes("|") || line.body.includes("|"))) return false;
  if (header.length > 4096 || splitRow(header).length !== aligns.length) return false;
  parser.closeUnmatched();
  parser.takeLastLine(container);
  const table = parser.addChild("table");
  table.aligns = aligns;
  parser.addRow(table, header);
  return true;
}

function readAligns(text: string): Align[] | null {
  const cells = splitRow(text);
  if (cells.length > WIDEST) return null;
  const aligns: Align[] = [];
  for (const cell of cells) {
    if (!/^:?-+:?$/.test(cell)) return null;
    const left = cell.startsWith(":");
    const right = cell.endsWith(":");
    aligns.push(left && right ? "center" : right ? "right" : left ? "left" : "");
  }
  return aligns;
}

/** The cells of a row, cut at each `|` that has no backslash before it. */
export function splitRow(text: string): string[] {
  const row = text.trim();
  const cells: string[] = [];
  let cell = "";
  let from = row.startsWith("|") ? 1 : 0;
  for (let at = from; at < row.length; at += 1) {
    const c = row.charCodeAt(at);
    if (c === 0x7c) {
      cells.push(cell + row.slice(from, at));
      cell = "";
      from = at + 1;
    } else if (c === 0x5c && row.charCodeAt(at + 1) === 0x7c) {
      cell += row.slice(from, at);
      from = at + 1;
      at += 1;
    }
  }
  if (from < row.length || cell) cells.push(cell + row.slice(from));
  return cells.map((text) => text.trim());
}
