import { describe, expect, it } from "vitest";
import { type Read, type Step, turns } from "./turns";

const step = (id: string, turn: string): Step => ({
  id,
  turn,
  role: id.startsWith("p") ? "user" : "assistant",
});
const lane = (text: string, older = false): Read => ({
  steps: text === "" ? [] : text.split(" ").map((one) => step(one, `t${one.slice(1, 2)}`)),
  older,
});

describe("the turns of lanes", () => {
  it("share_what_all_read_and_set_the_rest_beside_each_other", () => {
    const rows = turns([lane("p1 r1 p2 r2a p3a r3a"), lane("p1 r1 p2 r2b p3b r3b")]);
    expect(rows.map((row) => row.shared)).toEqual([true, false, false]);
    expect(rows[1]?.prompts, "one prompt for both").toEqual(["p2", "p2"]);
    expect(rows[1]?.replies).toEqual(["r2a", "r2b"]);
    expect(rows[2]?.prompts, "a row of each lane's own").toEqual(["p3a", "p3b"]);
  });

  it("leave_the_cell_of_a_lane_empty_that_was_not_asked", () => {
    const rows = turns([lane("p1 r1a p2a r2a"), lane("p1 r1b"), lane("")]);
    expect(rows.map((row) => row.replies)).toEqual([
      ["r1a", "r1b", null],
      ["r2a", null, null],
    ]);
    expect(rows[1]?.prompts).toEqual(["p2a", null, null]);
  });

  it("come_in_the_order_of_time_whichever_lane_knows_them", () => {
    const rows = turns([lane("p1 r1a p4a r4a"), lane("p1 r1b p2b r2b p3b r3b")]);
    expect(rows.map((row) => row.turn)).toEqual(["t1", "t2", "t3", "t4"]);
  });

  it("of_a_prompt_that_was_edited_in_some_lanes_stand_apart", () => {
    const rows = turns([lane("p1 r1a p2a r2a"), lane("p1 r1b p3b r3b")]);
    expect(rows.map((row) => row.replies)).toEqual([
      ["r1a", "r1b"],
      ["r2a", null],
      [null, "r3b"],
    ]);
  });

  it("are_left_out_while_a_lane_has_not_read_that_far_back", () => {
    const rows = turns([lane("p1 r1 p2 r2a p3a r3a"), lane("p3b r3b", true)]);
    expect(rows.map((row) => row.turn)).toEqual(["t3"]);
  });

  it("are_no_trunk_before_they_are_answered", () => {
    expect(turns([lane("p1"), lane("p1")])[0]?.shared).toBe(false);
  });

  it("of_no_lanes_are_none", () => expect(turns([])).toEqual([]));
});
