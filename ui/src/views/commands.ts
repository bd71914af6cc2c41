import { tick } from "svelte";
import type { IconName } from "../kit/icons";
import type { App } from "../state/app.svelte";
import { LAYOUTS } from "../state/comparing.svelte";
import { MAP_KEYS, MOD, SEARCH_KEYS } from "../state/keys";
import { readingItems } from "../parts/reading-items";
import { laneLetter } from "../state/lanes";
import { t } from "../strings/index.svelte";

export type Command = {
  key: string;
  text: string;
  icon: IconName;
  keys?: string;
  chat?: boolean;
  act: () => void;
};

/** What the palette can do at this moment. */
export function commands(app: App): Command[] {
  const { id, live } = app.conversation;
  const { last } = app.reading;
  const list: (Command | null)[] = [
    { key: "new", text: t().newChat, icon: "plus", keys: `${MOD} N`, act: () => app.newChat() },
    live
      ? {
          key: "stop",
          text: app.conversation.compared ? t().compared.stopAll : t().keys.stop,
          icon: "stop",
          keys: "Esc",
          act: () => app.stop(),
        }
      : null,
    id
      ? { key: "suggest", text: t().suggestTitle, icon: "spark", act: () => void app.suggestTitle(id) }
      : null,
    id
      ? { key: "export", text: t().carry.exportOne, icon: "out", act: () => (app.carrying.chosen = id) }
      : null,
    id ? { key: "remove", text: t().remove, icon: "trash", act: () => void app.remove(id) } : null,
    id
      ? {
          key: "map",
          text: t().map.title,
          icon: "map",
          keys: MAP_KEYS,
          act: () => app.branching.toggleMap(),
        }
      : null,
    ...(last ? readingItems(app, last).map((one) => ({ ...one, key: one.view })) : []),
    ...comparing(app),
    {
      key: "search",
      text: t().finding.open,
      icon: "search",
      keys: SEARCH_KEYS,
      act: () => app.finding.show(),
    },
    { key: "models", text: t().models, icon: "model", act: () => app.go("models") },
    { key: "providers", text: t().providers.title, icon: "cloud", act: () => app.openProviders() },
    { key: "ranking", text: t().ranking.title, icon: "rank", act: () => app.go("ranking") },
    { key: "import", text: t().carry.title, icon: "download", act: () => app.go("carry") },
    { key: "left", text: t().left.title, icon: "out", act: () => app.go("left") },
    {
      key: "offline",
      text: app.settings.values.offline ? t().offline.switchOff : t().offline.switchOn,
      icon: "offline",
      act: () => app.setOffline(!app.settings.values.offline),
    },
    { key: "attach", text: t().files.attach, icon: "clip", act: () => void app.pickFiles() },
    { key: "settings", text: t().settings, icon: "gear", act: () => app.go("settings") },
    {
      key: "sidebar",
      text: t().keys.sidebar,
      icon: "sidebar",
      keys: `${MOD} B`,
      act: () => app.toggleSidebar(),
    },
    { key: "keys", text: t().keysTitle, icon: "keyboard", keys: "?", act: () => (app.sheet = "keyboard") },
  ];
  return list.filter((one) => one !== null);
}

/** What can be done with several models at this moment. */
function comparing(app: App): (Command | null)[] {
  const { comparing, conversation, voting } = app;
  const { election } = voting;
  const words = t().compared;
  const blindable = voting.canBeBlind && !conversation.blind;
  const replayed = !conversation.blind && conversation.live === null ? election?.replies[0] : undefined;
  /** What is chosen stands in the chat. */
  const ready = (choose: () => void) => {
    app.go("chat");
    void tick().then(choose);
  };
  const asked = conversation.tree.shown.findLast((entry) => entry.fixed.role === "user")?.fixed.id;
  return [
    comparing.open && !voting.asksBlindly
      ? {
          key: "add model",
          text: words.addModel,
          icon: "plus",
          act: () => ready(() => (comparing.adding = true)),
        }
      : null,
    comparing.open && asked
      ? {
          key: "fan out",
          text: words.fanOut,
          icon: "fan",
          act: () => ready(() => (comparing.fanning = asked)),
        }
      : null,
    blindable
      ? {
          key: "blind",
          text: voting.asksBlindly ? t().vote.switchOff : t().vote.blindSwitch,
          icon: voting.asksBlindly ? "eye" : "hidden",
          act: () => (voting.blind = !voting.blind),
        }
      : null,
    ...(conversation.compared
      ? LAYOUTS.map((layout): Command => ({
          key: `layout ${layout}`,
          text: `${words.layout}: ${words.layouts[layout]}`,
          icon: "columns",
          act: () => comparing.lay(layout),
        }))
      : []),
    ...(conversation.compared && !conversation.blind && conversation.live === null
      ? conversation.tree.lanes.map(({ lane }): Command => ({
          key: `trunk ${lane.lane}`,
          text: words.aloneWith(laneLetter(lane.lane), app.choices.nameOf(lane.model)),
          icon: "branch",
          act: () => void comparing.makeTrunk(lane.lane),
        }))
      : []),
    ...(election && !election.vote
      ? election.replies.map((reply, n): Command => ({
          key: `vote ${reply.id}`,
          text: `${t().vote.label}: ${t().vote.best(laneLetter(reply.lane))}`,
          icon: "star",
          keys: String(n + 1),
          act: () => void voting.cast([reply.id]),
        }))
      : []),
    replayed
      ? {
          key: "race",
          text: t().race.title,
          icon: "clock",
          act: () => (app.branching.sheet = { kind: "race", message: replayed }),
        }
      : null,
  ];
}
