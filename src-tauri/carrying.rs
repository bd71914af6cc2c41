//! The one export or import that runs, and the names of what it writes.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use engine::{CarryProgress, Carrying, Engine, Paged};
use store::SessionId;

use crate::error::{Code, Problem, Result};

/// The export or import that runs.
#[derive(Debug, Default)]
pub(crate) struct Running {
    now: Mutex<Option<Carrying>>,
}

/// Ends the turn of what ran.
pub(crate) struct Turn<'a>(&'a Running);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.now.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Running {
    /// Begins one, unless another runs.
    pub(crate) fn begin(&self) -> Result<(Carrying, Turn<'_>)> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.is_some() {
            return Err(Problem::new(Code::NotAllowed, "an export or import is running"));
        }
        let carrying = Carrying::default();
        *now = Some(carrying.clone());
        Ok((carrying, Turn(self)))
    }

    /// How far it is; nothing while none runs.
    pub(crate) fn progress(&self) -> Option<CarryProgress> {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.as_ref().map(Carrying::progress)
    }

    /// Ends it as soon as may be.
    pub(crate) fn cancel(&self) {
        if let Some(now) = &*self.now.lock().unwrap_or_else(PoisonError::into_inner) {
            now.cancel();
        }
    }
}

/// Writes a page, and what it leads to into `files` beside it.
pub(crate) async fn write_page(engine: &Engine, page: &Paged, path: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Problem::new(Code::NotAllowed, error.to_string());
    if !page.files.is_empty() {
        let folder = path.parent().unwrap_or(Path::new(".")).join("files");
        fs::create_dir_all(&folder).map_err(failed)?;
        for (name, attached) in &page.files {
            let data = engine.file(&attached.sha256).await?;
            fs::write(folder.join(name), data).map_err(failed)?;
        }
    }
    fs::write(path, &page.bytes).map_err(failed)
}

/// The name of a chat's page among many: two chats never share one.
pub(crate) fn page_name(title: Option<&str>, id: SessionId, extension: &str) -> String {
    let id = id.0.simple().to_string();
    let stem = stem(title);
    format!("{stem} {}.{extension}", &id[id.len() - 8..])
}

/// The name that is proposed for a chat alone.
pub(crate) fn file_name(title: Option<&str>, extension: &str) -> String {
    format!("{}.{extension}", stem(title))
}

/// A title as a name that every system takes.
fn stem(title: Option<&str>) -> String {
    let kept = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    let plain: String = title.unwrap_or_default().chars().map(kept).take(60).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_matches(['.', ' ']).to_owned();
    if plain.is_empty() { "Chat".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_system_takes() {
        for (title, name) in [
            (Some("../../etc/passwd"), "etc passwd.md"),
            (Some("a:b*c?\u{0}\n"), "a b c.md"),
            (Some("हिन्दी 🎻"), "हिन्दी 🎻.md"),
            (Some("..."), "Chat.md"),
            (None, "Chat.md"),
        ] {
            assert_eq!(file_name(title, "md"), name);
        }
        assert!(page_name(Some(&"x".repeat(500)), SessionId(uuid::Uuid::nil()), "md").len() < 80);
    }

    #[test]
    fn one_runs_at_a_time() {
        let running = Running::default();
        let turn = running.begin().expect("none runs");
        assert!(running.begin().is_err() && running.progress().is_some());
        drop(turn);
        assert!(running.progress().is_none() && running.begin().is_ok());
    }
}
