import type { Fault } from "../bindings";
import { t } from "../strings/index.svelte";

/** What is said of a query that cannot be read. */
export function faultWords(fault: Fault): string {
  const words = t().finding.faults;
  switch (fault.kind) {
    case "unknown_key":
      return words.unknown_key(fault.typed, fault.meant);
    case "no_value":
      return words.no_value(fault.key);
    case "bad_value":
      return words.bad_value(fault.key, fault.known.join(", "));
    case "none_yet":
      return words.none_yet(fault.key);
    default:
      return words[fault.kind];
  }
}
