import type { ModelChoice } from "../bindings";
import { NONE } from "../state/parameters";

/** A whole model for tests, from the parts that matter to one. */
export function choice(id: string, rest: Partial<ModelChoice> = {}): ModelChoice {
  const provider = id.split("/")[0] ?? "";
  return {
    id,
    name: id.split("/").at(-1) ?? "",
    provider,
    provider_title: provider === "local" ? "" : provider.toUpperCase(),
    context: null,
    max_output: null,
    price: null,
    vision: null,
    files: null,
    audio: null,
    reasoning: null,
    can_continue: false,
    mark: { favourite: false, hidden: false },
    used_at: null,
    unavailable: null,
    parameters: NONE,
    speed: null,
    recommended: false,
    ...rest,
  };
}
