import type { MessageId, ModelId, Node, Problem, SessionId, Vote } from "../bindings";
import { type Host, problemOf } from "../host";
import type { MapNode } from "./map";

/** The tree of the open chat, as it was last read. */
export class SessionMap {
  nodes = $state.raw<Node[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  #asked = 0;
  #session: SessionId | null = null;

  constructor(readonly host: Host) {}

  /** Reads it; what was read before is shown until then. */
  async read(session: SessionId | null): Promise<void> {
    const asked = ++this.#asked;
    if (session !== this.#session) this.nodes = null;
    this.#session = session;
    this.problem = null;
    try {
      const nodes = session === null ? [] : await this.host.sessionTree(session);
      if (asked === this.#asked) this.nodes = nodes;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown);
    }
  }
}

/** The lanes of a tree in order; none in a chat. */
export function lanesOf(nodes: readonly Node[]): number[] {
  const lanes = new Set(nodes.filter((node) => node.role === "assistant").map((node) => node.lane));
  return lanes.size < 2 ? [] : [...lanes].sort((a, b) => a - b);
}

/** What the votes say of each reply that they are on. */
function votedOn(votes: readonly Vote[]): Map<MessageId, MapNode["vote"]> {
  return new Map(
    votes.flatMap(({ candidates }) => {
      const best = candidates.filter((one) => one.best).length;
      return candidates.flatMap((one): [MessageId, MapNode["vote"]][] => {
        if (one.message === null) return [];
        if (best === 0) return [[one.message, "bad"]];
        return one.best ? [[one.message, best === 1 ? "best" : "tie"]] : [];
      });
    }),
  );
}

/** Messages as the map draws them. */
export function mapNodes(
  nodes: readonly Node[],
  nameOf: (model: ModelId | null) => string,
  votes: readonly Vote[] = [],
): MapNode[] {
  const lanes = lanesOf(nodes);
  const voted = votedOn(votes);
  return nodes.map(({ id, parent, role, lane, turn, status, edited, label, model }) => ({
    id,
    parent,
    role,
    lane: role === "assistant" && lanes.length > 0 ? lane : null,
    turn,
    status,
    edited,
    vote: voted.get(id) ?? null,
    label: plain(label),
    model: role === "assistant" ? nameOf(model) : "",
  }));
}

/** First words without the marks that would be drawn, on one line. */
function plain(label: string): string {
  return label
    .replace(/\*\*|`+|^#+\s/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The replies of a reply's turn: its versions in a chat, all lanes in a comparison. */
export function turnOf(nodes: readonly Node[], reply: MessageId): Node[] {
  const turn = nodes.find((node) => node.id === reply)?.turn;
  return nodes.filter((node) => node.role === "assistant" && node.turn === turn);
}
