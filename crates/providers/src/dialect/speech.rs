//! How remote voices are spoken to, as pure functions: words in, bytes to send; bytes in, samples
//! out.

mod arena;
mod cartesia;
mod elevenlabs;
mod gemini;
mod openai;
mod sarvam;

use model::{Result, SpeechEvent, SpeechRequest};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::sound::Samples;
use super::{Call, Decode, Dialect, whole_json as json};

/// How a synthesiser is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SpeechDialect {
    /// OpenAI's `audio/speech`, and the many servers that speak it.
    Openai,
    /// Google's `streamGenerateContent` of a model that speaks.
    Gemini,
    /// ElevenLabs' streamed `text-to-speech`.
    Elevenlabs,
    /// Sarvam's `text-to-speech`.
    Sarvam,
    /// Cartesia's `tts/bytes`.
    Cartesia,
    /// The JSON form of AI4Bharat's arena: `text`, `language` and `model` in, sound out.
    Arena,
}

/// A voice that a provider has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Voice {
    /// The provider's name for it, which it is asked by.
    pub name: String,
    /// Its name for the reader; empty: the same.
    pub title: String,
    /// The languages that it speaks, as primary tags (BCP 47); none where it speaks all of its
    /// model's.
    pub languages: Vec<String>,
}

impl SpeechDialect {
    /// The call that has `request` said by `voice`.
    ///
    /// # Errors
    /// `InvalidRequest` where it cannot be said so.
    pub fn call(self, request: &SpeechRequest, voice: &str) -> Result<Call> {
        match self {
            Self::Openai => openai::call(request, voice),
            Self::Gemini => gemini::call(request, voice),
            Self::Elevenlabs => elevenlabs::call(request, voice),
            Self::Sarvam => sarvam::call(request, voice),
            Self::Cartesia => cartesia::call(request, voice),
            Self::Arena => arena::call(request, voice),
        }
    }

    /// A decoder for the answer to [`Self::call`].
    pub fn decoder(self) -> Box<dyn Decode<SpeechEvent>> {
        match self {
            Self::Openai | Self::Elevenlabs | Self::Cartesia => Box::new(Bare(Samples::new(RATE))),
            Self::Gemini => Box::new(gemini::Decoder::default()),
            Self::Sarvam => Box::new(Letters::new(sarvam::read)),
            Self::Arena => Box::new(Letters::new(arena::read)),
        }
    }

    /// The header that carries `key`, its name in lower case.
    pub fn authorization(self, key: &str) -> (&'static str, String) {
        match self {
            Self::Openai | Self::Arena | Self::Cartesia => {
                ("authorization", format!("Bearer {key}"))
            }
            Self::Gemini => ("x-goog-api-key", key.to_owned()),
            Self::Elevenlabs => ("xi-api-key", key.to_owned()),
            Self::Sarvam => ("api-subscription-key", key.to_owned()),
        }
    }

    /// The call that asks which voices there are, where there is one. `page` is what the list before
    /// it ended with.
    pub fn voices(self, page: Option<&str>) -> Option<Call> {
        match self {
            Self::Elevenlabs => Some(elevenlabs::voices(page)),
            Self::Cartesia => Some(cartesia::voices(page)),
            Self::Openai | Self::Gemini | Self::Sarvam | Self::Arena => None,
        }
    }

    /// Reads the answer to [`Self::voices`]: the voices, and the next page if there is one.
    ///
    /// # Errors
    /// `Malformed` where it is no list of voices.
    pub fn read_voices(self, body: &[u8]) -> Result<(Vec<Voice>, Option<String>)> {
        match self {
            Self::Elevenlabs => elevenlabs::read_voices(body),
            Self::Cartesia => cartesia::read_voices(body),
            Self::Openai | Self::Gemini | Self::Sarvam | Self::Arena => Ok((Vec::new(), None)),
        }
    }

    /// The dialect whose errors look alike.
    pub(crate) fn refuses_like(self) -> Dialect {
        match self {
            Self::Gemini => Dialect::Gemini,
            _ => Dialect::OpenaiChat,
        }
    }

    /// Whether a good answer is bare sound, so that JSON instead of it is an error.
    pub(crate) fn is_bare(self) -> bool {
        matches!(self, Self::Openai | Self::Elevenlabs | Self::Cartesia)
    }
}

/// Samples a second that are asked for where one may choose.
const RATE: u32 = 24_000;

/// A decoder of bare samples.
struct Bare(Samples);

impl Decode<SpeechEvent> for Bare {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<SpeechEvent>) -> Result<()> {
        self.0.feed(bytes, events)
    }

    fn end(&mut self, events: &mut Vec<SpeechEvent>) -> Result<()> {
        self.0.end(events)
    }
}

/// A decoder of JSON that holds WAV files in letters.
struct Letters {
    body: Vec<u8>,
    read: fn(&[u8]) -> Result<Vec<Vec<u8>>>,
}

impl Letters {
    fn new(read: fn(&[u8]) -> Result<Vec<Vec<u8>>>) -> Self {
        Self { body: Vec::new(), read }
    }
}

impl Decode<SpeechEvent> for Letters {
    fn feed(&mut self, bytes: &[u8], _: &mut Vec<SpeechEvent>) -> Result<()> {
        self.body.extend_from_slice(bytes);
        match self.body.len() <= super::sound::LONGEST {
            true => Ok(()),
            false => Err(malformed("The speech has no end.")),
        }
    }

    fn end(&mut self, events: &mut Vec<SpeechEvent>) -> Result<()> {
        for (number, file) in (self.read)(&self.body)?.iter().enumerate() {
            let mut own = Vec::new();
            let mut samples = Samples::new(RATE);
            samples.feed(file, &mut own)?;
            samples.end(&mut own)?;
            own.retain(|event| match event {
                SpeechEvent::Started { .. } => number == 0,
                SpeechEvent::Samples(_) => true,
                SpeechEvent::Finished => false,
            });
            events.extend(own);
        }
        if events.is_empty() {
            return Err(malformed("The answer holds no speech."));
        }
        events.push(SpeechEvent::Finished);
        Ok(())
    }
}

fn malformed(what: &str) -> model::Error {
    model::Error::new(model::ErrorKind::Malformed, what)
}
