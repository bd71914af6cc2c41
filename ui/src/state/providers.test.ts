import { beforeEach, describe, expect, it } from "vitest";
import { fakeHost, type FakeHost } from "../host/fake";
import { NEW_PROVIDER } from "./draft";
import { Providers } from "./providers.svelte";

let host: FakeHost;
let providers: Providers;
beforeEach(async () => {
  host = fakeHost();
  providers = new Providers(host);
  await providers.load();
});
const order = () => providers.shown.map((one) => one.id);

describe("the providers", () => {
  it("move_at_once_and_the_order_is_kept", async () => {
    const first = order();
    const moved = providers.move("openai", 2);
    expect(order()).toEqual([first[1], first[2], "openai", ...first.slice(3)]);
    await moved;
    expect(host.providers.cards.map((one) => one.id).slice(0, 3)).toEqual([first[1], first[2], "openai"]);
  });

  it("go_back_where_the_order_cannot_be_kept", async () => {
    const first = order();
    host.orderProviders = () => Promise.reject({ code: "disk_full", message: "no space" });
    await expect(providers.move("openai", 1)).rejects.toBeDefined();
    expect(order()).toEqual(first);
  });

  it("that_are_removed_lose_their_key_and_come_back_to_their_place_without_it", async () => {
    const first = order();
    const undo = await providers.remove("openai");
    expect(order()).not.toContain("openai");
    expect(providers.removed.map((one) => one.id)).toEqual(["openai"]);
    await undo();
    expect(order()).toEqual(first);
    expect(providers.find("openai")?.key).toEqual({ key: "missing" });
  });

  it("of_the_user_come_back_as_they_were_filled_in", async () => {
    const draft = { ...NEW_PROVIDER, title: "Desk", base: "http://127.0.0.1:8000/v1" };
    const card = await providers.add(draft);
    const undo = await providers.remove(card.id);
    expect(order()).not.toContain(card.id);
    await undo();
    expect(providers.shown.find((one) => one.draft.title === "Desk")?.draft).toEqual(draft);
  });

  it("keep_of_a_key_only_how_it_ends", async () => {
    await providers.setKey("mistral", "  'sk-0123456789abcdef-4f2b'\n", "keychain");
    expect(providers.find("mistral")?.key).toEqual({ key: "keychain", ends_in: "4f2b" });
    expect(JSON.stringify(providers.cards)).not.toContain("0123456789");
    await providers.forgetKey("mistral");
    expect(providers.find("mistral")?.key).toEqual({ key: "missing" });
  });

  it("are_not_said_to_work_any_more_once_key_or_address_changed", async () => {
    await providers.test("openai");
    expect(providers.tests.has("openai")).toBe(true);
    await providers.setKey("openai", "sk-another-key-0123456789", "session");
    expect(providers.tests.has("openai")).toBe(false);
  });

  it("whose_test_fails_to_run_say_so", async () => {
    host.testProvider = () => Promise.reject({ code: "internal", message: "the store is closed" });
    await providers.test("openai");
    expect(providers.tests.get("openai")).toMatchObject({ problem: { message: "the store is closed" } });
    expect(providers.testing.size).toBe(0);
  });

  it("that_cannot_be_asked_for_their_list_are_not_busy_for_ever", async () => {
    host.refreshModels = () => Promise.reject({ code: "network", message: "refused" });
    await expect(providers.refresh("openai")).rejects.toBeDefined();
    expect(providers.refreshing.size).toBe(0);
  });
});
