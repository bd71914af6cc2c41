import type { Message } from "../bindings";
import type { IconName } from "../kit/icons";
import { t } from "../strings/index.svelte";
import type { App } from "../state/app.svelte";
import { readKeys } from "../state/keys";
import { type View, VIEWS } from "../state/reading.svelte";

const ICON: Record<View, IconName> = { differences: "columns", agreement: "equal", merge: "gather" };

/** What can be done with the answers of a reply's turn, in a menu and in the palette. */
export function readingItems(app: App, message: Message) {
  const words = t().reading;
  const text = { differences: words.differencesOf, agreement: words.agreementOf, merge: words.mergeOf };
  return VIEWS.map((view) => ({
    view,
    text: text[view],
    icon: ICON[view],
    keys: readKeys(view),
    act: () => app.reading.open(view, message),
  }));
}
