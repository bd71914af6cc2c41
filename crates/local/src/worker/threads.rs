//! How many processor threads a model gets.

use std::collections::BTreeSet;
use std::fs;
use std::thread::available_parallelism;

/// Physical cores less one, so that the window stays smooth: a thread that waits for the others
/// spins, and one that shares its core with it slows down all.
pub(super) fn usual() -> u32 {
    let allowed = available_parallelism().map_or(1, usize::from);
    let cores = physical_cores().unwrap_or(allowed).min(allowed);
    u32::try_from(cores.saturating_sub(1).max(1)).unwrap_or(1)
}

/// The processor's cores, where the system lists them: those that share a core name each other.
fn physical_cores() -> Option<usize> {
    let mut cores = BTreeSet::new();
    for entry in fs::read_dir("/sys/devices/system/cpu").ok()? {
        let siblings = entry.ok()?.path().join("topology/thread_siblings_list");
        if let Ok(siblings) = fs::read_to_string(siblings) {
            cores.insert(siblings);
        }
    }
    (!cores.is_empty()).then_some(cores.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_core_is_left_for_the_window_but_one_is_always_used() {
        let allowed = available_parallelism().map_or(1, usize::from);
        let threads = usual() as usize;
        assert!(threads >= 1, "at least one");
        assert!(threads < allowed || allowed == 1, "{threads} of {allowed}");
    }
}
