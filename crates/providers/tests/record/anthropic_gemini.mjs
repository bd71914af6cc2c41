// Records what the emulator @copilotkit/aimock answers in Anthropic's and Google's formats.
//
//   npm install --prefix FOLDER @copilotkit/aimock@1.43
//   node anthropic_gemini.mjs FOLDER ../cassettes [NAME…]
//
// Each entry is one folder of ../cassettes: the request that the emulator is sent, the answer that
// it is told to give, and how. Only the reply and source.txt are written; expected.json is written
// by hand.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, cassettes, ...only] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), "package.json"));
const { LLMock } = await import(pathToFileURL(require.resolve("@copilotkit/aimock")).href);

const prompt = "Say hello.";
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

function ask(base, { path: where, body }) {
    return new Promise((resolve, reject) => {
        const pieces = [];
        const request = http.request(base + where, {
            method: "POST",
            headers: { "content-type": "application/json", "x-api-key": "mock",
                       "x-goog-api-key": "mock", "anthropic-version": "2023-06-01" },
        });
        request.on("response", (response) => {
            const done = () => resolve({ status: response.statusCode, bytes: Buffer.concat(pieces) });
            response.on("data", (piece) => pieces.push(piece));
            response.on("end", done);
            // A cut connection is what was to be recorded.
            response.on("error", done);
        });
        request.on("error", reject);
        request.end(JSON.stringify(body));
    });
}

for (const [name, [request, answer, how]] of Object.entries(recordings)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const mock = new LLMock({ port: 0 });
    mock.onMessage(prompt, answer, { chunkSize: 7, ...how });
    await mock.start();
    const { status, bytes } = await ask(mock.url, request);
    await mock.stop();
    const at = path.join(cassettes, name);
    fs.mkdirSync(at, { recursive: true });
    fs.writeFileSync(path.join(at, status === 200 ? "reply.sse" : "reply.json"), bytes);
    fs.writeFileSync(path.join(at, "source.txt"), "recorded from @copilotkit/aimock 1.43\n");
    console.log(`${name}: ${status}, ${bytes.length} bytes`);
}
