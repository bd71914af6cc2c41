/** How near its end a view counts as being at the end, in pixels. */
const NEAR = 8;

/**
 * Keeps a scrolled view calm: at the end it follows what is added; anywhere else the part that is being read
 * stays where it is, whatever grows above or below it.
 */
export class Follower {
  following = true;
  #view: HTMLElement;
  #content: HTMLElement;
  #anchor: { element: HTMLElement; offset: number } | null = null;
  #top = 0;
  #height = 0;
  #sizes: ResizeObserver;

  constructor(
    view: HTMLElement,
    content: HTMLElement,
    /** Selects the parts of the content that may serve as anchors. */
    readonly parts: string,
    readonly changed: () => void,
  ) {
    this.#view = view;
    this.#content = content;
    this.#sizes = new ResizeObserver(() => this.settle());
    this.#sizes.observe(content);
    this.#sizes.observe(view);
    view.addEventListener("scroll", this.#scrolled, { passive: true });
    view.addEventListener("wheel", this.#wheeled, { passive: true });
  }

  get top(): number {
    return this.#view.scrollTop;
  }

  toEnd(): void {
    this.following = true;
    this.settle();
  }

  /**
   * Goes to the end with the next frame, when all that comes with it stands: to look at a height before would
   * lay the page out once more. Returns how to call it off.
   */
  toEndSoon(): () => void {
    this.following = true;
    // What changes its size is settled in that very frame; this is for what does not.
    const frame = requestAnimationFrame(() => setTimeout(() => this.following && this.settle()));
    return () => cancelAnimationFrame(frame);
  }

  hold(): void {
    this.following = false;
    this.#remember();
    this.changed();
  }

  /** Puts the view where it belongs after the content changed its size. */
  settle(): void {
    const view = this.#view;
    // A scroll of the reader's may not have been told of yet.
    if (this.#went()) this.following = false;
    if (this.following) view.scrollTop = view.scrollHeight;
    else if (this.#anchor?.element.isConnected) {
      const moved = this.#offset(this.#anchor.element) - this.#anchor.offset;
      if (Math.abs(moved) >= 1) view.scrollTop += moved;
    }
    this.#top = view.scrollTop;
    this.#height = view.scrollHeight;
    this.changed();
  }

  destroy(): void {
    this.#sizes.disconnect();
    this.#view.removeEventListener("scroll", this.#scrolled);
    this.#view.removeEventListener("wheel", this.#wheeled);
  }

  get #left(): number {
    return this.#view.scrollHeight - this.#view.scrollTop - this.#view.clientHeight;
  }

  /** The reader scrolled up: the content did not shrink, and the view did not grow. */
  #went(): boolean {
    const { scrollTop, scrollHeight } = this.#view;
    return scrollTop < this.#top - 1 && scrollHeight >= this.#height && this.#left > NEAR;
  }

  readonly #scrolled = (): void => {
    // Told of at the beginning of a frame: a look now would lay the page out once more than it needs.
    if (this.following) setTimeout(() => this.#look());
    else this.#look();
  };

  #look(): void {
    const view = this.#view;
    if (!this.following && this.#anchor && view.scrollHeight !== this.#height) {
      // Something was added that is not settled yet: what is read stays, as far as it was scrolled.
      this.#anchor.offset -= view.scrollTop - this.#top;
      this.settle();
      return;
    }
    const shrunk = view.scrollHeight < this.#height;
    const down = view.scrollTop > this.#top + 1;
    if (this.#went()) this.following = false;
    if ((down || shrunk) && this.#left <= NEAR) this.following = true;
    this.#top = view.scrollTop;
    this.#height = view.scrollHeight;
    this.#remember();
    this.changed();
  }

  readonly #wheeled = (event: WheelEvent): void => {
    if (event.deltaY >= 0 || this.#view.scrollTop <= 0) return;
    this.following = false;
    this.#remember();
  };

  /** The first part that can be seen becomes the anchor. */
  #remember(): void {
    if (this.following) return;
    const parts = this.#content.querySelectorAll<HTMLElement>(this.parts);
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const part = parts[middle];
      if (part && this.#offset(part) + part.offsetHeight > 0) high = middle;
      else low = middle + 1;
    }
    const element = parts[low];
    this.#anchor = element ? { element, offset: this.#offset(element) } : null;
  }

  #offset(element: HTMLElement): number {
    return element.getBoundingClientRect().top - this.#view.getBoundingClientRect().top;
  }
}
