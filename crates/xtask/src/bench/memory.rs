//! Memory of the app and of every process that it started.

use std::collections::BTreeMap;

use rustix::process::Pid;

use crate::proc;

/// Memory by the name of the process, in MiB. Shared pages are shared out, so that the sum is what
/// the app takes from the machine.
pub(crate) fn by_process(app: Pid) -> BTreeMap<String, f64> {
    let mut shares = BTreeMap::new();
    for pid in proc::tree(app) {
        if let Some(bytes) = proc::memory(pid) {
            *shares.entry(proc::name(pid)).or_insert(0.0) += bytes as f64 / f64::from(1 << 20);
        }
    }
    shares
}
