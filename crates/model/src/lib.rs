//! The vocabulary: what a chat model, a recogniser and a voice can be asked, the events they answer
//! with, and one error.
//!
//! Nothing here reads a file, a clock, an environment or a socket. Remote models (`providers`) and
//! embedded ones (`local`) implement [`ChatModel`], [`Transcriber`] and [`Synthesizer`]; the engine
//! drives them without knowing which is which.

mod chat;
mod error;
mod fetch;
mod hearing;
mod ledger;
mod parameters;
mod price;
mod speech;
pub mod voice_worker;
pub mod worker;

pub use chat::{
    Attachment, Carried, ChatEvent, ChatModel, ChatRequest, FinishReason, Message, ModelId, Origin,
    Purpose, Role, Timings, Usage,
};
pub use error::{Error, ErrorKind, Result};
pub use fetch::{Fetch, FetchRequest, Fetched};
pub use futures::future::BoxFuture;
pub use futures::stream::BoxStream;
pub use hearing::{
    HEARING_RATE, Hearing, Segment, Transcriber, Transcript, TranscriptEvent, TranscriptionRequest,
};
pub use ledger::{Ledger, LedgerEntry, NoLedger, Sending, Sent, SharedLedger};
pub use parameters::{Effort, Parameters};
pub use price::Price;
pub use speech::{Speaking, SpeechEvent, SpeechRequest, Synthesizer};
