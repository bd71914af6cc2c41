import type { ModelChoice } from "../bindings";
import { matches } from "./matching";

/** How many of the models that were asked last come first. */
export const RECENT = 5;

export type Group = "recent" | "favourites" | "provider";
export type Pick =
  | { kind: "head"; key: string; group: Group; title: string }
  | { kind: "model"; key: string; group: Group; choice: ModelChoice };

function under(group: Group, title: string, choices: ModelChoice[]): Pick[] {
  if (choices.length === 0) return [];
  return [
    { kind: "head", key: `${group} ${title}`, group, title },
    ...choices.map((choice) => ({
      kind: "model" as const,
      key: `${group} ${choice.id}`,
      group,
      choice,
    })),
  ];
}

function byProvider(choices: ModelChoice[]): Pick[] {
  const groups = new Map<string, ModelChoice[]>();
  for (const one of choices) {
    const group = groups.get(one.provider);
    if (group) group.push(one);
    else groups.set(one.provider, [one]);
  }
  return [...groups.values()].flatMap((group) => {
    // What can be asked comes first; the rest keeps the provider's order.
    const asked = group.filter((one) => one.unavailable === null);
    const rest = group.filter((one) => one.unavailable !== null);
    return under("provider", group[0]?.provider_title ?? "", [...asked, ...rest]);
  });
}

/**
 * What the picker lists: those asked last, favourites, then all by provider; once something is typed,
 * what matches by provider. Hidden models are not offered, but for the one that is chosen.
 */
export function picks(all: readonly ModelChoice[], typed: string, chosen: string | null): Pick[] {
  const offered = all.filter((one) => !one.mark.hidden || one.id === chosen);
  if (typed.trim() !== "") {
    const found = offered.filter((one) =>
      matches(`${one.name} ${one.id} ${one.provider_title}`, typed.trim()),
    );
    return byProvider(found);
  }
  const recent = offered
    .filter((one) => one.used_at !== null && one.unavailable === null)
    .sort((a, b) => (b.used_at ?? 0) - (a.used_at ?? 0))
    .slice(0, RECENT);
  return [
    ...under("recent", "", recent),
    ...under(
      "favourites",
      "",
      offered.filter((one) => one.mark.favourite),
    ),
    ...byProvider(offered),
  ];
}
