import { describe, expect, it } from "vitest";
import { laid } from "./layout";

describe("the layout of lanes", () => {
  it.each([
    [null, 3, 1168, "together"],
    ["apart", 3, 1168, "apart"],
    ["together", 3, 899, "tabs"],
    [null, 2, 599, "tabs"],
    [null, 3, 820, "tabs"],
    [null, 4, 1168, "grid"],
    [null, 8, 1168, "grid"],
    ["together", 8, 1168, "tabs"],
    ["grid", 8, 1168, "grid"],
    ["grid", 8, 1000, "tabs"],
    ["grid", 2, 700, "apart"],
    ["tabs", 2, 2000, "tabs"],
    ["tabs", 1, 500, "apart"],
    [null, 8, 2400, "together"],
  ] as const)("chosen_as_%s_for_%i_lanes_in_%i_pixels_is_%s", (chosen, lanes, width, shown) => {
    expect(laid(chosen, lanes, width)).toBe(shown);
  });
});
