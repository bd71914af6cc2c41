import { describe, expect, it } from "vitest";
import { destination } from "./link";

describe("where a link leads", () => {
  it("sets_the_host_apart_from_the_rest_of_the_address", () => {
    expect(destination("https://docs.python.org:8443/3/heapq.html?a=1#b")).toMatchObject({
      kind: "web",
      before: "https://",
      host: "docs.python.org:8443",
      after: "/3/heapq.html?a=1#b",
      user: false,
      mixed: false,
    });
  });

  it("is_not_fooled_by_a_name_before_an_at_sign", () => {
    const place = destination("https://bank.example@evil.example/bank.example");
    expect(place).toMatchObject({ host: "evil.example", user: true, before: "https://bank.example@" });
  });

  it("shows_a_name_in_other_letters_as_it_really_is", () => {
    const place = destination("https://аpple.com/login");
    expect(place).toMatchObject({ kind: "web", unicode: true, mixed: true });
    expect(place.kind === "web" && place.host).toMatch(/^xn--/);
    expect(destination("https://हिन्दी.भारत/")).toMatchObject({ unicode: true });
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "antiphon:open",
    "//x.example",
    "nonsense",
    "",
  ])("never_opens_%s", (address) => {
    expect(destination(address).kind).toBe("other");
  });

  it("reads_a_mail_address", () => {
    expect(destination("mailto:asha%40example.org?subject=x")).toEqual({
      kind: "mail",
      address: "asha@example.org",
    });
    expect(destination("mailto:%E0%A4%A")).toMatchObject({ kind: "mail" });
  });
});
