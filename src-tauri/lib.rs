//! The shell: the window, its commands and the relay to it. The only Rust that knows Tauri.
//!
//! A command is one line of work for the engine or the model library, and the translation of its
//! error. The core opens when the window first asks ([`commands::start`]), so that a data folder
//! that cannot be opened is something the window can show, and try again.

mod bindings;
mod carrying;
mod commands;
mod core;
mod error;
mod followed;
mod places;
mod relay;
mod remote;
mod settings;
mod window;

pub use bindings::bindings;
pub use window::run;
