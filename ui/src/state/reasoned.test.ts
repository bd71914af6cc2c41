import { expect, it } from "vitest";
import { Reasoned } from "./reasoned";

it("the_time_of_reasoning_is_from_its_first_piece_to_the_first_of_the_answer", () => {
  const reasoned = new Reasoned();
  reasoned.see(true, false, 1000);
  reasoned.see(true, false, 2500);
  expect(reasoned.took).toBeNull();
  reasoned.see(true, true, 4000);
  reasoned.see(true, true, 9000);
  expect(reasoned.took).toBe(3000);
});

it("a_reply_that_was_first_seen_with_its_answer_has_no_such_time", () => {
  const reasoned = new Reasoned();
  reasoned.see(true, true, 1000);
  reasoned.see(true, true, 5000);
  expect(reasoned.took).toBeNull();
});
