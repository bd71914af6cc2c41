// The emulator @copilotkit/aimock, which speaks the vendors' formats: `node emulator.mjs FOLDER`,
// with the folder that has it among its packages. It says where it listens and ends with its
// standard input.
//
// A prompt that holds the words on the left is answered as said on the right, in every format.
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(path.resolve(process.argv[2]), "package.json"));
const { LLMock } = await import(pathToFileURL(require.resolve("@copilotkit/aimock")).href);

const TIDES = `The Moon pulls at the water beneath it a little harder than at the Earth as a whole, and at the
water on the far side a little less. So there are **two** bulges, and the Earth turns beneath them:

| Tide | When | Why |
|---|---|---|
| High | about every 12 h 25 min | a bulge passes |
| Spring | new and full moon | Sun and Moon pull in line |
| Neap | half moons | they pull across each other |

The force falls with the cube of the distance, $F \\propto M / r^3$, which is why the Sun, though
far heavier, raises less than half of what the Moon does.`;

const failed = (status, message, type, code, retryAfter) => ({ error: { message, type, code }, status, retryAfter });

const ANSWERS = [
    ["tides", { content: TIDES, usage: { prompt_tokens: 1480, completion_tokens: 212, total_tokens: 1692,
                                         prompt_tokens_details: { cached_tokens: 1024 },
                                         input_tokens: 1480, output_tokens: 212 } }],
    ["six times seven", { content: "It is 42.", reasoning: "Six times seven is seven six times: 7, 14, 21, 28, 35, 42." }],
    ["be refused", { content: "I", finishReason: "content_filter" }],
    ["at great length", { content: "Once upon a time", finishReason: "length" }],
    ["break off", { content: "This sentence will never come to its end, because the line is cut. ".repeat(5) },
        { truncateAfterChunks: 10, latency: 15 }],
    ["slowly", { content: "One word after another, as slowly as anybody could wish for. ".repeat(40) }, { latency: 60 }],
    ["too often", failed(429, "Rate limit reached for requests. Please try again in 2s.", "requests", "rate_limit_exceeded", 2)],
    ["without credit", failed(429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota", "insufficient_quota")],
    ["with a wrong key", failed(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key")],
    ["too many of us", failed(503, "The engine is currently overloaded, please try again later.", "server_error", "overloaded")],
    ["with too much", failed(400, "This model's maximum context length is 128000 tokens. However, your messages resulted in 141219 tokens.", "invalid_request_error", "context_length_exceeded")],
    ["for what is not there", failed(404, "The model does not exist or you do not have access to it.", "invalid_request_error", "model_not_found")],
    ["greet", { content: "Hello! नमस्ते 👋", usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14, input_tokens: 9, output_tokens: 5 } }],
];

const mock = new LLMock({ port: 0 });
for (const [words, answer, how] of ANSWERS) mock.onMessage(words, answer, { chunkSize: 12, ...how });
// What is said to it is always this; what it says is six samples, 24,000 a second.
mock.onTranscription({ transcription: { text: "How do I reverse a list?", language: "english", duration: 1.5 } });
mock.onSpeech("hello", { audio: Buffer.from([0, 0, 0, 32, 0, 224, 0, 64, 0, 128, 255, 127]).toString("base64"), format: "pcm" });
await mock.start();
console.log(mock.url);
process.stdin.resume().on("end", () => process.exit(0));
