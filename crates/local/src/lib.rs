//! Embedded models as the engine sees them: which there are and their files, and the workers that
//! run them.

mod chat;
mod library;

pub use chat::{Files, LocalChat, Presence, Runtime};
pub use library::{
    Library, LibraryError, LibraryErrorKind, ModelCard, ModelFile, ModelProblem, ModelState,
    Origin, Places,
};
