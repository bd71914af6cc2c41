import { flushSync, mount, tick, unmount } from "svelte";
import { fakeHost, type FakeHost } from "../host/fake";
import { App } from "../state/app.svelte";
import Window from "../views/Window.svelte";

/** The whole window on a made-up host, for tests. */
export class Opened {
  static async with(query = "", prepare: (host: FakeHost) => void = () => {}): Promise<Opened> {
    const host = fakeHost(new URLSearchParams(`lang=en&${query}`));
    prepare(host);
    const app = new App(host);
    const target = document.createElement("div");
    document.body.replaceChildren(target);
    const opened = new Opened(host, app, mount(Window, { target, props: { app } }));
    await app.start();
    await opened.settled();
    return opened;
  }

  private constructor(
    readonly host: FakeHost,
    readonly app: App,
    private readonly mounted: Record<string, unknown>,
  ) {}

  async settled(): Promise<void> {
    for (let n = 0; n < 8; n++) {
      flushSync();
      await tick();
      await Promise.resolve();
    }
  }

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

  async click(id: string): Promise<void> {
    this.get(id).click();
    await this.settled();
  }

  async write(id: string, text: string): Promise<void> {
    const field = this.get(id) as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await this.settled();
  }

  /** Says whether the press was taken, so that the field itself does nothing with it. */
  async press(target: EventTarget, key: string, rest: KeyboardEventInit = {}): Promise<boolean> {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...rest });
    target.dispatchEvent(event);
    await this.settled();
    return event.defaultPrevented;
  }

  close(): Promise<void> {
    return unmount(this.mounted);
  }
}
