import type { Status } from "../bindings";

/** How one lane's reply arrived; times are milliseconds since the turn began. */
export type RaceLane = {
  lane: number;
  model: string;
  started_ms: number;
  /** When how many characters were there, in the order of time. */
  arrivals: readonly (readonly [ms: number, characters: number])[];
  /** When it ended, however it did; none while it is still being written. */
  finished_ms: number | null;
  status: Status;
  text: string;
};

/** Where a lane is at a moment. */
export type Standing = {
  characters: number;
  /** The part of the longest reply that is there, 0 to 1. */
  share: number;
  /** Whether its first word is there. */
  begun: boolean;
  ended: boolean;
  /** The order of finishing among those that are whole by now, from 1; nobody who failed has a place. */
  place: number | null;
};

/** Milliseconds from the beginning of the turn to its last event. */
export function length(lanes: readonly RaceLane[]): number {
  return lanes.reduce(
    (most, lane) => Math.max(most, lane.finished_ms ?? 0, lane.arrivals.at(-1)?.[0] ?? 0),
    0,
  );
}

/** How many characters were there at a moment, by halving. */
export function charactersAt(lane: RaceLane, ms: number): number {
  let [low, high] = [0, lane.arrivals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lane.arrivals[middle]?.[0] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return lane.arrivals[low - 1]?.[1] ?? 0;
}

/** When the first character was there. */
export function firstAt(lane: RaceLane): number | null {
  return lane.arrivals.find(([, characters]) => characters > 0)?.[0] ?? null;
}

/** Where every lane is at a moment, in the order of the lanes. */
export function standings(lanes: readonly RaceLane[], ms: number): Standing[] {
  const longest = lanes.reduce((most, lane) => Math.max(most, lane.arrivals.at(-1)?.[1] ?? 0), 0);
  const whole = lanes.flatMap((lane) => (lane.status === "complete" ? (lane.finished_ms ?? []) : []));
  return lanes.map((lane) => {
    const characters = charactersAt(lane, ms);
    const ended = lane.finished_ms !== null && lane.finished_ms <= ms;
    const faster = whole.filter((other) => other < (lane.finished_ms ?? 0)).length;
    return {
      characters,
      share: longest === 0 ? 0 : characters / longest,
      begun: characters > 0,
      ended,
      place: ended && lane.status === "complete" ? faster + 1 : null,
    };
  });
}

/** The beginning of what had arrived, never cutting a character in two. */
export function beginning(text: string, characters: number, most = 320): string {
  const wanted = Math.min(characters, most);
  // A character takes two places at the most, so the rest need not be looked at.
  return [...text.slice(0, wanted * 2)].slice(0, wanted).join("");
}
