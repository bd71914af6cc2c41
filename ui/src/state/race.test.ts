import { describe, expect, it } from "vitest";
import { beginning, charactersAt, firstAt, length, standings, type RaceLane } from "./race";
import { Replay, type Clock } from "./replay.svelte";

function lane(at: number, rest: Partial<RaceLane> = {}): RaceLane {
  return {
    lane: at,
    model: `Model ${at}`,
    started_ms: 0,
    arrivals: [],
    finished_ms: null,
    status: "complete",
    text: "",
    ...rest,
  };
}
const quick = lane(0, { arrivals: [[200, 0], [300, 10], [900, 50]], finished_ms: 900 }); // prettier-ignore
const slow = lane(1, { arrivals: [[1000, 40], [2000, 100]], finished_ms: 2100 }); // prettier-ignore
const failed = lane(2, { arrivals: [[100, 5]], finished_ms: 500, status: "failed" });
const silent = lane(3, { finished_ms: null, status: "streaming" });
const all = [quick, slow, failed, silent];

describe("a race", () => {
  it("lasts_until_the_last_lane_is_there", () => {
    expect(length(all)).toBe(2100);
    expect(length([])).toBe(0);
    expect(length([lane(0, { arrivals: [[70, 1]] })]), "one that never ended").toBe(70);
  });

  it("knows_how_much_had_arrived_at_any_moment", () => {
    expect([0, 199, 300, 899, 900, 5000].map((ms) => charactersAt(quick, ms))).toEqual([
      0, 0, 10, 10, 50, 50,
    ]);
    expect(charactersAt(silent, 1000)).toBe(0);
  });

  it("takes_the_first_character_for_the_first_word", () => {
    expect(firstAt(quick), "an arrival of nothing is none").toBe(300);
    expect(firstAt(silent)).toBeNull();
  });

  it("gives_places_in_the_order_of_finishing_and_none_to_what_failed", () => {
    expect(standings(all, 1000).map((one) => one.place)).toEqual([1, null, null, null]);
    expect(standings(all, 2100).map((one) => one.place)).toEqual([1, 2, null, null]);
    expect(standings(all, 2100).map((one) => one.ended)).toEqual([true, true, true, false]);
    expect(
      standings([quick, quick, slow], 3000).map((one) => one.place),
      "equals share one",
    ).toEqual([1, 1, 3]);
  });

  it("measures_all_by_the_longest_reply", () => {
    expect(standings(all, 2100).map((one) => one.share)).toEqual([0.5, 1, 0.05, 0]);
    expect(standings([silent], 0)[0]?.share).toBe(0);
  });

  it("cuts_no_character_in_two", () => {
    expect(beginning("a😀b", 2)).toBe("a😀");
    expect(beginning("हिन्दी", 2)).toBe("हि");
    expect(beginning("x".repeat(500), 400)).toHaveLength(320);
    expect(beginning("", 9)).toBe("");
  });
});

/** A clock that moves only when it is told to. */
function clockwork() {
  let waiting: ((now: number) => void) | null = null;
  let now = 0;
  const clock: Clock = {
    request: (run) => {
      waiting = run;
      return 1;
    },
    cancel: () => (waiting = null),
  };
  const pass = (ms: number, frame = 10) => {
    for (const end = now + ms; now < end;) {
      now += frame;
      const run = waiting;
      waiting = null;
      run?.(now);
    }
  };
  return { clock, pass, waits: () => waiting !== null };
}

describe("a replay", () => {
  it.each([1, 4])("goes_at_%d_times_the_speed", (speed) => {
    const { clock, pass } = clockwork();
    const replay = new Replay(() => 10_000, clock);
    replay.speed = speed;
    replay.play();
    pass(10);
    pass(1000);
    expect(replay.at).toBe(1000 * speed);
  });

  it("stops_at_the_end_and_begins_anew_from_there", () => {
    const { clock, pass, waits } = clockwork();
    const replay = new Replay(() => 300, clock);
    replay.play();
    pass(1000);
    expect([replay.at, replay.playing, waits()]).toEqual([300, false, false]);
    replay.play();
    expect([replay.at, replay.playing]).toEqual([0, true]);
  });

  it("pauses_and_is_put_anywhere_within_its_time", () => {
    const { clock, pass, waits } = clockwork();
    const replay = new Replay(() => 1000, clock);
    replay.play();
    pass(210);
    replay.pause();
    pass(500);
    expect(replay.at).toBe(200);
    expect(waits(), "nothing runs while it is paused").toBe(false);
    replay.seek(-5);
    expect(replay.at).toBe(0);
    replay.seek(9999);
    expect([replay.at, replay.ended]).toEqual([1000, true]);
    replay.seek(400);
    replay.play();
    pass(110);
    expect(replay.at, "a pause is not counted").toBe(500);
  });

  it("goes_on_in_steps_where_less_motion_is_asked_for", () => {
    const { clock, pass } = clockwork();
    const replay = new Replay(
      () => 1250,
      clock,
      () => true,
    );
    replay.play();
    const seen = new Set<number>();
    for (let n = 0; n < 200; n++) {
      pass(10);
      seen.add(replay.at);
    }
    expect([...seen]).toEqual([0, 500, 1000, 1250]);
  });
});
