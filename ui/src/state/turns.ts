import type { MessageId, Role, TurnId } from "../bindings";

/** What is to be known of a message to set lanes beside each other; none of it ever changes. */
export type Step = { id: MessageId; turn: TurnId; role: Role };

/** A lane as it was read: its messages, oldest first, and whether older ones come before them. */
export type Read = { steps: readonly Step[]; older: boolean };

/** One turn over all lanes: the prompt and the reply of each, by the lane's place; none where it was not asked. */
export type Row = {
  turn: TurnId;
  prompts: (MessageId | null)[];
  replies: (MessageId | null)[];
  /** All lanes read the very same here: it is the trunk, and shown once. */
  shared: boolean;
};

function same(ids: readonly (MessageId | null)[]): boolean {
  return ids.length > 0 && ids.every((id) => id === ids[0]);
}

/**
 * The turns of all lanes, oldest first: their ids sort by time. Turns that a lane may hold but has not read
 * yet are left out, so that nothing looks unasked that was asked.
 */
export function turns(lanes: readonly Read[]): Row[] {
  const rows = new Map<TurnId, Row>();
  lanes.forEach(({ steps }, place) => {
    for (const { id, turn, role } of steps) {
      if (role === "system") continue;
      const row = rows.get(turn) ?? {
        turn,
        prompts: lanes.map(() => null),
        replies: lanes.map(() => null),
        shared: false,
      };
      (role === "user" ? row.prompts : row.replies)[place] = id;
      rows.set(turn, row);
    }
  });
  const begun = lanes.flatMap((lane) => (lane.older ? (lane.steps[0]?.turn ?? []) : []));
  const from = begun.reduce((latest, turn) => (turn > latest ? turn : latest), "");
  return [...rows.values()]
    .filter((row) => row.turn >= from)
    .map((row) => ({ ...row, shared: same(row.prompts) && same(row.replies) && row.replies[0] !== null }))
    .sort((a, b) => (a.turn < b.turn ? -1 : 1));
}

/** The rows as they are now, each one that has not changed being the one that was there before. */
export function kept(before: readonly Row[], now: readonly Row[]): Row[] {
  const known = new Map(before.map((row) => [row.turn, row]));
  const equal = (a: readonly unknown[], b: readonly unknown[]) =>
    a.length === b.length && a.every((one, n) => one === b[n]);
  return now.map((row) => {
    const was = known.get(row.turn);
    const stays =
      was?.shared === row.shared && equal(was.prompts, row.prompts) && equal(was.replies, row.replies);
    return stays ? was : row;
  });
}
