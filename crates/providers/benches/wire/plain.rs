//! The same streams as they are read without this project: `eventsource-stream` for the events,
//! serde for their JSON, each a type with the fields that the dialect reads.

#![expect(dead_code, reason = "fields are parsed as the dialect parses them; few are looked at")]

use std::convert::Infallible;
use std::pin::pin;

use eventsource_stream::{Event, Eventsource};
use futures::{FutureExt, StreamExt, stream};
use providers::dialect::Dialect;
use serde::Deserialize;
use serde_json::Value;

/// Why a stream could not be read.
pub(crate) type Failed = Box<dyn std::error::Error + Send + Sync>;

/// A piece of the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Of the answer.
    Text(&'a str),
    /// Of the reasoning.
    Reasoning(&'a str),
}

/// Reads `bytes` as they come in pieces of `size`.
pub(crate) fn read(
    dialect: Dialect,
    bytes: &[u8],
    size: usize,
    mut tell: impl FnMut(Piece<'_>),
) -> Result<(), Failed> {
    match dialect {
        Dialect::Ollama => lines(bytes, tell),
        _ => events(bytes, size, |event| {
            match dialect {
                Dialect::OpenaiResponses => told(&event, &mut tell)?,
                Dialect::Anthropic => block(&event, &mut tell)?,
                Dialect::Gemini => candidates(&event, &mut tell)?,
                Dialect::OpenaiChat | Dialect::Ollama => chunk(&event, &mut tell)?,
            }
            Ok(())
        }),
    }
}

fn events(
    bytes: &[u8],
    size: usize,
    mut take: impl FnMut(Event) -> Result<(), serde_json::Error>,
) -> Result<(), Failed> {
    let all = async {
        let pieces = stream::iter(bytes.chunks(size).map(Ok::<_, Infallible>));
        let mut events = pin!(pieces.eventsource());
        while let Some(event) = events.next().await {
            take(event?)?;
        }
        Ok(())
    };
    all.now_or_never().unwrap_or_else(|| Err("bytes in memory are waited for".into()))
}

#[derive(Deserialize)]
struct Chunk {
    model: Option<String>,
    object: Option<String>,
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Tokens>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Option<Delta>,
    finish_reason: Option<String>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
    refusal: Option<String>,
    reasoning_content: Option<String>,
    reasoning: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    prompt_tokens: u32,
    completion_tokens: u32,
    total_tokens: u32,
    prompt_tokens_details: Option<Cached>,
    completion_tokens_details: Option<Reasoned>,
}

#[derive(Deserialize)]
struct Cached {
    cached_tokens: Option<u32>,
}

#[derive(Deserialize)]
struct Reasoned {
    reasoning_tokens: Option<u32>,
}

fn chunk(event: &Event, tell: &mut impl FnMut(Piece<'_>)) -> serde_json::Result<()> {
    if event.data == "[DONE]" {
        return Ok(());
    }
    let chunk: Chunk = serde_json::from_str(&event.data)?;
    for delta in chunk.choices.into_iter().filter_map(|choice| choice.delta) {
        if let Some(text) = delta.reasoning_content.or(delta.reasoning) {
            tell(Piece::Reasoning(&text));
        }
        if let Some(text) = delta.content {
            tell(Piece::Text(&text));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: String,
    delta: Option<String>,
    summary_index: Option<u32>,
    item: Option<Item>,
    response: Option<Response>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    summary: Option<Value>,
    encrypted_content: Option<String>,
}

#[derive(Deserialize)]
struct Response {
    model: Option<String>,
    status: Option<String>,
    usage: Option<Counted>,
}

#[derive(Deserialize)]
struct Counted {
    input_tokens: u32,
    output_tokens: u32,
    input_tokens_details: Option<Cached>,
    output_tokens_details: Option<Reasoned>,
}

fn told(event: &Event, tell: &mut impl FnMut(Piece<'_>)) -> serde_json::Result<()> {
    let told: Told = serde_json::from_str(&event.data)?;
    let Some(text) = told.delta else { return Ok(()) };
    match told.kind.as_str() {
        "response.output_text.delta" => tell(Piece::Text(&text)),
        "response.reasoning_summary_text.delta" => tell(Piece::Reasoning(&text)),
        _ => {}
    }
    Ok(())
}

#[derive(Deserialize)]
struct Block {
    delta: Part,
}

#[derive(Deserialize)]
struct Part {
    #[serde(rename = "type")]
    kind: String,
    text: Option<String>,
    thinking: Option<String>,
    signature: Option<String>,
    data: Option<String>,
}

fn block(event: &Event, tell: &mut impl FnMut(Piece<'_>)) -> serde_json::Result<()> {
    if event.event != "content_block_delta" {
        return Ok(());
    }
    let Part { kind, text, thinking, .. } = serde_json::from_str::<Block>(&event.data)?.delta;
    match (kind.as_str(), text, thinking) {
        ("text_delta", Some(text), _) => tell(Piece::Text(&text)),
        ("thinking_delta", _, Some(text)) => tell(Piece::Reasoning(&text)),
        _ => {}
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidates {
    #[serde(default)]
    candidates: Vec<Candidate>,
    prompt_feedback: Option<Value>,
    usage_metadata: Option<Metadata>,
    model_version: Option<String>,
    error: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    content: Option<Content>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    parts: Vec<Thought>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Thought {
    text: Option<String>,
    #[serde(default)]
    thought: bool,
    thought_signature: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    prompt_token_count: Option<u32>,
    candidates_token_count: Option<u32>,
    cached_content_token_count: Option<u32>,
    thoughts_token_count: Option<u32>,
}

fn candidates(event: &Event, tell: &mut impl FnMut(Piece<'_>)) -> serde_json::Result<()> {
    let told: Candidates = serde_json::from_str(&event.data)?;
    let contents = told.candidates.into_iter().filter_map(|candidate| candidate.content);
    for part in contents.flat_map(|content| content.parts) {
        match (part.thought, part.text) {
            (true, Some(text)) => tell(Piece::Reasoning(&text)),
            (false, Some(text)) => tell(Piece::Text(&text)),
            (_, None) => {}
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Line {
    model: Option<String>,
    message: Option<Said>,
    #[serde(default)]
    done: bool,
    done_reason: Option<String>,
    prompt_eval_count: Option<u32>,
    eval_count: Option<u32>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Said {
    content: Option<String>,
    thinking: Option<String>,
}

/// Lines need no library; they are found in the whole.
fn lines(bytes: &[u8], mut tell: impl FnMut(Piece<'_>)) -> Result<(), Failed> {
    for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let Some(said) = serde_json::from_slice::<Line>(line)?.message else { continue };
        if let Some(text) = said.thinking {
            tell(Piece::Reasoning(&text));
        }
        if let Some(text) = said.content {
            tell(Piece::Text(&text));
        }
    }
    Ok(())
}
