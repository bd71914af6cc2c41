import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Follower } from "./follow";

/** A view of 400 pixels over parts whose heights are set by hand; jsdom lays nothing out. */
class Page {
  view = document.createElement("div");
  content = document.createElement("div");
  heights: number[] = [];
  parts: HTMLElement[] = [];
  viewed = 400;
  #top = 0;

  constructor(count: number) {
    this.view.append(this.content);
    document.body.replaceChildren(this.view);
    Object.defineProperties(this.view, {
      scrollTop: {
        get: () => this.#top,
        set: (to: number) => (this.#top = Math.max(0, Math.min(to, this.height() - this.viewed))),
      },
      scrollHeight: { get: () => this.height() },
      clientHeight: { get: () => this.viewed },
    });
    for (let n = 0; n < count; n++) this.insert(n, 100);
  }

  height(): number {
    return this.heights.reduce((sum, one) => sum + one, 0);
  }

  insert(at: number, height: number): void {
    const part = document.createElement("p");
    this.content.insertBefore(part, this.content.children[at] ?? null);
    this.parts.splice(at, 0, part);
    this.heights.splice(at, 0, height);
    Object.defineProperty(part, "offsetHeight", { get: () => this.heights[this.parts.indexOf(part)] });
    part.getBoundingClientRect = () => ({ top: this.startOf(part) - this.#top }) as DOMRect;
  }

  startOf(part: HTMLElement): number {
    return this.heights.slice(0, this.parts.indexOf(part)).reduce((sum, one) => sum + one, 0);
  }

  scroll(to: number): void {
    this.view.scrollTop = to;
    this.view.dispatchEvent(new Event("scroll"));
    vi.runAllTimers();
  }
}

let page: Page;
let follower: Follower;
beforeEach(() => {
  vi.useFakeTimers();
  page = new Page(10);
  follower = new Follower(page.view, page.content, "p", () => {});
  follower.toEnd();
});

afterEach(() => vi.useRealTimers());

describe("at the end", () => {
  it("the_view_follows_what_is_added", () => {
    page.insert(10, 50);
    follower.settle();
    expect(page.view.scrollTop).toBe(650);
  });

  it("the_view_goes_on_following_when_a_late_scroll_event_finds_it_behind", () => {
    page.insert(10, 50);
    page.view.dispatchEvent(new Event("scroll"));
    follower.settle();
    expect(page.view.scrollTop).toBe(650);
  });

  it("the_smallest_turn_of_the_wheel_upwards_lets_go", () => {
    page.view.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));
    page.insert(10, 50);
    follower.settle();
    expect(page.view.scrollTop).toBe(600);
  });

  it("a_scroll_upwards_that_is_told_of_together_with_our_own_lets_go", () => {
    page.insert(10, 50);
    follower.settle();
    page.scroll(300);
    expect(follower.following).toBe(false);
    follower.settle();
    expect(page.view.scrollTop).toBe(300);
  });

  it("a_scroll_upwards_that_was_not_told_of_yet_lets_go_when_more_is_added", () => {
    page.view.scrollTop = 300;
    page.insert(10, 50);
    follower.settle();
    expect(follower.following).toBe(false);
  });

  it("a_view_that_grows_goes_on_following", () => {
    page.viewed = 480;
    page.scroll(page.view.scrollTop);
    follower.settle();
    page.insert(10, 50);
    follower.settle();
    expect(page.view.scrollTop).toBe(page.height() - 480);
  });

  it("content_that_shrinks_does_not_let_go", () => {
    page.heights[9] = 20;
    page.scroll(page.view.scrollTop);
    follower.settle();
    page.insert(10, 50);
    follower.settle();
    expect(follower.following).toBe(true);
    expect(page.view.scrollTop).toBe(page.height() - 400);
  });
});

describe("anywhere else", () => {
  beforeEach(() => page.scroll(250));

  it("what_is_read_stays_where_it_is_while_the_end_grows", () => {
    page.insert(10, 5000);
    follower.settle();
    expect(page.view.scrollTop).toBe(250);
    expect(follower.following).toBe(false);
  });

  it("what_is_read_stays_where_it_is_when_older_parts_come_before_it", () => {
    for (let n = 0; n < 50; n++) page.insert(0, 80);
    follower.settle();
    expect(page.view.scrollTop).toBe(250 + 50 * 80);
  });

  it("what_is_read_stays_where_it_is_when_a_scroll_is_told_of_before_the_older_parts_are", () => {
    page.insert(0, 4000);
    page.scroll(240);
    expect(page.view.scrollTop, "ten pixels up from where it was").toBe(240 + 4000);
    follower.settle();
    expect(page.view.scrollTop).toBe(240 + 4000);
  });

  it("what_is_read_stays_where_it_is_when_a_part_above_grows_late", () => {
    page.heights[0] = 340;
    follower.settle();
    expect(page.view.scrollTop).toBe(250 + 240);
  });

  it("the_view_follows_again_once_the_reader_is_at_the_end", () => {
    page.scroll(600);
    expect(follower.following).toBe(true);
  });

  it("the_button_goes_to_the_end", () => {
    follower.toEnd();
    expect(page.view.scrollTop).toBe(600);
  });
});
