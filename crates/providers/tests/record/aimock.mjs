// Records what the emulator @copilotkit/aimock answers, byte for byte.
//
//   npm install --prefix FOLDER @copilotkit/aimock@1.43
//   node aimock.mjs FOLDER ../cassettes [NAME…]
//
// Each entry is one folder of ../cassettes: the fixture that the emulator is given, and the request
// that it is sent. Only the reply and source.txt are written; expected.json is written by hand.
import { prompt, record } from "./emulator.mjs";

const chat = (more) => ({
    path: "/v1/chat/completions",
    body: { model: "gpt-4o-mini", messages: [{ role: "user", content: prompt }], stream: true,
            stream_options: { include_usage: true }, ...more },
});
const responses = (more) => ({
    path: "/v1/responses",
    body: { model: "gpt-5.1", input: [{ role: "user", content: prompt }], stream: true,
            store: false, ...more },
});
const ollama = (more) => ({
    path: "/api/chat",
    body: { model: "llama3.2", messages: [{ role: "user", content: prompt }], stream: true, ...more },
});
const openrouter = (more) => ({ ...chat(more), path: "/api/v1/chat/completions" });

const hello = { content: "Hello! नमस्ते 👋 “quoted”\n\n```rust\nfn main() {}\n```" };
const thought = { content: "It is 42.", reasoning: "Six times seven. Let me see: 42." };
const busy = { error: { message: "The engine is busy.", type: "server_error", code: "overloaded" }, status: 503 };
const limited = {
    error: { message: "Rate limit reached for requests.", type: "requests", code: "rate_limit_exceeded" },
    status: 429,
};
const used = (counts) => ({ ...hello, usage: counts });
const cut = { truncateAfterChunks: 4, latency: 10 };

const recordings = {
    "openai_chat/hello": [chat(), hello],
    "openai_chat/hello_cut": [chat(), hello, cut],
    "openai_chat/reasoning": [chat(), thought],
    "openai_chat/reasoning_cut": [chat(), thought, cut],
    "openai_chat/refusal_by_filter": [chat(), { content: "I", finishReason: "content_filter" }],
    "openai_chat/length_stop": [chat(), { content: "Once upon a", finishReason: "length" }],
    "openai_chat/usage_with_cache_aimock": [chat(),
        used({ prompt_tokens: 1200, completion_tokens: 30, total_tokens: 1230,
               prompt_tokens_details: { cached_tokens: 1024 } })],
    "openai_chat/error_before_the_stream_busy": [chat(), busy],
    "openai_chat/error_before_the_stream_limit": [chat(), limited],
    "openai_chat/keep_alives_and_comments_openrouter": [openrouter(),
        { ...hello, usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21, cost: 0.00012,
                             prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
                             completion_tokens_details: { reasoning_tokens: 0 } } },
        { openRouterProcessing: true }],
    "openai_responses/hello": [responses(), { content: "Hello! नमस्ते 👋" }],
    "openai_responses/hello_cut": [responses(), hello, cut],
    "openai_responses/reasoning": [responses({ reasoning: { effort: "low", summary: "auto" } }), thought],
    "openai_responses/reasoning_cut": [responses(), thought, cut],
    "openai_responses/length_stop": [responses(), { content: "Once upon a", finishReason: "length" }],
    "openai_responses/refusal_by_filter": [responses(), { content: "I", finishReason: "content_filter" }],
    "openai_responses/error_before_the_stream_limit": [responses(), limited],
    "ollama/hello": [ollama(), { content: "Hello! नमस्ते 👋" }],
    "ollama/hello_cut": [ollama(), hello, cut],
    "ollama/reasoning": [ollama({ think: true }), thought],
    "ollama/length_stop": [ollama(), { content: "Once upon a", finishReason: "length" }],
    "ollama/error_before_the_stream_busy": [ollama(), busy],
};

await record(recordings);
