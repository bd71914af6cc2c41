import { flushSync, mount, unmount, type Component } from "svelte";
import { Page } from "./page";

/** One component alone on the page, for tests. */
export class Mounted extends Page {
  readonly #mounted: Record<string, unknown>;

  constructor(component: Component<never>, props: Record<string, unknown>) {
    super();
    document.body.replaceChildren();
    this.#mounted = mount(component as Component<Record<string, unknown>>, { target: document.body, props });
    flushSync();
  }

  click(target: string | HTMLElement): void {
    (typeof target === "string" ? this.get(target) : target).click();
    flushSync();
  }

  choose(id: string, value: string): void {
    const field = this.get(id) as HTMLSelectElement | HTMLInputElement;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    flushSync();
  }

  press(target: HTMLElement, key: string, rest: KeyboardEventInit = {}): boolean {
    const taken = this.strike(target, key, rest);
    flushSync();
    return taken;
  }

  close(): void {
    void unmount(this.#mounted);
  }
}
