//! Long sessions in the app's store, for measurements.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::failure::{Result, While};
use crate::{process, tree};

/// What a session looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// One path with so many forks beside it.
    Chat {
        /// Second versions of a reply, each with a turn of its own below.
        forks: u32,
    },
    /// A comparison of so many lanes.
    Lanes(u32),
    /// A wide tree.
    Scattered,
}

/// A session that was written.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Written {
    /// Its id.
    pub(crate) session: String,
    /// The last message of its path, or of its first lane.
    pub(crate) leaf: String,
}

/// Puts a session of `messages` messages into the store in `data`. Nobody may have it open.
pub(crate) fn write(data: &Path, shape: Shape, messages: u32) -> Result<Written> {
    let (name, number) = match shape {
        Shape::Chat { forks } => ("chat", Some(forks)),
        Shape::Lanes(lanes) => ("lanes", Some(lanes)),
        Shape::Scattered => ("scattered", None),
    };
    let mut python = Command::new("python3");
    python.arg("-B").arg(tree::root().join("crates/xtask/src/bench/trees.py"));
    python.arg(data.join("antiphon.sqlite")).args([name, &messages.to_string()]);
    python.args(number.map(|number| number.to_string()));
    serde_json::from_str(&process::output(&mut python)?).during("reading which session was written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::store;

    #[test]
    fn a_written_tree_has_its_messages_and_its_end() {
        for (shape, replies) in
            [(Shape::Chat { forks: 3 }, 21), (Shape::Lanes(4), 20), (Shape::Scattered, 20)]
        {
            let folder = store::tests::made();
            let written = write(folder.path(), shape, 40).unwrap();
            let left = store::left(folder.path(), 0.0).unwrap();
            assert_eq!(left.check, "ok", "{shape:?}");
            assert!(left.replies.len() >= replies, "{shape:?}: {} replies", left.replies.len());
            assert!(left.replies.iter().any(|reply| reply.id == written.leaf), "{shape:?}");
        }
    }
}
