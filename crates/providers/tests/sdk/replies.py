"""What the vendors' own libraries understand of recorded answers.

Arguments: the address of a server that answers below `/replies/<dialect>/<scenario>` with the
recording of that name, and a JSON list of such names. Prints one JSON object: what was understood
of each.
"""

import json
import sys

import anthropic
import openai
from google import genai
from google.genai import types

PROMPT = "Say hello."


class Understood:
    def __init__(self):
        self.model = None
        self.text = ""
        self.reasoning = ""
        self.stop = None
        self.usage = None
        self.error = None


def counted(prompt, reply, cached=0, written=0, reasoning=0):
    return {
        "prompt_tokens": prompt or 0,
        "cached_tokens": cached or 0,
        "cache_written_tokens": written or 0,
        "reply_tokens": reply or 0,
        "reasoning_tokens": reasoning or 0,
    }


def ask_anthropic(base, got):
    client = anthropic.Anthropic(api_key="test", base_url=base, max_retries=0)
    asked = dict(model="claude-opus-5", max_tokens=300, messages=[{"role": "user", "content": PROMPT}])
    with client.messages.stream(**asked) as stream:
        try:
            for _ in stream:
                pass
        finally:
            # Not there if the stream has not begun.
            message = getattr(stream, "_MessageStream__final_message_snapshot", None)
            if message is not None:
                take_message(message, got)
        if message is None:
            raise EOFError("no message")


def take_message(message, got):
    got.model = message.model
    got.stop = message.stop_reason
    for block in message.content:
        if block.type == "text":
            got.text += block.text
        elif block.type == "thinking":
            got.reasoning += block.thinking
    usage = message.usage
    cached, written = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
    details = usage.output_tokens_details
    got.usage = counted(
        usage.input_tokens + cached + written,
        usage.output_tokens,
        cached,
        written,
        details.thinking_tokens if details else 0,
    )


def ask_gemini(base, got):
    options = types.HttpOptions(base_url=base, api_version="v1beta")
    client = genai.Client(api_key="test", http_options=options)
    asked = dict(model="gemini-3.8-flash", contents=PROMPT)
    for chunk in client.models.generate_content_stream(**asked):
        got.model = got.model or chunk.model_version or ""
        for candidate in chunk.candidates or []:
            for part in (candidate.content and candidate.content.parts) or []:
                if part.thought:
                    got.reasoning += part.text or ""
                else:
                    got.text += part.text or ""
            if candidate.finish_reason is not None:
                got.stop = candidate.finish_reason.value
        if chunk.prompt_feedback is not None and chunk.prompt_feedback.block_reason is not None:
            got.stop = chunk.prompt_feedback.block_reason.value
        usage = chunk.usage_metadata
        if usage is not None:
            thoughts = usage.thoughts_token_count or 0
            got.usage = counted(
                (usage.prompt_token_count or 0) + (usage.tool_use_prompt_token_count or 0),
                (usage.candidates_token_count or 0) + thoughts,
                usage.cached_content_token_count,
                0,
                thoughts,
            )


def ask_openai_chat(base, got):
    client = openai.OpenAI(api_key="test", base_url=base, max_retries=0)
    asked = dict(model="gpt-5.1", messages=[{"role": "user", "content": PROMPT}], stream=True)
    for chunk in client.chat.completions.create(**asked):
        got.model = got.model or chunk.model
        for choice in chunk.choices or []:
            delta = choice.delta
            # The library knows no field for reasoning: it hands on what it does not know.
            more = (delta.model_extra or {}) if delta else {}
            got.reasoning += more.get("reasoning_content") or more.get("reasoning") or ""
            got.text += (delta.content or delta.refusal or "") if delta else ""
            got.stop = choice.finish_reason or got.stop
        usage = chunk.usage
        if usage is not None:
            cached = usage.prompt_tokens_details and usage.prompt_tokens_details.cached_tokens
            details = usage.completion_tokens_details
            reasoning = details and details.reasoning_tokens
            got.usage = counted(usage.prompt_tokens, usage.completion_tokens, cached, 0, reasoning)


def ask_openai_responses(base, got):
    client = openai.OpenAI(api_key="test", base_url=base, max_retries=0)
    asked = dict(model="gpt-5.1", input=PROMPT, store=False, stream=True)
    for event in client.responses.create(**asked):
        if event.type in ("response.output_text.delta", "response.refusal.delta"):
            got.text += event.delta
        elif event.type in ("response.reasoning_summary_text.delta", "response.reasoning_text.delta"):
            got.reasoning += event.delta
        elif event.type in ("response.created", "response.completed", "response.incomplete", "response.failed"):
            take_response(event.response, got)


def take_response(response, got):
    got.model = response.model
    if response.status in ("completed", "incomplete", "failed"):
        details = response.incomplete_details
        got.stop = (details and details.reason) or response.status
    if response.error is not None:
        got.error = {"class": "failed response", "status": None, "kind": response.error.code,
                     "message": response.error.message}
    usage = response.usage
    if usage is not None:
        cached = usage.input_tokens_details and usage.input_tokens_details.cached_tokens
        reasoning = usage.output_tokens_details and usage.output_tokens_details.reasoning_tokens
        got.usage = counted(usage.input_tokens, usage.output_tokens, cached, 0, reasoning)


ASK = {
    "anthropic": ask_anthropic,
    "gemini": ask_gemini,
    "openai_chat": ask_openai_chat,
    "openai_responses": ask_openai_responses,
}


def failed(error):
    """An error in the terms that the libraries share: their class, the status, the kind, the words."""
    body = getattr(error, "body", None)
    body = body if isinstance(body, dict) else {}
    inner = body.get("error") if isinstance(body.get("error"), dict) else body
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    return {
        "class": type(error).__name__,
        "status": status if isinstance(status, int) else None,
        "kind": inner.get("type") or getattr(error, "status", None),
        "message": inner.get("message") or getattr(error, "message", None) or str(error),
    }


def main():
    base, names = sys.argv[1], json.loads(sys.argv[2])
    everything = {}
    for name in names:
        got = Understood()
        try:
            ASK[name.split("/")[0]](f"{base}/replies/{name}", got)
        except Exception as error:  # Whatever a library raises is what it understood.
            got.error = failed(error)
        everything[name] = vars(got)
    json.dump(everything, sys.stdout)


main()
