//! What a model is sent: the path from the root to the prompt, and nothing else.

use std::collections::BTreeMap;

use model::{Carried, ChatRequest, Message as Sent, Role};
use store::{Message, MessageId};

use crate::attach::Files;

/// The messages that a model is sent for `path`, oldest first, led by the system prompt.
///
/// Replies that hold no text (they failed before the first word) have nothing to send. A last
/// message of the assistant is one to be continued, and is kept even if it is empty. What a reply
/// carries goes back to the model that wrote it, and to no other.
pub(crate) fn sent(
    request: &ChatRequest,
    path: &[Message],
    carried: &BTreeMap<MessageId, String>,
    files: &Files,
) -> Vec<Sent> {
    let system = request.parameters.system_prompt.as_deref();
    let system = system
        .filter(|prompt| !prompt.trim().is_empty())
        .map(|prompt| Sent::new(Role::System, prompt));
    let last = path.len().saturating_sub(1);
    let messages = path.iter().enumerate().filter_map(|(at, message)| {
        let empty = message.role == Role::Assistant && message.text.is_empty() && at != last;
        (!empty).then(|| Sent {
            attachments: message.attachments.iter().map(|file| files.of(file)).collect(),
            carried: message.model.as_ref().filter(|model| **model == request.model).and_then(
                |model| {
                    let json = carried.get(&message.id)?.clone();
                    Some(Carried { model: model.clone(), json })
                },
            ),
            ..Sent::new(message.role, message.text.clone())
        })
    });
    system.into_iter().chain(messages).collect()
}
