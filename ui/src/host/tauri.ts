import { Channel } from "@tauri-apps/api/core";
import { type Change, type Update, commands } from "../bindings";
import type { Host } from "./index";

/** Milliseconds between two looks while the window is not drawn. */
const UNSEEN = 250;

function channel<T>(receive: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = receive;
  return made;
}

/** The next frame; where none is drawn, a while. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      resolve();
    };
    const timer = setTimeout(done, UNSEEN);
    const frame = requestAnimationFrame(done);
  });
}

/** Asks for what changed once a frame, until something else is followed. */
async function follow(watch: number, updated: (updates: Update[]) => void): Promise<void> {
  for (;;) {
    const updates = await commands.updates(watch);
    if (updates === null) return;
    updated(updates);
    await nextFrame();
  }
}

/** The core, reached through the window it runs in. */
export const tauri: Host = {
  ...commands,
  feed: (changed) => commands.feed(channel<Change[]>(changed)),
  watch: async (session, updated) => {
    const watch = await commands.watch(session);
    if (watch !== null) void follow(watch, updated);
    return null;
  },
};
