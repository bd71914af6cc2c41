import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { RaceLane } from "../state/race";
import type { Clock } from "../state/replay.svelte";
import { Mounted } from "../testing/mounted";
import Race from "./Race.svelte";

const lanes: RaceLane[] = [
  { lane: 0, model: "Quick", started_ms: 0, arrivals: [[200, 5], [800, 20]], finished_ms: 800, status: "complete", text: "First the short one, then" }, // prettier-ignore
  { lane: 1, model: "Slow", started_ms: 0, arrivals: [[900, 10], [2000, 40]], finished_ms: 2000, status: "complete", text: "Long words take longer to be here. All of it" }, // prettier-ignore
  { lane: 2, model: "Broken", started_ms: 0, arrivals: [], finished_ms: 300, status: "failed", text: "" },
];
let waiting: ((now: number) => void) | null = null;
const clock: Clock = { request: (run) => ((waiting = run), 1), cancel: () => (waiting = null) };
function frame(now: number): void {
  const run = waiting;
  waiting = null;
  run?.(now);
  flushSync();
}

let at: Mounted;
afterEach(() => at.close());
const track = (n: number) => at.all("race-track")[n]?.textContent ?? "";

describe("a race", () => {
  it("shows_what_had_arrived_at_each_moment_of_the_replay", () => {
    at = new Mounted(Race, { lanes, clock });
    expect(track(0)).toContain("Waiting for the first word");
    at.click("race-play");
    frame(1000);
    frame(1250);
    expect(track(0)).toContain("First");
    expect(track(0)).toContain("first word after 0.2 s");
    expect(track(1)).toContain("Waiting");
    frame(1850);
    expect(track(0)).toContain("Place 1");
    expect(track(2), "told in a word").toContain("Failed");
    expect(track(2)).not.toContain("Place");
    frame(4000);
    expect(track(1)).toContain("Place 2");
    expect(track(1)).toContain("40 characters");
    expect(at.get("race-play").textContent).toContain("From the start");
    expect(waiting, "nothing runs on after the end").toBeNull();
  });

  it("is_scrubbed_and_tells_the_moment", () => {
    at = new Mounted(Race, { lanes, clock });
    at.choose("race-time", "1000");
    expect(at.get("race-clock").textContent).toBe("1.0 of 2.0 s");
    expect(at.get("race-time").getAttribute("aria-valuetext")).toBe("1.0 of 2.0 s");
    expect(track(0)).toContain("Place 1");
  });

  it("goes_four_times_as_fast", () => {
    at = new Mounted(Race, { lanes, clock });
    [...document.querySelectorAll<HTMLInputElement>("input[type=radio]")][1]?.click();
    flushSync();
    at.click("race-play");
    frame(0);
    frame(250);
    expect(at.get("race-clock").textContent).toBe("1.0 of 2.0 s");
  });

  it("says_so_where_no_times_were_kept", () => {
    at = new Mounted(Race, { lanes: [] });
    expect(document.body.textContent).toContain("were not kept");
  });

  it("leaves_nothing_running_when_it_is_closed", () => {
    at = new Mounted(Race, { lanes, clock });
    at.click("race-play");
    at.close();
    flushSync();
    expect(waiting).toBeNull();
    at = new Mounted(Race, { lanes: [] });
  });
});
