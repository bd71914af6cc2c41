import type { Block } from "./block";
import type { Line } from "./line";
import type { BlockParser } from "./parser";

/** Whether a line goes on with an open block; `taken` when it was used up, as a closing fence is. */
export type Verdict = "yes" | "no" | "taken";

export function goesOn(parser: BlockParser, block: Block, line: Line): Verdict {
  switch (block.kind) {
    case "document":
    case "list":
      return "yes";
    case "quote":
      if (line.indented || line.char() !== ">") return "no";
      line.skipSpace();
      line.skip(1);
      if (line.isSpace()) line.skipColumns(1);
      return "yes";
    case "item":
      return itemGoesOn(block, line);
    case "code":
      return block.fence ? fenceGoesOn(parser, block, line) : indentedGoesOn(line);
    case "maths":
      return mathsGoesOn(parser, block, line);
    case "paragraph":
      return line.blank ? "no" : "yes";
    case "table":
      return line.blank || line.indented ? "no" : "yes";
    case "heading":
    case "rule":
    case "row":
      return "no";
  }
}

function itemGoesOn(block: Block, line: Line): Verdict {
  if (line.blank) {
    if (!block.last) return "no"; // An empty item ends at the first blank line.
    line.skipSpace();
    return "yes";
  }
  const inside = (block.list?.offset ?? 0) + (block.list?.padding ?? 0);
  if (line.indent < inside) return "no";
  line.skipColumns(inside);
  return "yes";
}

function indentedGoesOn(line: Line): Verdict {
  if (line.indented) {
    line.skipColumns(4);
    return "yes";
  }
  if (!line.blank) return "no";
  line.skipSpace();
  return "yes";
}

function fenceGoesOn(parser: BlockParser, block: Block, line: Line): Verdict {
  const fence = block.fence;
  if (!fence) return "no";
  const closing = line.indented ? null : /^(`{3,}|~{3,})[ \t]*$/.exec(line.body);
  if (closing?.[1]?.startsWith(fence.close) && closing[1].length >= fence.length) {
    complete(parser, block);
    return "taken";
  }
  line.skipColumns(Math.min(fence.indent, line.indent));
  return "yes";
}

function mathsGoesOn(parser: BlockParser, block: Block, line: Line): Verdict {
  if (line.blank) return "no";
  const close = block.fence?.close ?? "$$";
  const body = line.body;
  const at = body.indexOf(close);
  if (at < 0) return "yes";
  if (at > 0) parser.addLine(block, body.slice(0, at));
  complete(parser, block);
  const after = body.slice(at + close.length).trim();
  if (after) parser.addLine(parser.addChild("paragraph"), after);
  return "taken";
}

/** Closes a fence whose end was seen, and whatever was open inside a lazy line before it. */
export function complete(parser: BlockParser, block: Block): void {
  block.complete = true;
  parser.undo(() => (block.complete = false));
  parser.close(block);
}
