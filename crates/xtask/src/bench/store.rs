//! The app's store as a measurement sees it, read from outside. Python reads it, since this program
//! is built before any C library is there.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::{Result, While};
use crate::process;

const SCRIPT: &str = include_str!("store.py");

/// A reply as it was kept.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Kept {
    /// Its number in the schema: 0 complete, 1 streaming, 2 stopped, 3 interrupted, 4 failed.
    pub(crate) status: u8,
    /// Tokens of the path.
    pub(crate) prompt_tokens: Option<f64>,
    /// Of those, tokens that were not read again.
    pub(crate) cached_tokens: Option<f64>,
    /// Tokens written.
    pub(crate) reply_tokens: Option<f64>,
    /// From the request to the first piece.
    pub(crate) first_token_ms: Option<f64>,
    /// From the request to the end.
    pub(crate) total_ms: Option<f64>,
    /// What it says.
    pub(crate) text: String,
}

/// What a kill left behind.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Left {
    /// What SQLite says of the file: `ok`, or what is wrong with it.
    pub(crate) check: String,
    /// The replies that were asked for.
    pub(crate) replies: Vec<LeftReply>,
}

/// A reply of stamped pieces, as a kill left it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct LeftReply {
    /// Its id.
    pub(crate) id: String,
    /// As in [`Kept`].
    pub(crate) status: u8,
    /// When it was asked for, in milliseconds since 1970.
    pub(crate) created_at: f64,
    /// When its last piece was said.
    pub(crate) stamp: Option<f64>,
    /// Whether its last piece is there.
    pub(crate) whole: bool,
    /// How long its text is, in characters.
    pub(crate) length: u64,
}

/// The reply with this id in the store in `data`.
pub(crate) fn reply(data: &Path, id: &str) -> Result<Kept> {
    ask(data, "reply", &[id])
}

/// The replies of stamped pieces that were asked for after `since` (milliseconds since 1970), and
/// whether the file is sound. Nobody may have the store open.
pub(crate) fn left(data: &Path, since: f64) -> Result<Left> {
    ask(data, "left", &[&format!("{}", since as u64)])
}

/// Puts `count` sessions of six messages each into the store in `data`. Nobody may have it open.
pub(crate) fn fill(data: &Path, count: u32) -> Result<()> {
    ask::<Value>(data, "fill", &[&count.to_string()]).map(drop)
}

fn ask<T: DeserializeOwned>(data: &Path, what: &str, arguments: &[&str]) -> Result<T> {
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT]).arg(data.join("antiphon.sqlite")).arg(what).args(arguments);
    serde_json::from_str(&process::output(&mut python)?).during("reading what was measured")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A store as the app makes it, before its first session.
    pub(crate) fn made() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let migrations = crate::tree::root().join("crates/store/migrations");
        let mut files: Vec<_> =
            std::fs::read_dir(migrations).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let schema: Vec<_> =
            files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        // The system's SQLite may be older than the store's own (contentless_delete: 3.43); nothing
        // is searched here.
        let schema = schema.join(";").replace("contentless_delete = 1,", "");
        let script = "import sqlite3, sys\nsqlite3.connect(sys.argv[1]).executescript(sys.argv[2])";
        let mut python = Command::new("python3");
        python.args(["-c", script]).arg(folder.path().join("antiphon.sqlite")).arg(schema);
        process::output(&mut python).unwrap();
        folder
    }

    #[test]
    fn a_filled_store_keeps_the_schema_and_is_sound() {
        let folder = made();
        fill(folder.path(), 30).unwrap();
        let left = left(folder.path(), 0.0).unwrap();
        assert_eq!(left.check, "ok");
        assert_eq!(left.replies.len(), 90, "three replies a session");
        let kept = reply(folder.path(), &left.replies[0].id).unwrap();
        assert!(kept.status == 0 && kept.text.len() > 100, "{kept:?}");
    }
}
