/**
 * Markdown that may still be growing, made into a page safely and a little at a time.
 *
 * - `blocks/` reads lines as CommonMark does, each once; a line that has not ended is shown and taken back.
 * - `inline/` reads the text of one block with markdown-it's rules, and builds nodes from its tokens.
 * - `code/` colours code by line; `maths.ts` typesets; `show/` keeps one view for each block.
 *
 * However a text arrives, the page is the same in the end. It is what a whole-document parser makes of it,
 * but for what is meant otherwise:
 * - raw HTML is text, save for a few bare tags (`<br>`, `<sub>`, `<kbd>` …);
 * - only http, https and mailto addresses are links or images; any other stays as it was written;
 * - `$…$`, `$$`, `\(…\)` and `\[…\]` are maths; a formula that meets a blank line before its end is text;
 * - a line or a paragraph over 8,192 characters is read in pieces, so emphasis cannot cross a cut; a heading
 *   as long goes on as a paragraph; longer formulas are shown as their source;
 * - more than 24 levels of lists and quotes, or a table of over 100 columns, are text.
 */
export { type Growth, MarkdownView, type MarkdownOptions } from "./markdown-view";
export { englishStrings, type MarkdownStrings } from "./words";
export { loadMaths } from "./maths";
export { warm } from "./warm";
export { default as Markdown } from "./Markdown.svelte";
