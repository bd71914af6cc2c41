import { MarkdownView } from "../../../../../ui/src/markdown/markdown-view";

/** Reads and renders a text from its beginning, beside the page. */
window.__readWhole = (text) => {
  const view = new MarkdownView(document.createElement("div"), { frame: () => () => {} });
  view.append(text);
  view.flush();
  view.destroy();
};
