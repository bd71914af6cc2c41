"""Records what llama.cpp's own server answers, byte for byte.

    python ../../../stage/src/answering/llama_server.py MODEL.gguf   # it says its ADDRESS
    python llama_server.py ADDRESS ../cassettes [NAME ...]

Each entry is one folder of ../cassettes and the request that it is sent; `cut` is after how many
bytes the reader goes away. Only the reply and source.txt are written; expected.json is written by
hand. Seeded and greedy, so that another recording of the same version says the same.
"""

import http.client
import json
import pathlib
import sys
from urllib.parse import urlsplit

ADDRESS, CASSETTES, *ONLY = sys.argv[1:]
PLAIN = {"model": "smollm2", "stream": True, "temperature": 0, "seed": 1}
HELLO = [{"role": "user", "content": "Say hello in one short sentence."}]
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def chat(messages, **more):
    return "/v1/chat/completions", {
        **PLAIN, "messages": messages, "stream_options": {"include_usage": True}, **more}


def respond(text, **more):
    return "/v1/responses", {**PLAIN, "input": text, "store": False, **more}


RECORDINGS = {
    "openai_chat/hello_llama_server": (chat(HELLO, max_completion_tokens=32), None),
    # The same path again: now the server knows it.
    "openai_chat/usage_with_cache_llama_server": (chat(HELLO, max_completion_tokens=4), None),
    "openai_chat/length_stop_llama_server": (
        chat([{"role": "user", "content": "Tell a story."}], max_completion_tokens=6), None),
    "openai_chat/end_without_finish_llama_server": (chat(HELLO, max_completion_tokens=32), 1200),
    "openai_chat/error_before_the_stream_llama_server_long": (
        chat([{"role": "user", "content": "word " * 3000}]), None),
    "openai_chat/error_before_the_stream_llama_server_image": (
        chat([{"role": "user", "content": [{"type": "text", "text": "What is it?"},
              {"type": "image_url", "image_url": {"url": PIXEL}}]}]), None),
    "openai_chat/error_before_the_stream_llama_server_role": (
        chat([{"role": "user"}]), None),
    "openai_responses/hello_llama_server": (
        respond("Say hello in one short sentence.", max_output_tokens=12), None),
    "openai_responses/end_without_finish_llama_server": (
        respond("Say hello in one short sentence.", max_output_tokens=12), 1500),
    "openai_responses/error_before_the_stream_llama_server_long": (respond("word " * 3000), None),
}


def ask(address, where, body, cut):
    connection = http.client.HTTPConnection(address.hostname, address.port)
    connection.request("POST", where, json.dumps(body), {"content-type": "application/json"})
    response = connection.getresponse()
    reply = response.read(cut) if cut else response.read()
    connection.close()
    return response.status, reply


def main():
    address = urlsplit(ADDRESS)
    for name, ((where, body), cut) in RECORDINGS.items():
        if ONLY and name not in ONLY:
            continue
        status, reply = ask(address, where, body, cut)
        folder = pathlib.Path(CASSETTES, name)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ("reply.sse" if status == 200 else "reply.json")).write_bytes(reply)
        (folder / "source.txt").write_text("recorded from xllamacpp's llama.cpp server, SmolLM2-135M\n")
        print(f"{name}: {status}, {len(reply)} bytes")


main()
