import { describe, expect, it } from "vitest";
import { draftOf, formOf, NEW_PROVIDER } from "./draft";

const filled = () => ({ ...formOf(NEW_PROVIDER), title: "Desk", base: "http://127.0.0.1:8000/v1" });
const problem = (form: ReturnType<typeof formOf>) => {
  const read = draftOf(form);
  return "problem" in read ? read.problem : null;
};

describe("a provider that is filled in", () => {
  it("comes_back_as_it_was", () => {
    const draft = {
      ...NEW_PROVIDER,
      title: "Desk",
      base: "https://desk.example/v1",
      api_version: "2025-04-01",
      headers: { "X-Team": "blue" },
      patience: { connect_ms: 1500, first_byte_ms: null, idle_ms: 90_000 },
    };
    expect(draftOf(formOf(draft))).toEqual({ draft });
  });

  it("is_told_what_is_missing", () => {
    expect(problem({ ...filled(), title: "  " })).toEqual({ at: "title", why: "empty" });
    expect(problem({ ...filled(), base: "" })).toEqual({ at: "base", why: "empty" });
    expect(problem(filled())).toBeNull();
  });

  it.each(["desk.example/v1", "ftp://desk", "https://", "javascript:alert(1)"])("refuses_%s", (base) => {
    expect(problem({ ...filled(), base })).toEqual({ at: "base", why: "wrong" });
  });

  it("leaves_empty_lines_out_and_refuses_a_name_twice_or_with_spaces", () => {
    const lines = (...headers: [string, string][]) => ({
      ...filled(),
      headers: headers.map(([name, value]) => ({ name, value })),
    });
    const read = draftOf(lines(["", ""], [" X-A ", " 1 "]));
    expect("draft" in read && read.draft.headers).toEqual({ "X-A": "1" });
    expect(problem(lines(["X-A", "1"], ["x-a", "2"]))?.at).toBe("headers");
    expect(problem(lines(["two words", "1"]))?.at).toBe("headers");
    expect(problem(lines(["", "1"]))?.at).toBe("headers");
  });

  it.each([
    ["1,5", 1500],
    ["०.५", 500],
    ["", null],
  ])("reads_%s_seconds", (text, ms) => {
    const read = draftOf({ ...filled(), seconds: { connect_ms: text, first_byte_ms: "", idle_ms: "" } });
    expect("draft" in read && read.draft.patience.connect_ms).toBe(ms);
  });

  it.each(["0", "-1", "soon", "3601"])("refuses_%s_seconds", (text) => {
    expect(problem({ ...filled(), seconds: { connect_ms: "", first_byte_ms: text, idle_ms: "" } })).toEqual({
      at: "first_byte_ms",
      why: "wrong",
    });
  });
});
