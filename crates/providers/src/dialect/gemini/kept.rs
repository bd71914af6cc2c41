//! Thought signatures on their way: out of a reply, into the store, back with the reply's next
//! sending. A signature belongs to the very part that it came with.

use std::borrow::Cow;

use model::{ChatRequest, Message};
use serde::{Deserialize, Serialize};

use super::ask::Part;

/// A part of a reply. Its text is the message's own: here only its length stands. The text of a
/// thought is kept only where it is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// The bytes of the message's text that are this part.
    pub(super) bytes: usize,
    /// The text of a thought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thought: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) signature: Option<String>,
}

/// The parts as JSON, if one of them is signed.
pub(super) fn pack(parts: &[Kept]) -> Option<String> {
    let signed = parts.iter().any(|part| part.signature.is_some());
    signed.then(|| serde_json::to_string(parts).ok()).flatten()
}

/// The parts of a reply: as the model made them if this is the model that did, else its text.
pub(super) fn unpack<'a>(request: &ChatRequest, reply: &'a Message) -> Vec<Part<'a>> {
    let own = reply.carried.as_ref().filter(|carried| carried.model == request.model);
    // What cannot be read is of another version of the app: the text alone will do.
    let kept = own.and_then(|own| serde_json::from_str(&own.json).ok()).unwrap_or_default();
    place(kept, &reply.text)
}

fn place(kept: Vec<Kept>, text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    for Kept { bytes, thought, signature } in kept {
        let is_thought = thought.is_some();
        let text = match thought {
            Some(thought) => Cow::Owned(thought),
            None => {
                // A reply that was gone on with is longer; none is shorter.
                let (now, later) = rest.split_at_checked(bytes).unwrap_or((rest, ""));
                rest = later;
                Cow::Borrowed(now)
            }
        };
        if !text.is_empty() || signature.is_some() {
            parts.push(Part::Text { text, thought: is_thought, thought_signature: signature });
        }
    }
    if !rest.is_empty() {
        parts.push(Part::text(rest));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(text: &str, signature: &str) -> Part<'static> {
        Part::Text {
            text: text.to_owned().into(),
            thought: false,
            thought_signature: Some(signature.into()),
        }
    }

    #[test]
    fn a_signature_returns_on_its_own_part() {
        let plain = Kept { bytes: 4, ..Kept::default() };
        let last = Kept { bytes: 0, signature: Some("s".into()), ..Kept::default() };
        let packed = pack(&[plain, last]).unwrap();
        let unpacked: Vec<Kept> = serde_json::from_str(&packed).unwrap();
        assert_eq!(place(unpacked, "four"), vec![Part::text("four"), signed("", "s")]);
    }

    #[test]
    fn what_was_added_to_a_reply_follows_its_parts() {
        let first = Kept { bytes: 3, signature: Some("s".into()), ..Kept::default() };
        assert_eq!(place(vec![first], "one two"), vec![signed("one", "s"), Part::text(" two")]);
    }

    #[test]
    fn a_reply_without_signatures_carries_nothing() {
        assert_eq!(pack(&[Kept { bytes: 3, ..Kept::default() }]), None);
    }
}
