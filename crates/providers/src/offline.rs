use std::sync::Arc;

use model::{Error, ErrorKind};
use tokio::sync::watch;

/// The switch "offline": while it is on, nothing is sent and nothing goes on being received.
/// Cheap to clone; all clones are one switch.
#[derive(Clone, Debug)]
pub struct Offline(Arc<watch::Sender<bool>>);

impl Default for Offline {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Offline {
    /// Switches: what is on its way ends at once.
    pub fn switch(&self, on: bool) {
        self.0.send_replace(on);
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is on.
    pub(crate) async fn on(&self) {
        let mut switch = self.0.subscribe();
        // The sender lives as long as this switch does.
        let _ = switch.wait_for(|on| *on).await;
    }
}

/// What is told of a request while the switch is on.
pub(crate) fn refused() -> Error {
    Error::new(ErrorKind::Offline, "Antiphon is offline: nothing was sent, nothing is received.")
}
