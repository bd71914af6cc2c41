//! Embedded models as the engine sees them: which there are and their files.

mod library;

pub use library::{
    Library, LibraryError, LibraryErrorKind, ModelCard, ModelFile, ModelProblem, ModelState,
    Origin, Places,
};
