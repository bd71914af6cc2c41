use model::{ChatEvent, ErrorKind};
use providers::dialect::Dialect;

use super::{Checked, Failure, Played, Recording, play, shown};

/// What stands in an answer that its model has ended, in some form, in each dialect.
fn finish_marks(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::OpenaiChat => &["\"finish_reason\":\"", "\"finish_reason\": \""],
        Dialect::OpenaiResponses => &["response.completed", "response.incomplete"],
        Dialect::Anthropic => &["message_stop"],
        Dialect::Gemini => &["\"finishReason\"", "\"blockReason\""],
        Dialect::Ollama => &["\"done\":true", "\"done\": true"],
    }
}

/// Wherever the answer is cut, its events are a prefix of the whole answer's, and the end is
/// `Truncated` until the mark of the finish, or the answer's own error, has arrived.
pub(crate) fn end_truthfully(recording: &Recording) -> Checked {
    if recording.expected.status.is_some() {
        return Ok(());
    }
    let (reply, dialect) = (recording.reply.as_slice(), recording.dialect);
    let whole = play(dialect, [reply]);
    let text = String::from_utf8_lossy(reply);
    let marks = finish_marks(dialect).iter();
    let mark = marks.filter_map(|mark| text.find(mark)).min().unwrap_or(usize::MAX);
    let (mut finished, mut failed) = (false, false);
    for cut in 0..=reply.len() {
        let part = play(dialect, [&reply[..cut]]);
        let wrong = |what: &str| Err(format!("cut at {cut}: {what}: {}", shown(&part)).into());
        let is_finished = matches!(part.events.last(), Some(ChatEvent::Finished { .. }));
        match &part.error {
            None if !is_finished => return wrong("neither an end nor an error"),
            None if cut < mark => return wrong("a finish that had not arrived"),
            Some(_) if is_finished => return wrong("an end and an error"),
            Some(error) if failed && whole.error.as_ref() != Some(error) => {
                return wrong("the error was forgotten");
            }
            Some(error) if error.kind == ErrorKind::Truncated => {
                if finished && whole.error.is_none() {
                    return wrong("a finish was forgotten");
                }
            }
            Some(error) if whole.error.as_ref() != Some(error) => return wrong("another error"),
            Some(_) => failed = true,
            None => finished = true,
        }
        if !is_prefix(&part, &whole) {
            return wrong("no prefix of the whole answer");
        }
    }
    Ok(())
}

/// Whether what `part` tells is what `whole` tells first. What is only known at the end is left
/// out: the finish itself, and what is to be carried back.
fn is_prefix(part: &Played, whole: &Played) -> bool {
    let told = |played: &Played, usage: bool| -> Vec<ChatEvent> {
        let events = played.events.iter().filter(|event| match event {
            ChatEvent::Finished { .. } | ChatEvent::Carry { .. } => false,
            event => matches!(event, ChatEvent::Usage { .. }) == usage,
        });
        super::merged(events.cloned().collect())
    };
    [false, true].into_iter().all(|usage| begins(&told(part, usage), &told(whole, usage)))
}

fn begins(part: &[ChatEvent], whole: &[ChatEvent]) -> bool {
    let Some((last, before)) = part.split_last() else { return true };
    let Some(same) = whole.get(before.len()) else { return false };
    let begun = match (last, same) {
        (ChatEvent::Text { text }, ChatEvent::Text { text: whole })
        | (ChatEvent::Reasoning { text }, ChatEvent::Reasoning { text: whole }) => {
            whole.starts_with(text.as_str())
        }
        (last, same) => last == same,
    };
    begun && whole.starts_with(before)
}

#[test]
fn a_false_finish_is_found() {
    let truncated = |message: &str| Failure { kind: ErrorKind::Truncated, message: message.into() };
    let played = |events: Vec<ChatEvent>| Played { events, error: Some(truncated("cut")) };
    let text = |text: &str| ChatEvent::Text { text: text.into() };
    let started = || ChatEvent::Started { model: "m".into() };
    let whole = played(vec![started(), text("hello")]);
    assert!(is_prefix(&played(vec![started(), text("he")]), &whole));
    assert!(!is_prefix(&played(vec![started(), text("ho")]), &whole), "other text");
    assert!(!is_prefix(&played(vec![text("he")]), &whole), "no start");
    assert!(!is_prefix(&played(vec![started(), text("hello"), started()]), &whole), "more");
}
