import type { Settings } from "../bindings";

/** Whether this machine names its modifier ⌘. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const MOD = isMac ? "⌘" : "Ctrl";

type Pressed = Pick<
  KeyboardEvent,
  "key" | "keyCode" | "isComposing" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey"
>;

export function mod(event: Pressed): boolean {
  return isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
}

/** What opens the map. On a Mac, ⌘ M alone puts the window away. */
export const MAP_KEYS = isMac ? "⌘ Shift M" : "Ctrl M";

export function opensMap(event: Pressed): boolean {
  return mod(event) && !event.altKey && event.shiftKey === isMac && event.key.toLowerCase() === "m";
}

/** What searches all chats. */
export const SEARCH_KEYS = `${MOD} Shift F`;

export function searches(event: Pressed): boolean {
  return mod(event) && !event.altKey && event.shiftKey && event.key.toLowerCase() === "f";
}

/** What opens the last answers to be read against one another, with the modifier and Shift. */
const READS = { differences: "d", agreement: "a", merge: "g" } as const;
type Reads = keyof typeof READS;

export function readKeys(view: Reads): string {
  return `${MOD} Shift ${READS[view].toUpperCase()}`;
}

export function reads(event: Pressed): Reads | null {
  if (!mod(event) || event.altKey || !event.shiftKey) return null;
  const key = event.key.toLowerCase();
  return (Object.keys(READS) as Reads[]).find((view) => READS[view] === key) ?? null;
}

/**
 * Whether this key press sends the prompt.
 * Never while an input method composes: some engines report that by `isComposing`, others only by key code 229.
 */
export function sends(event: Pressed, key: Settings["send_key"]): boolean {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return false;
  if (key === "mod_enter") return mod(event);
  return !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
}

/** What votes otherwise than for one answer, when nothing is being written. */
export const VOTE_KEYS = { tie: "T", bad: "0", undo: "U" } as const;
