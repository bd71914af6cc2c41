//! No file written by hand is longer than a reader can hold in mind.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result, While};
use crate::tree;

/// The most lines that a file may have.
const LIMIT: usize = 600;

/// What counts as a source, by the end of its name.
const WRITTEN: [&str; 9] = ["rs", "ts", "js", "svelte", "css", "html", "sql", "py", "sh"];

/// Files that a program writes.
const GENERATED: [&str; 1] = ["ui/src/bindings.ts"];

/// Fails with a list of the files that are too long.
pub(crate) fn check(files: &[PathBuf]) -> Result<()> {
    let mut long = Vec::new();
    for path in files.iter().filter(|path| is_written(path)) {
        let text = fs::read_to_string(tree::root().join(path))
            .during(format!("reading {}", path.display()))?;
        let lines = text.lines().count();
        if lines > LIMIT {
            long.push(format!("{} ({lines} lines)", path.display()));
        }
    }
    if long.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("longer than {LIMIT} lines: {}", long.join(", ")))
        .advise("a file that is two things is two files"))
}

fn is_written(path: &Path) -> bool {
    path.extension().is_some_and(|end| WRITTEN.iter().any(|known| end == *known))
        && !GENERATED.iter().any(|generated| path == Path::new(generated))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_by_hand_is_measured() {
        assert!(is_written(Path::new("src-tauri/lib.rs")));
        assert!(is_written(Path::new("ui/src/views/Window.svelte")));
        assert!(!is_written(Path::new("ui/src/bindings.ts")), "generated");
        assert!(!is_written(Path::new("Cargo.lock")), "generated");
    }
}
