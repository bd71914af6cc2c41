import { afterAll, vi } from "vitest";

// A language of code that is still being fetched when a file's tests end would find no page.
afterAll(() => vi.dynamicImportSettled());

// What jsdom leaves out and a browser has.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

if (typeof window !== "undefined") {
  globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver;
  globalThis.IntersectionObserver ??= NoObserver as unknown as typeof IntersectionObserver;
  globalThis.matchMedia ??= ((media: string) => ({
    media,
    matches: false,
    addEventListener() {},
    removeEventListener() {},
  })) as unknown as typeof matchMedia;
  Element.prototype.scrollIntoView ??= () => {};
  Element.prototype.scrollTo ??= (() => {}) as Element["scrollTo"];
  Element.prototype.animate ??= (() => ({
    cancel() {},
    finished: Promise.resolve(),
  })) as unknown as Element["animate"];
  HTMLElement.prototype.showPopover ??= () => {};
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
}
