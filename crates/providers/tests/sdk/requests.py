"""What the vendors' own libraries send, as one who writes by their guides would call them.

Arguments: the address of a server that notes what it is asked below `/requests/<name>`, a JSON
list of the names to ask, and the folder with the files to show. Prints nothing of worth.
"""

import base64
import json
import pathlib
import sys

import anthropic
import openai
from google import genai
from google.genai import types

base, names, folder = sys.argv[1], json.loads(sys.argv[2]), pathlib.Path(sys.argv[3])
PNG, PDF = (folder / "square.png").read_bytes(), (folder / "page.pdf").read_bytes()
SYSTEM, FIRST, REPLY, SECOND = "Be short.", "What is this?", "A dot.", "And now?"


def b64(data):
    return base64.b64encode(data).decode()


def use_anthropic(name):
    return anthropic.Anthropic(api_key="test", base_url=f"{base}/requests/{name}", max_retries=0).messages


def anthropic_files(name):
    source = lambda kind, data: {"type": "base64", "media_type": kind, "data": b64(data)}
    use_anthropic(name).create(
        model="claude-sonnet-4-5", max_tokens=300, stream=True, system=SYSTEM,
        messages=[
            {"role": "user", "content": [
                {"type": "image", "source": source("image/png", PNG)},
                {"type": "document", "source": source("application/pdf", PDF), "title": "page.pdf"},
                {"type": "text", "text": FIRST},
            ]},
            {"role": "assistant", "content": REPLY},
            {"role": "user", "content": SECOND},
        ],
        # The library of the interface's next version has no place for it.
        extra_body={"temperature": 0.5},
    )


def anthropic_reasoning(name):
    use_anthropic(name).create(
        model="claude-opus-5", max_tokens=3000, stream=True,
        thinking={"type": "adaptive", "display": "summarized"},
        output_config={"effort": "low"},
        messages=[
            {"role": "user", "content": FIRST},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
                {"type": "text", "text": REPLY},
            ]},
            {"role": "user", "content": SECOND},
        ],
    )


def anthropic_budget(name):
    use_anthropic(name).create(
        model="claude-sonnet-4-5", max_tokens=3000, stream=True,
        thinking={"type": "enabled", "budget_tokens": 1500},
        messages=[{"role": "user", "content": SECOND}],
    )


def gemini_ask(name, model, contents, **config):
    options = types.HttpOptions(base_url=f"{base}/requests/{name}", api_version="v1beta")
    client = genai.Client(api_key="test", http_options=options)
    config = types.GenerateContentConfig(**config)
    for _ in client.models.generate_content_stream(model=model, contents=contents, config=config):
        pass


def gemini_files(name):
    gemini_ask(
        name, "gemini-2.0-flash",
        [
            types.UserContent([
                types.Part.from_bytes(data=PNG, mime_type="image/png"),
                types.Part.from_bytes(data=PDF, mime_type="application/pdf"),
                FIRST,
            ]),
            types.ModelContent(REPLY),
            types.UserContent(SECOND),
        ],
        system_instruction=SYSTEM, temperature=0.5, top_p=0.25, max_output_tokens=300, seed=7,
    )


def gemini_reasoning(name):
    gemini_ask(
        name, "gemini-3.8-flash",
        [
            types.UserContent(FIRST),
            types.ModelContent([types.Part(text=REPLY, thought_signature=b"sig")]),
            types.UserContent(SECOND),
        ],
        thinking_config=types.ThinkingConfig(
            include_thoughts=True, thinking_level=types.ThinkingLevel.LOW),
    )


def use_openai(name):
    return openai.OpenAI(api_key="test", base_url=f"{base}/requests/{name}", max_retries=0)


def openai_chat_files(name):
    use_openai(name).chat.completions.create(
        model="gpt-4o-mini", stream=True, stream_options={"include_usage": True},
        temperature=0.5, top_p=0.25, max_completion_tokens=300, seed=7,
        messages=[
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": [
                {"type": "text", "text": FIRST},
                {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{b64(PNG)}"}},
                {"type": "file", "file": {
                    "filename": "page.pdf",
                    "file_data": f"data:application/pdf;base64,{b64(PDF)}"}},
            ]},
            {"role": "assistant", "content": REPLY},
            {"role": "user", "content": SECOND},
        ],
    )


def openai_chat_reasoning(name):
    use_openai(name).chat.completions.create(
        model="gpt-5.1", stream=True, stream_options={"include_usage": True},
        reasoning_effort="low", messages=[{"role": "user", "content": SECOND}],
    )


def openai_responses_files(name):
    use_openai(name).responses.create(
        model="gpt-4o-mini", stream=True, store=False, instructions=SYSTEM,
        temperature=0.5, top_p=0.25, max_output_tokens=300,
        input=[
            {"role": "user", "content": [
                {"type": "input_text", "text": FIRST},
                {"type": "input_image", "image_url": f"data:image/png;base64,{b64(PNG)}"},
                {"type": "input_file", "filename": "page.pdf",
                 "file_data": f"data:application/pdf;base64,{b64(PDF)}"},
            ]},
            {"role": "assistant", "content": REPLY},
            {"role": "user", "content": SECOND},
        ],
    )


def openai_responses_reasoning(name):
    use_openai(name).responses.create(
        model="gpt-5.1", stream=True, store=False, include=["reasoning.encrypted_content"],
        reasoning={"effort": "low", "summary": "auto"},
        input=[{"role": "user", "content": SECOND}],
    )


for name in names:
    try:
        globals()[name](name)
    except (anthropic.APIError, openai.APIError, genai.errors.APIError):
        pass  # Whatever is asked is refused.
print("{}")
