//! What of a path is sent when it outgrows the context.

use model::{Message, Role};

/// A path ready for a template: system prompt, then turns that each begin with a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// The system prompt, if there is one.
    pub system: Option<Message>,
    /// The turns, oldest first: a prompt and, but for the last one, its reply.
    pub turns: Vec<Turn>,
}

/// A prompt and its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The prompt; empty where a path begins with a reply.
    pub prompt: String,
    /// The reply; in the last turn, what of it is there already.
    pub reply: Option<String>,
    /// How many messages of the path went into it.
    pub messages: u32,
}

impl Path {
    /// Sorts `messages` into turns. Replies that follow each other become one; empty replies do not
    /// count. Prompts without a reply stay turns of their own, so that one that is too long can be
    /// left out: see [`joined`].
    pub(crate) fn new(messages: &[Message]) -> Self {
        let mut path = Self { system: None, turns: Vec::new() };
        for message in messages {
            match message.role {
                Role::System => join(
                    &mut path.system.get_or_insert_with(|| Message::new(Role::System, "")).text,
                    &message.text,
                ),
                Role::User => {
                    path.turns.push(Turn { prompt: message.text.clone(), reply: None, messages: 1 })
                }
                Role::Assistant => {
                    if path.turns.is_empty() {
                        path.turns.push(Turn { prompt: String::new(), reply: None, messages: 0 });
                    }
                    if let Some(turn) = path.turns.last_mut() {
                        turn.messages += 1;
                        if !message.text.is_empty() {
                            join(turn.reply.get_or_insert_with(String::new), &message.text);
                        }
                    }
                }
            }
        }
        path.system.take_if(|system| system.text.is_empty());
        path
    }

    /// How many messages the first `turns` turns hold.
    pub(crate) fn messages_before(&self, turns: usize) -> u32 {
        self.turns[..turns].iter().map(|turn| turn.messages).sum()
    }
}

/// The turns as most templates want them, prompts and replies alternating: prompts without a reply
/// between them become one.
pub(crate) fn joined(turns: impl IntoIterator<Item = Turn>) -> Vec<Turn> {
    let mut joined: Vec<Turn> = Vec::new();
    for turn in turns {
        match joined.last_mut() {
            Some(before) if before.reply.is_none() => {
                join(&mut before.prompt, &turn.prompt);
                before.reply = turn.reply;
                before.messages += turn.messages;
            }
            _ => joined.push(turn),
        }
    }
    joined
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

/// The first turn that is sent, for a system prompt of `system` tokens and turns of `counts`
/// tokens, so that they take at most `limit`; the last turn is always sent.
///
/// The answer is found by walking the path from its beginning: whenever it outgrows `limit`, the
/// oldest turns go until at most `room` is taken. So the beginning of what is sent stays the same
/// for many turns, and what was evaluated of it can be used again.
pub(crate) fn first_turn(system: usize, counts: &[usize], room: usize, limit: usize) -> usize {
    let mut first = 0;
    let mut taken = system;
    for (last, count) in counts.iter().enumerate() {
        taken += count;
        if taken <= limit {
            continue;
        }
        while first < last && taken > room {
            taken -= counts[first];
            first += 1;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(role: Role, text: &str) -> Message {
        Message::new(role, text)
    }

    fn turn(prompt: &str, reply: Option<&str>, messages: u32) -> Turn {
        Turn { prompt: prompt.into(), reply: reply.map(str::to_owned), messages }
    }

    #[test]
    fn a_path_is_sorted_into_turns() {
        let path = Path::new(&[
            said(Role::System, "be short"),
            said(Role::User, "one"),
            said(Role::Assistant, "1"),
            said(Role::User, "two"),
        ]);
        assert_eq!(path.system, Some(said(Role::System, "be short")));
        assert_eq!(path.turns, [turn("one", Some("1"), 2), turn("two", None, 1)]);
        assert_eq!(path.messages_before(1), 2, "messages of the first turn");
    }

    #[test]
    fn prompts_without_a_reply_between_them_become_one_where_they_are_sent() {
        let path = Path::new(&[
            said(Role::User, "one"),
            said(Role::Assistant, ""),
            said(Role::User, "two"),
            said(Role::Assistant, "2"),
            said(Role::User, "three"),
        ]);
        let apart = [turn("one", None, 2), turn("two", Some("2"), 2), turn("three", None, 1)];
        assert_eq!(path.turns, apart, "each can be left out by itself");
        let sent = [turn("one\n\ntwo", Some("2"), 4), turn("three", None, 1)];
        assert_eq!(joined(path.turns), sent);
    }

    #[test]
    fn a_reply_that_has_begun_stays_as_it_is() {
        let path = Path::new(&[said(Role::User, "one"), said(Role::Assistant, " and ")]);
        assert_eq!(path.turns, [turn("one", Some(" and "), 2)]);
    }

    #[test]
    fn what_fits_is_sent_whole() {
        assert_eq!(first_turn(10, &[30, 30, 30], 50, 100), 0);
    }

    #[test]
    fn the_oldest_turns_go_and_the_rest_stays_put_for_a_while() {
        let sent: Vec<usize> =
            (1..=12).map(|turns| first_turn(10, &vec![20; turns], 50, 100)).collect();
        assert_eq!(sent, [0, 0, 0, 0, 3, 3, 3, 6, 6, 6, 9, 9], "moves in steps, never back");
    }

    #[test]
    fn the_last_turn_is_sent_whatever_it_takes() {
        assert_eq!(first_turn(10, &[20, 20, 500], 50, 100), 2);
    }
}
