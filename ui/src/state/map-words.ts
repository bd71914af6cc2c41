import { t } from "../strings/index.svelte";
import { whole } from "./format";
import { laneLetter } from "./lanes";
import type { Spot } from "./map";

/** What can be told of a spot besides its own words, in the order in which it is said. */
export function spotFacts(spot: Spot, here: ReadonlySet<string>, path: ReadonlySet<string>): string[] {
  const words = t();
  const [node] = spot.nodes;
  const letter = laneLetter(node.lane);
  return [
    letter === "" ? "" : words.lanes.name(letter),
    spot.versions > 1 ? words.version(spot.version, spot.versions) : "",
    node.status === "complete" ? "" : words.map.status[node.status],
    node.edited ? words.map.edited : "",
    node.vote ? words.map.vote[node.vote] : "",
    spot.nodes.some((one) => here.has(one.id)) ? words.map.here : path.has(node.id) ? words.map.onPath : "",
  ].filter((fact) => fact !== "");
}

/** Whose words these are, and the words. */
export function spotWords(spot: Spot): string {
  const words = t().map;
  const [node] = spot.nodes;
  if (spot.nodes.length > 1) return words.run(whole(spot.nodes.length));
  if (node.role === "assistant") return words.reply(node.model, node.label);
  return node.role === "user" ? words.prompt(node.label) : words.system(node.label);
}

/** What a screen reader says of a spot. */
export function spotName(spot: Spot, here: ReadonlySet<string>, path: ReadonlySet<string>): string {
  return [spotWords(spot), ...spotFacts(spot, here, path)].join(", ");
}
