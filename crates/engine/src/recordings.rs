//! What was said, as it is kept.

use std::time::Duration;

use model::{ModelId, Transcript};
use store::{Millis, Recording, RecordingId};

use crate::{Engine, Result};

impl Engine {
    /// Keeps what was said for a prompt that is yet to be sent: its sound, encoded as `media_type`
    /// says, and what was heard in it.
    pub async fn keep_recording(
        &self,
        sound: &[u8],
        media_type: &str,
        duration: Duration,
        heard: &Transcript,
        model: &ModelId,
    ) -> Result<Recording> {
        let recording = Recording {
            id: self.clock.recording(),
            made_at: self.clock.now(),
            duration_ms: u32::try_from(duration.as_millis()).unwrap_or(u32::MAX),
            model: Some(model.clone()),
            language: heard.language.clone(),
            text: heard.text.clone(),
            media_type: media_type.to_owned(),
            size: u32::try_from(sound.len()).unwrap_or(u32::MAX),
            kept: true,
        };
        self.store.keep_recording(&recording, sound).await?;
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
