import type { ModelCard, ModelId, ModelRow, Parameters } from "../../bindings";

const NOTHING: Required<Parameters> = {
  system_prompt: null,
  temperature: null,
  top_p: null,
  max_tokens: null,
  seed: null,
  reasoning: null,
  threads: null,
};

export function noParameters(): Required<Parameters> {
  return { ...NOTHING };
}

function card(
  id: ModelId,
  name: string,
  rest: Partial<ModelCard> & Pick<ModelCard, "size" | "state">,
): ModelCard {
  return {
    id,
    kind: "chat",
    name,
    languages: [],
    summary: "",
    licence: "Apache-2.0",
    context: 32768,
    architecture: "qwen2",
    parameters: "0.5B",
    quantisation: "Q4_K_M",
    origin: { origin: "downloaded" },
    path: null,
    checked: false,
    defaults: { ...NOTHING, temperature: 0.7, top_p: 0.8, max_tokens: 2048, threads: 1 },
    recommended: false,
    can_delete: true,
    can_download: true,
    ...rest,
  };
}

export function sampleModels(): ModelRow[] {
  const cards = [
    card("qwen2.5-coder-0.5b", "Qwen2.5 Coder 0.5B", {
      summary: "Quick on any machine. Good at short answers, code and translation.",
      size: 491_400_032,
      state: { state: "ready" },
      origin: { origin: "shipped" },
      recommended: true,
      can_delete: false,
    }),
    card("smollm2-135m", "SmolLM2 135M", {
      summary: "The smallest. For slow machines; fluent, often wrong.",
      size: 98_200_000,
      state: { state: "ready" },
      context: 8192,
      parameters: "135M",
      architecture: "llama",
      quantisation: "Q4_1",
      origin: { origin: "shipped" },
      can_delete: false,
    }),
    card("qwen3-4b", "Qwen3 4B Instruct", {
      summary: "Much better answers. Wants 6 GB of memory.",
      size: 2_497_281_000,
      state: { state: "available" },
      parameters: "4B",
      context: 262_144,
    }),
    card("gemma3-1b", "Gemma 3 1B", {
      summary: "Writes many languages well.",
      size: 806_058_000,
      state: { state: "downloading", received: 312_000_000, total: 806_058_000 },
      licence: "Gemma",
      parameters: "1B",
    }),
    card("phi4-mini", "Phi-4 mini", {
      summary: "Strong at reasoning for its size.",
      size: 2_490_000_000,
      state: {
        state: "paused",
        received: 1_100_000_000,
        total: 2_490_000_000,
        problem: { kind: "network", message: "The network went away." },
      },
      licence: "MIT",
      parameters: "3.8B",
    }),
    card("notes-7b", "notes-7b-q4.gguf", {
      summary: "",
      size: 4_100_000_000,
      state: {
        state: "damaged",
        problem: { kind: "bad_file", message: "The file ends early: 4.1 GB of 4.4 GB." },
      },
      licence: null,
      context: null,
      parameters: null,
      quantisation: null,
      origin: { origin: "file", path: "/home/asha/models/notes-7b-q4.gguf" },
      can_download: false,
    }),
    card("moved", "old-mistral.gguf", {
      size: 3_900_000_000,
      state: {
        state: "missing",
        problem: { kind: "not_found", message: "The file is no longer where it was." },
      },
      licence: null,
      origin: { origin: "file", path: "/media/usb/old-mistral.gguf" },
      can_download: false,
    }),
  ];
  return cards.map((one, n) => ({
    card: one,
    parameters: noParameters(),
    speed: n === 0 ? 38.4 : n === 1 ? 121 : null,
  }));
}
