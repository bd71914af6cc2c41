//! A recording on the disk, as FLAC: lossless, half the size, played by everything.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, Stream, StreamInfo};
use flacenc::config;
use flacenc::error::{Verified, Verify};
use flacenc::source::{Fill, FrameBuf};

use crate::RATE;
use crate::error::{Error, Kind, Result};

/// Samples of a block.
const BLOCK: usize = 4096;

/// Writes a recording piece by piece; memory does not grow with its length.
pub struct Keeper {
    file: BufWriter<File>,
    config: Verified<config::Encoder>,
    info: StreamInfo,
    waiting: Vec<i32>,
    blocks: usize,
    samples: usize,
}

impl Keeper {
    /// Begins a recording; a file that is there is replaced.
    pub fn create(path: &Path) -> Result<Self> {
        let config =
            config::Encoder::default().into_verified().map_err(|(_, error)| unfit(error))?;
        let mut info = StreamInfo::new(RATE as usize, 1, 16).map_err(unfit)?;
        info.set_block_sizes(BLOCK, BLOCK).map_err(unfit)?;
        let file = BufWriter::new(File::create(path).map_err(unwritten)?);
        let mut keeper = Keeper { file, config, info, waiting: Vec::new(), blocks: 0, samples: 0 };
        keeper.head()?;
        Ok(keeper)
    }

    /// Adds samples at 16 kHz.
    pub fn push(&mut self, samples: &[f32]) -> Result<()> {
        let whole = |sample: &f32| (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i32;
        self.waiting.extend(samples.iter().map(whole));
        while self.waiting.len() >= BLOCK {
            self.block(BLOCK)?;
        }
        Ok(())
    }

    /// Completes the file. One that is dropped before plays too, but does not tell its length.
    pub fn finish(mut self) -> Result<()> {
        if !self.waiting.is_empty() {
            self.block(self.waiting.len())?;
        }
        self.info.set_total_samples(self.samples);
        self.file.seek(SeekFrom::Start(0)).map_err(unwritten)?;
        self.head()?;
        self.file.flush().map_err(unwritten)
    }

    fn head(&mut self) -> Result<()> {
        let mut sink = ByteSink::new();
        Stream::with_stream_info(self.info.clone()).write(&mut sink).map_err(unfit)?;
        self.file.write_all(sink.as_slice()).map_err(unwritten)
    }

    fn block(&mut self, size: usize) -> Result<()> {
        let mut frame = FrameBuf::with_size(1, size).map_err(unfit)?;
        frame.fill_interleaved(&self.waiting[..size]).map_err(unfit)?;
        let coded = flacenc::encode_fixed_size_frame(&self.config, &frame, self.blocks, &self.info)
            .map_err(unfit)?;
        let mut sink = ByteSink::new();
        coded.write(&mut sink).map_err(unfit)?;
        self.file.write_all(sink.as_slice()).map_err(unwritten)?;
        self.waiting.drain(..size);
        self.blocks += 1;
        self.samples += size;
        Ok(())
    }
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Keeper({} samples)", self.samples)
    }
}

fn unwritten(error: std::io::Error) -> Error {
    Error::new(Kind::File, "the recording cannot be written").from(error)
}

fn unfit(error: impl std::fmt::Display) -> Error {
    Error::new(Kind::Unfit, format!("the recording cannot be coded: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SoundFile;

    fn read(path: &Path) -> (Vec<f32>, Option<std::time::Duration>) {
        let mut file = SoundFile::open(path).unwrap();
        let mut sound = Vec::new();
        while let Some(piece) = file.next_piece().unwrap() {
            sound.extend(piece);
        }
        (sound, file.duration())
    }

    #[test]
    fn what_is_kept_is_read_back_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.flac");
        let said: Vec<f32> = (0..40_000).map(|at| (at as f32 * 0.07).sin() * 0.8).collect();
        let mut keeper = Keeper::create(&path).unwrap();
        for piece in said.chunks(999) {
            keeper.push(piece).unwrap();
        }
        keeper.finish().unwrap();
        let (sound, duration) = read(&path);
        assert_eq!(sound.len(), said.len(), "each sample");
        assert!(sound.iter().zip(&said).all(|(read, said)| (read - said).abs() < 0.0001));
        assert_eq!(duration, Some(std::time::Duration::from_millis(2_500)));
    }

    #[test]
    fn a_recording_that_breaks_off_keeps_what_was_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broken.flac");
        let mut keeper = Keeper::create(&path).unwrap();
        keeper.push(&vec![0.25; 5 * BLOCK]).unwrap();
        drop(keeper);
        assert!(read(&path).0.len() >= 4 * BLOCK, "all whole blocks but at most the last");
    }
}
