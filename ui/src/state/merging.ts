import { t } from "../strings/index.svelte";

/**
 * What a model is asked that makes one answer of several. The first stands right above the prompt already;
 * it holds the others, and after them what is wanted in particular.
 */
export function mergePrompt(others: readonly string[], instruction: string): string {
  const words = t().reading;
  const texts = others.map((text, n) => `${words.promptAnswer(String(n + 2))}\n\n${text.trim()}`);
  const wanted = instruction.trim();
  return [words.promptBegins, ...texts, words.promptEnds, ...(wanted === "" ? [] : [wanted])].join("\n\n");
}
