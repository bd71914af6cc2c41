//! Microphone, loudspeaker and sound files. This is the one place that opens a device.
//!
//! Inside the app sound is 16 kHz mono `f32` between -1 and 1; what a device or a file has is
//! brought to that by one continuous resampler.

mod device;
mod echo;
mod error;
mod file;
mod keep;
mod microphone;
mod phrases;
mod program;
mod resample;
mod speaker;
mod stream;
mod voice;
mod waveform;

pub use device::{Device, DeviceId, loudspeakers, microphones};
pub use echo::{EchoCanceller, EchoReference};
pub use error::{Error, Kind, Result};
pub use file::SoundFile;
pub use keep::Keeper;
pub use microphone::{Heard, Listen, Listening, Mode, listen};
pub use program::{PieceId, Spoken};
pub use resample::Resampler;
pub use speaker::Speaker;
pub use voice::{Detector, VoiceModel};
pub use waveform::waveform;

/// Samples a second of all sound inside the app.
pub const RATE: u32 = 16_000;
