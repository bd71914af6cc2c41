import { Channel } from "@tauri-apps/api/core";
import { type Change, type Update, commands } from "../bindings";
import type { Host } from "./index";

function channel<T>(receive: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = receive;
  return made;
}

/** The core, reached through the window it runs in. */
export const tauri: Host = {
  ...commands,
  feed: (changed) => commands.feed(channel<Change[]>(changed)),
  watch: (session, updated) => commands.watch(session, channel<Update[]>(updated)),
};
