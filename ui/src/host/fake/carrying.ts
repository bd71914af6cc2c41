import type { Imported } from "../../bindings";
import type { Host } from "..";
import { problem } from "..";
import type { FakeHost } from ".";

type Commands = Pick<Host, "exportChats" | "importChats" | "carryProgress" | "cancelCarry">;

const REPORT: Imported = {
  format: "chatgpt",
  came: {
    new_sessions: 1204,
    grown_sessions: 3,
    known_sessions: 12,
    new_messages: 38211,
    known_messages: 96,
    new_votes: 0,
  },
  cancelled: false,
  counts: [
    { what: "tool", count: 41 },
    { what: "missing_file", count: 2 },
  ],
  losses: [
    { what: "missing_file", place: "Deploying the staging cluster", name: "diagram.png" },
    { what: "tool", place: "A chart of one bar", name: "python" },
  ],
};

/** Files of the made-up core: `?import=lossless`, `cut`, `unknown`, `slow` choose what an import brings. */
export class FakeCarrying implements Commands {
  #slow: ((report: Imported | null) => void) | null = null;

  constructor(readonly host: FakeHost) {}

  exportChats: Host["exportChats"] = async ({ sessions }) => {
    if (this.host.query.has("nodialog")) return null;
    const count = sessions?.length ?? this.host.sessions.size;
    return { sessions: count, messages: count * 2, cancelled: false };
  };
  importChats: Host["importChats"] = async () => {
    switch (this.host.query.get("import")) {
      case "unknown":
        throw problem("unknown_file", "this is not a file of chats that Antiphon knows");
      case "lossless":
        return { ...REPORT, counts: [], losses: [] };
      case "slow":
        return new Promise<Imported | null>((resolve) => (this.#slow = resolve));
      case "none":
        return null;
      default:
        return REPORT;
    }
  };
  carryProgress: Host["carryProgress"] = async () =>
    this.#slow ? { done: 420, of: 1000, sessions: 512, messages: 16044 } : null;
  cancelCarry: Host["cancelCarry"] = async () => {
    this.#slow?.({ ...REPORT, cancelled: true });
    this.#slow = null;
    return null;
  };
}
