use uuid::Uuid;

use crate::ballot::Ballot;

/// A vote with everything that is kept of it, so that it can be rated elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Which vote it is, wherever it is copied to.
    pub id: Uuid,
    /// The turn that was voted on.
    pub turn: Uuid,
    /// When, in milliseconds since 1970 (UTC).
    pub voted_at: i64,
    /// Who voted, as that person wants to be called; may be empty.
    pub voter: String,
    /// What the models did.
    pub kind: Kind,
    /// The language of the prompt (BCP 47); may be empty.
    pub language: String,
    /// What the voter filed it under.
    pub tags: Vec<String>,
    /// Whether names were hidden until the vote.
    pub blind: bool,
    /// Who stood, in the order shown, and what was voted.
    pub ballot: Ballot,
    /// Why, in the voter's words; may be empty.
    pub reason: String,
}

/// What models were compared at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Replies.
    Chat,
    /// Speech to text.
    Transcription,
    /// Text to speech.
    Speech,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chat, Self::Transcription, Self::Speech];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Transcription => "transcription",
            Self::Speech => "speech",
        }
    }
}
