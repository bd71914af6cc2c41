import type { ModelChoice } from "../bindings";
import { choice as named } from "../host/fake/providers";

/** A whole model for tests, from the parts that matter to one. */
export function choice(id: string, rest: Partial<ModelChoice> = {}): ModelChoice {
  const [provider = "", ...name] = id.split("/");
  const provider_title = provider === "local" ? "" : provider.toUpperCase();
  return named(id, name.at(-1) ?? "", { provider_title, ...rest });
}
