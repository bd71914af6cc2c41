//! The kernel's list of processes.

use std::collections::HashSet;
use std::fs;

use rustix::process::Pid;

/// Every process there is.
pub fn all() -> impl Iterator<Item = Pid> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?))
}

/// The processes whose parent is `pid`.
pub fn children(pid: Pid) -> Vec<Pid> {
    all().filter(|&child| parent(child) == Some(pid)).collect()
}

/// A process and all that descend from it, itself first.
pub fn tree(root: Pid) -> Vec<Pid> {
    let (mut tree, mut seen) = (vec![root], HashSet::from([root]));
    let mut next = 0;
    while let Some(&pid) = tree.get(next) {
        tree.extend(children(pid).into_iter().filter(|child| seen.insert(*child)));
        next += 1;
    }
    tree
}

/// The short name of a process, as the kernel keeps it.
pub fn name(pid: Pid) -> String {
    let name = fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_nonzero()));
    name.unwrap_or_default().trim().into()
}

/// The memory that is a process's own, and its share of what it has in common with others: PSS, in
/// bytes. `None` once it has ended.
pub fn memory(pid: Pid) -> Option<u64> {
    pss(&fs::read_to_string(format!("/proc/{}/smaps_rollup", pid.as_raw_nonzero())).ok()?)
}

fn pss(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn parent(pid: Pid) -> Option<Pid> {
    parent_in(&fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?)
}

/// The fourth field; the second is a name in brackets that may hold anything, brackets too.
fn parent_in(stat: &str) -> Option<Pid> {
    let after_name = &stat[stat.rfind(')')? + 1..];
    Pid::from_raw(after_name.split_whitespace().nth(1)?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use rustix::process::{getpid, getppid};

    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_hide_the_parent() {
        let stat = "4711 (a) R 1 (b)) S 4242 4711 4711 0 -1 4194560";
        assert_eq!(parent_in(stat), Pid::from_raw(4242));
    }

    #[test]
    fn we_descend_from_our_parent() {
        let parent = getppid().unwrap();
        assert!(tree(parent).contains(&getpid()), "found among its descendants");
        assert!(memory(getpid()).unwrap() > 100_000, "and we take some memory");
    }

    #[test]
    fn memory_is_read_in_bytes() {
        let rollup = "Rss:             3000 kB\nPss:              512 kB\nPss_Dirty:  100 kB\n";
        assert_eq!(pss(rollup), Some(524_288));
    }
}
