import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeHost } from "../host/fake";
import { App } from "./app.svelte";
import { Sessions } from "./sessions.svelte";

beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22, 12, 0) }));
afterEach(() => void vi.useRealTimers());

const many = () => fakeHost(new URLSearchParams("many=10000"));

describe("the list of chats", () => {
  it("reads_10000_chats_page_by_page_each_once", async () => {
    const sessions = new Sessions(many());
    await sessions.load();
    expect(sessions.rows).toHaveLength(100);
    while (sessions.more) await sessions.loadMore();
    expect(sessions.rows).toHaveLength(10_000);
    expect(new Set(sessions.rows.map((row) => row.id)).size).toBe(10_000);
  });

  it("filters_after_a_pause_in_typing_and_keeps_only_the_last_answer", async () => {
    const host = many();
    const asked = vi.spyOn(host, "listSessions");
    const sessions = new Sessions(host);
    await sessions.load();
    for (const text of ["t", "ta", "tax"]) sessions.setFilter(text);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(sessions.rows.every((row) => row.title === "Tax words in plain English")).toBe(true);
  });

  it("drops_an_answer_that_a_newer_question_has_overtaken", async () => {
    const host = many();
    const answers: ((page: Awaited<ReturnType<typeof host.listSessions>>) => void)[] = [];
    host.listSessions = () => new Promise((resolve) => answers.push(resolve));
    const sessions = new Sessions(host);
    const first = sessions.load();
    const second = sessions.load();
    answers[1]?.({ sessions: [{ id: "new", title: "new", updated_at: 2 }], more: false });
    answers[0]?.({ sessions: [{ id: "old", title: "old", updated_at: 1 }], more: false });
    await Promise.all([first, second]);
    expect(sessions.rows.map((row) => row.id)).toEqual(["new"]);
  });

  it("moves_a_chat_that_was_written_to_to_the_top", async () => {
    const sessions = new Sessions(many());
    await sessions.load();
    const row = sessions.rows[40];
    if (!row) throw new Error("fewer rows than expected");
    sessions.apply({ change: "session", row: { ...row, updated_at: Date.now() + 1 } });
    expect(sessions.rows[0]?.id).toBe(row.id);
    expect(sessions.rows).toHaveLength(100);
  });

  it("does_not_put_an_older_chat_after_the_last_page_where_others_are_missing", async () => {
    const sessions = new Sessions(many());
    await sessions.load();
    sessions.apply({ change: "session", row: { id: "old", title: "old", updated_at: 1 } });
    expect(sessions.rows.some((row) => row.id === "old")).toBe(false);
  });

  it("shows_no_new_chat_under_a_filter_that_it_does_not_match", async () => {
    const sessions = new Sessions(many());
    sessions.setFilter("tax");
    await vi.advanceTimersByTimeAsync(200);
    sessions.apply({ change: "session", row: { id: "x", title: "Boats", updated_at: Date.now() + 1 } });
    await vi.advanceTimersByTimeAsync(200);
    expect(sessions.rows.some((row) => row.id === "x")).toBe(false);
  });
});

describe("deleting", () => {
  async function started() {
    const host = fakeHost();
    const app = new App(host);
    await app.start();
    await vi.advanceTimersByTimeAsync(0);
    const row = app.sessions.rows[3];
    if (!row) throw new Error("fewer rows than expected");
    return { host, app, row };
  }

  it("is_undone_from_the_toast_and_the_chat_is_back_at_its_place", async () => {
    const { app, host, row } = await started();
    await app.remove(row.id);
    expect(host.gone.has(row.id)).toBe(true);
    expect(app.sessions.rows.some((one) => one.id === row.id)).toBe(false);
    const toast = app.notices.toasts[0];
    expect(toast?.text).toContain(row.title);
    if (toast) app.notices.undo(toast.id);
    await vi.advanceTimersByTimeAsync(0);
    expect(host.gone.has(row.id)).toBe(false);
    expect(app.sessions.rows[3]?.id).toBe(row.id);
    expect(app.notices.toasts).toEqual([]);
  });

  it("of_the_open_chat_opens_it_again_when_undone", async () => {
    const { app, row } = await started();
    await app.open(row.id);
    await app.remove(row.id);
    expect(app.conversation.id).toBeNull();
    const toast = app.notices.toasts[0];
    if (toast) app.notices.undo(toast.id);
    await vi.advanceTimersByTimeAsync(10);
    expect(app.conversation.id).toBe(row.id);
  });

  it("that_fails_puts_the_chat_back_and_says_so", async () => {
    const { app, host, row } = await started();
    host.deleteSession = () => Promise.reject({ code: "disk_full", message: "no space" });
    await app.remove(row.id);
    expect(app.sessions.rows[3]?.id).toBe(row.id);
    expect(app.notices.toasts[0]?.text).toContain("no space");
    expect(app.notices.toasts[0]?.undo).toBeNull();
  });

  it("offers_undo_for_ten_seconds", async () => {
    const { app, row } = await started();
    await app.remove(row.id);
    await vi.advanceTimersByTimeAsync(9_900);
    expect(app.notices.toasts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(app.notices.toasts).toHaveLength(0);
  });
});
