//! Anthropic's Messages interface.
//!
//! Source: the interface's reference and guides ("Messages", "Streaming", "Thinking", "Preserved
//! thinking", "Prompt caching", "Errors", "Versions") and the types of its Python library, as of
//! November 2026.

mod ask;
mod blocks;
mod claude;
mod kept;
mod list;
mod refused;
mod reply;
#[cfg(test)]
mod tests;

pub(super) use ask::{chat, goes_on};
pub(super) use list::{models, read_models};
pub(super) use refused::refusal;
pub(super) use reply::Decoder;

/// The version of the interface that is asked for. The next one, 2026-10-21, takes `temperature`
/// and `top_p` from every model, and few servers besides Anthropic's own know it; nothing that it
/// adds is needed here.
const VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");
