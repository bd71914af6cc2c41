//! What is written: our own file, and pages for people.

pub(crate) mod antiphon;
mod html;
mod markdown;
mod plain;
mod walk;

pub use html::html;
pub use markdown::markdown;
pub use plain::plain;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Attached, Session};

/// How much of the tree a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Branches {
    /// What is read: the branch that was read last, or the path of each lane.
    #[default]
    Read,
    /// Every version.
    All,
}

/// A session as it is to be shown.
pub struct Page<'a> {
    /// The session.
    pub session: &'a Session,
    /// How much of it.
    pub branches: Branches,
    /// Where a page finds an attached file: a relative address, or a `data:` URL; none where it is
    /// only named.
    pub file: &'a dyn Fn(&Attached) -> Option<String>,
}
