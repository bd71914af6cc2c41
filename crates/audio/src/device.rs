//! The microphones and loudspeakers that the system has.

use cpal::traits::{DeviceTrait, HostTrait};

use crate::error::{Error, Kind, Result};

/// A device's name for the program: stable as long as the device is plugged in where it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeviceId(pub String);

/// A microphone or a loudspeaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What it is chosen by.
    pub id: DeviceId,
    /// Its name for the reader.
    pub name: String,
    /// Whether the system uses it where nothing is chosen.
    pub default: bool,
}

/// Which way sound goes through a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    In,
    Out,
}

impl Way {
    /// The device's name in a message.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Way::In => "the microphone",
            Way::Out => "the loudspeaker",
        }
    }
}

/// The microphones, the system's choice among them marked.
pub fn microphones() -> Result<Vec<Device>> {
    list(Way::In)
}

/// The loudspeakers, the system's choice among them marked.
pub fn loudspeakers() -> Result<Vec<Device>> {
    list(Way::Out)
}

fn list(way: Way) -> Result<Vec<Device>> {
    let host = cpal::default_host();
    let default = default_of(&host, way).and_then(|device| device.id().ok());
    let devices = host.devices().map_err(|error| Error::device(way.words(), error))?;
    let fits = |device: &cpal::Device| match way {
        Way::In => device.supports_input(),
        Way::Out => device.supports_output(),
    };
    Ok(devices
        .filter(fits)
        .filter_map(|device| {
            let id = device.id().ok()?;
            Some(Device {
                default: Some(&id) == default.as_ref(),
                id: DeviceId(id.to_string()),
                name: device.to_string(),
            })
        })
        .collect())
}

fn default_of(host: &cpal::Host, way: Way) -> Option<cpal::Device> {
    match way {
        Way::In => host.default_input_device(),
        Way::Out => host.default_output_device(),
    }
}

/// The chosen device, or the system's choice where none is chosen.
pub(crate) fn find(way: Way, id: Option<&DeviceId>) -> Result<cpal::Device> {
    let host = cpal::default_host();
    let device = match id {
        Some(id) => id.0.parse().ok().and_then(|id| host.device_by_id(&id)),
        None => default_of(&host, way),
    };
    device.ok_or_else(|| Error::new(Kind::NoDevice, format!("{} is not there", way.words())))
}
