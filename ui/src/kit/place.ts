const GAP = 6;
const RIM = 8;

/** Puts a fixed panel beside its anchor, inside the window, in either reading direction. */
export function place(
  panel: HTMLElement,
  anchor: HTMLElement,
  side: "above" | "below",
  align: "start" | "end",
): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const above = at.top - GAP - RIM;
  const below = innerHeight - at.bottom - GAP - RIM;
  const up = side === "above" ? above >= height || above >= below : below < height && above > below;
  const top = up ? Math.max(RIM, at.top - GAP - height) : at.bottom + GAP;
  const rightToLeft = getComputedStyle(anchor).direction === "rtl";
  const toLeftEdge = (align === "start") !== rightToLeft;
  const left = toLeftEdge ? at.left : at.right - width;
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.min(Math.max(RIM, left), innerWidth - width - RIM)}px`;
  panel.style.maxHeight = `${up ? above : innerHeight - top - RIM}px`;
}
