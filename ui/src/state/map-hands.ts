import type { MapView } from "./map-view.svelte";
import type { Step } from "./map-walk";

/** How much one press or one click makes larger. */
export const CLOSER = 1.25;
/** Pixels that a pointer moves before that is a drag. */
const SLACK = 4;
/** Columns and rows around a spot that belong to it. */
const REACH = 0.4;

/** What each key does on the map. Left and right are as they are seen, in every direction of writing. */
export function mapKeys(event: KeyboardEvent, view: MapView, choose: (index: number) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const steps: Record<string, Step> = {
    ArrowUp: "parent",
    ArrowDown: "child",
    ArrowLeft: view.mirrored ? "next" : "previous",
    ArrowRight: view.mirrored ? "previous" : "next",
    PageUp: "fork-before",
    PageDown: "fork-after",
  };
  const step = steps[event.key];
  if (step) view.step(step);
  else if (event.key === "Enter" || event.key === " ") choose(view.at);
  else if (event.key === "Home") view.home();
  else if (event.key === "+" || event.key === "=") view.zoomBy(CLOSER);
  else if (event.key === "-") view.zoomBy(1 / CLOSER);
  else if (event.key === "0") view.fit();
  else return;
  event.preventDefault();
}

/** The hand on the map: a drag moves it, the wheel too, and with Ctrl or a pinch the wheel makes it larger. */
export class MapPointer {
  #view: MapView;
  #choose: (index: number) => void;
  #from: { x: number; y: number } | null = null;
  #dragging = false;

  constructor(view: MapView, choose: (index: number) => void) {
    this.#view = view;
    this.#choose = choose;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    const { x, y } = inside(event);
    if (event.ctrlKey || event.metaKey) this.#view.zoomBy(Math.exp(-dy / 300), x, y);
    else if (event.shiftKey && dx === 0) this.#view.pan(-dy, 0);
    else this.#view.pan(-dx, -dy);
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#dragging = false;
  }

  /** Says what is under the pointer, or -1. */
  move(event: PointerEvent): number {
    const { x, y } = inside(event);
    const from = this.#from;
    if (!from) return this.#view.under(x, y, REACH);
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!this.#dragging && Math.hypot(dx, dy) < SLACK) return -1;
    if (!this.#dragging) (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#dragging = true;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#view.pan(dx, dy);
    return -1;
  }

  up(event: PointerEvent): void {
    const pressed = this.#from !== null && !this.#dragging && event.type === "pointerup";
    this.#from = null;
    if (!pressed) return;
    const { x, y } = inside(event);
    this.#choose(this.#view.under(x, y, REACH));
  }
}

/** Where on the element an event is. */
function inside(event: MouseEvent): { x: number; y: number } {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
