/** What tells the time and calls back with the next picture. */
export type Clock = { request: (run: (now: number) => void) => number; cancel: (id: number) => void };

/** The window's own. */
export const frames: Clock = {
  request: (run) => requestAnimationFrame(run),
  cancel: (id) => cancelAnimationFrame(id),
};

/** With less motion a replay goes on in steps of this many milliseconds of its own time. */
const CALM_STEP = 500;

/** A moment that moves through a stretch of time, at one speed or another, or is put somewhere. */
export class Replay {
  /** In milliseconds from the beginning. */
  at = $state(0);
  playing = $state(false);
  speed = $state(1);
  #length: () => number;
  #clock: Clock;
  #calm: () => boolean;
  #frame = 0;
  #now: number | null = null;
  /** Time that has passed but is not shown yet. */
  #owed = 0;

  constructor(length: () => number, clock: Clock = frames, calm: () => boolean = () => false) {
    this.#length = length;
    this.#clock = clock;
    this.#calm = calm;
  }

  get ended(): boolean {
    return this.at >= this.#length();
  }

  /** Goes on, or begins anew after the end. */
  play(): void {
    if (this.playing) return;
    if (this.ended) this.at = 0;
    this.playing = true;
    this.#now = null;
    this.#frame = this.#clock.request((now) => this.#tick(now));
  }

  pause(): void {
    this.playing = false;
    this.#clock.cancel(this.#frame);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  seek(ms: number): void {
    this.at = Math.min(this.#length(), Math.max(0, ms));
    this.#owed = 0;
  }

  #tick(now: number): void {
    this.#owed += (now - (this.#now ?? now)) * this.speed;
    this.#now = now;
    const step = this.#calm() ? CALM_STEP * this.speed : 0;
    const rest = this.#length() - this.at;
    if (this.#owed >= Math.min(step, rest)) {
      this.at = Math.min(this.#length(), this.at + this.#owed);
      this.#owed = 0;
    }
    if (this.ended) this.pause();
    else this.#frame = this.#clock.request((next) => this.#tick(next));
  }
}
