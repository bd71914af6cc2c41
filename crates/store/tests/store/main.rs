//! The store through its public face, on real files.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod damage;
#[cfg(target_os = "linux")]
mod disk;
mod kill;
mod list;
mod migrations;
mod model_setting;
mod open;
mod path;
mod sample;
mod session;
mod title;
mod turn;
