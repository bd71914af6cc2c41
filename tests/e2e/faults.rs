//! What goes wrong on a person's machine, and what the window says and keeps then.

mod data;
mod disk;
mod memory;
mod models;
mod workers;

use stage::window::Window;

use crate::desktop;
use crate::support::{LONG, Room};

/// Closes the window as a person does, and waits until the app has put everything away.
fn leave(room: &Room, window: Window) {
    desktop::close_windows(room, window.app().unwrap(), LONG);
    drop(window);
}
