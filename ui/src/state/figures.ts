import type { Message, MessageId } from "../bindings";
import { t } from "../strings/index.svelte";
import { rough, whole } from "./format";
import { unpriced, usd } from "./money";

/** Past this a text's words are counted by its spaces: finer would take its time. */
const LONG = 100_000;

/** What is known of how a reply came: to the first token, speed, length, cost. */
export function figures(message: Message, remote: boolean): string[] {
  const { usage, timings } = message;
  const result: string[] = [];
  if (timings) result.push(t().seconds(rough(timings.first_token_ms / 1000)));
  if (usage && timings) {
    const seconds = (timings.total_ms - timings.first_token_ms) / 1000;
    if (seconds > 0 && usage.reply_tokens > 1) {
      result.push(t().tokensPerSecond(rough((usage.reply_tokens - 1) / seconds)));
    }
  }
  if (usage) result.push(t().tokens(whole(usage.reply_tokens)));
  if ((message.cost?.usd ?? null) !== null) result.push(usd(message.cost?.usd ?? 0));
  else if (unpriced(message, remote)) result.push(t().cost.unknown);
  return result;
}

/** How many words a text has, in any script. */
export function wordCount(text: string): number {
  if (text.length > LONG || !("Segmenter" in Intl)) return text.split(/\s+/).filter(Boolean).length;
  let count = 0;
  for (const part of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)) {
    if (part.isWordLike) count++;
  }
  return count;
}

/** A reply of a turn; what it cost in US dollars, where that is known: what runs here costs nothing. */
export type Runner = { message: Message; cost: number | null };
export type Marks = { fastest: ReadonlySet<MessageId>; cheapest: ReadonlySet<MessageId> };

function least(values: { id: MessageId; value: number }[]): Set<MessageId> {
  const low = Math.min(...values.map((one) => one.value));
  const best = values.filter((one) => one.value === low);
  return new Set(best.length === values.length ? [] : best.map((one) => one.id));
}

/**
 * The first to come to its end and the one that cost least, among a turn's whole replies. None where all are
 * alike; and while the cost of one is unknown, only what cost nothing is surely the cheapest.
 */
export function marks(runners: readonly Runner[]): Marks {
  const whole = runners.filter((one) => one.message.status === "complete");
  const times = whole.flatMap(({ message }) =>
    message.timings ? [{ id: message.id, value: message.timings.total_ms }] : [],
  );
  const sure = whole.every((one) => one.cost !== null) || whole.some((one) => one.cost === 0);
  const costs = whole.map(({ message, cost }) => ({ id: message.id, value: cost ?? Infinity }));
  return { fastest: least(times), cheapest: sure ? least(costs) : new Set() };
}
