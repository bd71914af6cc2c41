use serde::{Deserialize, Serialize};
use specta::Type;

/// One thing that could not be carried, or not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Loss {
    /// What and why.
    pub what: Lost,
    /// The chat's title, or where in the file it stands.
    pub place: String,
    /// Which one: a message's id, a file's name, a kind of content.
    pub name: String,
}

impl Loss {
    /// What was lost where; long names are cut, for a hostile file may hold any.
    pub fn new(what: Lost, place: &str, name: &str) -> Self {
        let short = |text: &str| text.chars().take(120).collect();
        Self { what, place: short(place), name: short(name) }
    }
}

/// What was lost, and why. The words for it are the window's.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// What follows in the file: it is cut off or broken here.
    Rest,
    /// A chat that is not what its format says.
    Chat,
    /// A chat without a message that can be carried.
    EmptyChat,
    /// A chat that is longer than can be read at once.
    LongChat,
    /// A message that is not what its format says.
    Message,
    /// A message whose id another one has: the first is kept.
    DuplicateId,
    /// The message that another follows is missing: it is kept as a beginning.
    Orphan,
    /// Messages that follow each other in a circle, which is cut open.
    Cycle,
    /// An instruction in the midst of a chat.
    Instruction,
    /// What a model did with a tool.
    Tool,
    /// A file whose bytes are not in the export.
    MissingFile,
    /// A file of a kind that cannot be attached, or too large.
    ForeignFile,
    /// A file that is not what its checksum says.
    DamagedFile,
    /// Content of a kind that is not known.
    Content,
    /// Letters that were not written as UTF-8: they were read as Latin-1.
    Letters,
    /// A file of the archive whose name leads out of it.
    OutsideName,
    /// A file of the archive that grows without measure, or more files than are looked at.
    Bomb,
    /// Folders or tags, which this version does not keep.
    Folder,
}
