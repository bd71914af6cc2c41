import { describe, expect, it } from "vitest";
import type { ErrorKind } from "../bindings";
import { type Asked, remedies } from "./remedy";
import { message } from "../testing/message";

const KINDS: ErrorKind[] = [
  "model_not_found",
  "bad_model_file",
  "out_of_memory",
  "prompt_too_long",
  "worker_lost",
  "invalid_request",
  "truncated",
  "malformed",
  "network",
  "offline",
  "missing_key",
  "unauthorized",
  "quota",
  "rate_limit",
  "overloaded",
  "unsupported",
  "server",
];
const failed = (kind: ErrorKind, text = "") =>
  message({ id: "r", status: "failed", text, failure: { kind, message: "", retry_at: null } });
const HERE: Asked = { remote: false, canContinue: true };
const REMOTE: Asked = { remote: true, canContinue: false };

describe("the next step", () => {
  it.each(KINDS)("is_offered_for_%s_with_and_without_text", (kind) => {
    for (const of of [HERE, REMOTE]) {
      expect(remedies(failed(kind), of).length).toBeGreaterThan(0);
      expect(remedies(failed(kind), of), "nothing to go on from").not.toContain("continue");
    }
    expect(remedies(failed(kind, "some"), HERE), "text was kept").toContain("continue");
    expect(remedies(failed(kind, "some"), REMOTE), "it cannot go on").not.toContain("continue");
  });

  it.each([
    ["missing_key", "key"],
    ["unauthorized", "key"],
    ["quota", "other_model"],
    ["rate_limit", "wait"],
    ["overloaded", "wait"],
    ["server", "wait"],
    ["prompt_too_long", "shorten"],
    ["offline", "online"],
    ["unsupported", "other_model"],
    ["model_not_found", "other_model"],
    ["network", "again"],
    ["invalid_request", "parameters"],
  ] as const)("for_%s_of_a_provider_is_first_%s", (kind, first) => {
    expect(remedies(failed(kind), REMOTE)[0]).toBe(first);
  });

  it("is_never_to_ask_again_what_would_fail_again", () => {
    for (const kind of ["missing_key", "offline", "unsupported", "quota"] as const) {
      expect(remedies(failed(kind), REMOTE), kind).not.toContain("again");
    }
  });

  it("goes_on_where_the_reply_was_stopped_cut_or_too_long", () => {
    expect(remedies(message({ id: "r", status: "stopped", text: "a" }), HERE)).toEqual(["continue"]);
    expect(remedies(message({ id: "r", status: "interrupted", text: "a" }), HERE)).toEqual(["continue"]);
    expect(remedies(message({ id: "r", finish: "length", text: "a" }), HERE)).toEqual(["continue"]);
    expect(remedies(message({ id: "r", status: "interrupted" }), HERE)).toEqual(["again"]);
  });

  it("asks_again_where_the_model_cannot_go_on", () => {
    expect(remedies(message({ id: "r", status: "stopped", text: "a" }), REMOTE)).toEqual(["again"]);
    expect(remedies(message({ id: "r", finish: "length", text: "a" }), REMOTE)).toEqual(["parameters"]);
  });

  it("is_not_offered_where_all_went_well_or_is_under_way", () => {
    expect(remedies(message({ id: "r", finish: "end", text: "a" }), HERE)).toEqual([]);
    expect(remedies(message({ id: "r", status: "streaming" }), HERE)).toEqual([]);
  });
});
