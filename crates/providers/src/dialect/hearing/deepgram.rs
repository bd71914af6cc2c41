//! Deepgram's `listen`: the file itself is the body, everything else is in the query.

use model::{Hearing, Result, Segment, Transcript};
use serde::Deserialize;

use super::{json, ms, primary, unsupported};
use crate::dialect::{Call, encoded};

pub(super) fn call(model: &str, options: &Hearing, wav: &[u8]) -> Result<Call> {
    if options.translate {
        return Err(unsupported("Deepgram does not translate what it hears."));
    }
    let mut path = format!("/v1/listen?model={}&smart_format=true&utterances=true", encoded(model));
    match &options.language {
        Some(language) => path.push_str(&format!("&language={}", encoded(language))),
        None => path.push_str("&detect_language=true"),
    }
    // Older models know words only as "keywords".
    let name = if model.starts_with("nova-3") { "keyterm" } else { "keywords" };
    for term in &options.terms {
        path.push_str(&format!("&{name}={}", encoded(term)));
    }
    let headers = vec![("content-type", "audio/wav".to_owned())];
    Ok(Call { body: Some(wav.to_vec()), path, headers })
}

#[derive(Deserialize)]
struct Answer {
    results: Results,
}

#[derive(Deserialize)]
struct Results {
    channels: Vec<Channel>,
    #[serde(default)]
    utterances: Vec<Utterance>,
}

#[derive(Deserialize)]
struct Channel {
    alternatives: Vec<Alternative>,
    #[serde(default)]
    detected_language: Option<String>,
}

#[derive(Deserialize)]
struct Alternative {
    transcript: String,
}

#[derive(Deserialize)]
struct Utterance {
    transcript: String,
    start: f64,
    end: f64,
}

pub(super) fn read(body: &[u8]) -> Result<Transcript> {
    let Results { channels, utterances } = json::<Answer>(body)?.results;
    let channel = channels.into_iter().next();
    let language = channel.as_ref().and_then(|channel| channel.detected_language.as_deref());
    let language = language.and_then(primary);
    let best = channel.and_then(|channel| channel.alternatives.into_iter().next());
    let segments = utterances.into_iter().map(|one| Segment {
        text: one.transcript.trim().to_owned(),
        start_ms: ms(one.start),
        end_ms: ms(one.end),
    });
    Ok(Transcript {
        text: best.map(|best| best.transcript.trim().to_owned()).unwrap_or_default(),
        language,
        segments: segments.collect(),
    })
}
