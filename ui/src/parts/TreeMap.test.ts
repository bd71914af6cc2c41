import { afterEach, describe, expect, it } from "vitest";
import type { MapNode } from "../state/map";
import { Mounted } from "../testing/mounted";
import { chain, lanes, node } from "../testing/trees";
import TreeMap from "./TreeMap.svelte";

let at: Mounted;
let opened: string[] = [];
afterEach(() => at.close());

function show(nodes: MapNode[], ...leaves: string[]): void {
  opened = [];
  at = new Mounted(TreeMap, { nodes, leaves, open: (id: string) => opened.push(id) });
}
const tree = () => document.querySelector<HTMLElement>("[role=tree]") as HTMLElement;
const said = () => document.getElementById(tree().getAttribute("aria-activedescendant") ?? "");
const spot = (id: string) => at.all("map-spot").find((one) => one.dataset.id === id) as HTMLElement;

describe("the map of a chat", () => {
  it("says_what_it_is_for_where_there_is_nothing", () => {
    show([]);
    expect(document.body.textContent).toContain("There is nothing to map yet");
    expect(document.querySelector("[role=tree]")).toBeNull();
  });

  it("names_each_message_with_all_that_its_marks_say", () => {
    const nodes = lanes(2, 1);
    nodes.push(
      node("again", "p0", {
        lane: 1,
        model: "Model 1",
        status: "failed",
        edited: true,
        vote: "bad",
        label: "Hm",
      }),
    );
    show(nodes, "r0-0");
    expect(spot("again").getAttribute("aria-label")).toBe(
      "Model 1: Hm, Lane B, Version 2 of 2, failed, edited by hand, voted bad",
    );
    expect(spot("p0").getAttribute("aria-label")).toBe("Prompt: words of p0, on your path");
    expect(spot("r0-0").getAttribute("aria-label")).toContain("Lane A, you are here");
    expect(spot("r0-0").getAttribute("aria-selected")).toBe("true");
    expect(spot("r0-1").textContent?.trim(), "a letter and not only a colour").toMatch(/^B/);
  });

  it("marks_the_end_of_every_lane_that_is_read", () => {
    show(lanes(3, 2), "r1-0", "r1-2");
    const here = at.all("map-spot").filter((one) => one.getAttribute("aria-label")?.includes("you are here"));
    expect(here.map((one) => one.dataset.id)).toEqual(["r1-0", "r1-2"]);
    expect(here.every((one) => one.getAttribute("aria-selected") === "true")).toBe(true);
    expect(tree().getAttribute("aria-multiselectable")).toBe("true");
    expect(spot("r0-0").getAttribute("aria-label"), "both paths are the reader's").toContain("on your path");
    expect(spot("r0-2").getAttribute("aria-label")).toContain("on your path");
    expect(spot("r0-1").getAttribute("aria-label")).not.toContain("on your path");
    expect(said()?.dataset.id).toBe("r1-2");
  });

  it("is_walked_by_keys_and_opens_what_has_the_focus", () => {
    show(lanes(3, 3), "r2-1");
    expect(said()?.dataset.id, "at first where the reader is").toBe("r2-1");
    for (const key of ["ArrowUp", "ArrowUp", "ArrowRight"]) expect(at.press(tree(), key)).toBe(true);
    expect(said()?.dataset.id).toBe("r1-2");
    expect(at.get("map-caption").textContent).toContain("Model 2: words of r1-2");
    at.press(tree(), "Enter");
    expect(opened).toEqual(["r1-2"]);
    at.press(tree(), "Home");
    expect(said()?.dataset.id).toBe("r2-1");
    at.press(tree(), "PageUp");
    expect(said()?.dataset.id).toBe("p0");
    expect(at.press(tree(), "x"), "other keys are left alone").toBe(false);
    expect(at.press(tree(), "Home", { ctrlKey: true })).toBe(false);
  });

  it("opens_a_message_that_is_clicked", () => {
    show(lanes(3, 2), "r1-0");
    at.click(spot("r0-2"));
    expect(opened).toEqual(["r0-2"]);
  });

  it("draws_a_small_part_of_2000_messages_and_always_the_one_with_the_focus", () => {
    show(chain(2000), "m1000");
    expect(at.all("map-spot").length).toBeLessThan(60);
    expect(said()?.dataset.id).toBe("m1000");
    for (let n = 0; n < 50; n++) at.press(tree(), "ArrowUp");
    expect(said()?.dataset.id).toBe("m950");
    expect(at.all("map-spot").length).toBeLessThan(60);
  });

  it("folds_what_does_not_fork_and_opens_it_again", () => {
    show(chain(2000), "m1999");
    at.click("map-fit");
    const run = spot("m1");
    expect(run.textContent).toContain("1,998");
    expect(run.getAttribute("aria-label")).toContain("1,998 messages without a fork");
    at.click(run);
    expect(opened, "a run is no message").toEqual([]);
    expect(spot("m5")).toBeDefined();
    expect(said()?.dataset.id).toBe("m1");
  });

  it("has_a_name_for_each_button_and_stops_at_the_ends_of_its_sizes", () => {
    show(lanes(4, 40), "r39-2");
    for (const id of ["map-larger", "map-smaller", "map-fit", "map-home"]) {
      expect(at.get(id).getAttribute("aria-label")).toBeTruthy();
    }
    for (let n = 0; n < 30; n++) at.click("map-larger");
    expect(at.get("map-larger").hasAttribute("disabled")).toBe(true);
    expect(at.press(tree(), "0")).toBe(true);
    for (let n = 0; n < 30; n++) at.press(tree(), "-");
    expect(at.get("map-smaller").hasAttribute("disabled")).toBe(true);
  });
});
