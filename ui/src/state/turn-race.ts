import type { Arrival, Message, Node } from "../bindings";
import type { RaceLane } from "./race";

/** One reply of a turn, with how it arrived and, where it has been read, the whole of it. */
export type Runner = { node: Node; arrivals: Arrival[]; message: Message | null; name: string };

/** How the replies of a turn arrived; those whose times were not kept cannot run. */
export function raceOf(runners: readonly Runner[]): { lanes: RaceLane[]; leftOut: number } {
  const lanes = runners.flatMap(({ node, arrivals, message, name }, lane): RaceLane[] => {
    const last = arrivals.at(-1);
    if (!last) return [];
    const end = Math.max(last.ms, message?.timings?.total_ms ?? 0);
    return [
      {
        lane,
        model: name,
        started_ms: 0,
        arrivals: arrivals.map(({ ms, chars }) => [ms, chars] as const),
        finished_ms: node.status === "streaming" ? null : end,
        status: node.status,
        text: message === null ? node.label : message.reasoning + message.text,
      },
    ];
  });
  return { lanes, leftOut: runners.length - lanes.length };
}
