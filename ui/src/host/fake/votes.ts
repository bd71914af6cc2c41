import type { Ranking, RankingRow, SessionId, Vote } from "../../bindings";
import type { Host } from "..";
import { problem } from "..";
import type { FakeHost } from ".";

type Commands = Pick<
  Host,
  "vote" | "takeBackVote" | "revealNames" | "ranking" | "exportVotes" | "importVotes"
>;

function row(model: string, points: number, half: number, wins: number, losses: number): RankingRow {
  return {
    model,
    rating: { points, low: points - half, high: points + half },
    ranks: [1, 2],
    votes: wins + losses + 2,
    wins,
    ties: 2,
    losses,
    all_bad: 1,
    cost_per_1000: model.startsWith("local/") ? 0 : 2.4,
    signs: { kept: wins, copied: 3, regenerated_away: losses, continued: wins + 4 },
  };
}

/** Votes of the made-up core. */
export class FakeVotes implements Commands {
  constructor(readonly host: FakeHost) {}

  ranking: Host["ranking"] = async (filter): Promise<Ranking> => {
    if (this.host.query.has("broken")) throw problem("internal", "database disk image is malformed");
    if (!this.host.query.has("votes") || filter.tag === "none") {
      return { rows: [], matrix: [], votes: 0, languages: [], tags: [] };
    }
    const rows = [
      row("openai/gpt-6-sol", 1090, 120, 14, 6),
      row("anthropic/claude-sonnet-5-5", 1040, 110, 12, 8),
      row("local/qwen2.5-coder-0.5b", 870, 130, 4, 16),
    ];
    const matrix = rows.flatMap((one, a) =>
      rows.map((other, b) => ({
        wins: a === b ? 0 : one.wins,
        ties: a === b ? 0 : 1,
        losses: a === b ? 0 : other.wins,
        expected: a === b ? null : 0.5 + (b - a) * 0.15,
      })),
    );
    return { rows, matrix, votes: 44, languages: ["en", "hi"], tags: ["code", "none"] };
  };
  exportVotes: Host["exportVotes"] = async () => true;
  importVotes: Host["importVotes"] = async () => ({ new: 3, known: 1, bad: 0, problems: [] });
  #cast = new Map<string, Vote>();

  of(session: SessionId): Vote[] {
    return [...this.#cast.values()].filter((one) => one.session === session);
  }

  vote: Host["vote"] = async ({ replies, best, reason, tags }) => {
    const messages = replies.map((id) => this.host.message(id));
    const first = messages[0];
    if (!first) throw problem("not_allowed", "a vote is on two to eight replies");
    this.#cast.set(first.turn, {
      id: this.host.id("vote"),
      turn: first.turn,
      session: first.session,
      at: Date.now(),
      kind: "chat",
      language: "en",
      blind: false,
      reason,
      tags,
      voter: "",
      candidates: messages.map((one) => ({
        model: one.model ?? "",
        message: one.id,
        best: best.includes(one.id),
      })),
    });
    return this.host.openSession(first.session);
  };
  takeBackVote: Host["takeBackVote"] = async (session, turn) => {
    this.#cast.delete(turn);
    return this.host.openSession(session);
  };
  revealNames: Host["revealNames"] = async () => {
    throw problem("not_allowed", "The made-up core takes no votes.");
  };
}
