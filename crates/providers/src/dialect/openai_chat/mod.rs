//! OpenAI's Chat Completions interface, and what the many servers that speak it do differently.
//!
//! Sources: OpenAI's API reference, "Chat", "Models" and "Error codes"; of other vendors, their own
//! references, named where something is theirs.

mod chunk;
mod list;
mod refusal;
mod repeated;
mod request;
mod stream;

pub(super) use list::{models, read_models};
pub(super) use refusal::{in_stream, refusal};
pub(super) use request::{chat, effort, reasons};
pub(super) use stream::Decoder;
