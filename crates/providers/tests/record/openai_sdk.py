"""Shows the recorded answers of OpenAI's dialects to OpenAI's own SDK and writes down what it makes
of them, as sdk.json beside each.

    pip install openai
    python openai_sdk.py ../cassettes [NAME ...]

The bytes are those of the recording, served on the loopback. Where a folder has a request.json, the
body that the SDK sends for the same conversation is written down too, as sdk_sent.json.
"""

import base64
import http.server
import json
import pathlib
import sys
import threading

import openai

CASSETTES, *ONLY = sys.argv[1:]


class Answers(http.server.BaseHTTPRequestHandler):
    reply, asked = b"", None

    def do_POST(self):
        length = int(self.headers["content-length"])
        Answers.asked = json.loads(self.rfile.read(length))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(Answers.reply)
        self.close_connection = True

    def log_message(self, *_):
        pass


def by_chat(client, arguments, told):
    for chunk in client.chat.completions.create(stream=True, **arguments):
        if chunk.usage:
            told["usage"] = [chunk.usage.prompt_tokens, chunk.usage.completion_tokens]
        for choice in chunk.choices or []:
            delta = choice.delta
            if delta is not None:
                told["text"] += delta.content or delta.refusal or ""
                told["reasoning"] += getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None) or ""
            told["finish"] = choice.finish_reason or told["finish"]


def by_responses(client, arguments, told):
    for event in client.responses.create(stream=True, **arguments):
        if event.type in ("response.output_text.delta", "response.refusal.delta"):
            told["text"] += event.delta
        elif event.type in ("response.reasoning_summary_text.delta", "response.reasoning_text.delta"):
            told["reasoning"] += event.delta
        elif event.type == "error":
            told["error"] = event.message
        elif event.type == "response.failed":
            told["error"] = event.response.error and event.response.error.message
        elif event.type in ("response.completed", "response.incomplete"):
            told["finish"] = event.response.status
            usage = event.response.usage
            told["usage"] = usage and [usage.input_tokens, usage.output_tokens]


def file(folder, attachment):
    data = base64.b64encode((folder / attachment["name"]).read_bytes()).decode()
    return f"data:{attachment['media_type']};base64,{data}"


def content(folder, message, text, image):
    """The parts of a message as the SDK's documentation has them."""
    shown = [image(file(folder, attachment)) for attachment in message.get("attachments", [])]
    return [{"type": text, "text": message["text"]}, *shown] if shown else message["text"]


def chat_arguments(folder, asked):
    request, parameters = asked["request"], asked["request"]["parameters"]
    image = lambda url: {"type": "image_url", "image_url": {"url": url}}
    given = {"max_completion_tokens": parameters.get("max_tokens"), "temperature": parameters.get("temperature"),
             "seed": parameters.get("seed"), "reasoning_effort": parameters.get("reasoning")}
    return {
        "model": request["model"].split("/", 1)[1],
        "messages": [{"role": message["role"], "content": content(folder, message, "text", image)}
                     for message in request["messages"]],
        "stream_options": {"include_usage": True},
        **{name: value for name, value in given.items() if value is not None},
    }


def responses_arguments(folder, asked):
    request, parameters = asked["request"], asked["request"]["parameters"]
    image = lambda url: {"type": "input_image", "image_url": url, "detail": "auto"}
    system = [message["text"] for message in request["messages"] if message["role"] == "system"]
    given = {"max_output_tokens": parameters.get("max_tokens"), "instructions": "\n\n".join(system) or None,
             "reasoning": {"effort": parameters["reasoning"], "summary": "auto"} if "reasoning" in parameters else None,
             "include": ["reasoning.encrypted_content"] if "reasoning" in parameters else None}
    return {
        "model": request["model"].split("/", 1)[1],
        "input": [{"role": message["role"], "content": content(folder, message, "input_text", image)}
                  for message in request["messages"] if message["role"] != "system"],
        "store": False,
        **{name: value for name, value in given.items() if value is not None},
    }


def show(client, folder, listen, arguments, plain):
    asked = folder / "request.json"
    given = arguments(folder, json.loads(asked.read_text())) if asked.exists() else plain
    Answers.reply = (folder / "reply.sse").read_bytes()
    told = {"text": "", "reasoning": "", "finish": None, "usage": None, "error": None}
    try:
        listen(client, given, told)
    except Exception as error:
        # Whatever the SDK makes of it is what is to be written down.
        told["error"] = f"{type(error).__name__}: {error}"
    write(folder / "sdk.json", told)
    if asked.exists():
        write(folder / "sdk_sent.json", Answers.asked)
    print(f"{folder.parent.name}/{folder.name}: {told}")


def write(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/v1"
    client = openai.OpenAI(base_url=address, api_key="mock", max_retries=0, timeout=10)
    hello = {"model": "m", "messages": [{"role": "user", "content": "?"}]}
    for dialect, *how in (("openai_chat", by_chat, chat_arguments, hello),
                          ("openai_responses", by_responses, responses_arguments, {"model": "m", "input": "?"})):
        for folder in sorted(pathlib.Path(CASSETTES, dialect).iterdir()):
            named = not ONLY or f"{dialect}/{folder.name}" in ONLY
            if named and (folder / "reply.sse").exists():
                show(client, folder, *how)


main()
