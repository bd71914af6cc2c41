import type { MapNode } from "../state/map";

/** A node for tests, from the parts that matter to one. */
export function node(id: string, parent: string | null, rest: Partial<MapNode> = {}): MapNode {
  const prompt = rest.role === "user";
  return {
    id,
    parent,
    role: "assistant",
    lane: null,
    turn: id,
    status: "complete",
    edited: false,
    vote: null,
    label: `words of ${id}`,
    model: prompt ? "" : "Model One",
    ...rest,
  };
}

/** One prompt, one reply, and so on. */
export function chain(length: number): MapNode[] {
  return Array.from({ length }, (_, n) =>
    node(`m${n}`, n === 0 ? null : `m${n - 1}`, { role: n % 2 === 0 ? "user" : "assistant" }),
  );
}

/** One prompt with this many versions of a reply. */
export function wide(length: number): MapNode[] {
  const first = node("m0", null, { role: "user" });
  return [first, ...Array.from({ length: length - 1 }, (_, n) => node(`m${n + 1}`, "m0"))];
}

/** A conversation in which a prompt was regenerated this many times, going on from the newer or the older one. */
export function forked(forks: number): MapNode[] {
  const nodes = [node("p0", null, { role: "user" })];
  for (let n = 0; n < forks; n++) {
    nodes.push(node(`a${n}`, `p${n}`), node(`b${n}`, `p${n}`));
    nodes.push(node(`p${n + 1}`, n % 3 === 0 ? `a${n}` : `b${n}`, { role: "user" }));
  }
  return nodes;
}

/** A comparison of lanes over some turns, each lane a branch of its own. */
export function lanes(count: number, turns: number): MapNode[] {
  const nodes = [node("p0", null, { role: "user", turn: "t0" })];
  for (let turn = 0; turn < turns; turn++) {
    for (let lane = 0; lane < count; lane++) {
      const prompt = turn === 0 ? "p0" : `p${turn}-${lane}`;
      if (turn > 0)
        nodes.push(node(prompt, `r${turn - 1}-${lane}`, { role: "user", lane, turn: `t${turn}` }));
      nodes.push(node(`r${turn}-${lane}`, prompt, { lane, turn: `t${turn}`, model: `Model ${lane}` }));
    }
  }
  return nodes;
}

/** A tree in which each message follows any earlier one, the same for the same seed. */
export function scattered(length: number, seed: number): MapNode[] {
  let state = seed;
  const random = () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
  return Array.from({ length }, (_, n) => {
    const back = Math.ceil(Math.min(n, 1 + random() ** 3 * n));
    return node(`m${n}`, n === 0 ? null : `m${n - back}`, {
      lane: random() < 0.3 ? Math.floor(random() * 8) : null,
    });
  });
}
