import type { Host } from "..";
import { problem } from "..";
import type { FakeHost } from ".";

type Commands = Pick<
  Host,
  | "sessionTree"
  | "editReply"
  | "weighBranch"
  | "deleteBranch"
  | "restoreBranch"
  | "copyBranch"
  | "rateReply"
  | "noteCopied"
  | "replyArrivals"
  | "whatWasSent"
>;

/** Branches of the made-up core. */
export class FakeBranches implements Commands {
  constructor(readonly host: FakeHost) {}

  sessionTree: Host["sessionTree"] = async () => {
    throw problem("internal", "not here yet");
  };
  editReply: Host["editReply"] = async () => {
    throw problem("internal", "not here yet");
  };
  weighBranch: Host["weighBranch"] = async () => {
    throw problem("internal", "not here yet");
  };
  deleteBranch: Host["deleteBranch"] = async () => {
    throw problem("internal", "not here yet");
  };
  restoreBranch: Host["restoreBranch"] = async () => {
    throw problem("internal", "not here yet");
  };
  copyBranch: Host["copyBranch"] = async () => {
    throw problem("internal", "not here yet");
  };
  rateReply: Host["rateReply"] = async () => {
    throw problem("internal", "not here yet");
  };
  noteCopied: Host["noteCopied"] = async () => {
    throw problem("internal", "not here yet");
  };
  replyArrivals: Host["replyArrivals"] = async () => {
    throw problem("internal", "not here yet");
  };
  whatWasSent: Host["whatWasSent"] = async () => {
    throw problem("internal", "not here yet");
  };
}
