import { expect, test } from "vitest";
import { Growth } from "./growth";

test("what was added last is known back to every piece's beginning, and no further", () => {
  const growth = new Growth();
  growth.add(10, "one ");
  growth.add(14, "two");
  expect(growth.since(17)).toBe("");
  expect(growth.since(14)).toBe("two");
  expect(growth.since(10)).toBe("one two");
  expect(growth.since(9)).toBeNull();
  expect(growth.since(12)).toBeNull();
  expect(growth.since(18)).toBeNull();
});

test("a piece that does not follow makes what was known before unknown", () => {
  const growth = new Growth();
  growth.add(0, "one");
  growth.add(7, "two");
  expect(growth.since(7)).toBe("two");
  expect(growth.since(0)).toBeNull();
});

test("only the last pieces are kept", () => {
  const growth = new Growth();
  for (let n = 0; n < 1000; n++) growth.add(n, "x");
  expect(growth.since(0)).toBeNull();
  expect(growth.since(990)).toBe("x".repeat(10));
});
