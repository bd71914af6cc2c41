//! Memory that is given back.
#![expect(unsafe_code, reason = "a setting of the C library")]

/// Larger pieces are taken from the system one by one, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 256 << 10;

/// Has every large piece of memory go back to the system when it is done with.
///
/// The C library would soon keep such pieces for itself, and between what engines take and what is
/// kept they fit worse and worse: a recogniser grew by 7 MB with every half minute that it heard,
/// and stays at 112 MB so.
pub(crate) fn settle() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: called once, before anything else runs.
    let _ = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) };
}
