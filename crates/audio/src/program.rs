//! What a loudspeaker has to say, piece by piece; knows no device.

use std::collections::VecDeque;
use std::time::Duration;

/// A piece's name, chosen by whoever begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PieceId(pub u64);

/// What became of what was to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// The piece's first sample is on its way to the device.
    Begun(PieceId),
    /// The piece was played to its end.
    Finished(PieceId),
    /// The piece was stopped or skipped; this much of it was really heard.
    Stopped {
        /// Which piece.
        id: PieceId,
        /// What was heard of it.
        heard: Duration,
    },
    /// The device is gone; what was to be said goes on with the other, if one is named.
    DeviceLost {
        /// The device that is used from now on.
        fallback: Option<String>,
    },
}

/// The pieces that are to be played, in order.
#[derive(Debug)]
pub(crate) struct Program {
    pieces: VecDeque<Piece>,
    /// Samples a second, of all pieces.
    pub(crate) rate: u32,
    pub(crate) paused: bool,
    pub(crate) volume: f32,
    /// How long a sample takes from here to the ear.
    pub(crate) latency: Duration,
}

#[derive(Debug)]
struct Piece {
    id: PieceId,
    samples: VecDeque<f32>,
    given: u64,
    ended: bool,
}

impl Program {
    pub(crate) fn new(rate: u32) -> Self {
        Program {
            pieces: VecDeque::new(),
            rate,
            paused: false,
            volume: 1.0,
            latency: Duration::ZERO,
        }
    }

    pub(crate) fn begin(&mut self, id: PieceId) {
        self.end();
        self.pieces.push_back(Piece { id, samples: VecDeque::new(), given: 0, ended: false });
    }

    /// More of the piece that was begun last.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        if let Some(piece) = self.pieces.back_mut().filter(|piece| !piece.ended) {
            piece.samples.extend(samples);
        }
    }

    pub(crate) fn end(&mut self) {
        if let Some(piece) = self.pieces.back_mut() {
            piece.ended = true;
        }
    }

    /// Fills a device's buffer; what is missing stays silent.
    pub(crate) fn fill(&mut self, out: &mut [f32], tell: &mut impl FnMut(Spoken)) {
        let mut at = 0;
        while !self.paused && at < out.len() {
            let Some(piece) = self.pieces.front_mut() else { break };
            let count = piece.samples.len().min(out.len() - at);
            if count > 0 && piece.given == 0 {
                tell(Spoken::Begun(piece.id));
            }
            for (slot, sample) in out[at..].iter_mut().zip(piece.samples.drain(..count)) {
                *slot = (sample * self.volume).clamp(-1.0, 1.0);
            }
            piece.given += count as u64;
            at += count;
            if !piece.samples.is_empty() || !piece.ended {
                break;
            }
            tell(Spoken::Finished(piece.id));
            self.pieces.pop_front();
        }
    }

    /// Takes back the piece that is played, and tells how much of it was heard.
    pub(crate) fn skip(&mut self, tell: &mut impl FnMut(Spoken)) {
        if let Some((id, heard)) = self.position() {
            tell(Spoken::Stopped { id, heard });
            self.pieces.pop_front();
        }
    }

    /// Takes back everything.
    pub(crate) fn stop(&mut self, tell: &mut impl FnMut(Spoken)) {
        while !self.pieces.is_empty() {
            self.skip(tell);
        }
        self.paused = false;
    }

    /// The piece that is played, and how much of it has been heard.
    pub(crate) fn position(&self) -> Option<(PieceId, Duration)> {
        let piece = self.pieces.front()?;
        let given = Duration::from_secs_f64(piece.given as f64 / f64::from(self.rate));
        Some((piece.id, given.saturating_sub(self.latency)))
    }

    /// Goes on at another rate with what is still to be said.
    pub(crate) fn convert(&mut self, rate: u32, change: impl Fn(Vec<f32>) -> Vec<f32>) {
        for piece in &mut self.pieces {
            piece.samples = change(std::mem::take(&mut piece.samples).into()).into();
            piece.given = piece.given * u64::from(rate) / u64::from(self.rate);
        }
        self.rate = rate;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: PieceId = PieceId(1);
    const B: PieceId = PieceId(2);

    fn filled(program: &mut Program, count: usize) -> (Vec<f32>, Vec<Spoken>) {
        let (mut out, mut told) = (vec![0.0; count], Vec::new());
        program.fill(&mut out, &mut |spoken| told.push(spoken));
        (out, told)
    }

    #[test]
    fn pieces_follow_each_other_without_a_gap() {
        let mut program = Program::new(100);
        program.begin(A);
        program.push(&[0.1, 0.2]);
        program.begin(B);
        program.push(&[0.3]);
        let (out, told) = filled(&mut program, 4);
        assert_eq!(out, [0.1, 0.2, 0.3, 0.0]);
        assert_eq!(told, [Spoken::Begun(A), Spoken::Finished(A), Spoken::Begun(B)]);
        program.push(&[0.4]);
        program.end();
        let (out, told) = filled(&mut program, 2);
        assert_eq!(out, [0.4, 0.0], "a piece that is still made goes on");
        assert_eq!(told, [Spoken::Finished(B)]);
    }

    #[test]
    fn a_stop_tells_what_was_really_heard() {
        let mut program = Program::new(100);
        program.latency = Duration::from_millis(200);
        program.begin(A);
        program.push(&[0.5; 100]);
        program.begin(B);
        program.push(&[0.5; 100]);
        filled(&mut program, 50);
        let mut told = Vec::new();
        program.stop(&mut |spoken| told.push(spoken));
        let heard = Duration::from_millis(300);
        assert_eq!(
            told,
            [Spoken::Stopped { id: A, heard }, Spoken::Stopped { id: B, heard: Duration::ZERO }]
        );
        assert_eq!(filled(&mut program, 10).0, [0.0; 10], "silent at once");
    }

    #[test]
    fn a_pause_is_silent_and_loses_nothing() {
        let mut program = Program::new(100);
        program.begin(A);
        program.push(&[0.5, 0.25]);
        program.paused = true;
        assert_eq!(filled(&mut program, 2), (vec![0.0; 2], vec![]));
        program.paused = false;
        program.volume = 0.5;
        assert_eq!(filled(&mut program, 2).0, [0.25, 0.125]);
    }

    #[test]
    fn a_skip_goes_on_with_the_next_piece() {
        let mut program = Program::new(100);
        program.begin(A);
        program.push(&[0.1; 10]);
        program.begin(B);
        program.push(&[0.2; 10]);
        filled(&mut program, 5);
        program.skip(&mut |_| {});
        assert_eq!(filled(&mut program, 1).0, [0.2]);
    }
}
