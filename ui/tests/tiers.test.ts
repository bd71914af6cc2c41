// @vitest-environment node
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const lint = new ESLint({ cwd: process.cwd() });
const RULE = "@typescript-eslint/no-restricted-imports";

async function refused(file: string, source: string): Promise<boolean> {
  const [result] = await lint.lintText(`${source}\n`, { filePath: file });
  return result?.messages.some((message) => message.ruleId === RULE) ?? false;
}

describe("the layers of the window", () => {
  it.each([
    ["src/kit/a.ts", 'export * from "../parts/b";'],
    ["src/kit/a.ts", 'export * from "../state/app.svelte";'],
    ["src/kit/a.ts", 'import type { Message } from "../bindings"; export type A = Message;'],
    ["src/kit/a.ts", 'export * from "../strings/index.svelte";'],
    ["src/parts/a.ts", 'export * from "../views/b";'],
    ["src/parts/a.ts", 'export * from "../host";'],
    ["src/parts/deep/a.ts", 'export * from "../../views/b";'],
    ["src/state/a.ts", 'export * from "../parts/b";'],
    ["src/state/a.ts", 'export * from "../kit/b";'],
    ["src/host/fake/a.ts", 'export * from "../../state/b";'],
    ["src/markdown/a.ts", 'export * from "../parts/b";'],
    ["src/views/a.ts", 'export * from "../host/tauri";'],
    ["src/views/a.ts", 'import { invoke } from "@tauri-apps/api/core"; invoke("x");'],
    ["src/main.ts", 'import { invoke } from "@tauri-apps/api/core"; invoke("x");'],
    ["src/state/a.ts", 'import { commands } from "../bindings"; commands.start();'],
    ["src/host/choose.ts", 'import { commands } from "../bindings"; commands.start();'],
  ])("hold_%s_back_from_%s", async (file, source) => {
    expect(await refused(file, source)).toBe(true);
  });

  it.each([
    ["src/views/a.ts", 'export * from "../parts/b";'],
    ["src/parts/a.ts", 'export * from "../kit/b"; export * from "../markdown"; export * from "../state/c";'],
    ["src/parts/a.ts", 'import type { Message } from "../bindings"; export type A = Message;'],
    ["src/state/a.ts", 'export * from "../host";'],
    [
      "src/host/tauri.ts",
      'import { commands } from "../bindings"; import { Channel } from "@tauri-apps/api/core"; commands.feed(new Channel());',
    ],
  ])("let_%s_have_%s", async (file, source) => {
    expect(await refused(file, source)).toBe(false);
  });

  it("hold_in_components_too", async () => {
    const source = '<script lang="ts">\n  import A from "../views/A.svelte";\n</script>\n\n<A />';
    expect(await refused("src/parts/B.svelte", source)).toBe(true);
    expect(await refused("src/views/B.svelte", source)).toBe(false);
  });
});
