//! Ollama's own chat: lines of JSON instead of events.
//!
//! Source: Ollama's documentation, `docs/api.md`, "Generate a chat completion" and "List Local
//! Models", and its page "Thinking".

mod lines;
mod list;
mod request;
mod stream;

pub(super) use list::{models, read_models};
pub(super) use request::chat;
pub(super) use stream::Decoder;

pub(super) use super::openai_chat::refusal;
