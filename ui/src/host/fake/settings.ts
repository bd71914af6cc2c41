import type { Settings } from "../../bindings";

/** The settings of one who has begun. */
export function settingsAtFirst(): Required<Settings> {
  return {
    theme: "system",
    font_size: 16,
    default_model: null,
    send_key: "enter",
    language: "system",
    sidebar: true,
    welcomed: true,
    offline: false,
    proxy: { kind: "system" },
    titles_by_cloud: false,
    blind: { pool: [], models: 2, even_pace: false },
    comparing: { layout: null, folded: [], seats: [] },
  };
}

/** What the core keeps of changed settings: a proxy without its password. */
export function kept(before: Required<Settings>, changed: Settings): Required<Settings> {
  const { proxy = before.proxy } = changed;
  const bare = proxy.kind === "at" ? { ...proxy, address: proxy.address.replace(/:[^:/@]*@/, "@") } : proxy;
  return { ...before, ...changed, proxy: bare };
}
