/** What tests look for on the page. */
export class Page {
  all(id: string): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
  }

  get(id: string): HTMLElement {
    const found = this.all(id)[0];
    if (!found) throw new Error(`nothing is called ${id}`);
    return found;
  }

  has(id: string): boolean {
    return this.all(id).length > 0;
  }

  /** Says whether the press was taken, so that the field itself does nothing with it. */
  protected strike(target: EventTarget, key: string, rest: KeyboardEventInit): boolean {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...rest });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  }
}
