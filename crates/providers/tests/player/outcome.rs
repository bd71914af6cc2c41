use model::ChatEvent;

use super::{Checked, Played, Recording, Wrong, play, shown};

/// Decoded whole, the recording gives what `expected.json` says, in the order that every stream
/// keeps.
pub(crate) fn is_as_expected(recording: &Recording) -> Checked {
    let played = match recording.expected.status {
        Some(status) => refused(recording, status)?,
        None => play(recording.dialect, [recording.reply.as_slice()]),
    };
    let expected = Played {
        events: recording.expected.events.clone(),
        error: recording.expected.error.clone(),
    };
    if played != expected {
        return Err(format!("expected {}\nbut got {}", shown(&expected), shown(&played)).into());
    }
    ordered(&played)
}

fn refused(recording: &Recording, status: u16) -> Result<Played, Wrong> {
    let error = recording.dialect.refusal(status, &recording.reply);
    if error.status != Some(status) {
        return Err(format!("the error's status is {:?}", error.status).into());
    }
    Ok(Played { events: Vec::new(), error: Some(error.into()) })
}

/// `Started` first and once, `Finished` last and only without an error.
fn ordered(played: &Played) -> Checked {
    let at = |found: fn(&ChatEvent) -> bool| played.events.iter().position(found);
    let started = |event: &ChatEvent| matches!(event, ChatEvent::Started { .. });
    let starts = played.events.iter().filter(|event| started(event)).count();
    if starts > 1 || (starts == 0 && !played.events.is_empty()) || at(started) > Some(0) {
        return Err("an answer starts once, and first".into());
    }
    let finished = at(|event| matches!(event, ChatEvent::Finished { .. }));
    match (&played.error, finished) {
        (None, Some(last)) if last + 1 == played.events.len() => Ok(()),
        (Some(_), None) => Ok(()),
        _ => Err("an answer ends with Finished, or with an error and without it".into()),
    }
}
