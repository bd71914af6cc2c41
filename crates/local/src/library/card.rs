use std::path::PathBuf;

use model::{ModelId, Parameters};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::LibraryErrorKind;

/// One model of the library, as the reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ModelCard {
    /// How it is asked.
    pub id: ModelId,
    /// What it is for.
    pub kind: ModelKind,
    /// Its name for the reader.
    pub name: String,
    /// What it is good for, in a sentence; empty where nobody said.
    pub summary: String,
    /// The licence of its weights, where it is known.
    pub licence: Option<String>,
    /// The size of its file in bytes; `None` until a foreign server has told it.
    pub size: Option<u64>,
    /// The longest path it can read, in tokens.
    pub context: Option<u32>,
    /// The languages that it hears, as primary tags (BCP 47), where they are known; none of a chat
    /// model.
    pub languages: Vec<String>,
    /// The family of networks that it belongs to, such as `qwen2`.
    pub architecture: Option<String>,
    /// How many weights it has, such as `0.5B`.
    pub parameters: Option<String>,
    /// How its weights are stored, such as `Q4_K_M`.
    pub quantisation: Option<String>,
    /// Where its file comes from.
    pub origin: Origin,
    /// Where its file lies, when it does.
    pub path: Option<PathBuf>,
    /// Whether it can be asked, and if not, what is missing.
    pub state: ModelState,
    /// Its SHA-256 was found right once and the file has not changed since.
    pub checked: bool,
    /// How it answers best, by the words of those who made it.
    pub defaults: Parameters,
    /// The model to begin with.
    pub recommended: bool,
    /// It can be deleted, or, when it was added by file, forgotten.
    pub can_delete: bool,
    /// It can be fetched, now or after it was deleted.
    pub can_download: bool,
}

/// What a model is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// It answers.
    #[default]
    Chat,
    /// It writes down what is said.
    Hearing,
    /// It speaks.
    Speech,
}

/// Where a model's file comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "origin", rename_all = "snake_case")]
pub enum Origin {
    /// It came with the app.
    Shipped,
    /// From the app's own list: downloaded, or to be.
    Downloaded,
    /// A file of the user's, used where it lies.
    File {
        /// Where it lies.
        path: PathBuf,
    },
    /// An address that the user gave.
    Address {
        /// The address.
        address: String,
    },
}

/// Whether a model can be asked, and if not, what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ModelState {
    /// It can be asked.
    Ready,
    /// It can be downloaded.
    Available,
    /// Its file is arriving.
    Downloading {
        /// Bytes that are here.
        received: u64,
        /// Bytes in all, where the other side says it.
        total: Option<u64>,
    },
    /// Its file is here in part.
    Paused {
        /// Bytes that are here.
        received: u64,
        /// Bytes in all, where the other side said it.
        total: Option<u64>,
        /// Why it stopped; `None` when it was asked to.
        problem: Option<ModelProblem>,
    },
    /// Its file is being read whole and compared with its SHA-256.
    Verifying {
        /// Bytes read.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
    /// Its file is not what it should be.
    Damaged {
        /// What is wrong with it.
        problem: ModelProblem,
    },
    /// Its file is no longer where it was.
    Missing {
        /// Where it was.
        problem: ModelProblem,
    },
}

/// What is wrong with a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ModelProblem {
    /// What the app may branch on.
    pub kind: LibraryErrorKind,
    /// For the reader.
    pub message: String,
}

/// A model that can be loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelFile {
    /// How it is asked.
    pub id: ModelId,
    /// Its name for the reader.
    pub name: String,
    /// Its GGUF file.
    pub path: PathBuf,
    /// The size of the file in bytes.
    pub size: u64,
    /// The longest path it can read, in tokens, where its file says it.
    pub context: Option<u32>,
    /// How it answers best.
    pub defaults: Parameters,
}
