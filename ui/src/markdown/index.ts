export { MarkdownView, type MarkdownOptions } from "./markdown-view";
export { englishStrings, type MarkdownStrings } from "./words";
export { loadMaths } from "./maths";
export { default as Markdown } from "./Markdown.svelte";
