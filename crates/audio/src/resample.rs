//! From any rate to any other, continuously: where the input is cut makes no difference.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, Fft, FixedAsync, FixedSync, SincInterpolationParameters, WindowFunction};

use crate::error::{Error, Kind, Result};

/// Frames that are resampled at a time; at 16 kHz that is 32 ms.
const CHUNK: usize = 512;

/// The longest transform; rates with a longer common period are interpolated instead.
const LONGEST_PERIOD: u32 = 1024;

/// One stream of mono samples on its way from one rate to another.
///
/// The output is as long as the input and in step with it to within a sample: the filter's delay is cut off at the
/// start and made up for at the end.
pub struct Resampler {
    filter: Option<Box<dyn rubato::Resampler<f32> + Send>>,
    from: u64,
    to: u64,
    waiting: Vec<f32>,
    made: Vec<f32>,
    skip: usize,
    taken: u64,
    given: u64,
}

impl Resampler {
    /// A stream from `from` to `to` samples a second, both from 1 kHz to 768 kHz.
    pub fn new(from: u32, to: u32) -> Result<Self> {
        let unfit = || Error::new(Kind::Unfit, format!("no way from {from} Hz to {to} Hz"));
        if ![from, to].iter().all(|rate| (1_000..=768_000).contains(rate)) {
            return Err(unfit());
        }
        let filter = if from == to {
            None
        } else {
            Some(filter(from, to).map_err(|error| unfit().from(error))?)
        };
        let skip = filter.as_ref().map_or(0, |filter| filter.output_delay());
        let most = filter.as_ref().map_or(0, |filter| filter.output_frames_max());
        Ok(Resampler {
            filter,
            from: from.into(),
            to: to.into(),
            waiting: Vec::new(),
            made: vec![0.0; most],
            skip,
            taken: 0,
            given: 0,
        })
    }

    /// Takes samples and appends to `out` what can be told from all that came so far.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.taken += samples.len() as u64;
        if self.filter.is_none() {
            out.extend_from_slice(samples);
            return;
        }
        self.waiting.extend_from_slice(samples);
        let before = out.len();
        self.run(out);
        self.given += (out.len() - before) as u64;
    }

    /// Ends the stream: appends what is still owed, and is ready for another stream.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        if let Some(filter) = &mut self.filter {
            let owed = (self.taken * self.to).div_ceil(self.from)
                - self.given.min((self.taken * self.to).div_ceil(self.from));
            let needed = filter.input_frames_max();
            let start = out.len();
            let whole = start + usize::try_from(owed).unwrap_or(usize::MAX);
            while out.len() < whole {
                self.waiting.resize(self.waiting.len() + needed, 0.0);
                self.run(out);
            }
            out.truncate(whole);
        }
        if let Some(filter) = &mut self.filter {
            filter.reset();
            self.skip = filter.output_delay();
        }
        self.waiting.clear();
        (self.taken, self.given) = (0, 0);
    }

    fn run(&mut self, out: &mut Vec<f32>) {
        let Some(filter) = &mut self.filter else { return };
        let mut used = 0;
        loop {
            let need = filter.input_frames_next();
            if self.waiting.len() - used < need {
                break;
            }
            let room = self.made.len();
            let (Ok(input), Ok(mut output)) = (
                InterleavedSlice::new(&self.waiting[used..used + need], 1, need),
                InterleavedSlice::new_mut(&mut self.made, 1, room),
            ) else {
                break;
            };
            // Both slices are as long as the filter asks for, so it has nothing to refuse.
            let Ok((_, made)) = filter.process_into_buffer(&input, &mut output, None) else {
                break;
            };
            used += need;
            let skipped = self.skip.min(made);
            self.skip -= skipped;
            out.extend_from_slice(&self.made[skipped..made]);
        }
        self.waiting.drain(..used);
    }
}

impl std::fmt::Debug for Resampler {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Resampler({} Hz to {} Hz)", self.from, self.to)
    }
}

fn filter(
    from: u32,
    to: u32,
) -> std::result::Result<Box<dyn rubato::Resampler<f32> + Send>, rubato::ResamplerConstructionError>
{
    let common = common_divisor(from, to);
    if from.max(to) / common <= LONGEST_PERIOD {
        let filter = Fft::new(from as usize, to as usize, CHUNK, 1, FixedSync::Input)?;
        return Ok(Box::new(filter));
    }
    let sinc = SincInterpolationParameters::new(128, WindowFunction::BlackmanHarris2);
    let ratio = f64::from(to) / f64::from(from);
    Ok(Box::new(Async::new_sinc(ratio, 1.0, &sinc, CHUNK, 1, FixedAsync::Input)?))
}

fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, seconds: f32) -> Vec<f32> {
        let count = (rate as f32 * seconds) as u32;
        (0..count)
            .map(|at| (440.0 * std::f32::consts::TAU * at as f32 / rate as f32).sin())
            .collect()
    }

    #[test]
    fn every_rate_keeps_length_pitch_and_place() {
        for rate in [
            8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 44_101, 48_000, 88_200, 96_000,
            176_400, 192_000,
        ] {
            let mut resampler = Resampler::new(rate, 16_000).unwrap();
            let mut out = Vec::new();
            for piece in tone(rate, 1.0).chunks(777) {
                resampler.push(piece, &mut out);
            }
            resampler.finish(&mut out);
            assert_eq!(out.len(), 16_000, "{rate} Hz: as long");
            let worst = out
                .iter()
                .zip(tone(16_000, 1.0))
                .skip(800)
                .take(14_400)
                .map(|(made, meant)| (made - meant).abs())
                .fold(0.0, f32::max);
            // A step of one sample is 0.17 here.
            assert!(worst < 0.17, "{rate} Hz: in step, off by {worst}");
        }
    }

    #[test]
    fn where_the_input_is_cut_makes_no_difference() {
        let sound = tone(44_100, 0.5);
        let mut whole = Vec::new();
        let mut resampler = Resampler::new(44_100, 16_000).unwrap();
        resampler.push(&sound, &mut whole);
        resampler.finish(&mut whole);
        for size in [1, 7, 480, 4096] {
            let mut cut = Vec::new();
            // The same resampler again: an end leaves nothing behind.
            for piece in sound.chunks(size) {
                resampler.push(piece, &mut cut);
            }
            resampler.finish(&mut cut);
            assert_eq!(cut, whole, "pieces of {size}");
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_taken_out() {
        let high: Vec<f32> = (0..48_000u32)
            .map(|at| (11_000.0 * std::f32::consts::TAU * at as f32 / 48_000.0).sin())
            .collect();
        let mut out = Vec::new();
        let mut resampler = Resampler::new(48_000, 16_000).unwrap();
        resampler.push(&high, &mut out);
        resampler.finish(&mut out);
        let loudest = out[800..15_200].iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
        assert!(loudest < 0.01, "11 kHz is not folded into speech: {loudest}");
    }

    #[test]
    fn a_rate_of_nothing_is_refused() {
        assert_eq!(Resampler::new(0, 16_000).unwrap_err().kind, Kind::Unfit);
    }
}
