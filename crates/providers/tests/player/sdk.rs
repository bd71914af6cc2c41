use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use model::{ChatEvent, Usage};
use serde::Deserialize;
use serde_json::Value;

use super::{Checked, Recording, play};

/// `sdk.json`: what the vendor's own SDK made of the same bytes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Understood {
    text: String,
    reasoning: String,
    /// Why it ended, in the vendor's words.
    finish: Option<String>,
    /// Tokens of the path and of the reply.
    usage: Option<(u32, u32)>,
    error: Option<String>,
}

/// What the SDK understood, and what it sends for the same conversation, is what we do; every
/// difference is a line in `differs.txt`, `what: why`, and every line there is a difference.
pub(crate) fn agrees(recording: &Recording) -> Checked {
    let mut differs = BTreeSet::new();
    if let Some(theirs) = json::<Understood>(recording, "sdk.json") {
        let played = play(recording.dialect, [recording.reply.as_slice()]);
        let ours = understood(&played.events, played.error.is_some());
        let same = [
            ("text", ours.text == theirs.text),
            ("reasoning", ours.reasoning == theirs.reasoning),
            ("usage", ours.usage == theirs.usage),
            ("error", ours.error.is_some() == theirs.error.is_some()),
            ("finish", ours.finish.is_some() == theirs.finish.is_some()),
        ];
        differs.extend(same.iter().filter(|(_, same)| !same).map(|(what, _)| (*what).to_owned()));
    }
    if let (Some(theirs), Some((_, ours))) =
        (json::<Value>(recording, "sdk_sent.json"), &recording.asked)
    {
        let fields: BTreeSet<_> = [&theirs, &ours.body]
            .into_iter()
            .filter_map(Value::as_object)
            .flat_map(|o| o.keys())
            .collect();
        let other = fields.into_iter().filter(|field| theirs.get(field) != ours.body.get(field));
        differs.extend(other.map(|field| format!("sent {field}")));
    }
    let told = fs::read_to_string(recording.folder.join("differs.txt")).unwrap_or_default();
    let told: BTreeMap<_, _> = told.lines().filter_map(|line| line.split_once(": ")).collect();
    if let Some(what) = differs.iter().find(|what| !told.contains_key(what.as_str())) {
        return Err(
            format!("{what} is another to the SDK, and differs.txt does not say why").into()
        );
    }
    match told.keys().find(|what| !differs.contains(**what)) {
        Some(what) => Err(format!("{what} is the same to the SDK, against differs.txt").into()),
        None => Ok(()),
    }
}

fn understood(events: &[ChatEvent], failed: bool) -> Understood {
    let mut ours = Understood {
        text: String::new(),
        reasoning: String::new(),
        finish: None,
        usage: None,
        error: failed.then(String::new),
    };
    for event in events {
        match event {
            ChatEvent::Text { text } => ours.text += text,
            ChatEvent::Reasoning { text } => ours.reasoning += text,
            ChatEvent::Usage { usage: Usage { prompt_tokens, reply_tokens, .. } } => {
                ours.usage = Some((*prompt_tokens, *reply_tokens));
            }
            ChatEvent::Finished { .. } => ours.finish = Some(String::new()),
            ChatEvent::Started { .. } | ChatEvent::LeftOut { .. } | ChatEvent::Carry { .. } => {}
        }
    }
    ours
}

fn json<T: for<'de> Deserialize<'de>>(recording: &Recording, file: &str) -> Option<T> {
    let text = fs::read(recording.folder.join(file)).ok()?;
    Some(
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", recording.name)),
    )
}
