import type { KeepKey, Problem, ProviderCard, ProviderDraft, TestResult } from "../bindings";
import { type Host, problemOf } from "../host";

/** What became of the last test of a provider since the app began. */
export type Tested = { at: number; result: TestResult } | { at: number; problem: Problem };

/** Who serves models elsewhere: their rows, keys (never the keys themselves) and tests. */
export class Providers {
  cards = $state.raw<ProviderCard[]>([]);
  /** Why keys cannot be kept in a keychain here, if they cannot. */
  noKeychain = $state.raw<string | null>(null);
  loading = $state(true);
  problem = $state.raw<Problem | null>(null);
  tests = $state.raw<ReadonlyMap<string, Tested>>(new Map());
  testing = $state.raw<ReadonlySet<string>>(new Set());
  refreshing = $state.raw<ReadonlySet<string>>(new Set());
  shown = $derived(this.cards.filter((one) => !one.removed));
  removed = $derived(this.cards.filter((one) => one.removed));
  #asked = 0;

  constructor(readonly host: Host) {}

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const list = await this.host.listProviders();
      if (asked !== this.#asked) return;
      this.cards = list.providers;
      this.noKeychain = list.no_keychain;
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  find(id: string | null): ProviderCard | null {
    return this.cards.find((one) => one.id === id) ?? null;
  }

  async add(draft: ProviderDraft): Promise<ProviderCard> {
    const card = await this.host.addProvider(draft);
    await this.load();
    return card;
  }

  async edit(id: string, draft: ProviderDraft): Promise<void> {
    this.#put(await this.host.editProvider(id, draft));
    this.#forgetTest(id);
  }

  async reset(id: string): Promise<void> {
    this.#put(await this.host.resetProvider(id));
    this.#forgetTest(id);
  }

  /** Moves a provider to this place among those that are shown; shows at once. */
  async move(id: string, to: number): Promise<void> {
    const before = this.cards;
    const card = this.find(id);
    const others = this.shown.filter((one) => one.id !== id);
    if (!card || to < 0 || to > others.length) return;
    const order = [...others.slice(0, to), card, ...others.slice(to)];
    this.cards = [...order, ...this.removed];
    try {
      await this.host.orderProviders(order.map((one) => one.id));
    } catch (thrown) {
      this.cards = before;
      throw thrown;
    }
  }

  /** Removes a provider and its key; yields what brings it back, without its key. */
  async remove(id: string): Promise<() => Promise<void>> {
    const card = this.find(id);
    const order = this.shown.map((one) => one.id);
    await this.host.removeProvider(id);
    this.#forgetTest(id);
    await this.load();
    return async () => {
      if (card?.own) order[order.indexOf(id)] = (await this.host.addProvider(card.draft)).id;
      else await this.host.restoreProvider(id);
      await this.host.orderProviders(order);
      await this.load();
    };
  }

  async restore(id: string): Promise<void> {
    this.#put(await this.host.restoreProvider(id));
  }

  async setKey(id: string, key: string, keep: KeepKey): Promise<void> {
    const state = await this.host.setKey(id, key, keep);
    this.#change(id, { key: state });
    this.#forgetTest(id);
  }

  async forgetKey(id: string): Promise<void> {
    const state = await this.host.forgetKey(id);
    this.#change(id, { key: state });
    this.#forgetTest(id);
  }

  async test(id: string): Promise<void> {
    if (this.testing.has(id)) return;
    this.testing = new Set(this.testing).add(id);
    let tested: Tested;
    try {
      tested = { at: Date.now(), result: await this.host.testProvider(id, null) };
    } catch (thrown) {
      tested = { at: Date.now(), problem: problemOf(thrown) };
    }
    this.tests = new Map(this.tests).set(id, tested);
    this.testing = without(this.testing, id);
  }

  /** Asks the provider for its list of models. */
  async refresh(id: string): Promise<void> {
    if (this.refreshing.has(id)) return;
    this.refreshing = new Set(this.refreshing).add(id);
    try {
      await this.host.refreshModels(id);
      await this.load();
    } finally {
      this.refreshing = without(this.refreshing, id);
    }
  }

  #put(card: ProviderCard): void {
    this.cards = this.cards.map((one) => (one.id === card.id ? card : one));
  }
  #change(id: string, part: Partial<ProviderCard>): void {
    this.cards = this.cards.map((one) => (one.id === id ? { ...one, ...part } : one));
  }
  #forgetTest(id: string): void {
    const rest = new Map(this.tests);
    rest.delete(id);
    this.tests = rest;
  }
}

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const rest = new Set(set);
  rest.delete(id);
  return rest;
}
