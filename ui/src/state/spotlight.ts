/** How long it is shown, in milliseconds. */
const SHOWN = 2600;

/** Shows where something stands, for a moment: a soft ground over its lines, or over all of the element. */
export function spotlight(element: HTMLElement, range: Range | null): void {
  element.querySelectorAll(":scope > .spotlight").forEach((old) => old.remove());
  if (getComputedStyle(element).position === "static") element.style.position = "relative";
  const { left, top } = element.getBoundingClientRect();
  const layer = document.createElement("div");
  layer.className = "spotlight";
  layer.dataset.testid = "spotlight";
  layer.setAttribute("aria-hidden", "true");
  const rects = range ? lines(range) : [element.getBoundingClientRect()];
  for (const rect of rects) {
    const line = document.createElement("span");
    line.style.left = `${rect.left - left - 3}px`;
    line.style.top = `${rect.top - top - 1}px`;
    line.style.width = `${rect.width + 6}px`;
    line.style.height = `${rect.height + 2}px`;
    layer.append(line);
  }
  element.append(layer);
  setTimeout(() => layer.remove(), SHOWN);
}

/** The lines of a range; an engine that lays nothing out, as in tests, has none. */
function lines(range: Range): DOMRect[] {
  return "getClientRects" in range ? [...range.getClientRects()] : [];
}

/** Brings a range to the middle of whatever scrolls it. */
export function reveal(element: HTMLElement, range: Range | null): void {
  const inside = range?.startContainer.parentElement ?? element;
  inside.scrollIntoView?.({ block: range ? "center" : "start" });
}
