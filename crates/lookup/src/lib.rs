//! What a text is found by: its words in any script, the language of queries, and the places of a
//! text that match; no I/O.
//!
//! [`tokens`] cuts a text into what the index holds. A query's words are cut by the same function,
//! so that a word is found wherever it stands, and [`Needles`] finds with it the places to be lit.

mod fold;
mod language;
mod needles;
mod query;
mod roman;
mod script;
mod snippet;
mod tokens;

pub use language::language;
pub use needles::{Needle, Needles};
pub use query::{Author, Day, Fault, Filter, Has, Kind, Query, QueryError, Voted, Want, Words};
pub use roman::{loose, loose_beginnings, romanised};
pub use script::{stopless, unspaced};
pub use snippet::{Lit, Snippet, snippet};
pub use tokens::{Token, indexed, romanised_index, tokens};

/// Changes whenever the same text would be cut or folded otherwise: an index made by another
/// version has to be made again.
pub const VERSION: i64 = 1;
