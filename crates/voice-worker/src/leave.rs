//! The end of the process.
#![expect(unsafe_code, reason = "leaving without the destructors of engines at work")]

/// Ends the process at once: no destructors, which could wait for or trip over an engine that is
/// still at work on another thread.
pub(crate) fn leave(code: i32) -> ! {
    // SAFETY: always safe; nothing of ours needs to be written back.
    unsafe { libc::_exit(code) }
}
