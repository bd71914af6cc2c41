import type { ModelId, ModelRow, Problem } from "../bindings";
import { type Host, problemOf } from "../host";

/** The models on this machine and those that can be brought here. */
export class Models {
  rows = $state.raw<ModelRow[]>([]);
  loading = $state(true);
  problem = $state.raw<Problem | null>(null);
  /** Those that can be asked: recognisers and voices are asked elsewhere. */
  ready = $derived(this.rows.filter((row) => row.card.kind === "chat" && row.card.state.state === "ready"));

  constructor(readonly host: Host) {}

  async load(): Promise<void> {
    this.loading = true;
    try {
      this.rows = await this.host.listModels();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.loading = false;
    }
  }

  find(id: ModelId | null): ModelRow | null {
    return this.rows.find((row) => row.card.id === id) ?? null;
  }

  nameOf(id: ModelId | null): string {
    return this.find(id)?.card.name ?? id?.split("/").at(-1) ?? "";
  }

  /** The first of these that is ready; else the recommended one, else any that is ready. */
  choose(...wanted: (ModelId | null | undefined)[]): ModelRow | null {
    for (const id of wanted) {
      const row = this.ready.find((one) => one.card.id === id);
      if (row) return row;
    }
    return this.ready.find((row) => row.card.recommended) ?? this.ready[0] ?? null;
  }
}
