import { describe, expect, it } from "vitest";
import { atNoon, Opened } from "../testing/opened";

let at: Opened;

async function page(query: string): Promise<void> {
  at = await Opened.with(query);
  at.app.go("carry");
  await at.settled();
}

describe("chats carried in and out", () => {
  atNoon(() => at.close());

  it("are_reached_from_the_settings", async () => {
    at = await Opened.with("");
    await at.click("settings-button");
    await at.click("carry-button");
    expect(at.get("carry-page").textContent).toContain("ChatGPT, Claude, Open WebUI");
  });

  it("come_in_with_a_report_of_what_was_carried_and_what_was_not", async () => {
    await page("");
    await at.click("import-chats");
    const text = at.get("import-report").textContent ?? "";
    expect(text).toContain("Brought in from ChatGPT");
    expect(at.get("new-chats").textContent).toBe("1,204");
    expect(text).toContain("Not carried over: 43");
    expect(text).toContain("Deploying the staging cluster · diagram.png");
    expect(text).toContain("and 41 more");
  });

  it("say_that_nothing_was_lost", async () => {
    await page("import=lossless");
    await at.click("import-chats");
    expect(at.get("import-report").textContent).toContain("Everything could be carried over.");
  });

  it("say_how_far_they_are_and_let_themselves_be_cancelled", async () => {
    await page("import=slow");
    await at.click("import-chats");
    await at.pass(300);
    expect(at.get("carrying").textContent).toContain("512 chats, 16,044 messages by now");
    expect(at.get("carrying").querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")).toBe("42");
    await at.click("cancel-carry");
    expect(at.get("import-report").textContent).toContain("The import was cancelled");
  });

  it("are_refused_where_a_file_holds_none", async () => {
    await page("import=unknown");
    await at.click("import-chats");
    expect(at.get("carry-problem").textContent).toBe("No chats that Antiphon knows were found in this file.");
  });

  it("go_out_one_by_one_from_their_menu", async () => {
    at = await Opened.with("");
    const id = at.app.sessions.rows[0]?.id ?? "";
    at.app.carrying.chosen = id;
    await at.settled();
    const choices = [...at.get("export-sheet").querySelectorAll("label")];
    choices
      .find((one) => one.textContent?.includes("HTML"))
      ?.querySelector("input")
      ?.click();
    await at.settled();
    expect(at.get("export-sheet").textContent).toContain("Every version");
    await at.click("export-one");
    expect(document.body.textContent).toContain("Written: 1");
  });

  it("stay_where_the_dialog_was_closed", async () => {
    await page("import=none&nodialog");
    await at.click("import-chats");
    await at.click("export-chats");
    expect(document.querySelector("[data-testid=import-report]")).toBeNull();
    expect(document.body.textContent).not.toContain("Written:");
  });
});
