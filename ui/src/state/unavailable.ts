import type { ModelChoice, Unavailable } from "../bindings";
import { t } from "../strings/index.svelte";
import type { App } from "./app.svelte";

/** The step that makes a model askable: what it is called, and what it does. */
export type Help = { text: string; stays: boolean; act: () => void };

export function help(app: App, choice: ModelChoice, why: Unavailable): Help {
  const { provider } = choice;
  switch (why) {
    case "missing_key":
      return { text: t().picker.stepKey, stays: false, act: () => app.openProviders(provider, true) };
    case "offline":
      return { text: t().picker.stepOffline, stays: true, act: () => app.setOffline(false) };
    case "not_here":
      return { text: t().picker.stepDownload, stays: false, act: () => app.go("models") };
    case "not_set_up":
      return { text: t().picker.stepSetUp, stays: false, act: () => app.openProviders(provider) };
    case "not_listed":
      return { text: t().picker.stepList, stays: false, act: () => app.openProviders(provider) };
  }
}
