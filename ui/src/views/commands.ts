import type { IconName } from "../kit/icons";
import type { App } from "../state/app.svelte";
import { MAP_KEYS, MOD } from "../state/keys";
import { readingItems } from "../parts/reading-items";
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
    live ? { key: "stop", text: t().keys.stop, icon: "stop", keys: "Esc", act: () => app.stop() } : null,
    id
      ? { key: "suggest", text: t().suggestTitle, icon: "spark", act: () => void app.suggestTitle(id) }
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
    { key: "models", text: t().models, icon: "model", act: () => app.go("models") },
    { key: "providers", text: t().providers.title, icon: "cloud", act: () => app.openProviders() },
    { key: "ranking", text: t().ranking.title, icon: "rank", act: () => app.go("ranking") },
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
