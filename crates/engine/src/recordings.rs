//! What was said, as it is kept.

use std::time::Duration;

use model::{ModelId, Transcript};
use store::{Millis, Recording, RecordingId};

use crate::{Engine, Result};

/// A recording as it came from the microphone, encoded.
#[derive(Debug, Clone)]
pub struct Sound {
    /// The encoded samples.
    pub bytes: Vec<u8>,
    /// How they are encoded: `audio/flac`, `audio/ogg`.
    pub media_type: String,
    /// How long it plays.
    pub duration: Duration,
}

impl Engine {
    /// Keeps what was said for a prompt that is yet to be sent: its sound, and what a recogniser
    /// heard in it.
    pub async fn keep_recording(
        &self,
        sound: &Sound,
        heard: &Transcript,
        model: &ModelId,
    ) -> Result<Recording> {
        let recording = Recording {
            id: self.clock.recording(),
            made_at: self.clock.now(),
            duration_ms: u32::try_from(sound.duration.as_millis()).unwrap_or(u32::MAX),
            model: Some(model.clone()),
            language: heard.language.clone(),
            text: heard.text.clone(),
            media_type: sound.media_type.clone(),
            size: u32::try_from(sound.bytes.len()).unwrap_or(u32::MAX),
            kept: true,
        };
        self.store.keep_recording(&recording, &sound.bytes).await?;
        Ok(recording)
    }

    /// Deletes the sound of what was said longer ago than this, and yields of how many.
    pub async fn forget_sounds(&self, age: Duration) -> Result<u64> {
        let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        let before = Millis(self.clock.now().0.saturating_sub(age));
        Ok(self.store.delete_sounds_before(before).await?)
    }

    /// The recordings of a prompt as the store has them, each once.
    pub(crate) async fn recordings(&self, asked: &[RecordingId]) -> Result<Vec<Recording>> {
        let mut kept: Vec<Recording> = Vec::with_capacity(asked.len());
        for id in asked {
            if kept.iter().all(|one| one.id != *id) {
                kept.push(self.store.recording(*id).await?);
            }
        }
        Ok(kept)
    }
}
