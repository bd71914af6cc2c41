//! What a model is sent: the path from the root to the prompt, and nothing else.

use model::{Message as Sent, Role};
use store::Message;

/// The messages that a model is sent for `path`, oldest first, led by the system prompt.
///
/// Replies that hold no text (they failed before the first word) have nothing to send. A last
/// message of the assistant is one to be continued, and is kept even if it is empty.
pub(crate) fn sent(system_prompt: Option<&str>, path: &[Message]) -> Vec<Sent> {
    let system = system_prompt
        .filter(|prompt| !prompt.trim().is_empty())
        .map(|prompt| Sent::new(Role::System, prompt));
    let last = path.len().saturating_sub(1);
    let messages = path.iter().enumerate().filter_map(|(at, message)| {
        let empty = message.role == Role::Assistant && message.text.is_empty() && at != last;
        (!empty).then(|| Sent::new(message.role, message.text.clone()))
    });
    system.into_iter().chain(messages).collect()
}
