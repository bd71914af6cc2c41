//! Streams of a device, in whatever format it has.

use std::sync::mpsc::Sender;
use std::time::Duration;

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, FromSample, Sample, SampleFormat, SizedSample, StreamConfig};

use crate::device::{self, DeviceId, Way};
use crate::error::{Error, Kind, Result};

/// Frames of a playback buffer: fewer had gaps on a busy machine, and 4096 at 48 kHz are 85 ms,
/// well within the 200 ms in which a speaker who is talked over must be silent.
const PLAYBACK: u32 = 4096;

/// How long opening a device may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Says that a stream's device is gone.
#[derive(Debug)]
pub(crate) struct Gone;

/// A stream that runs until it is dropped.
pub(crate) struct Open {
    _stream: cpal::Stream,
    /// Samples a second.
    pub(crate) rate: u32,
    /// The device's name for the reader.
    pub(crate) name: String,
}

/// Opens a microphone; `take` gets mono samples at the device's rate, in the device's own thread.
pub(crate) fn capture(
    id: Option<&DeviceId>,
    gone: impl Fn() + Send + 'static,
    take: impl FnMut(f32) + Send + 'static,
) -> Result<Open> {
    let device = device::find(Way::In, id)?;
    let failed = |error| Error::device(Way::In.words(), error);
    let chosen = device.default_input_config().map_err(failed)?;
    // A fixed size makes the sound server keep one fragment only, which loses sound under load.
    let config = StreamConfig { buffer_size: BufferSize::Default, ..chosen.config() };
    let build = match chosen.sample_format() {
        SampleFormat::I8 => input::<i8, _, _>,
        SampleFormat::I16 => input::<i16, _, _>,
        SampleFormat::I24 => input::<cpal::I24, _, _>,
        SampleFormat::I32 => input::<i32, _, _>,
        SampleFormat::I64 => input::<i64, _, _>,
        SampleFormat::U8 => input::<u8, _, _>,
        SampleFormat::U16 => input::<u16, _, _>,
        SampleFormat::U24 => input::<cpal::U24, _, _>,
        SampleFormat::U32 => input::<u32, _, _>,
        SampleFormat::U64 => input::<u64, _, _>,
        SampleFormat::F32 => input::<f32, _, _>,
        SampleFormat::F64 => input::<f64, _, _>,
        other => return Err(unfit(Way::In, other)),
    };
    let stream = build(&device, config, take, gone).map_err(failed)?;
    stream.play().map_err(failed)?;
    Ok(Open { _stream: stream, rate: config.sample_rate, name: device.to_string() })
}

/// Opens a loudspeaker; `fill` is asked for mono samples and told how long after this moment the
/// first of them will be heard.
pub(crate) fn playback(
    id: Option<&DeviceId>,
    gone: impl Fn() + Send + 'static,
    fill: impl FnMut(&mut [f32], Duration) + Send + 'static,
) -> Result<Open> {
    let device = device::find(Way::Out, id)?;
    let failed = |error| Error::device(Way::Out.words(), error);
    let chosen = device.default_output_config().map_err(failed)?;
    let config = StreamConfig { buffer_size: BufferSize::Fixed(PLAYBACK), ..chosen.config() };
    let build = match chosen.sample_format() {
        SampleFormat::I8 => output::<i8, _, _>,
        SampleFormat::I16 => output::<i16, _, _>,
        SampleFormat::I24 => output::<cpal::I24, _, _>,
        SampleFormat::I32 => output::<i32, _, _>,
        SampleFormat::I64 => output::<i64, _, _>,
        SampleFormat::U8 => output::<u8, _, _>,
        SampleFormat::U16 => output::<u16, _, _>,
        SampleFormat::U24 => output::<cpal::U24, _, _>,
        SampleFormat::U32 => output::<u32, _, _>,
        SampleFormat::U64 => output::<u64, _, _>,
        SampleFormat::F32 => output::<f32, _, _>,
        SampleFormat::F64 => output::<f64, _, _>,
        other => return Err(unfit(Way::Out, other)),
    };
    let stream = build(&device, config, fill, gone).map_err(failed)?;
    stream.play().map_err(failed)?;
    Ok(Open { _stream: stream, rate: config.sample_rate, name: device.to_string() })
}

/// What a stream's owner is told by.
pub(crate) fn teller<T: Send + 'static>(
    sender: Sender<T>,
    word: impl Fn(Gone) -> T + Send + 'static,
) -> impl Fn() + Send + 'static {
    // An owner that has ended needs no word.
    move || drop(sender.send(word(Gone)))
}

fn unfit(way: Way, format: SampleFormat) -> Error {
    Error::new(Kind::Unfit, format!("{} speaks in {format}, which is unknown", way.words()))
}

fn input<T, Take, Tell>(
    device: &cpal::Device,
    config: StreamConfig,
    mut take: Take,
    gone: Tell,
) -> std::result::Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
    Take: FnMut(f32) + Send + 'static,
    Tell: Fn() + Send + 'static,
{
    let channels = usize::from(config.channels.max(1));
    let callback = move |data: &[T], _: &_| mono(data, channels, &mut take);
    device.build_input_stream(config, callback, move |error| heed(&error, &gone), Some(PATIENCE))
}

/// The mean of each frame's channels.
fn mono<T: Copy>(data: &[T], channels: usize, take: &mut impl FnMut(f32))
where
    f32: FromSample<T>,
{
    for frame in data.chunks_exact(channels) {
        let sum: f32 = frame.iter().map(|&sample| f32::from_sample(sample)).sum();
        take(sum / channels as f32);
    }
}

fn output<T, Fill, Tell>(
    device: &cpal::Device,
    config: StreamConfig,
    mut fill: Fill,
    gone: Tell,
) -> std::result::Result<cpal::Stream, cpal::Error>
where
    T: SizedSample + FromSample<f32>,
    Fill: FnMut(&mut [f32], Duration) + Send + 'static,
    Tell: Fn() + Send + 'static,
{
    let channels = usize::from(config.channels.max(1));
    let mut mono = Vec::with_capacity(PLAYBACK as usize * 2);
    let callback = move |data: &mut [T], info: &cpal::OutputCallbackInfo| {
        let stamp = info.timestamp();
        mono.clear();
        mono.resize(data.len() / channels, 0.0);
        fill(&mut mono, stamp.playback.duration_since(stamp.callback));
        for (frame, &sample) in data.chunks_exact_mut(channels).zip(&mono) {
            frame.fill(T::from_sample(sample));
        }
    };
    device.build_output_stream(config, callback, move |error| heed(&error, &gone), Some(PATIENCE))
}

fn heed(error: &cpal::Error, gone: &impl Fn()) {
    use cpal::ErrorKind as Cpal;
    match error.kind() {
        Cpal::DeviceNotAvailable | Cpal::StreamInvalidated | Cpal::HostUnavailable => gone(),
        Cpal::Xrun | Cpal::RealtimeDenied | Cpal::DeviceChanged => {
            tracing::debug!(%error, "a stream")
        }
        _ => {
            tracing::warn!(%error, "a stream failed");
            gone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixed<T: Copy>(data: &[T], channels: usize) -> Vec<f32>
    where
        f32: FromSample<T>,
    {
        let mut out = Vec::new();
        mono(data, channels, &mut |sample| out.push(sample));
        out
    }

    #[test]
    fn every_format_and_number_of_channels_becomes_the_same_mono() {
        for channels in 1..=8 {
            let near = |out: Vec<f32>| {
                out.len() == 2 && (out[0] - 0.5).abs() < 0.01 && (out[1] + 0.5).abs() < 0.01
            };
            let both = |high, low| [vec![high; channels], vec![low; channels]].concat();
            assert!(near(mixed::<f32>(
                &[vec![0.5; channels], vec![-0.5; channels]].concat(),
                channels
            )));
            assert!(near(mixed::<i16>(&both(16_384, -16_384), channels)));
            assert!(near(mixed::<u16>(
                &[vec![49_152; channels], vec![16_384; channels]].concat(),
                channels
            )));
            assert!(near(mixed::<i32>(
                &[vec![1 << 30; channels], vec![-(1 << 30); channels]].concat(),
                channels
            )));
            assert!(near(mixed::<u8>(
                &[vec![192; channels], vec![64; channels]].concat(),
                channels
            )));
        }
    }
}
