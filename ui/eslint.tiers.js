/**
 * The layers of the window, held by lint: `views → parts → kit`, and one file that knows Tauri.
 * `kit` and `markdown` know no word of this app; `state` knows no component.
 */
const TAURI = { group: ["@tauri-apps/*"], message: "Only host/tauri.ts speaks to Tauri." };
const BINDINGS = {
  group: ["**/bindings", "**/bindings.ts"],
  allowTypeImports: true,
  message: "Call the host; only host/tauri.ts may use the generated commands. Types are free.",
};
const ALL = ["views", "parts", "kit", "markdown", "state", "strings", "host"];
const MAY = {
  kit: ["kit"],
  markdown: ["markdown", "kit"],
  strings: ["strings"],
  host: ["host"],
  state: ["state", "host", "strings"],
  parts: ["parts", "kit", "markdown", "state", "strings"],
  views: ["views", "parts", "kit", "state", "strings"],
};

/** @param {string[]} allowed */
function outside(allowed) {
  return ALL.filter((tier) => !allowed.includes(tier)).map((tier) => ({
    group: [`**/${tier}/**`, `**/${tier}`],
    message: `This tier may not import from ${tier}/.`,
  }));
}

/** @param {object[]} patterns */
function restrict(patterns) {
  return { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] };
}

const noDomain = { group: ["**/bindings", "**/bindings.ts"], message: "This tier knows no word of the app." };

export const tiers = [
  { files: ["src/**/*.{ts,svelte}"], ignores: ["src/bindings.ts"], rules: restrict([TAURI, BINDINGS]) },
  ...Object.entries(MAY).map(([tier, allowed]) => ({
    files: [`src/${tier}/**/*.{ts,svelte}`],
    rules: restrict([
      TAURI,
      tier === "kit" || tier === "markdown" ? noDomain : BINDINGS,
      ...outside(allowed),
    ]),
  })),
  // Tests drive the tiers with the host that was made for them.
  {
    files: ["src/**/*.test.ts", "src/testing/**/*.ts"],
    rules: restrict([TAURI, BINDINGS]),
  },
  { files: ["src/host/tauri.ts"], rules: restrict(outside(["host"])) },
];
