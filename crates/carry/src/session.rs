use model::{FinishReason, Parameters, Role, Timings, Usage};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One session with all of its tree, as it stands in our own file.
///
/// Times are milliseconds since the start of 1970, UTC. What is empty or unknown is left out of the
/// file. The order of the fields is the order in the file, so that the same session is always the
/// same bytes. `schema/antiphon-1.schema.json` describes it for others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Its title, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the title comes from: `words`, `model` or `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_source: Option<String>,
    /// What every model is told, where the session says so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parameters: Set,
    /// The model asked last, as `provider/name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Where reading stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<Uuid>,
    /// What stands unsent in the composer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub draft: String,
    /// When it was begun.
    pub created_at: i64,
    /// When it was last written to.
    pub updated_at: i64,
    /// The folder it lies in, from the outermost on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folder: Vec<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The lanes of a comparison that is on the screen, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// Its blind turns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blind: Vec<Blind>,
    /// The votes on its turns, oldest first; those that were taken back among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<Vote>,
    /// The tree: each message after the one that it follows, versions at a fork oldest first.
    pub messages: Vec<Message>,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// The message it answers or follows; none at the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// The turn it belongs to: a prompt and its replies share one.
    pub turn: Uuid,
    /// Its lane in a comparison.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lane: u32,
    /// Who wrote it.
    pub role: Role,
    /// `complete`, `stopped`, `interrupted` or `failed`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub status: Status,
    /// When it was begun.
    pub created_at: i64,
    /// When it was last the version read at its fork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<i64>,
    /// When a person copied it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_at: Option<i64>,
    /// A person changed its text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub edited: bool,
    /// The model that was asked, as `provider/name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The model that served it, in the provider's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<String>,
    /// What the model was told about how to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Set>,
    /// Tokens read and written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What it cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// When its parts arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timings: Option<Timings>,
    /// Why the model stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<FinishReason>,
    /// How many of the path's oldest messages did not fit.
    #[serde(default, skip_serializing_if = "is_default")]
    pub left_out: u32,
    /// Why it failed or was interrupted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The replies that a prompt asks to be made into one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Uuid>,
    /// The files shown with it; their bytes stand in the file's `files`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attached>,
    /// What the user thinks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// JSON that the model wants back with it: signed reasoning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<String>,
    /// What the model was sent for it, byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Bytes>,
    /// How its text arrived: milliseconds and characters by then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arrivals: Vec<(u32, u32)>,
    /// The model's reasoning.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    /// Its text.
    pub text: String,
}

/// Parameters, of which the file holds only those that are set.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Set(pub Parameters);

impl Serialize for Set {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Lean<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            system_prompt: &'a Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            temperature: &'a Option<f32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            top_p: &'a Option<f32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            max_tokens: &'a Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            seed: &'a Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            reasoning: &'a Option<model::Effort>,
            #[serde(skip_serializing_if = "Option::is_none")]
            threads: &'a Option<u32>,
        }
        // Named one by one: a parameter that is added must be added here, and to the schema.
        let Parameters { system_prompt, temperature, top_p, max_tokens, seed, reasoning, threads } =
            &self.0;
        Lean { system_prompt, temperature, top_p, max_tokens, seed, reasoning, threads }
            .serialize(serializer)
    }
}

/// How a message ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is whole.
    #[default]
    Complete,
    /// The user stopped it.
    Stopped,
    /// The app or the worker ended while it was written.
    Interrupted,
    /// The model failed.
    Failed,
}

/// What a reply cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// US dollars.
    pub usd: f64,
    /// The day of the price, as `2026-11-22`.
    pub as_of: String,
}

/// Why a reply failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// One of `model::ErrorKind`, as it is called on the wire.
    pub kind: String,
    /// For the reader.
    pub message: String,
    /// When the provider lets itself be asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<i64>,
}

/// A file that belongs to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// What its bytes are, such as `image/png`.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u32,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What the user thinks of one reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stars: Option<u8>,
    /// In the user's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// When.
    pub at: i64,
}

/// Bytes that are nearly always text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bytes {
    /// As they stand.
    Text(String),
    /// In Base64.
    Base64(String),
}

/// One model's thread through a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// Its number; its replies bear it.
    pub lane: u32,
    /// Who answers in it.
    pub model: String,
    /// How, where the lane says so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parameters: Set,
    /// The end of its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<Uuid>,
}

/// A turn whose models were not told before the vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blind {
    /// The turn.
    pub turn: Uuid,
    /// All models that may have been asked.
    pub pool: Vec<String>,
    /// When the names were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<i64>,
    /// No reply was shown faster than another.
    #[serde(default, skip_serializing_if = "is_default")]
    pub even_pace: bool,
}

/// What a person thought of the replies of one turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Its id.
    pub id: Uuid,
    /// The turn.
    pub turn: Uuid,
    /// When.
    pub at: i64,
    /// `chat`, `transcription` or `speech`.
    pub kind: String,
    /// The prompt's language (BCP 47), where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The names were not known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub blind: bool,
    /// Why, in the user's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The user's tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Who voted; empty: the user.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub voter: String,
    /// When it was taken back or replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<i64>,
    /// Who stood, in the order shown.
    pub candidates: Vec<Candidate>,
}

/// One reply that a vote was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who wrote it.
    pub model: String,
    /// The reply, where it is in the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Uuid>,
    /// It was the best, or one of the best.
    #[serde(default, skip_serializing_if = "is_default")]
    pub best: bool,
}

/// The bytes of an attached file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
    /// What they are.
    pub media_type: String,
    /// They themselves.
    pub data: Vec<u8>,
}

impl Message {
    /// A message with nothing but who wrote it and when.
    pub fn new(id: Uuid, turn: Uuid, role: Role, created_at: i64) -> Self {
        Self {
            id,
            parent: None,
            turn,
            lane: 0,
            role,
            status: Status::Complete,
            created_at,
            read_at: None,
            copied_at: None,
            edited: false,
            model: None,
            served: None,
            parameters: None,
            usage: None,
            cost: None,
            timings: None,
            finish: None,
            left_out: 0,
            failure: None,
            merged: Vec::new(),
            attachments: Vec::new(),
            rating: None,
            carried: None,
            request: None,
            arrivals: Vec::new(),
            reasoning: String::new(),
            text: String::new(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
