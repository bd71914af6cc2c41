//! Sound files: wav, mp3, m4a, aac, ogg with Vorbis or Opus, flac.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use crate::error::{Error, Kind, Result};
use crate::{RATE, Resampler};

/// Opus decodes at any of its rates; this is its own.
const OPUS_RATE: u32 = 48_000;

/// Samples of a channel in the longest packet of Opus: 120 ms.
const OPUS_MOST: usize = 5_760;

/// A sound file that is read piece by piece as 16 kHz mono; memory does not grow with its length.
pub struct SoundFile {
    reader: Box<dyn FormatReader>,
    track: u32,
    decoder: Decoder,
    channels: usize,
    resampler: Option<(u32, Resampler)>,
    duration: Option<Duration>,
    given: u64,
    over: bool,
}

enum Decoder {
    Common(Box<dyn AudioDecoder>),
    // With the samples that are still to be left out at the start.
    Opus(Box<ropus::Decoder>, usize),
}

impl SoundFile {
    /// Opens a file; [`Kind::NotSound`] if it is not sound of a known form.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path)
            .map_err(|error| Error::new(Kind::File, "the file cannot be read").from(error))?;
        let source = MediaSourceStream::new(Box::new(file), Default::default());
        let mut hint = Hint::new();
        if let Some(ending) = path.extension().and_then(|ending| ending.to_str()) {
            hint.with_extension(ending);
        }
        let (format, meta) = (FormatOptions::default(), MetadataOptions::default());
        let reader = symphonia::default::get_probe()
            .probe(&hint, source, format, meta)
            .map_err(not_sound)?;
        let none = || Error::new(Kind::NotSound, "the file holds no sound of a known form");
        let track = reader.default_track(TrackType::Audio).ok_or_else(none)?;
        let parameters = track
            .codec_params
            .as_ref()
            .and_then(|parameters| parameters.audio())
            .ok_or_else(none)?;
        let channels = parameters.channels.as_ref().map_or(1, |channels| channels.count()).max(1);
        let duration = match (track.num_frames, parameters.sample_rate) {
            (Some(frames), Some(rate)) if rate > 0 => {
                Some(Duration::from_secs_f64(frames as f64 / f64::from(rate)))
            }
            _ => None,
        };
        let decoder = if parameters.codec == CODEC_ID_OPUS {
            let layout = match channels {
                1 => ropus::Channels::Mono,
                2 => ropus::Channels::Stereo,
                _ => return Err(none()),
            };
            let opus = ropus::Decoder::new(OPUS_RATE, layout).map_err(|_| none())?;
            Decoder::Opus(Box::new(opus), track.delay.unwrap_or(0) as usize)
        } else {
            let options = AudioDecoderOptions::default();
            let decoder = symphonia::default::get_codecs()
                .make_audio_decoder(parameters, &options)
                .map_err(not_sound)?;
            Decoder::Common(decoder)
        };
        let track = track.id;
        Ok(SoundFile {
            reader,
            track,
            decoder,
            channels,
            resampler: None,
            duration,
            given: 0,
            over: false,
        })
    }

    /// The length that the file tells of itself.
    pub fn duration(&self) -> Option<Duration> {
        self.duration
    }

    /// How much has been read.
    pub fn progress(&self) -> Duration {
        Duration::from_secs_f64(self.given as f64 / f64::from(RATE))
    }

    /// The next samples at 16 kHz; none at the end. A damaged packet is left out; a file that
    /// breaks off ends where it breaks, and one with no sound at all is [`Kind::NotSound`].
    pub fn next_piece(&mut self) -> Result<Option<Vec<f32>>> {
        let mut out = Vec::new();
        while out.is_empty() && !self.over {
            match self.reader.next_packet() {
                Ok(Some(packet)) if packet.track_id != self.track => {}
                Ok(Some(packet)) => self.decode(&packet, &mut out)?,
                Ok(None) | Err(_) => {
                    self.over = true;
                    if let Some((_, resampler)) = &mut self.resampler {
                        resampler.finish(&mut out);
                    }
                }
            }
        }
        self.given += out.len() as u64;
        if self.given == 0 {
            return Err(Error::new(Kind::NotSound, "the file holds no sound"));
        }
        Ok(Some(out).filter(|out| !out.is_empty()))
    }

    fn decode(
        &mut self,
        packet: &symphonia::core::packet::Packet,
        out: &mut Vec<f32>,
    ) -> Result<()> {
        let mut samples = Vec::new();
        let (rate, channels) = match &mut self.decoder {
            Decoder::Common(decoder) => match decoder.decode(packet) {
                Ok(sound) => {
                    samples.resize(sound.samples_interleaved(), 0.0f32);
                    sound.copy_to_slice_interleaved(&mut samples);
                    (sound.spec().rate(), sound.num_planes().max(1))
                }
                Err(Fault::DecodeError(_) | Fault::IoError(_)) => return Ok(()),
                Err(fault) => return Err(not_sound(fault)),
            },
            Decoder::Opus(decoder, skip) => {
                samples.resize(OPUS_MOST * self.channels, 0.0f32);
                let mode = ropus::DecodeMode::Normal;
                let Ok(frames) = decoder.decode_float(&packet.data, &mut samples, mode) else {
                    return Ok(());
                };
                let skipped = frames.min(*skip);
                *skip -= skipped;
                samples.truncate(frames * self.channels);
                samples.drain(..skipped * self.channels);
                (OPUS_RATE, self.channels)
            }
        };
        let mono: Vec<f32> = samples
            .chunks_exact(channels)
            .map(|frame| frame.iter().sum::<f32>() / channels as f32)
            .collect();
        if self.resampler.as_ref().is_none_or(|(of, _)| *of != rate) {
            self.resampler = Some((rate, Resampler::new(rate, RATE)?));
        }
        if let Some((_, resampler)) = &mut self.resampler {
            resampler.push(&mono, out);
        }
        Ok(())
    }
}

impl std::fmt::Debug for SoundFile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SoundFile({:?})", self.duration)
    }
}

fn not_sound(fault: Fault) -> Error {
    Error::new(Kind::NotSound, "the file holds no sound of a known form").from(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wav file of 16 bits.
    fn wav(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let bytes = (samples.len() * 2) as u32;
        let mut file = b"RIFF".to_vec();
        file.extend((36 + bytes).to_le_bytes());
        file.extend(b"WAVEfmt \x10\0\0\0\x01\0");
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend((rate * u32::from(channels) * 2).to_le_bytes());
        file.extend((channels * 2).to_le_bytes());
        file.extend(b"\x10\0data");
        file.extend(bytes.to_le_bytes());
        file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        file
    }

    fn read(bytes: &[u8], name: &str) -> Result<Vec<f32>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut file = SoundFile::open(&path)?;
        let mut sound = Vec::new();
        while let Some(piece) = file.next_piece()? {
            assert!(piece.len() < 400_000, "a file comes in pieces");
            sound.extend(piece);
        }
        Ok(sound)
    }

    #[test]
    fn a_wav_of_any_rate_is_as_long_as_it_was() {
        for (rate, channels) in [(8_000, 1), (22_050, 2), (44_100, 2), (48_000, 1)] {
            let bytes = wav(rate, channels, &vec![8_192; rate as usize * usize::from(channels)]);
            let sound = read(&bytes, "sound.wav").unwrap();
            assert_eq!(sound.len(), 16_000, "{rate} Hz, {channels} channels");
            assert!((sound[8_000] - 0.25).abs() < 0.01, "{rate} Hz: as loud");
        }
    }

    #[test]
    fn what_is_no_sound_is_told_so() {
        let text = b"Dear reader, this is a letter and not a sound. ".repeat(40);
        let empty = wav(16_000, 1, &[]);
        for (bytes, name) in [
            (&b""[..], "empty.wav"),
            (&text, "letter.mp3"),
            (&text, "letter.ogg"),
            (&empty, "silent.wav"),
        ] {
            assert_eq!(read(bytes, name).unwrap_err().kind, Kind::NotSound, "{name}");
        }
    }

    #[test]
    fn a_file_that_breaks_off_gives_what_it_has() {
        let bytes = wav(16_000, 1, &vec![8_192; 16_000]);
        let sound = read(&bytes[..bytes.len() / 2], "cut.wav").unwrap();
        assert!((6_000..=8_000).contains(&sound.len()), "{} samples", sound.len());
        for end in 0..60 {
            // Whatever the cut, an answer and no panic.
            drop(read(&bytes[..end], "cut.wav"));
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_no_bad_sound() {
        let error = SoundFile::open(Path::new("/nowhere/sound.wav")).unwrap_err();
        assert_eq!(error.kind, Kind::File);
    }
}
