//! Google's `streamGenerateContent`.
//!
//! Source: the reference of the Gemini API ("Generating content", "Models") and its guides
//! ("Thinking", "Thought signatures", "Troubleshooting"), and the types of its Python library, as
//! of November 2026.

mod ask;
mod family;
mod kept;
mod list;
mod refused;
mod reply;
#[cfg(test)]
mod tests;

pub(super) use ask::chat;
pub(super) use list::{models, read_models};
pub(super) use refused::refusal;
pub(super) use reply::Decoder;
