import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, vi } from "vitest";
import { fakeHost, type FakeHost } from "../host/fake";
import { App } from "../state/app.svelte";
import Window from "../views/Window.svelte";
import { Page } from "./page";

/** Each test of the file begins at noon of the same day, and ends with this. */
export function atNoon(leave: () => Promise<void>): void {
  beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22, 12, 0) }));
  afterEach(async () => {
    await leave();
    vi.useRealTimers();
  });
}

/** The whole window on a made-up host, for tests. */
export class Opened extends Page {
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
  ) {
    super();
  }

  async settled(): Promise<void> {
    for (let n = 0; n < 8; n++) {
      flushSync();
      await tick();
      await Promise.resolve();
    }
  }

  /** Lets time go by where tests run at noon. */
  async pass(milliseconds: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(milliseconds);
    await this.settled();
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

  async press(target: EventTarget, key: string, rest: KeyboardEventInit = {}): Promise<boolean> {
    const taken = this.strike(target, key, rest);
    await this.settled();
    return taken;
  }

  close(): Promise<void> {
    return unmount(this.mounted);
  }
}
