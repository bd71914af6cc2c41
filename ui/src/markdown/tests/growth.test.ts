import { expect, test } from "vitest";
import { viewIn } from "./shape";

test("a text that is told how it grew is not read whole again", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  const growth = { since: (length: number) => "One two".slice(length) };
  view.set("One", growth);
  view.flush();
  // Were it read, it would be shown.
  view.set("???????", growth);
  view.flush();
  expect(root.textContent).toBe("One two");
});

test("a text in the place of another is shown anew, whatever its growth says", () => {
  const root = document.createElement("div");
  const view = viewIn(root);
  view.set("One", { since: () => null });
  view.set("Red cow", { since: () => " cow" });
  view.flush();
  expect(root.textContent).toBe("Red cow");
});
