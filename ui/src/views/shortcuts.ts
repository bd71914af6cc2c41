import { layersOpen } from "../kit/layers";
import type { App } from "../state/app.svelte";
import { isMac, mod, opensMap, reads, searches, VOTE_KEYS } from "../state/keys";

function inText(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** The keys that work everywhere in the window. */
export function shortcuts(app: App): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (app.phase !== "ready" || !app.settings.values.welcomed) return;
    const act = action(app, event);
    if (!act) return;
    event.preventDefault();
    act();
  };
}

function action(app: App, event: KeyboardEvent): (() => void) | null {
  const layered = layersOpen();
  if (opensMap(event)) return layered ? null : () => app.branching.toggleMap();
  if (searches(event)) return layered && app.sheet !== "palette" ? null : () => app.finding.show();
  const view = reads(event);
  if (view !== null) {
    const { last } = app.reading;
    return layered || app.place !== "chat" || !last ? null : () => app.reading.open(view, last);
  }
  if (mod(event) && !event.altKey && !event.shiftKey) {
    const key = event.key.toLowerCase();
    if (key === "k") return () => (app.sheet = app.sheet === "palette" ? null : "palette");
    if (layered) return null;
    if (key === "n") return () => app.newChat();
    if (key === "b") return () => app.toggleSidebar();
    return null;
  }
  if (layered) return null;
  if (event.key === "F3" && app.place === "chat" && app.finding.walk) {
    return () => void app.finding.step(event.shiftKey ? -1 : 1);
  }
  if (event.key === "Escape") return escape(app);
  if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) return versions(app, event);
  if (inText(event.target) || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "?") return () => (app.sheet = "keyboard");
  if (event.key === "/") return () => focusFilter(app);
  return vote(app, event);
}

/** `1` to `8` vote for the answer in that place; others for a tie, for none, and take the vote back. */
function vote(app: App, event: KeyboardEvent): (() => void) | null {
  const { voting } = app;
  const { election } = voting;
  if (app.place !== "chat" || !election) return null;
  const key = event.key.toUpperCase();
  if (election.vote) return key === VOTE_KEYS.undo && voting.open ? () => void voting.takeBack() : null;
  if (key === VOTE_KEYS.tie) return () => void voting.callTie();
  if (key === VOTE_KEYS.bad) return () => void voting.cast([]);
  const reply = /^[1-8]$/.test(key) ? election.replies[Number(key) - 1] : undefined;
  return reply ? () => void voting.press(reply.id) : null;
}

function escape(app: App): (() => void) | null {
  if (app.overlay) return () => (app.overlay = false);
  if (app.narrow && app.place === "chat" && app.branching.map) return () => (app.branching.map = false);
  if (app.place === "chat" && app.voting.tie !== null) return () => (app.voting.tie = null);
  if (app.place === "chat" && app.finding.walk) return () => app.finding.endWalk();
  if (app.place === "chat" && app.conversation.live) return () => app.stop();
  if (app.place !== "chat") return () => app.go("chat");
  return null;
}

function versions(app: App, event: KeyboardEvent): (() => void) | null {
  if (app.place !== "chat") return null;
  // On a Mac, Alt with an arrow walks by words.
  if (isMac && inText(event.target) && event.target.value !== "") return null;
  const within = (what: string) =>
    event.target instanceof Element ? event.target.closest<HTMLElement>(what)?.dataset : undefined;
  const lane = within("[data-lane]")?.lane;
  const rightToLeft = document.documentElement.dir === "rtl";
  const back = (event.key === "ArrowLeft") !== rightToLeft;
  return () =>
    app.stepVersion(
      back ? -1 : 1,
      within("[data-message]")?.id ?? null,
      lane === undefined ? null : Number(lane),
    );
}

function focusFilter(app: App): void {
  if (app.narrow) app.overlay = true;
  else if (!app.settings.values.sidebar) void app.settings.change({ sidebar: true });
  requestAnimationFrame(() => document.getElementById("filter")?.focus());
}
