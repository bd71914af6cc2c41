//! Sound as bytes: WAV files, and samples of 16 bits as they arrive.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::{Error, ErrorKind, HEARING_RATE, Result, SpeechEvent};

/// The most bytes of an answer that is read as a whole: an hour of speech.
pub(super) const LONGEST: usize = 256 << 20;

/// Samples of what was heard as a WAV file: mono, 16 bits, [`HEARING_RATE`].
pub(crate) fn wav(samples: &[f32]) -> Vec<u8> {
    let length = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX);
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&length.saturating_add(36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    for half in [1_u16, 1] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    file.extend_from_slice(&HEARING_RATE.to_le_bytes());
    file.extend_from_slice(&(HEARING_RATE * 2).to_le_bytes());
    for half in [2_u16, 16] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    file.extend_from_slice(b"data");
    file.extend_from_slice(&length.to_le_bytes());
    for sample in samples {
        let sample = (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
        file.extend_from_slice(&sample.to_le_bytes());
    }
    file
}

/// Bytes in letters, as JSON carries them.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of such letters.
///
/// # Errors
/// `Malformed` where they are none.
pub(super) fn from_base64(letters: &str) -> Result<Vec<u8>> {
    let letters = letters.rsplit_once("base64,").map_or(letters, |(_, letters)| letters);
    STANDARD
        .decode(letters.trim())
        .map_err(|_| Error::new(ErrorKind::Malformed, "The answer's sound cannot be read."))
}

/// Samples of 16 bits, mono or the mean of all channels, however their bytes are cut. A WAV file's
/// head is read where there is one: some servers send it though bare samples were asked for.
#[derive(Debug)]
pub(super) struct Samples {
    /// Samples a second: as was asked for, or as the head says.
    rate: u32,
    channels: usize,
    bytes: Vec<u8>,
    /// The head was read, or there is none.
    headed: bool,
    begun: bool,
}

impl Samples {
    /// Samples at this rate, unless a head says otherwise.
    pub(super) fn new(rate: u32) -> Self {
        Self { rate, channels: 1, bytes: Vec::new(), headed: false, begun: false }
    }

    /// Takes the next bytes and yields the samples that they complete.
    pub(super) fn feed(&mut self, bytes: &[u8], events: &mut Vec<SpeechEvent>) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        if !self.headed && !self.head()? {
            return Ok(());
        }
        let frame = 2 * self.channels;
        let whole = self.bytes.len() / frame * frame;
        if whole == 0 {
            return Ok(());
        }
        if !self.begun {
            self.begun = true;
            events.push(SpeechEvent::Started { rate: self.rate });
        }
        let samples = self.bytes[..whole].chunks_exact(frame).map(|frame| {
            let sum: f32 = frame
                .chunks_exact(2)
                .map(|half| f32::from(i16::from_le_bytes([half[0], half[1]])) / 32768.0)
                .sum();
            sum / self.channels as f32
        });
        events.push(SpeechEvent::Samples(samples.collect()));
        self.bytes.drain(..whole);
        Ok(())
    }

    /// All bytes have come.
    ///
    /// # Errors
    /// `Truncated` where they end within a sample, or there was none.
    pub(super) fn end(&mut self, events: &mut Vec<SpeechEvent>) -> Result<()> {
        if !self.begun || !self.bytes.is_empty() {
            return Err(Error::new(ErrorKind::Truncated, "The speech ended before its end."));
        }
        events.push(SpeechEvent::Finished);
        Ok(())
    }

    /// Reads the head, if there is one; whether all of it has come.
    fn head(&mut self) -> Result<bool> {
        let known = self.bytes.len().min(4);
        if self.bytes[..known] != b"RIFF"[..known] {
            self.headed = true;
            return Ok(true);
        }
        let mut at = 12;
        loop {
            let Some(chunk) = self.bytes.get(at..at + 8) else { return Ok(false) };
            let size = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]) as usize;
            if chunk.starts_with(b"data") {
                self.bytes.drain(..at + 8);
                self.headed = true;
                return Ok(true);
            }
            if size > 1 << 20 {
                return Err(Error::new(ErrorKind::Malformed, "The speech is no file of sound."));
            }
            if chunk.starts_with(b"fmt ") {
                let Some(format) = self.bytes.get(at + 8..at + 24) else { return Ok(false) };
                self.channels = usize::from(u16::from_le_bytes([format[2], format[3]]).max(1));
                self.rate = u32::from_le_bytes([format[4], format[5], format[6], format[7]]);
                let bits = u16::from_le_bytes([format[14], format[15]]);
                if bits != 16 || self.rate == 0 {
                    let message = format!("The speech has {bits} bits a sample, not 16.");
                    return Err(Error::new(ErrorKind::Malformed, message));
                }
            }
            at += 8 + size + size % 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_survives_a_file_at_every_cut() {
        let samples = [0.0, 0.5, -1.0, 1.0, -0.25];
        let file = wav(&samples);
        assert_eq!(file.len(), 44 + 10);
        for cut in 0..=file.len() {
            let mut reader = Samples::new(8000);
            let mut events = Vec::new();
            reader.feed(&file[..cut], &mut events).unwrap();
            reader.feed(&file[cut..], &mut events).unwrap();
            reader.end(&mut events).unwrap();
            assert_eq!(events[0], SpeechEvent::Started { rate: HEARING_RATE }, "cut at {cut}");
            let back: Vec<f32> = events
                .iter()
                .filter_map(|event| match event {
                    SpeechEvent::Samples(samples) => Some(samples.clone()),
                    _ => None,
                })
                .flatten()
                .collect();
            assert!(back.iter().zip(&samples).all(|(a, b)| (a - b).abs() < 1e-4), "{back:?}");
            assert_eq!(back.len(), samples.len());
        }
    }

    #[test]
    fn half_a_sample_is_cut_speech() {
        let mut reader = Samples::new(24_000);
        let mut events = Vec::new();
        reader.feed(&[1, 0, 2], &mut events).unwrap();
        assert_eq!(reader.end(&mut events).unwrap_err().kind, ErrorKind::Truncated);
    }
}
