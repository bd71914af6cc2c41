import { laneHue } from "./lanes";

/** The colours of a map as they are now: what is drawn by hand cannot name a token. */
export type Palette = {
  /** By lane, -1 for none. */
  hue: (lane: number) => string;
  soft: (lane: number) => string;
  edge: string;
  paper: string;
  accent: string;
  danger: string;
};

/** Reads the colours where an element stands. */
export function paletteAt(element: HTMLElement): Palette {
  const known = new Map<string, string>();
  const read = (token: string): string => {
    const found = known.get(token);
    if (found !== undefined) return found;
    const before = element.style.color;
    element.style.color = token;
    const colour = getComputedStyle(element).color;
    element.style.color = before;
    known.set(token, colour);
    return colour;
  };
  const of = (lane: number) => laneHue(lane < 0 ? null : lane);
  return {
    hue: (lane) => read(of(lane).hue),
    soft: (lane) => read(of(lane).soft),
    edge: read("var(--edge)"),
    paper: read("var(--paper)"),
    accent: read("var(--accent)"),
    danger: read("var(--danger)"),
  };
}

/** Tells when light becomes dark or the other way round; returns how to stop. */
export function onTheme(changed: () => void): () => void {
  const dark = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark?.addEventListener("change", changed);
  return () => {
    chosen.disconnect();
    dark?.removeEventListener("change", changed);
  };
}
