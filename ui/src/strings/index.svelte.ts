import { en, type Strings } from "./en";
import { hi } from "./hi";

export type { Strings };

/** A catalogue is a file here: another language is another file and a line below. */
const CATALOGUES = { en, hi } satisfies Record<string, Strings>;
export type LanguageCode = keyof typeof CATALOGUES;
export const LANGUAGES: { code: LanguageCode; name: string }[] = [
  { code: "en", name: "English" },
  { code: "hi", name: "हिन्दी" },
];
const RIGHT_TO_LEFT = new Set(["ar", "ur", "fa", "he", "sd", "ks"]);

let code = $state<LanguageCode>("en");

/** The words of the window in the language that was chosen. */
export function t(): Strings {
  return CATALOGUES[code];
}

export function language(): LanguageCode {
  return code;
}

/** The language of the system where there is a catalogue for it, else English. */
export function systemLanguage(preferred: readonly string[] = navigator.languages): LanguageCode {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split("-")[0] ?? "";
    if (base in CATALOGUES) return base as LanguageCode;
  }
  return "en";
}

export function speak(chosen: "system" | LanguageCode): void {
  code = chosen === "system" ? systemLanguage() : chosen;
  document.documentElement.lang = code;
  document.documentElement.dir = RIGHT_TO_LEFT.has(code) ? "rtl" : "ltr";
}
