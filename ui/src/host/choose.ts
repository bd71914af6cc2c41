import type { Host } from "./index";

/**
 * The host of this page: Tauri inside the app; while developing in a plain browser, one that is made up.
 * The made-up one is left out of a release build.
 */
export async function chooseHost(): Promise<Host> {
  const inApp = "__TAURI_INTERNALS__" in window;
  if (import.meta.env.DEV) {
    const query = new URLSearchParams(location.search);
    if (!inApp || query.has("fake")) {
      const { fakeHost } = await import("./fake/index");
      return fakeHost(query);
    }
  }
  const { tauri } = await import("./tauri");
  return tauri;
}
