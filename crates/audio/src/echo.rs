//! What the loudspeaker plays, taken out of what the microphone hears.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sonora::config::EchoCanceller as Settings;
use sonora::{AudioProcessing, Config, StreamConfig};

use crate::{RATE, Resampler};

/// Samples of the canceller's frame: 10 ms.
const FRAME: usize = RATE as usize / 100;

/// What a reference keeps for a listener that does not come: a second at the device's rate.
const KEPT: usize = 48_000;

/// The exact samples that a loudspeaker plays, for a canceller. Clones are the same reference.
#[derive(Clone, Debug, Default)]
pub struct EchoReference(Arc<Mutex<Played>>);

#[derive(Debug, Default)]
struct Played {
    rate: u32,
    samples: VecDeque<f32>,
}

impl EchoReference {
    /// Notes what was given to the device.
    pub(crate) fn note(&self, rate: u32, samples: &[f32]) {
        let mut played = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        played.rate = rate;
        played.samples.extend(samples);
        let surplus = played.samples.len().saturating_sub(KEPT);
        played.samples.drain(..surplus);
    }

    fn take(&self) -> (u32, Vec<f32>) {
        let mut played = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (played.rate, played.samples.drain(..).collect())
    }
}

/// Takes an echo out of a 16 kHz stream (WebRTC's AEC3, which finds the delay by itself).
pub struct EchoCanceller {
    inner: AudioProcessing,
    reference: EchoReference,
    resampler: Option<(u32, Resampler)>,
    played: Vec<f32>,
    waiting: Vec<f32>,
}

impl EchoCanceller {
    /// A canceller for one stream of a microphone.
    pub fn new(reference: EchoReference) -> Self {
        // What was played before the microphone opened is no echo in it.
        drop(reference.take());
        let config = Config { echo_canceller: Some(Settings::default()), ..Config::default() };
        let mono = StreamConfig::new(RATE, 1);
        let inner = AudioProcessing::builder()
            .config(config)
            .capture_config(mono)
            .render_config(mono)
            .build();
        EchoCanceller { inner, reference, resampler: None, played: Vec::new(), waiting: Vec::new() }
    }

    /// Takes what the microphone heard and appends it to `out` without the echo; up to 10 ms wait
    /// for the next call.
    pub fn clean(&mut self, heard: &[f32], out: &mut Vec<f32>) {
        let (rate, played) = self.reference.take();
        if rate != 0 && self.resampler.as_ref().is_none_or(|(of, _)| *of != rate) {
            self.resampler = Resampler::new(rate, RATE).ok().map(|resampler| (rate, resampler));
        }
        if let Some((_, resampler)) = &mut self.resampler {
            resampler.push(&played, &mut self.played);
        }
        self.waiting.extend_from_slice(heard);
        let frames = self.waiting.len() / FRAME;
        for at in 0..frames {
            let render: Vec<f32> = if self.played.len() >= FRAME {
                self.played.drain(..FRAME).collect()
            } else {
                vec![0.0; FRAME]
            };
            let near = &self.waiting[at * FRAME..(at + 1) * FRAME];
            let mut ignored = vec![0.0; FRAME];
            let mut clean = vec![0.0; FRAME];
            let fed = self.inner.process_render_f32(&[&render], &mut [&mut ignored]);
            let done = self.inner.process_capture_f32(&[near], &mut [&mut clean]);
            // Frames have the length that was agreed on; were one refused, sound is kept as it is.
            out.extend_from_slice(if fed.is_ok() && done.is_ok() { &clean } else { near });
        }
        self.waiting.drain(..frames * FRAME);
    }

    /// Ends the stream: appends the last samples, which are fewer than a frame.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        out.append(&mut self.waiting);
    }
}

impl std::fmt::Debug for EchoCanceller {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("EchoCanceller")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise in syllables: what a canceller has to learn from.
    fn sound(seed: u32, seconds: usize) -> Vec<f32> {
        let mut state = seed;
        (0..seconds * RATE as usize)
            .map(|at| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let loud = if (at / 3_200) % 3 == 0 { 0.02 } else { 0.3 };
                (state >> 8) as f32 / (1 << 24) as f32 * loud - loud / 2.0
            })
            .collect()
    }

    fn power(samples: &[f32]) -> f32 {
        samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32
    }

    fn run(played: &[f32], heard: &[f32]) -> Vec<f32> {
        let reference = EchoReference::default();
        let mut canceller = EchoCanceller::new(reference.clone());
        let mut out = Vec::new();
        for (played, heard) in played.chunks(320).zip(heard.chunks(320)) {
            reference.note(RATE, played);
            canceller.clean(heard, &mut out);
        }
        canceller.finish(&mut out);
        out
    }

    #[test]
    fn own_speech_is_cancelled_and_a_person_is_not() {
        let played = sound(1, 10);
        let delay = 1_600;
        let echo: Vec<f32> = (0..played.len())
            .map(|at| if at < delay { 0.0 } else { played[at - delay] * 0.5 })
            .collect();
        let clean = run(&played, &echo);
        assert_eq!(clean.len(), echo.len(), "no sample is lost");
        let late = 5 * RATE as usize..;
        let left = power(&clean[late.clone()]) / power(&echo[late.clone()]);
        assert!(left < 0.01, "of the echo at most a hundredth is left: {left}");
        let silence = vec![0.0; played.len()];
        let person = sound(7, 10);
        let kept = power(&run(&silence, &person)[late.clone()]) / power(&person[late]);
        assert!(kept > 0.3, "a person who speaks alone is heard: {kept}");
    }
}
