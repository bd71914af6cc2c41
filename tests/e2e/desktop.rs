//! What the desk of a person does with windows: it lists them, and closes them.

use std::process::Command;
use std::time::Duration;

use rustix::process::Pid;
use stage::patience::wait_for;
use stage::process;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

use crate::support::{LONG, Room};

/// Closes the app's windows as the cross in their corner does, and waits until the app has ended.
pub(crate) fn close_windows(room: &Room, app: Pid, limit: Duration) {
    close_windows_only(room);
    assert!(process::ends_within(app, limit), "the app ends once its window is closed");
}

/// Closes the app's windows as the cross in their corner does, and waits until they are gone.
pub(crate) fn close_windows_only(room: &Room) {
    let display = connect(room);
    close(&display, &windows(&display));
    wait_for_windows(room, 0);
}

/// Closes the windows of one of several apps.
pub(crate) fn close_windows_of(room: &Room, app: Pid) {
    let display = connect(room);
    let mut windows = windows(&display);
    windows.retain(|&window| owner(&display, window) == u32::try_from(app.as_raw_pid()).ok());
    close(&display, &windows);
}

/// Waits until the app shows so many windows.
pub(crate) fn wait_for_windows(room: &Room, wanted: usize) {
    let display = connect(room);
    wait_for(&format!("{wanted} windows on the desk"), LONG, || {
        Ok((windows(&display).len() == wanted).then_some(()))
    })
    .unwrap();
}

fn close(display: &RustConnection, windows: &[Window]) {
    assert!(!windows.is_empty(), "there is a window to close");
    let (protocols, delete) = (atom(display, "WM_PROTOCOLS"), atom(display, "WM_DELETE_WINDOW"));
    for &window in windows {
        let event = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        display.send_event(false, window, EventMask::NO_EVENT, event).unwrap();
    }
    // Closed without an answer read, the connection could take what was sent down with it.
    display.get_input_focus().unwrap().reply().unwrap();
}

/// The pid of the program that a window belongs to.
fn owner(display: &RustConnection, window: Window) -> Option<u32> {
    let name = atom(display, "_NET_WM_PID");
    let pid = display.get_property(false, window, name, AtomEnum::CARDINAL, 0, 1).ok()?;
    pid.reply().ok()?.value32()?.next()
}

fn connect(room: &Room) -> RustConnection {
    let mut command = Command::new("true");
    room.desk.seat(&mut command);
    let display = command.get_envs().find(|(name, _)| *name == "DISPLAY").unwrap().1.unwrap();
    RustConnection::connect(display.to_str()).unwrap().0
}

/// The windows that can be seen and bear the app's name.
fn windows(display: &RustConnection) -> Vec<Window> {
    let root = display.setup().roots[0].root;
    let mut windows = display.query_tree(root).unwrap().reply().unwrap().children;
    windows.retain(|&window| named(display, window).unwrap_or(false));
    windows
}

/// Whether a window is the app's. One that is gone meanwhile is not.
fn named(display: &RustConnection, window: Window) -> Option<bool> {
    let seen = display.get_window_attributes(window).ok()?.reply().ok()?.map_state;
    let name = display.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64).ok()?;
    Some(seen == MapState::VIEWABLE && name.reply().ok()?.value == b"Antiphon")
}

fn atom(display: &RustConnection, name: &str) -> u32 {
    display.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
}
