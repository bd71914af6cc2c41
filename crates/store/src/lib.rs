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

mod attachment;
mod carried;
mod file;
mod message;
mod once;
mod path;
mod reply;
mod turn;

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

pub use attachment::Attached;
pub use error::{Error, OpenError, Result};
pub use id::{MessageId, Millis, SessionId, TurnId};
pub use message::{Checkpoint, Cost, Ending, Failure, Message, NewTurn, Path, Status, Versions};
pub use model_list::KeptList;
pub use model_mark::{Mark, Marked};
pub use open::Opened;
pub use provider::KeptProvider;
pub use sent::{SentLine, SentState};
pub use sent_list::{SentFilter, SentGroup, SentPage, SentSum, SentSums};
pub use session::{NewSession, Page, Session, SessionFilter, SessionRow, TitleSource};
pub use spent::Spent;
pub use store::Store;
