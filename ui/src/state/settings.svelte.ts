import type { Problem, Settings as Stored } from "../bindings";
import { type Host, problemOf } from "../host";
import { speak } from "../strings/index.svelte";

/** Whole pixels. */
export const FONT_SIZES = { low: 13, high: 22 };

export type Values = Required<Stored>;

const FIRST: Values = {
  theme: "system",
  font_size: 16,
  default_model: null,
  send_key: "enter",
  language: "system",
  sidebar: true,
  welcomed: false,
  offline: false,
  proxy: { kind: "system" },
  titles_by_cloud: false,
  blind: { pool: [], models: 2, even_pace: false },
  comparing: { layout: null, folded: [], seats: [] },
};

/** What the user chose; a change shows at once and is saved behind. */
export class Settings {
  values = $state.raw<Values>(FIRST);
  problem = $state.raw<Problem | null>(null);

  constructor(readonly host: Host) {}

  take(values: Stored): void {
    this.values = { ...FIRST, ...values };
    this.#show();
  }

  async change(part: Partial<Values>): Promise<void> {
    this.values = { ...this.values, ...part };
    this.#show();
    const sent = this.values.proxy;
    try {
      const kept = await this.host.setSettings(this.values);
      // Without its password, which is nothing for a page to remember.
      if (this.values.proxy === sent && kept.proxy) this.values = { ...this.values, proxy: kept.proxy };
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  /** Theme, reading size and language live on the page itself. */
  #show(): void {
    const { theme, font_size, language } = this.values;
    const root = document.documentElement;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    const size = Math.min(FONT_SIZES.high, Math.max(FONT_SIZES.low, font_size));
    root.style.setProperty("--reading", `${size}px`);
    speak(language);
  }
}
