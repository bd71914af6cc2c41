//! OpenAI's Responses interface, used without anything being stored at the provider.
//!
//! Source: OpenAI's API reference, "Responses" and "Streaming events", and its guide "Reasoning",
//! "Encrypted reasoning items".

mod event;
mod request;
mod stream;

pub(super) use request::chat;
pub(super) use stream::Decoder;
