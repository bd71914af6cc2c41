//! Where tests, pictures and measurements play: the real app in its real window, on a desk of its
//! own with a virtual display, a session bus, an unlocked keychain and a sound card.
//!
//! What is started here is ended here, also when a person presses Ctrl-C.

pub mod answering;
pub mod desk;
pub mod disk;
pub mod failure;
pub mod interrupt;
pub mod loopback;
pub mod patience;
pub mod proc;
pub mod process;
pub mod shown;
pub mod window;
