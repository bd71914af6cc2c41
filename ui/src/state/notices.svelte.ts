import type { Notice, Problem } from "../bindings";

export type Toast = { id: number; text: string; undo: (() => void) | null };

/** How long a toast stays; one that can be undone stays longer. */
const STAYS = 5000;
const STAYS_WITH_UNDO = 10_000;

/** What is said in passing (toasts), at start (notices), while the disk refuses (storage), and to a screen reader. */
export class Notices {
  toasts = $state.raw<Toast[]>([]);
  atStart = $state.raw<Notice[]>([]);
  storage = $state.raw<Problem | null>(null);
  announcement = $state("");
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  toast(text: string, undo: (() => void) | null = null): void {
    const id = this.#next++;
    // One line at a time is read; older ones make room.
    for (const old of this.toasts.slice(0, -1)) this.drop(old.id);
    this.toasts = [...this.toasts, { id, text, undo }];
    this.#timers.set(
      id,
      setTimeout(() => this.drop(id), undo ? STAYS_WITH_UNDO : STAYS),
    );
  }

  undo(id: number): void {
    const toast = this.toasts.find((one) => one.id === id);
    this.drop(id);
    toast?.undo?.();
  }

  drop(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.toasts = this.toasts.filter((one) => one.id !== id);
  }

  dismiss(notice: Notice): void {
    this.atStart = this.atStart.filter((one) => one !== notice);
  }

  announce(text: string): void {
    this.announcement = text;
  }
}
