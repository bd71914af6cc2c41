//! What the window can ask for. One line of work each; the rest is the engine's.

pub(crate) mod branches;
pub(crate) mod carry;
pub(crate) mod chats;
pub(crate) mod compare;
pub(crate) mod files;
pub(crate) mod finding;
pub(crate) mod models;
pub(crate) mod providers;
pub(crate) mod reading;
pub(crate) mod record;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod system;
pub(crate) mod votes;

pub(crate) use start::Notice;

use tauri::{State, Wry};

use crate::core::App;

/// The app's state in a command's arguments.
pub(crate) type Here<'a> = State<'a, App<Wry>>;
