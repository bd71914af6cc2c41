import type {
  KeepKey,
  KeyState,
  Mark,
  Message,
  ModelChoice,
  ModelId,
  ModelRow,
  Price,
  ProviderCard,
  ProviderDraft,
  TestResult,
} from "../../bindings";
import { problem } from "../index";
import { noParameters } from "./models";

const DAY = 86_400_000;

function draft(title: string, base: string, rest: Partial<ProviderDraft> = {}): ProviderDraft {
  return {
    title,
    dialect: "openai_chat",
    base,
    plain_http: false,
    api_version: null,
    headers: {},
    patience: { connect_ms: null, first_byte_ms: null, idle_ms: null },
    keyless: false,
    local: false,
    ...rest,
  };
}

function card(id: string, of: ProviderDraft, key: KeyState, rest: Partial<ProviderCard> = {}): ProviderCard {
  return {
    id,
    draft: of,
    own: false,
    changed: false,
    removed: false,
    problem: of.base === "" ? "The provider's address is not set yet." : null,
    base_example: null,
    key,
    key_variable: `${id.toUpperCase()}_API_KEY`,
    key_page: `https://${id}.example/keys`,
    data_use: null,
    models: 0,
    fetched_at: null,
    ...rest,
  };
}

function price(input: number, output: number): Price {
  return { input, cached: input / 10, cache_write: null, output, as_of: "2026-11-01" };
}

/** A model of which nothing is known but what is said. */
export function choice(id: ModelId, name: string, rest: Partial<ModelChoice> = {}): ModelChoice {
  return {
    id,
    name,
    provider: id.split("/")[0] ?? "",
    provider_title: "",
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
    parameters: noParameters(),
    speed: null,
    recommended: false,
    ...rest,
  };
}

/** Made-up providers, one for each state of a key, and their models. */
export class FakeProviders {
  cards: ProviderCard[] = [
    card(
      "openai",
      draft("OpenAI", "https://api.openai.com/v1", { dialect: "openai_responses" }),
      { key: "keychain", ends_in: "4f2a" },
      {
        fetched_at: Date.now() - DAY,
        data_use: "OpenAI says that what the API is sent trains no model unless one opts in.",
      },
    ),
    card("anthropic", draft("Anthropic", "https://api.anthropic.com", { dialect: "anthropic" }), {
      key: "environment",
      variable: "ANTHROPIC_API_KEY",
      ends_in: "9qAA",
    }),
    card("mistral", draft("Mistral", "https://api.mistral.ai/v1"), { key: "missing" }),
    card(
      "ollama",
      draft("Ollama", "http://127.0.0.1:11434", { dialect: "ollama", keyless: true, local: true }),
      { key: "unneeded" },
      { key_page: null, key_variable: null },
    ),
    card(
      "azure",
      draft("Azure OpenAI", "", { api_version: "2025-04-01-preview" }),
      { key: "missing" },
      {
        base_example: "https://NAME.openai.azure.com/openai",
      },
    ),
  ];
  marks = new Map<ModelId, Mark>();
  #came = new Map<string, ProviderDraft>();
  models: ModelChoice[] = [
    choice("openai/gpt-5", "GPT-5", {
      context: 400_000,
      max_output: 128_000,
      price: price(1.25, 10),
      vision: true,
      files: true,
      audio: false,
      reasoning: true,
      used_at: Date.now() - DAY / 4,
    }),
    choice("openai/gpt-5-nano", "GPT-5 nano", { context: 400_000, price: price(0.05, 0.4), vision: true }),
    choice("openai/a-model-of-tomorrow", "a-model-of-tomorrow"),
    choice("anthropic/claude-sonnet-4-5", "Claude Sonnet 4.5", {
      context: 200_000,
      price: price(3, 15),
      vision: true,
      files: true,
      reasoning: true,
    }),
    choice("mistral/mistral-large-latest", "Mistral Large", {
      context: 131_072,
      price: price(2, 6),
      vision: false,
      files: false,
      reasoning: false,
      can_continue: true,
    }),
    choice("ollama/llama3.2", "llama3.2", { context: 131_072 }),
  ];

  /** A provider that resells every model there is. */
  addMany(count: number): void {
    if (count === 0) return;
    const of = draft("OpenRouter", "https://openrouter.ai/api/v1");
    this.cards.push(card("openrouter", of, { key: "session", ends_in: "b0c9" }, { models: count }));
    for (let n = 0; n < count; n++) {
      const priced = n % 7 === 0 ? null : price((n % 40) / 4 + 0.1, (n % 40) + 0.4);
      const name = `${["Aster", "Birch", "Cedar", "Dahlia", "Elm"][n % 5]} ${n + 1}`;
      this.models.push(
        choice(`openrouter/model-${n + 1}`, name, { price: priced, context: 8192 * ((n % 16) + 1) }),
      );
    }
  }

  find(id: ModelId | null): ModelChoice | null {
    return this.models.find((one) => one.id === id) ?? null;
  }

  choices(embedded: ModelRow[], offline: boolean): ModelChoice[] {
    const here = embedded
      .filter((row) => row.card.kind === "chat")
      .map((row) =>
        choice(row.card.id, row.card.name, {
          provider: "local",
          context: row.card.context,
          vision: false,
          files: false,
          audio: false,
          can_continue: true,
          unavailable: row.card.state.state === "ready" ? null : "not_here",
          parameters: row.parameters,
          speed: row.speed,
          recommended: row.card.recommended,
        }),
      );
    const remote = this.models.flatMap((one) => {
      const provider = this.cards.find((card) => card.id === one.provider && !card.removed);
      if (!provider) return [];
      const unavailable =
        provider.problem !== null
          ? ("not_set_up" as const)
          : provider.key.key === "missing"
            ? ("missing_key" as const)
            : offline
              ? ("offline" as const)
              : null;
      return [{ ...one, provider_title: provider.draft.title, unavailable }];
    });
    return [...here, ...remote].map((one) => ({ ...one, mark: this.marks.get(one.id) ?? one.mark }));
  }

  add(of: ProviderDraft): ProviderCard {
    const id = of.title.toLowerCase().replace(/[^a-z0-9]+/g, "-") || "provider";
    this.#check(of);
    const key: KeyState = of.keyless ? { key: "unneeded" } : { key: "missing" };
    const made = card(id, of, key, { own: true, key_page: null, key_variable: null });
    this.cards = [...this.cards, made];
    return structuredClone(made);
  }
  edit(id: string, of: ProviderDraft): ProviderCard {
    this.#check(of);
    if (!this.#came.has(id)) this.#came.set(id, this.#card(id).draft);
    return this.#change(id, { draft: of, changed: true, problem: null });
  }
  reset(id: string): ProviderCard {
    return this.#change(id, { changed: false, draft: this.#came.get(id) ?? this.#card(id).draft });
  }
  restore(id: string): ProviderCard {
    return this.#change(id, { removed: false });
  }
  order(ids: string[]): void {
    const place = (one: ProviderCard) => (ids.includes(one.id) ? ids.indexOf(one.id) : ids.length);
    this.cards = [...this.cards].sort((a, b) => place(a) - place(b));
  }
  remove(id: string): void {
    const own = this.#card(id).own;
    if (own) this.cards = this.cards.filter((one) => one.id !== id);
    else this.#change(id, { removed: true, key: { key: "missing" } });
  }
  setKey(id: string, key: string, keep: KeepKey): KeyState {
    const clean = key.trim().replace(/^["']|["']$/g, "");
    if (clean === "") throw problem("bad_key", "There is no key in this text.");
    return this.#change(id, { key: { key: keep, ends_in: clean.length < 16 ? null : clean.slice(-4) } }).key;
  }
  forgetKey(id: string): KeyState {
    const key: KeyState = this.#card(id).draft.keyless ? { key: "unneeded" } : { key: "missing" };
    return this.#change(id, { key }).key;
  }
  test(id: string, key: string | null, offline: boolean): TestResult {
    const one = this.#card(id);
    const silent = { reachable: false, key_accepted: null, models: null };
    if (offline)
      return { ...silent, problem: { kind: "offline", message: "Antiphon is offline: nothing was sent." } };
    if (one.draft.local)
      return {
        ...silent,
        problem: { kind: "network", message: "127.0.0.1 refused the connection: is the server running?" },
      };
    const known = key !== null || (one.key.key !== "missing" && one.key.key !== "unneeded");
    if (!known && !one.draft.keyless) {
      const told = { kind: "missing_key" as const, message: "You did not provide an API key." };
      return { reachable: true, key_accepted: false, models: null, problem: told };
    }
    const models = this.models.filter((model) => model.provider === id).length;
    return { reachable: true, key_accepted: one.draft.keyless ? null : true, models, problem: null };
  }
  /** What the tokens of a reply cost, where the price is known. */
  cost(message: Message): Message["cost"] {
    const price = this.find(message.model)?.price;
    if (!price || !message.usage) return null;
    const { prompt_tokens, reply_tokens } = message.usage;
    const usd = (prompt_tokens * (price.input ?? 0) + reply_tokens * (price.output ?? 0)) / 1e6;
    return { usd, as_of: price.as_of };
  }
  refresh(id: string): number {
    const models = this.models.filter((model) => model.provider === id).length;
    return this.#change(id, { models, fetched_at: Date.now() }).models;
  }

  #check(of: ProviderDraft): void {
    if (of.title.trim() === "") throw problem("bad_address", "The provider has no name.");
    if (!/^https?:\/\//.test(of.base)) throw problem("bad_address", "The address must begin with https://.");
  }
  #card(id: string): ProviderCard {
    const found = this.cards.find((one) => one.id === id);
    if (!found) throw problem("not_found", "That provider is not there any more.");
    return found;
  }
  #change(id: string, part: Partial<ProviderCard>): ProviderCard {
    const changed = { ...this.#card(id), ...part };
    this.cards = this.cards.map((one) => (one.id === id ? changed : one));
    return structuredClone(changed);
  }
}
