//! How recognisers are spoken to, as pure functions: sound in, bytes to send; bytes in, events out.

mod arena;
mod deepgram;
mod gemini;
mod openai;
mod sarvam;

pub(super) use gemini::chunk;
pub(super) use sarvam::indian;

use model::{Error, ErrorKind, Hearing, Result, Transcript, TranscriptEvent};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Call, Decode, Dialect, whole_json as json};

/// How a recogniser is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HearingDialect {
    /// OpenAI's transcriptions, and the many servers that speak them.
    Openai,
    /// Google's `streamGenerateContent`, asked to write down what it hears.
    Gemini,
    /// Deepgram's `listen` for what was recorded.
    Deepgram,
    /// Sarvam's `speech-to-text`.
    Sarvam,
    /// The JSON form of AI4Bharat's arena: sound, `language` and `model` in, `transcription` out.
    Arena,
}

impl HearingDialect {
    /// The call that has `model` write down what is said in a WAV file.
    ///
    /// # Errors
    /// `Unsupported` where it cannot be done as `options` say.
    pub fn call(self, model: &str, options: &Hearing, wav: &[u8]) -> Result<Call> {
        match self {
            Self::Openai => openai::call(model, options, wav),
            Self::Gemini => gemini::call(model, options, wav),
            Self::Deepgram => deepgram::call(model, options, wav),
            Self::Sarvam => sarvam::call(model, options, wav),
            Self::Arena => arena::call(model, options, wav),
        }
    }

    /// A decoder for the answer to [`Self::call`].
    pub fn decoder(self) -> Box<dyn Decode<TranscriptEvent>> {
        match self {
            Self::Openai => Box::new(openai::Decoder::default()),
            Self::Gemini => Box::new(gemini::Decoder::default()),
            Self::Deepgram => Box::new(Whole::new(deepgram::read)),
            Self::Sarvam => Box::new(Whole::new(sarvam::read)),
            Self::Arena => Box::new(Whole::new(arena::read)),
        }
    }

    /// The cheapest call that tells whether a key is accepted, where there is one.
    pub(crate) fn check(self) -> Option<Call> {
        (self == Self::Deepgram).then(|| Call::get("/v1/projects"))
    }

    /// The header that carries `key`, its name in lower case.
    pub fn authorization(self, key: &str) -> (&'static str, String) {
        match self {
            Self::Openai | Self::Arena => ("authorization", format!("Bearer {key}")),
            Self::Gemini => ("x-goog-api-key", key.to_owned()),
            Self::Deepgram => ("authorization", format!("Token {key}")),
            Self::Sarvam => ("api-subscription-key", key.to_owned()),
        }
    }

    /// The dialect whose errors look alike.
    pub(crate) fn refuses_like(self) -> Dialect {
        match self {
            Self::Gemini => Dialect::Gemini,
            Self::Openai | Self::Deepgram | Self::Sarvam | Self::Arena => Dialect::OpenaiChat,
        }
    }
}

/// A decoder of an answer that comes in one piece of JSON.
struct Whole {
    body: Vec<u8>,
    read: fn(&[u8]) -> Result<Transcript>,
}

impl Whole {
    fn new(read: fn(&[u8]) -> Result<Transcript>) -> Self {
        Self { body: Vec::new(), read }
    }
}

impl Decode<TranscriptEvent> for Whole {
    fn feed(&mut self, bytes: &[u8], _: &mut Vec<TranscriptEvent>) -> Result<()> {
        self.body.extend_from_slice(bytes);
        match self.body.len() <= crate::sse::LONGEST {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::Malformed, "The answer has no end.")),
        }
    }

    fn end(&mut self, events: &mut Vec<TranscriptEvent>) -> Result<()> {
        let transcript = (self.read)(&self.body)?;
        events.push(TranscriptEvent::Finished { transcript });
        Ok(())
    }
}

/// The primary tag of a language that is named by its tag or by its English name.
fn primary(language: &str) -> Option<String> {
    const NAMES: [(&str, &str); 22] = [
        ("arabic", "ar"),
        ("bengali", "bn"),
        ("chinese", "zh"),
        ("dutch", "nl"),
        ("english", "en"),
        ("french", "fr"),
        ("german", "de"),
        ("gujarati", "gu"),
        ("hindi", "hi"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("kannada", "kn"),
        ("korean", "ko"),
        ("malayalam", "ml"),
        ("marathi", "mr"),
        ("portuguese", "pt"),
        ("punjabi", "pa"),
        ("russian", "ru"),
        ("spanish", "es"),
        ("tamil", "ta"),
        ("telugu", "te"),
        ("urdu", "ur"),
    ];
    let lower = language.trim().to_lowercase();
    let named = NAMES.iter().find(|(name, _)| *name == lower).map(|(_, tag)| (*tag).to_owned());
    let tag = lower.split(['-', '_']).next().unwrap_or_default().to_owned();
    named.or(Some(tag).filter(|tag| (2..=3).contains(&tag.len()) && tag != "und"))
}

/// Seconds as milliseconds.
fn ms(seconds: f64) -> u32 {
    (seconds.max(0.0) * 1000.0).round() as u32
}

fn unsupported(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, what)
}
