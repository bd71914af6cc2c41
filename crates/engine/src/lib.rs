//! What the app does: ask, stop, continue, regenerate, title; no Tauri, no SQL, no HTTP, no device.
//!
//! A reply belongs to the [`Engine`], not to a window. It is a task that owns its model's stream;
//! what arrives is folded into the reply in memory ([`live`]), told to whoever watches the session
//! ([`Watch`]), and written by one writer at most every [`writer::INTERVAL`]. The clock and new ids
//! are passed in ([`Clock`]), so that all of it runs under a paused clock in tests.

mod aloud;
mod arrivals;
mod asking;
mod attach;
mod branch;
mod carried_whole;
mod carrying;
mod clock;
mod compare;
mod dictation;
mod engine;
mod error;
mod exporting;
mod finding;
mod importing;
mod live;
mod models;
mod names;
mod pace;
mod path;
mod ranked;
mod reading;
mod record;
mod recordings;
mod reply;
mod session;
mod shape;
mod title;
mod titling;
mod veil;
mod votes;
mod watch;
mod writer;

pub use aloud::{Aloud, AloudOrder, AloudState, Mouth, MouthEvent, ReadAloud, Reading};
pub use asking::{Again, Ask, Asked};
pub use attach::FILE_LIMIT;
pub use branch::Deleted;
pub use carrying::{CarryProgress, Carrying};
pub use clock::Clock;
pub use compare::{Blind, Compare, MOST_LANES, Seat};
pub use dictation::{
    Dictate, Dictated, Dictation, DictationFailure, DictationState, Ear, EarEvent, Encode,
};
pub use engine::Engine;
pub use error::{Error, Result};
pub use exporting::{Exported, PageKind, Paged};
pub use finding::{Searched, Typed};
pub use importing::{Imported, LossCount};
pub use models::{FindHearing, FindProvider, FindSpeech, Known, Models, NamesOf};
pub use ranked::{Interval, PassiveSigns, Ranking, RankingCell, RankingRow};
pub use reading::{Changed, DiffPart, Linked, Said, Source};
pub use record::Record;
pub use recordings::Sound;
pub use session::{OpenLane, OpenSession};
pub use veil::HIDDEN;
pub use votes::{Brought, Opinion, VoteFormat};
pub use watch::{Change, Update, Watch};
pub use writer::INTERVAL as CHECKPOINT_INTERVAL;
