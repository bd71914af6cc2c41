import { beforeEach, describe, expect, it } from "vitest";
import { atNoon, Opened } from "../testing/opened";

let at: Opened;
atNoon(() => at.close());

async function open(query = "open"): Promise<void> {
  at = await Opened.with(query);
  await at.click("left-button");
}
async function choose(id: string, value: string): Promise<void> {
  const field = at.get(id) as HTMLSelectElement;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await at.settled();
}

describe("what left the machine", () => {
  it("says_where_nothing_ever_left", async () => {
    await open("open&nothingleft");
    expect(at.get("left-never").textContent).toContain("Nothing has ever left this machine");
    expect(at.has("left-line")).toBe(false);
  });

  it("lists_each_request_with_host_model_reason_size_tokens_and_cost", async () => {
    await open();
    const line = at.get("left-line").textContent ?? "";
    for (const word of ["api.anthropic.com", "Claude Sonnet 4.5", "Reply", "↑ 2 kB", "400 in", "$0.0017"]) {
      expect(line).toContain(word);
    }
  });

  it("sums_the_month_and_each_month_and_provider", async () => {
    await open();
    expect(at.get("left-month").textContent).toMatch(/This month\s*\$0\.\d+/);
    expect(at.get("what-left").textContent).toContain("November 2026");
    expect(at.get("what-left").querySelectorAll("table")[1]?.textContent).toContain("Anthropic");
  });

  it("is_filtered_by_provider_reason_time_and_failure", async () => {
    await open();
    await choose("left-provider", "anthropic");
    expect(at.all("left-line").every((line) => line.textContent?.includes("api.anthropic.com"))).toBe(true);
    await choose("left-purpose", "models");
    expect(at.get("left-total").textContent).toMatch(/^\s*\d+ requests?/);
    expect(at.all("left-line").every((line) => line.textContent?.includes("List of models"))).toBe(true);
    at.get("left-failed").click();
    await choose("left-since", "today");
    expect(at.get("what-left").textContent).toContain("Nothing of that kind");
    await at.click("left-clear");
    expect(at.all("left-line").length).toBe(100);
    await at.click("left-more");
    expect(at.all("left-line").length).toBe(120);
  });

  it("says_why_a_request_failed", async () => {
    await open();
    at.get("left-failed").click();
    await at.settled();
    expect(at.get("left-line").textContent).toContain("the provider asks to wait");
    expect(at.get("left-line").textContent).toContain("HTTP 429");
  });

  it("leads_to_the_chat_that_a_request_belongs_to", async () => {
    await open();
    await at.click("left-open");
    expect(at.has("composer")).toBe(true);
    expect(at.get("title").textContent).toContain("Explain a heap");
  });

  it("has_the_switch_that_lets_nothing_out_and_the_window_shows_it", async () => {
    await open();
    expect(at.has("offline-badge")).toBe(false);
    await at.click("left-offline");
    expect(at.host.settings.offline).toBe(true);
    expect(at.get("left-offline").getAttribute("aria-checked")).toBe("true");
    await at.click("offline-badge");
    document.querySelector<HTMLElement>("[role=menuitem]")?.click();
    await at.settled();
    expect(at.host.settings.offline).toBe(false);
  });

  it("that_cannot_be_read_says_so_and_tries_again", async () => {
    at = await Opened.with("open");
    const asked = at.host.whatLeft;
    at.host.whatLeft = () => Promise.reject({ code: "internal", message: "malformed" });
    await at.click("left-button");
    expect(at.get("what-left").textContent).toContain("could not be read");
    at.host.whatLeft = asked;
    at.get("what-left").querySelector<HTMLElement>("[role=alert] button")?.click();
    await at.settled();
    expect(at.has("left-line")).toBe(true);
  });
});

describe("the network in the settings", () => {
  beforeEach(async () => {
    at = await Opened.with("open");
    await at.click("settings-button");
  });

  it("is_offline_and_cloud_titles_by_a_switch_each_and_both_are_off_at_first", async () => {
    expect(at.get("offline-switch").getAttribute("aria-checked")).toBe("false");
    expect(at.get("cloud-titles").getAttribute("aria-checked")).toBe("false");
    await at.click("cloud-titles");
    expect(at.host.settings.titles_by_cloud).toBe(true);
  });

  async function throughThisOne() {
    [...at.get("settings").querySelectorAll<HTMLElement>("label")]
      .find((label) => label.textContent?.includes("This one"))
      ?.click();
    await at.settled();
  }

  it("goes_through_a_proxy_once_its_address_is_whole", async () => {
    await throughThisOne();
    expect(at.host.settings.proxy).toEqual({ kind: "system" });
    await at.write("proxy-address", "proxy:80");
    at.get("proxy-address").dispatchEvent(new Event("change", { bubbles: true }));
    await at.settled();
    expect(at.get("settings").textContent).toContain("must begin with http:// or https://");
    expect(at.host.settings.proxy).toEqual({ kind: "system" });
    await at.write("proxy-address", "http://proxy.example:8080");
    at.get("proxy-address").dispatchEvent(new Event("change", { bubbles: true }));
    await at.settled();
    expect(at.host.settings.proxy).toEqual({ kind: "at", address: "http://proxy.example:8080" });
  });

  it("does_not_show_a_proxys_password_again", async () => {
    await throughThisOne();
    const field = at.get("proxy-address");
    const value = () => (field instanceof HTMLInputElement ? field.value : null);
    await at.write("proxy-address", "http://me:hush@proxy.example:8080");
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await at.settled();
    expect(value()).toBe("http://me@proxy.example:8080");
    expect(at.app.settings.values.proxy).toEqual({ kind: "at", address: value() });
    expect(at.get("settings").textContent).toContain("keychain");
  });
});
