import type { Message, Price, Spent } from "../bindings";
import { language } from "../strings/index.svelte";

/** US dollars, with as many places as tell something: $12.30, $0.124, $0.0021. */
export function usd(amount: number): string {
  const places = amount >= 1 || amount === 0 ? 2 : amount >= 0.01 ? 3 : 0;
  const digits: Intl.NumberFormatOptions =
    places > 0
      ? { minimumFractionDigits: amount === 0 ? 0 : 2, maximumFractionDigits: places }
      : { minimumSignificantDigits: 1, maximumSignificantDigits: 2 };
  return new Intl.NumberFormat(language(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    ...digits,
  }).format(amount);
}

/** The price of a million tokens is told in cents at the least. */
export function priced(price: Price | null): { input: string; output: string } | null {
  if (price === null || price.input === null || price.output === null) return null;
  return { input: usd(price.input), output: usd(price.output) };
}

/** Whether anything of this is worth a word: what runs inside the app costs nothing. */
export function hasCost(spent: Spent | null): spent is Spent {
  return spent !== null && ((spent.usd ?? 0) > 0 || spent.unknown > 0);
}

/** Whether this reply used tokens at a price that nobody knows. */
export function unpriced(message: Message, remote: boolean): boolean {
  return remote && message.usage !== null && (message.cost === null || message.cost.usd === null);
}
