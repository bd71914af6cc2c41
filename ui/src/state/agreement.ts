import type { Answer } from "./answers";

/** A sentence of one answer: how many answers say the same, and the places of those, its own among them. */
export type Sentence = { text: string; count: number; lanes: readonly number[] };

/** An answer at its place among those that are compared, what it is called, and what it says. */
export type AgreementLane = { lane: number; answer: Answer; name: string; sentences: readonly Sentence[] };

/** A sentence at its place in its answer. */
export type Said = Sentence & { lane: number; index: number };

export type Order = "written" | "most" | "least";

/** What is shown: of one answer or of all, said in so many or in any number, in this order. */
export type Choice = { lane: number | null; count: number | null; order: Order };

/**
 * The sentences of one answer; or those of all, where one that several say is told once, as the first of
 * them says it.
 */
function told(answers: readonly AgreementLane[], lane: number | null): Said[] {
  return answers.flatMap((answer) => {
    if (lane !== null && answer.lane !== lane) return [];
    const said = answer.sentences.map((sentence, index) => ({ ...sentence, lane: answer.lane, index }));
    return lane === null ? said.filter((one) => one.lanes.every((other) => other >= answer.lane)) : said;
  });
}

/** The sentences to show; those that are shared by as many stay in the order in which they were written. */
export function sentences(answers: readonly AgreementLane[], { lane, count, order }: Choice): Said[] {
  const found = told(answers, lane).filter((one) => count === null || one.count === count);
  if (order === "written") return found;
  const sign = order === "most" ? -1 : 1;
  return found.sort((a, b) => sign * (a.count - b.count));
}

/** How many sentences are said in how many answers, from all answers down to one. */
export function counts(answers: readonly AgreementLane[], lane: number | null): Map<number, number> {
  const result = new Map<number, number>();
  for (let count = answers.length; count > 0; count--) result.set(count, 0);
  for (const { count } of told(answers, lane)) result.set(count, (result.get(count) ?? 0) + 1);
  return result;
}
