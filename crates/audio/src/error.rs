//! What can go wrong with devices and sound files.

use std::error::Error as StdError;

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What a program may branch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is no such device, or none at all.
    NoDevice,
    /// Another program has the device to itself.
    Busy,
    /// The system does not let this program use the device.
    Denied,
    /// The device cannot do what is asked of it.
    Unfit,
    /// The file holds no sound that can be read.
    NotSound,
    /// The file could not be read or written.
    File,
    /// A model file is there but cannot be used.
    Model,
}

/// A failure: a kind for the program, words for the person, and the cause.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What a program may branch on.
    pub kind: Kind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), source: None }
    }

    pub(crate) fn from(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// A device's failure; `device` says which, in words.
    pub(crate) fn device(device: &str, error: cpal::Error) -> Self {
        use cpal::ErrorKind as Cpal;
        let (kind, words) = match error.kind() {
            Cpal::DeviceBusy => (Kind::Busy, "is used by another program"),
            Cpal::PermissionDenied => (Kind::Denied, "may not be used by this program"),
            Cpal::DeviceNotAvailable | Cpal::HostUnavailable => (Kind::NoDevice, "is not there"),
            _ => (Kind::Unfit, "cannot be opened"),
        };
        Error::new(kind, format!("{device} {words}")).from(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_a_device_has_its_own_kind() {
        for (cpal, kind) in [
            (cpal::ErrorKind::DeviceBusy, Kind::Busy),
            (cpal::ErrorKind::PermissionDenied, Kind::Denied),
            (cpal::ErrorKind::DeviceNotAvailable, Kind::NoDevice),
            (cpal::ErrorKind::HostUnavailable, Kind::NoDevice),
            (cpal::ErrorKind::UnsupportedConfig, Kind::Unfit),
        ] {
            let error = Error::device("the microphone", cpal::Error::from(cpal));
            assert_eq!(error.kind, kind, "{cpal:?}");
            assert!(error.to_string().starts_with("the microphone "), "{error}");
        }
    }
}
