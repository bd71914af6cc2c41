use std::collections::{BTreeMap, BTreeSet};

use model::{ChatEvent, ErrorKind, FinishReason, Usage};
use serde::Deserialize;

use crate::player::{Failure, Recording, play, recordings};
use crate::python;
use crate::replies_known::KNOWN;
use crate::server::Server;

/// What was understood of one answer.
#[derive(Debug, Default, PartialEq)]
struct Understood {
    model: Option<String>,
    text: String,
    reasoning: String,
    /// Not where it failed.
    stop: Option<FinishReason>,
    /// The last one that was told.
    usage: Option<Usage>,
    failed: Option<ErrorKind>,
    words: Option<String>,
}

/// What a library understood, as `replies.py` prints it.
#[derive(Debug, Deserialize)]
struct Theirs {
    model: Option<String>,
    text: String,
    reasoning: String,
    stop: Option<String>,
    usage: Option<Usage>,
    error: Option<Raised>,
}

#[derive(Debug, Deserialize)]
struct Raised {
    class: String,
    status: Option<u16>,
    kind: Option<String>,
    message: String,
}

/// A difference between a library and us, and why it is as it should be.
pub(crate) struct Known {
    /// In what.
    pub(crate) fields: &'static [&'static str],
    /// The names of the recordings.
    pub(crate) within: &'static [&'static str],
    /// Why.
    pub(crate) why: &'static str,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendors_libraries_understand_the_same_bytes_the_same() {
    let all: Vec<_> =
        recordings().into_iter().filter(|own| own.dialect_name() != "ollama").collect();
    let ours: BTreeMap<_, _> = all.iter().map(|own| (own.name.clone(), ours(own))).collect();
    let names: Vec<_> = ours.keys().cloned().collect();
    let server = Server::start(all).await;
    let address = server.address.clone();
    let asked = serde_json::to_string(&names).unwrap();
    let printed =
        tokio::task::spawn_blocking(move || python::run("replies.py", &[&address, &asked]));
    let mut theirs: BTreeMap<String, Theirs> =
        serde_json::from_value(printed.await.unwrap()).unwrap();

    let (mut unexplained, mut seen) = (Vec::new(), BTreeSet::new());
    for (name, ours) in &ours {
        let raw = theirs.remove(name).unwrap_or_else(|| panic!("{name} was not asked"));
        let shown = format!("{raw:?}");
        let understood = Understood::from(raw);
        for field in differences(ours, &understood) {
            match KNOWN.iter().position(|known| known.is(field, name)) {
                Some(index) => drop(seen.insert((index, field, name.clone()))),
                None => {
                    unexplained.push(format!("{name}: {field}\n  ours {ours:?}\n  theirs {shown}"))
                }
            }
        }
    }
    assert!(unexplained.is_empty(), "not explained:\n{}", unexplained.join("\n"));
    for (index, known) in KNOWN.iter().enumerate() {
        for within in known.within.iter().filter(|within| ours.contains_key(**within)) {
            for field in known.fields {
                let differs = seen.contains(&(index, *field, (*within).to_owned()));
                assert!(differs, "no longer so: {within} {field}: {}", known.why);
            }
        }
    }
}

impl Known {
    fn is(&self, field: &str, name: &str) -> bool {
        self.fields.contains(&field) && self.within.contains(&name)
    }
}

fn ours(recording: &Recording) -> Understood {
    let played = match recording.expected.status {
        None => play(recording.dialect, [recording.reply.as_slice()]),
        Some(status) => {
            let error = recording.dialect.refusal(status, &recording.reply);
            crate::player::Played { events: Vec::new(), error: Some(Failure::from(error)) }
        }
    };
    let mut understood = Understood::default();
    for event in played.events {
        match event {
            ChatEvent::Started { model } => understood.model = Some(model),
            ChatEvent::Text { text } => understood.text.push_str(&text),
            ChatEvent::Reasoning { text } => understood.reasoning.push_str(&text),
            ChatEvent::Usage { usage } => understood.usage = Some(usage),
            ChatEvent::Finished { reason } => understood.stop = Some(reason),
            ChatEvent::Carry { .. } | ChatEvent::LeftOut { .. } => {}
        }
    }
    if let Some(failure) = played.error {
        understood.failed = Some(failure.kind);
        understood.words = Some(failure.message);
    }
    understood
}

impl From<Theirs> for Understood {
    fn from(theirs: Theirs) -> Self {
        let Theirs { model, text, reasoning, stop, usage, error } = theirs;
        Self {
            model,
            text,
            reasoning,
            stop: stop.filter(|_| error.is_none()).map(|reason| reason_of(&reason)),
            usage,
            failed: error.as_ref().map(kind_of),
            words: error.map(|error| error.message),
        }
    }
}

/// The vendors' own words for why a model stopped.
fn reason_of(word: &str) -> FinishReason {
    match word {
        "end_turn" | "stop_sequence" | "STOP" | "stop" | "completed" => FinishReason::End,
        "max_tokens"
        | "MAX_TOKENS"
        | "length"
        | "max_output_tokens"
        | "model_context_window_exceeded" => FinishReason::Length,
        "refusal" | "SAFETY" | "PROHIBITED_CONTENT" | "content_filter" => FinishReason::Refusal,
        _ => FinishReason::Other,
    }
}

/// What a library's error comes to where all that is known of it is its status or its kind.
fn kind_of(error: &Raised) -> ErrorKind {
    match (error.kind.as_deref(), error.status, error.class.as_str()) {
        (Some("overloaded_error" | "UNAVAILABLE"), ..) => ErrorKind::Overloaded,
        (Some("rate_limit_error" | "rate_limit_exceeded"), ..) => ErrorKind::RateLimit,
        (Some("insufficient_quota"), ..) => ErrorKind::Quota,
        (Some("api_error" | "server_error"), ..) => ErrorKind::Server,
        (_, Some(401 | 403), _) => ErrorKind::Unauthorized,
        (_, Some(404), _) => ErrorKind::ModelNotFound,
        (_, Some(429), _) => ErrorKind::RateLimit,
        (_, Some(503 | 529), _) => ErrorKind::Overloaded,
        (_, Some(400..=499), _) => ErrorKind::InvalidRequest,
        (_, Some(500..), _) => ErrorKind::Server,
        (_, None, "EOFError") => ErrorKind::Truncated,
        _ => ErrorKind::Malformed,
    }
}

fn differences(ours: &Understood, theirs: &Understood) -> Vec<&'static str> {
    // Where nothing is told there is nothing to compare.
    let model =
        ours.model.as_deref().unwrap_or_default() == theirs.model.as_deref().unwrap_or_default();
    let words = match (&ours.words, &theirs.words) {
        // Either may stand inside more of its own words.
        (Some(ours), Some(theirs)) => theirs.contains(ours.as_str()),
        // Said by `failed`.
        _ => true,
    };
    let none = Usage::default();
    [
        ("model", model),
        ("text", ours.text == theirs.text),
        ("reasoning", ours.reasoning == theirs.reasoning),
        ("stop", ours.stop == theirs.stop || ours.failed.is_some() != theirs.failed.is_some()),
        ("usage", ours.usage.unwrap_or(none) == theirs.usage.unwrap_or(none)),
        ("failed", ours.failed == theirs.failed),
        ("words", words),
    ]
    .into_iter()
    .filter_map(|(field, same)| (!same).then_some(field))
    .collect()
}
