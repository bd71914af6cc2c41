import type { MessageId, ModelId, Node, Status } from "../bindings";
import { t } from "../strings/index.svelte";
import { whole } from "./format";
import { laneLetter } from "./lanes";
import { lanesOf, turnOf } from "./session-map.svelte";

/** One of the replies of a turn, as it is named where several are read against one another. */
export type Answer = {
  id: MessageId;
  /** Its lane in a comparison; none among the versions of a chat. */
  lane: number | null;
  /** Which version of its lane's reply it is, from 1; none where there is no other. */
  version: number | null;
  model: ModelId | null;
  /** Who wrote it is not told before the vote. */
  blind: boolean;
  status: Status;
};

/** All replies of the turn that this one belongs to: by lane, and in each the versions in order. */
export function answersOf(nodes: readonly Node[], reply: MessageId): Answer[] {
  const turn = turnOf(nodes, reply);
  const lanes = lanesOf(turn);
  const beside = (node: Node) => turn.filter((other) => other.lane === node.lane);
  const answers = turn.map((node): Answer => {
    const versions = beside(node);
    return {
      id: node.id,
      lane: lanes.length > 0 ? node.lane : null,
      version: versions.length > 1 ? versions.indexOf(node) + 1 : null,
      model: node.model,
      blind: node.blind,
      status: node.status,
    };
  });
  return answers.sort((a, b) => (a.lane ?? 0) - (b.lane ?? 0));
}

/** Its letter, its number among versions, or both. */
export function markOf({ lane, version }: Answer): string {
  return `${laneLetter(lane)}${version === null ? "" : whole(version)}`;
}

/** The mark in words. */
export function markSaid({ lane, version }: Answer): string {
  const words = t().reading;
  if (lane === null) return words.version(whole(version ?? 1));
  const name = t().lanes.name(laneLetter(lane));
  return version === null ? name : words.versionIn(name, whole(version));
}

/** Who wrote it and which version it is; of a blind one its mark in words and nothing else. */
export function nameOf(answer: Answer, model: (id: ModelId | null) => string): string {
  if (answer.blind) return markSaid(answer);
  const name = model(answer.model) || t().reading.byHand;
  return answer.version === null ? name : t().branch.versionOf(name, whole(answer.version));
}

/** The same in a list, where no mark stands beside it. */
export function lineOf(answer: Answer, model: (id: ModelId | null) => string): string {
  const letter = laneLetter(answer.lane);
  return answer.blind || letter === "" ? nameOf(answer, model) : `${letter} · ${nameOf(answer, model)}`;
}

/** Whether there is something to read: what is still being written changes under the reader's eyes. */
export function isWhole(answer: Answer): boolean {
  return answer.status !== "streaming";
}

/**
 * The two to begin with: the one that was asked about, and with it the version before it, else the next
 * lane that is shown, else any other.
 */
export function pairOf(
  answers: readonly Answer[],
  asked: MessageId,
  shown: (id: MessageId) => boolean,
): [MessageId, MessageId] | null {
  const one = answers.find((answer) => answer.id === asked) ?? answers[0];
  if (!one) return null;
  const others = answers.filter((answer) => answer !== one);
  const own = others.filter((answer) => answer.lane === one.lane);
  const before = own.findLast((answer) => (answer.version ?? 0) < (one.version ?? 0)) ?? own[0];
  const beside = others.find((answer) => answer.lane !== one.lane && shown(answer.id));
  const other = one.lane === null ? before : (beside ?? before);
  const second = other ?? others[0];
  if (!second) return null;
  return answers.indexOf(second) < answers.indexOf(one) ? [second.id, one.id] : [one.id, second.id];
}

/** Those that are read together to begin with: what is shown of each lane, or all versions of a chat. */
export function together(answers: readonly Answer[], shown: (id: MessageId) => boolean): MessageId[] {
  const lanes = answers.some((answer) => answer.lane !== null);
  const chosen = lanes ? answers.filter((answer) => shown(answer.id)) : answers;
  return (chosen.length > 1 ? chosen : answers).slice(0, MOST_TOGETHER).map((answer) => answer.id);
}

/** As many as a comparison has lanes. */
export const MOST_TOGETHER = 8;
