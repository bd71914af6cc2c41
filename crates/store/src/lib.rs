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

mod message;
mod once;
mod path;
mod reply;
mod turn;

mod model_setting;
mod speed;

mod column;
mod fold;

pub use error::{Error, OpenError, Result};
pub use id::{MessageId, Millis, SessionId, TurnId};
pub use message::{Checkpoint, Ending, Failure, Message, NewTurn, Path, Status, Versions};
pub use open::Opened;
pub use session::{NewSession, Page, Session, SessionFilter, SessionRow, TitleSource};
pub use store::Store;
