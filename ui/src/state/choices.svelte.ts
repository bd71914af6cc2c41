import type { Mark, ModelChoice, ModelId, ModelRow, Problem } from "../bindings";
import { type Host, problemOf } from "../host";
import { t } from "../strings/index.svelte";

/** What the core says in the place of a model that is not told before the vote. */
export const HIDDEN = "hidden/model";

/** Who serves the models that run inside the app. */
export const HERE = "local";

export function isRemote(choice: ModelChoice): boolean {
  return choice.provider !== HERE;
}

/** Every model that can be chosen, embedded and remote. */
export class Choices {
  all = $state.raw<ModelChoice[]>([]);
  loading = $state(true);
  problem = $state.raw<Problem | null>(null);
  ready = $derived(this.all.filter((one) => one.unavailable === null));
  #byId = $derived(new Map(this.all.map((one) => [one.id, one])));

  constructor(readonly host: Host) {}

  async load(): Promise<void> {
    try {
      this.all = await this.host.listChoices();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.loading = false;
    }
  }

  find(id: ModelId | null): ModelChoice | null {
    return (id === null ? null : this.#byId.get(id)) ?? null;
  }

  nameOf(id: ModelId | null): string {
    if (id === HIDDEN) return t().vote.hiddenModel;
    return this.find(id)?.name || (id?.split("/").at(-1) ?? "");
  }

  /** Who wrote a reply: elsewhere the model that really served, here what it is called in this app and not in its file. */
  writerOf({ model, served }: { model: ModelId | null; served: string | null }): string {
    const here = model?.startsWith(`${HERE}/`) ?? false;
    return (here ? null : served) ?? this.nameOf(model);
  }

  /**
   * The first of these that can be asked, or that runs elsewhere: another machine is never put in the
   * place of the one that was chosen, it is said why that one cannot be asked. Without a choice, what
   * runs here; a model that runs elsewhere only if it was asked before.
   */
  choose(...wanted: (ModelId | null | undefined)[]): ModelChoice | null {
    for (const id of wanted) {
      const one = this.find(id ?? null);
      if (one && (one.unavailable === null || isRemote(one))) return one;
    }
    const here = this.ready.filter((one) => !isRemote(one));
    return here.find((one) => one.recommended) ?? here[0] ?? this.#usedLast();
  }

  #usedLast(): ModelChoice | null {
    const used = this.ready.filter((one) => one.used_at !== null && !one.mark.hidden);
    return used.sort((a, b) => (b.used_at ?? 0) - (a.used_at ?? 0))[0] ?? null;
  }

  /** The list of models on this machine changed: whether what is known here of them is stale. */
  staleFor(rows: readonly ModelRow[]): boolean {
    const here = this.all.filter((one) => !isRemote(one));
    if (here.length !== rows.length) return true;
    return rows.some((row) => {
      const one = this.find(row.card.id);
      return one === null || (one.unavailable === null) !== (row.card.state.state === "ready");
    });
  }

  used(id: ModelId, at: number): void {
    this.all = this.all.map((one) => (one.id === id ? { ...one, used_at: at } : one));
  }

  /** Shows at once, and is saved behind; taken back where it cannot be. */
  async mark(id: ModelId, part: Partial<Mark>): Promise<void> {
    const before = this.find(id)?.mark;
    if (!before) return;
    const mark = { ...before, ...part };
    this.#mark(id, mark);
    try {
      await this.host.markModel(id, mark);
    } catch (thrown) {
      this.#mark(id, before);
      throw thrown;
    }
  }

  #mark(id: ModelId, mark: Mark): void {
    this.all = this.all.map((one) => (one.id === id ? { ...one, mark } : one));
  }
}
