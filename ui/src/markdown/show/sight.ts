/** Tells which elements are near what can be read. */
export interface Sight {
  /** Tells, now and whenever it changes, whether the element is near, and its height in pixels. */
  watch(element: Element, changed: (near: boolean, height: number) => void): void;
  /** Watches nothing any more. */
  stop(): void;
}

/** Near is what lies within so many heights of the view above and below it. */
const NEAR = "200% 0px";

/** The nearness of what stands within an element that something scrolls; nothing where the engine cannot tell. */
export function sightOf(within: Element): Sight | null {
  if (typeof IntersectionObserver === "undefined") return null;
  const told = new WeakMap<Element, (near: boolean, height: number) => void>();
  let observer: IntersectionObserver | null = null;
  return {
    watch(element, changed) {
      observer ??= new IntersectionObserver(
        (entries) => {
          for (const { target, isIntersecting, boundingClientRect } of entries)
            told.get(target)?.(isIntersecting, boundingClientRect.height);
        },
        { root: scrollerOf(within), rootMargin: NEAR },
      );
      told.set(element, changed);
      observer.observe(element);
    },
    stop() {
      observer?.disconnect();
      observer = null;
    },
  };
}

function scrollerOf(within: Element): Element | null {
  for (let at = within.parentElement; at; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}
