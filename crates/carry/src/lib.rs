//! Sessions in and out: our own file, what other programs export, and pages to read.
//!
//! Pure over `Read` and `Write`: no SQL, no sockets. What is read is handed to a [`Sink`], a session
//! at a time, so that memory grows with the longest chat and not with the file. What cannot be
//! carried is named ([`Loss`]). Nothing that stands in a file makes it panic.

mod error;
mod ids;
mod loss;
mod session;

mod archive;
mod json;
mod text;

mod detect;
mod read;
mod tree;

mod from;
mod to;

pub use error::{Error, Result};
pub use from::chorus;
pub use ids::sha256;
pub use loss::{Loss, Lost};
pub use read::{Format, Sink, read};
pub use session::{
    Attached, Blind, Bytes, Candidate, Cost, Failure, File, Lane, Message, Rating, Session, Set,
    Status, Vote,
};
pub use to::antiphon::Writer;
pub use to::{Branches, Page, html, markdown, plain};

/// What our own file looks like, for other programs (JSON Schema, draft 2020-12).
pub const SCHEMA: &str = include_str!("../schema/antiphon-1.schema.json");
