import type { StreamParser } from "@codemirror/streamparser";

type Mode = StreamParser<unknown>;
type Load = () => Promise<Mode>;

const clike = () => import("@codemirror/legacy-modes/mode/clike");
const script = () => import("@codemirror/legacy-modes/mode/javascript");
const styles = () => import("@codemirror/legacy-modes/mode/css");
const markup = () => import("@codemirror/legacy-modes/mode/xml");
const mlLike = () => import("@codemirror/legacy-modes/mode/mllike");

/** Each language, with the names that models give it; a mode is loaded when first needed. */
const LANGUAGES: [names: string, load: Load][] = [
  ["javascript js jsx mjs cjs node", async () => (await script()).javascript],
  ["typescript ts tsx mts svelte", async () => (await script()).typescript],
  ["json json5 jsonc jsonl", async () => (await script()).json],
  [
    "python py python3 pycon ipython",
    async () => (await import("@codemirror/legacy-modes/mode/python")).python,
  ],
  ["rust rs", async () => (await import("@codemirror/legacy-modes/mode/rust")).rust],
  ["go golang", async () => (await import("@codemirror/legacy-modes/mode/go")).go],
  ["c h", async () => (await clike()).c],
  ["cpp c++ cc cxx hpp cuda", async () => (await clike()).cpp],
  ["java", async () => (await clike()).java],
  ["csharp c# cs", async () => (await clike()).csharp],
  ["kotlin kt kts", async () => (await clike()).kotlin],
  ["scala", async () => (await clike()).scala],
  ["dart", async () => (await clike()).dart],
  ["objectivec objective-c objc", async () => (await clike()).objectiveC],
  ["glsl hlsl wgsl shader", async () => (await clike()).shader],
  ["php", async () => php((await clike()).clike)],
  [
    "bash sh shell zsh console shellsession",
    async () => (await import("@codemirror/legacy-modes/mode/shell")).shell,
  ],
  ["powershell ps1 pwsh", async () => (await import("@codemirror/legacy-modes/mode/powershell")).powerShell],
  ["sql sqlite mysql", async () => (await import("@codemirror/legacy-modes/mode/sql")).sqlite],
  ["postgresql postgres pgsql", async () => (await import("@codemirror/legacy-modes/mode/sql")).pgSQL],
  ["css", async () => (await styles()).css],
  ["scss sass", async () => (await styles()).sCSS],
  ["less", async () => (await styles()).less],
  ["html htm vue xhtml", async () => (await markup()).html],
  ["xml svg xsl plist", async () => (await markup()).xml],
  ["yaml yml", async () => (await import("@codemirror/legacy-modes/mode/yaml")).yaml],
  ["toml", async () => (await import("@codemirror/legacy-modes/mode/toml")).toml],
  [
    "ini properties conf env dotenv",
    async () => (await import("@codemirror/legacy-modes/mode/properties")).properties,
  ],
  ["ruby rb", async () => (await import("@codemirror/legacy-modes/mode/ruby")).ruby],
  ["swift", async () => (await import("@codemirror/legacy-modes/mode/swift")).swift],
  ["lua", async () => (await import("@codemirror/legacy-modes/mode/lua")).lua],
  ["perl pl", async () => (await import("@codemirror/legacy-modes/mode/perl")).perl],
  ["r", async () => (await import("@codemirror/legacy-modes/mode/r")).r],
  ["julia jl", async () => (await import("@codemirror/legacy-modes/mode/julia")).julia],
  ["matlab octave", async () => (await import("@codemirror/legacy-modes/mode/octave")).octave],
  ["haskell hs", async () => (await import("@codemirror/legacy-modes/mode/haskell")).haskell],
  ["ocaml ml", async () => (await mlLike()).oCaml],
  ["fsharp f# fs", async () => (await mlLike()).fSharp],
  ["elm", async () => (await import("@codemirror/legacy-modes/mode/elm")).elm],
  ["erlang erl", async () => (await import("@codemirror/legacy-modes/mode/erlang")).erlang],
  ["clojure clj", async () => (await import("@codemirror/legacy-modes/mode/clojure")).clojure],
  [
    "lisp elisp commonlisp",
    async () => (await import("@codemirror/legacy-modes/mode/commonlisp")).commonLisp,
  ],
  ["scheme racket", async () => (await import("@codemirror/legacy-modes/mode/scheme")).scheme],
  ["groovy gradle", async () => (await import("@codemirror/legacy-modes/mode/groovy")).groovy],
  ["pascal delphi", async () => (await import("@codemirror/legacy-modes/mode/pascal")).pascal],
  ["fortran f90", async () => (await import("@codemirror/legacy-modes/mode/fortran")).fortran],
  ["vb vbnet", async () => (await import("@codemirror/legacy-modes/mode/vb")).vb],
  ["verilog systemverilog", async () => (await import("@codemirror/legacy-modes/mode/verilog")).verilog],
  ["asm assembly nasm", async () => (await import("@codemirror/legacy-modes/mode/gas")).gas],
  ["dockerfile docker", async () => (await import("@codemirror/legacy-modes/mode/dockerfile")).dockerFile],
  ["nginx", async () => (await import("@codemirror/legacy-modes/mode/nginx")).nginx],
  ["cmake", async () => (await import("@codemirror/legacy-modes/mode/cmake")).cmake],
  ["protobuf proto", async () => (await import("@codemirror/legacy-modes/mode/protobuf")).protobuf],
  ["http", async () => (await import("@codemirror/legacy-modes/mode/http")).http],
  ["diff patch", async () => (await import("@codemirror/legacy-modes/mode/diff")).diff],
  ["latex tex", async () => (await import("@codemirror/legacy-modes/mode/stex")).stex],
];

const byName = new Map<string, Load>(
  LANGUAGES.flatMap(([names, load]) => names.split(" ").map((name): [string, Load] => [name, load])),
);
const loaded = new Map<string, Mode | Promise<Mode | null> | null>();

/** The mode of a language: at once when it is loaded, later when it is not, null when there is none. */
export function modeOf(name: string): Mode | Promise<Mode | null> | null {
  const load = byName.get(name);
  if (!load) return null;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const coming = load().then(
    (mode) => {
      loaded.set(name, mode);
      return mode;
    },
    () => {
      loaded.set(name, null);
      return null;
    },
  );
  loaded.set(name, coming);
  return coming;
}

function words(text: string): Record<string, true> {
  return Object.fromEntries(text.split(" ").map((word) => [word, true as const]));
}

/** The set has no mode for PHP; its words over the C family's grammar come close. */
function php(make: (config: { name: string }) => Mode): Mode {
  const grammar = {
    name: "php",
    keywords: words(
      "abstract and as break case catch class clone const continue declare default do echo else elseif empty enum exit extends final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static switch throw trait try unset use var while xor yield",
    ),
    blockKeywords: words("catch do else elseif for foreach if switch try while finally"),
    types: words("array bool callable float int iterable mixed never null object self string void"),
    atoms: words("false null true TRUE FALSE NULL"),
    multiLineStrings: true,
    hooks: {
      $: (stream: { eatWhile(match: RegExp): boolean }) => {
        stream.eatWhile(/[\w$]/);
        return "variableName.special";
      },
      "#": (stream: { skipToEnd(): void }) => {
        stream.skipToEnd();
        return "comment";
      },
    },
  };
  return make(grammar);
}
