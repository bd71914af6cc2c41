// Asks the emulator @copilotkit/aimock and keeps what it answers, byte for byte.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, cassettes, ...only] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), "package.json"));
const { LLMock } = await import(pathToFileURL(require.resolve("@copilotkit/aimock")).href);

/** What every recording asks. */
export const prompt = "Say hello.";

/** Whatever it is asked for, a key is never looked at. */
const headers = {
    "content-type": "application/json",
    authorization: "Bearer mock",
    "x-api-key": "mock",
    "x-goog-api-key": "mock",
    "anthropic-version": "2023-06-01",
};

function ask(base, { path: where, body }) {
    return new Promise((resolve, reject) => {
        const pieces = [];
        const request = http.request(base + where, { method: "POST", headers });
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

/** Makes the recordings: for each the request, the answer that the emulator gives, and how. */
export async function record(recordings) {
    for (const [name, [request, answer, how]] of Object.entries(recordings)) {
        if (only.length > 0 && !only.includes(name)) continue;
        const mock = new LLMock({ port: 0 });
        mock.onMessage(prompt, answer, { chunkSize: 7, ...how });
        await mock.start();
        const { status, bytes } = await ask(mock.url, request);
        await mock.stop();
        const at = path.join(cassettes, name);
        fs.mkdirSync(at, { recursive: true });
        const stream = name.startsWith("ollama/") ? "reply.ndjson" : "reply.sse";
        fs.writeFileSync(path.join(at, status === 200 ? stream : "reply.json"), bytes);
        fs.writeFileSync(path.join(at, "source.txt"), "recorded from @copilotkit/aimock 1.43\n");
        console.log(`${name}: ${status}, ${bytes.length} bytes`);
    }
}
