import { describe, expect, it } from "vitest";
import { sends } from "./keys";

const press = (rest: Partial<KeyboardEvent> = {}) => ({
  key: "Enter",
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...rest,
});

describe("the key that sends", () => {
  it("is_enter_alone_or_with_a_modifier_as_was_chosen", () => {
    expect(sends(press(), "enter")).toBe(true);
    expect(sends(press({ shiftKey: true }), "enter")).toBe(false);
    expect(sends(press({ ctrlKey: true }), "enter")).toBe(false);
    expect(sends(press(), "mod_enter")).toBe(false);
    expect(sends(press({ ctrlKey: true }), "mod_enter")).toBe(true);
    expect(sends(press({ key: "a" }), "enter")).toBe(false);
  });

  it("never_sends_while_an_input_method_composes_however_it_is_told", () => {
    for (const key of ["enter", "mod_enter"] as const) {
      expect(sends(press({ isComposing: true, ctrlKey: key === "mod_enter" }), key)).toBe(false);
      expect(sends(press({ keyCode: 229, ctrlKey: key === "mod_enter" }), key)).toBe(false);
    }
  });
});
