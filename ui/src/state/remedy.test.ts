import { describe, expect, it } from "vitest";
import type { ErrorKind } from "../bindings";
import { remedies } from "./remedy";
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

describe("the next step", () => {
  it("is_offered_for_every_fault_with_and_without_text", () => {
    for (const kind of KINDS) {
      expect(remedies(failed(kind)).length, kind).toBeGreaterThan(0);
      expect(remedies(failed(kind)), `${kind}: nothing to go on from`).not.toContain("continue");
      expect(remedies(failed(kind, "some")), `${kind}: text was kept`).toContain("continue");
    }
  });

  it("goes_on_where_the_reply_was_stopped_cut_or_too_long", () => {
    expect(remedies(message({ id: "r", status: "stopped", text: "a" }))).toEqual(["continue"]);
    expect(remedies(message({ id: "r", status: "interrupted", text: "a" }))).toEqual(["continue"]);
    expect(remedies(message({ id: "r", finish: "length", text: "a" }))).toEqual(["continue"]);
    expect(remedies(message({ id: "r", status: "interrupted" }))).toEqual(["again"]);
  });

  it("is_not_offered_where_all_went_well_or_is_under_way", () => {
    expect(remedies(message({ id: "r", finish: "end", text: "a" }))).toEqual([]);
    expect(remedies(message({ id: "r", status: "streaming" }))).toEqual([]);
  });
});
