import type { Host } from "..";
import { problem } from "..";
import type { FakeHost } from ".";

type Commands = Pick<Host, "compare" | "fanOut" | "setLanes" | "makeTrunk" | "gatherLanes" | "stopAll">;

/** Comparisons of the made-up core. */
export class FakeLanes implements Commands {
  constructor(readonly host: FakeHost) {}

  compare: Host["compare"] = async () => {
    throw problem("internal", "not here yet");
  };
  fanOut: Host["fanOut"] = async () => {
    throw problem("internal", "not here yet");
  };
  setLanes: Host["setLanes"] = async () => {
    throw problem("internal", "not here yet");
  };
  makeTrunk: Host["makeTrunk"] = async () => {
    throw problem("internal", "not here yet");
  };
  gatherLanes: Host["gatherLanes"] = async () => {
    throw problem("internal", "not here yet");
  };
  stopAll: Host["stopAll"] = async () => {
    throw problem("internal", "not here yet");
  };
}
