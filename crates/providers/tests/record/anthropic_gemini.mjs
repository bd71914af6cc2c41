// Records what the emulator @copilotkit/aimock answers in Anthropic's and Google's formats.
//
//   npm install --prefix FOLDER @copilotkit/aimock@1.43
//   node anthropic_gemini.mjs FOLDER ../cassettes [NAME…]
//
// Each entry is one folder of ../cassettes: the request that the emulator is sent, the answer that
// it is told to give, and how. Only the reply and source.txt are written; expected.json is written
// by hand.
import { prompt, record } from "./emulator.mjs";

const anthropic = (more) => ({
    path: "/v1/messages",
    body: { model: "claude-sonnet-4-5", max_tokens: 1024, stream: true,
            messages: [{ role: "user", content: prompt }], ...more },
});
const gemini = (more) => ({
    path: "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    body: { contents: [{ role: "user", parts: [{ text: prompt }] }], ...more },
});
const thinking = { thinking: { type: "enabled", budget_tokens: 1024 } };

const hello = { content: "Hello! नमस्ते 👋 “quoted”\n\n```rust\nfn main() {}\n```" };
const used = { ...hello, usage: { input_tokens: 21, output_tokens: 17 } };
const thought = {
    content: "It is 42.", reasoning: "Six times seven. Let me see: 42.",
    usage: { input_tokens: 12, output_tokens: 34 },
};
const signed = { ...thought, reasoningSignature: "EqQBCgIYAhIkZXhhbXBsZQ==", redactedThinking: ["EmwKAhgBEgy3va3pzix"] };
const cut = { truncateAfterChunks: 4, latency: 10 };
const failed = (message, type, status) => ({ error: { message, type }, status });

const recordings = {
    "anthropic/hello": [anthropic(), used],
    "anthropic/hello_cut": [anthropic(), used, cut],
    "anthropic/reasoning": [anthropic(thinking), signed],
    "anthropic/reasoning_cut": [anthropic(thinking), signed, { ...cut, truncateAfterChunks: 8 }],
    "anthropic/length_stop": [anthropic(), { content: "Once upon a", finishReason: "length" }],
    "anthropic/refusal_aimock": [anthropic(), { content: "I", finishReason: "refusal" }],
    "anthropic/error_before_the_stream_limit":
        [anthropic(), failed("This request would exceed your rate limit.", "rate_limit_error", 429)],
    "anthropic/error_before_the_stream_overloaded":
        [anthropic(), failed("Overloaded", "overloaded_error", 529)],
    "gemini/hello": [gemini(), used],
    "gemini/hello_cut": [gemini(), used, cut],
    "gemini/reasoning": [gemini(), thought],
    "gemini/reasoning_cut": [gemini(), thought, cut],
    "gemini/length_stop": [gemini(), { content: "Once upon a", finishReason: "length" }],
    "gemini/refusal_by_filter": [gemini(), { content: "I", finishReason: "content_filter" }],
    "gemini/error_before_the_stream_busy":
        [gemini(), failed("The model is overloaded. Please try again later.", "UNAVAILABLE", 503)],
};

await record(recordings);
