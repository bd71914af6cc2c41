use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use model::{Error, ErrorKind};
use tokio::sync::watch;

/// The switch "offline": while it is on, nothing is sent and nothing goes on being received.
/// Cheap to clone; all clones are one switch.
#[derive(Clone)]
pub struct Offline(Arc<Switch>);

struct Switch {
    on: watch::Sender<bool>,
    /// What closes the connections that wait for their next request.
    close: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

impl Default for Offline {
    fn default() -> Self {
        Self(Arc::new(Switch { on: watch::Sender::new(false), close: Mutex::default() }))
    }
}

impl fmt::Debug for Offline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offline({})", self.is_on())
    }
}

impl Offline {
    /// Switches: what is on its way ends at once.
    pub fn switch(&self, on: bool) {
        self.0.on.send_replace(on);
        if on {
            let close = self.0.close.lock().unwrap_or_else(PoisonError::into_inner);
            close.iter().for_each(|close| close());
        }
    }

    /// Has `close` called whenever it is switched on.
    pub(crate) fn closes(&self, close: impl Fn() + Send + Sync + 'static) {
        self.0.close.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(close));
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        *self.0.on.borrow()
    }

    /// Waits until it is on.
    pub(crate) async fn on(&self) {
        let mut switch = self.0.on.subscribe();
        // The sender lives as long as this switch does.
        let _ = switch.wait_for(|on| *on).await;
    }
}

/// What is told of a request while the switch is on.
pub(crate) fn refused() -> Error {
    Error::new(ErrorKind::Offline, "Antiphon is offline: nothing was sent, nothing is received.")
}
