//! Signed reasoning on its way: out of a reply, into the store, back with the reply's next sending.

use model::{ChatRequest, Message};
use serde::{Deserialize, Serialize};

use super::blocks::Block;

/// A block of a reply. The text is the message's own: here only its length stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Kept {
    Thinking { thinking: String, signature: String },
    RedactedThinking { data: String },
    Text { bytes: usize },
}

/// The blocks as JSON, if there is signed reasoning among them.
pub(super) fn pack(blocks: &[Kept]) -> Option<String> {
    let signed = |block: &&Kept| match block {
        Kept::Thinking { signature, .. } => !signature.is_empty(),
        Kept::RedactedThinking { .. } => true,
        Kept::Text { bytes } => *bytes > 0,
    };
    let blocks: Vec<_> = blocks.iter().filter(signed).collect();
    let reasoning = blocks.iter().any(|block| !matches!(block, Kept::Text { .. }));
    reasoning.then(|| serde_json::to_string(&blocks).ok()).flatten()
}

/// The blocks of a reply as the model wrote them: its text, and its reasoning if this is the model
/// that made it. The reasoning stays in its place, which its signature may be bound to.
pub(super) fn unpack<'a>(request: &ChatRequest, reply: &'a Message) -> Vec<Block<'a>> {
    let own = reply.carried.as_ref().filter(|carried| carried.model == request.model);
    // What cannot be read is of another version of the app: the text alone will do.
    let kept = own.and_then(|own| serde_json::from_str(&own.json).ok()).unwrap_or_default();
    place(kept, &reply.text)
}

fn place(kept: Vec<Kept>, text: &str) -> Vec<Block<'_>> {
    let (mut blocks, mut rest) = (Vec::new(), text);
    for kept in kept {
        match kept {
            Kept::Thinking { thinking, signature } => {
                blocks.push(Block::Thinking { thinking, signature });
            }
            Kept::RedactedThinking { data } => blocks.push(Block::RedactedThinking { data }),
            Kept::Text { bytes } => {
                // A reply that was gone on with is longer; none is shorter.
                let (now, later) = rest.split_at_checked(bytes).unwrap_or((rest, ""));
                speak(&mut blocks, now);
                rest = later;
            }
        }
    }
    speak(&mut blocks, rest);
    blocks
}

/// Adds text, which must not be blank.
fn speak<'a>(blocks: &mut Vec<Block<'a>>, text: &'a str) {
    if !text.trim().is_empty() {
        blocks.push(Block::text(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thinking(thinking: &str) -> Kept {
        Kept::Thinking { thinking: thinking.into(), signature: "s".into() }
    }

    #[test]
    fn reasoning_returns_to_its_place_between_the_texts() {
        let kept = vec![thinking("a"), Kept::Text { bytes: 3 }, thinking("b")];
        let sent = |kept: &Kept| match kept.clone() {
            Kept::Thinking { thinking, signature } => Block::Thinking { thinking, signature },
            _ => unreachable!("no other here"),
        };
        let expected =
            vec![sent(&kept[0]), Block::text("one"), sent(&kept[2]), Block::text(" and two")];
        let packed = pack(&kept).unwrap();
        let unpacked: Vec<Kept> = serde_json::from_str(&packed).unwrap();
        assert_eq!(place(unpacked, "one and two"), expected);
    }

    #[test]
    fn a_length_inside_a_character_does_no_harm() {
        assert_eq!(place(vec![Kept::Text { bytes: 1 }], "हि"), vec![Block::text("हि")]);
    }

    #[test]
    fn a_reply_without_signed_reasoning_carries_nothing() {
        let unsigned = Kept::Thinking { thinking: "a".into(), signature: String::new() };
        assert_eq!(pack(&[unsigned, Kept::Text { bytes: 3 }]), None);
    }
}
