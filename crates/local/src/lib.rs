//! Embedded models as the engine sees them: which there are and their files, and the workers that
//! run them.

mod chat;
mod hearing;
mod library;
mod worker;

pub use chat::LocalChat;
pub use hearing::LocalHearing;
pub use library::{
    Library, LibraryError, LibraryErrorKind, ModelCard, ModelFile, ModelKind, ModelProblem,
    ModelState, Origin, Places,
};
pub use worker::{Files, Presence, Runtime};
