//! Sessions and messages in one SQLite file: the only crate that contains SQL.
//!
//! One file a table, and one for each larger job on it. Ids are UUIDv7 and, like the time, always
//! passed in. Deleting is soft.

mod error;
mod id;

mod health;
mod open;
mod schema;
mod store;

mod list;
mod session;
mod title;

mod index;
mod search;

mod arrival;
mod attachment;
mod blind;
mod bring;
mod carried;
mod chorus;
mod deletion;
mod file;
mod lane;
mod merge;
mod message;
mod once;
mod path;
mod rating;
mod recording;
mod reply;
mod request;
mod shape;
mod standing;
mod turn;
mod vote;
mod whole;

mod model_list;
mod model_mark;
mod model_setting;
mod provider;
mod sent;
mod sent_list;
mod speed;
mod spent;

mod column;
mod fold;
mod leb;

pub use arrival::Arrival;
pub use attachment::Attached;
pub use bring::Came;
pub use chorus::Chorus;
pub use error::{Error, OpenError, Result};
pub use id::{MessageId, Millis, RecordingId, SessionId, TurnId};
pub use index::IndexProgress;
pub use lane::Lane;
pub use message::{
    Checkpoint, Cost, Ending, Failure, Message, NewBlind, NewTurn, Path, Rating, Status, Versions,
};
pub use model_list::KeptList;
pub use model_mark::{Mark, Marked};
pub use open::Opened;
pub use provider::KeptProvider;
pub use rating::Signs;
pub use recording::{Recording, RecordingSums};
pub use search::{
    Found, FoundOrder, FoundSession, Hit, HitPlace, InSession, Search, SessionHit, Veil,
};
pub use sent::{SentLine, SentState};
pub use sent_list::{SentFilter, SentGroup, SentPage, SentSum, SentSums};
pub use session::{NewSession, Page, Session, SessionFilter, SessionRow, TitleSource};
pub use shape::Node;
pub use spent::Spent;
pub use standing::Standing;
pub use store::Store;
pub use vote::{Candidate, Kind, Vote, VoteFilter};
pub use whole::{BlindTurn, Whole, WholeMessage};
