//! The store through its public face, on real files.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod attachment;
mod carried;
mod chorus;
mod damage;
#[cfg(target_os = "linux")]
mod disk;
mod filling;
mod kill;
mod lane;
mod list;
mod migrations;
mod model_list;
mod model_mark;
mod model_setting;
mod open;
mod path;
mod provider;
mod recall;
mod recording;
mod request;
mod sample;
mod search;
mod sent;
mod session;
mod spent;
mod title;
mod turn;
mod vote;
mod whole;
