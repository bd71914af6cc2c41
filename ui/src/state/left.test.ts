import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeHost } from "../host/fake";
import { begin, Left } from "./left.svelte";

const NOW = new Date(2026, 10, 22, 12, 30);
beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

describe("how far back", () => {
  it.each([
    ["today", new Date(2026, 10, 22)],
    ["week", new Date(2026, 10, 16)],
    ["month", new Date(2026, 10, 1)],
  ] as const)("%s_begins_at_midnight_here", (since, at) => {
    expect(begin(since, NOW.getTime())).toBe(at.getTime());
  });

  it("always_has_no_beginning", () => {
    expect(begin("always", NOW.getTime())).toBeNull();
  });
});

describe("what left", () => {
  it("is_read_page_by_page_each_line_once", async () => {
    const left = new Left(fakeHost());
    await left.load();
    expect(left.lines).toHaveLength(100);
    await left.loadMore();
    expect(left.more).toBe(false);
    expect(new Set(left.lines.map((line) => line.id)).size).toBe(120);
  });

  it("is_narrowed_together_with_its_sums_while_the_whole_stays_known", async () => {
    const left = new Left(fakeHost());
    await left.narrow({ failed: true });
    expect(left.lines.length).toBeGreaterThan(0);
    expect(left.lines.every((line) => line.failure !== null)).toBe(true);
    expect(left.sums?.total.count).toBe(left.lines.length);
    expect(left.all?.total.count).toBe(120);
    await left.narrow({ failed: false, since: "today" });
    expect(left.lines.every((line) => line.at >= new Date(2026, 10, 22).getTime())).toBe(true);
    expect(left.filtered).toBe(true);
  });

  it("tells_what_this_month_comes_to", async () => {
    const left = new Left(fakeHost());
    await left.load();
    const lines = left.host as ReturnType<typeof fakeHost>;
    const november = lines.left.filter((line) => new Date(line.at).getMonth() === 10);
    expect(left.month()?.count).toBe(november.length);
  });

  it("drops_an_answer_that_a_newer_question_has_overtaken", async () => {
    const host = fakeHost();
    const asked = host.whatLeft;
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    host.whatLeft = async (filter, after, limit) => {
      if (!filter.failed) await held;
      return asked(filter, after, limit);
    };
    const left = new Left(host);
    const slow = left.load();
    await left.narrow({ failed: true });
    const shown = left.lines;
    release();
    await slow;
    expect(left.lines).toBe(shown);
  });

  it("that_cannot_be_read_says_so", async () => {
    const host = fakeHost();
    host.sumWhatLeft = () => Promise.reject({ code: "internal", message: "malformed" });
    const left = new Left(host);
    await left.load();
    expect(left.problem?.message).toBe("malformed");
    expect(left.loading).toBe(false);
  });
});
