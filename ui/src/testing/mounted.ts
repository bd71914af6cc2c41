import { flushSync, mount, unmount, type Component } from "svelte";

/** One component alone on the page, for tests. */
export class Mounted {
  readonly #mounted: Record<string, unknown>;

  constructor(component: Component<never>, props: Record<string, unknown>) {
    document.body.replaceChildren();
    this.#mounted = mount(component as Component<Record<string, unknown>>, { target: document.body, props });
    flushSync();
  }

  all(id: string): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
  }

  get(id: string): HTMLElement {
    const found = this.all(id)[0];
    if (!found) throw new Error(`nothing is called ${id}`);
    return found;
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

  /** Says whether the press was taken. */
  press(target: HTMLElement, key: string, rest: KeyboardEventInit = {}): boolean {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...rest });
    target.dispatchEvent(event);
    flushSync();
    return event.defaultPrevented;
  }

  close(): void {
    void unmount(this.#mounted);
  }
}
