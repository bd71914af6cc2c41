// Records what the emulator @copilotkit/aimock answers to who hears and speaks, byte for byte.
//
//   node voices.mjs FOLDER ../voices
//
// FOLDER has the emulator among its packages. Only the replies and source.txt are written.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, voices] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), "package.json"));
const { LLMock } = await import(pathToFileURL(require.resolve("@copilotkit/aimock")).href);

// Six samples: 0, 8192, -8192, 16384, -32768, 32767.
const SOUND = Buffer.from([0, 0, 0, 32, 0, 224, 0, 64, 0, 128, 255, 127]).toString("base64");

const form = (fields) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob([Buffer.alloc(64)], { type: "audio/wav" }), "speech.wav");
    return { body: form };
};
const json = (body) => ({ headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const asked = { authorization: "Bearer mock", "xi-api-key": "mock", "x-goog-api-key": "mock" };

const heard = { transcription: { text: "Hello, world. नमस्ते", language: "english", duration: 2.5,
                                 segments: [{ id: 0, text: " Hello, world.", start: 0, end: 1.25 },
                                            { id: 1, text: " नमस्ते", start: 1.25, end: 2.5 }] } };
const spoken = { audio: SOUND, format: "pcm" };
const piece = { audio: { b64Json: SOUND, contentType: "audio/L16;codec=pcm;rate=24000" } };

const recordings = {
    "hearing/openai/streamed": ["/v1/audio/transcriptions", form({ model: "gpt-4o-transcribe", stream: "true", response_format: "json" })],
    "hearing/openai/whole": ["/v1/audio/transcriptions", form({ model: "gpt-4o-transcribe", response_format: "json" })],
    "hearing/openai/timed": ["/v1/audio/transcriptions", form({ model: "whisper-1", response_format: "verbose_json" })],
    "speech/openai/hello": ["/v1/audio/speech", json({ model: "gpt-4o-mini-tts", input: "Say hello.", voice: "alloy", response_format: "pcm" })],
    "speech/elevenlabs/hello": ["/v1/text-to-speech/abc?output_format=pcm_24000", json({ text: "Say hello.", model_id: "eleven_flash_v2_5" })],
    "speech/gemini/hello": ["/v1beta/models/gemini-2.5-flash-preview-tts:streamGenerateContent?alt=sse",
        json({ contents: [{ role: "user", parts: [{ text: "Say hello." }] }],
               generationConfig: { responseModalities: ["AUDIO"] } })],
};

const mock = new LLMock({ port: 0 });
mock.onTranscription(heard);
mock.onSpeech("hello", spoken);
mock.onMessage("hello", piece);
await mock.start();
for (const [name, [where, request]] of Object.entries(recordings)) {
    const answer = await fetch(mock.url + where, { method: "POST", ...request, headers: { ...asked, ...request.headers } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    console.log(name, answer.status, answer.headers.get("content-type"), bytes.length, bytes.subarray(0, 300).toString());
    if (answer.status !== 200) continue;
    const at = path.join(voices, name);
    fs.mkdirSync(at, { recursive: true });
    fs.writeFileSync(path.join(at, "reply"), bytes);
    fs.writeFileSync(path.join(at, "source.txt"), "recorded from @copilotkit/aimock 1.43\n");
}
await mock.stop();
