//! Listening: a thread that owns a microphone's stream and tells what is heard.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::RATE;
use crate::device::{DeviceId, Way};
use crate::echo::{EchoCanceller, EchoReference};
use crate::error::{Error, Kind, Result};
use crate::phrases::{AFTER, FRAME, Phrases, Turn};
use crate::resample::Resampler;
use crate::stream::{self, Open};
use crate::voice::{Detector, VoiceModel};

/// How often the thread empties the ring that the device fills.
const BEAT: Duration = Duration::from_millis(10);

/// Beats without a sample after which a device counts as gone: 3 s.
const DEAF: u32 = 300;

/// Samples that the ring holds: two seconds of the fastest device.
const RING: usize = 384_000;

/// The silence that ends speech where phrases are not told apart.
const PAUSE: Duration = Duration::from_millis(700);

/// Samples of which one level is told: 50 ms.
const LEVEL: usize = RATE as usize / 20;

/// How to listen.
#[derive(Clone, Debug)]
pub struct Listen {
    /// The microphone, or none for the system's choice.
    pub device: Option<DeviceId>,
    /// When samples are told.
    pub mode: Mode,
    /// What tells speech from everything else.
    pub voice: VoiceModel,
    /// What is played meanwhile and must not be heard.
    pub echo: Option<EchoReference>,
}

/// When samples are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All of them, from the start until 300 ms after the stop.
    Held,
    /// Those of phrases, with 500 ms before and 300 ms after each.
    HandsFree {
        /// The silence that ends a phrase.
        pause: Duration,
    },
}

/// What is heard, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// The microphone is open.
    Started,
    /// The loudness (root mean square, 0 to 1) of the last 50 ms.
    Level(f32),
    /// Somebody begins to speak; in hands-free mode a phrase's samples follow. Otherwise it is told
    /// between samples.
    SpeechStarted,
    /// Samples at 16 kHz, mono, without a gap to those before.
    Samples(Vec<f32>),
    /// The phrase is complete.
    SpeechEnded,
    /// The device is gone. What was said until then is kept, and goes on with the other device if
    /// one is named.
    DeviceLost {
        /// The device that is used from now on.
        fallback: Option<String>,
    },
    /// Nothing follows.
    Ended,
}

/// An open microphone. Dropping it closes the device at once; [`Listening::stop`] lets the last
/// word be finished.
#[derive(Debug)]
pub struct Listening {
    commands: Sender<Command>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Command {
    Stop,
    Drop,
    Gone(u32),
}

/// Opens a microphone and listens; the receiver tells what is heard, and ends after
/// [`Heard::Ended`].
///
/// [`Kind::NoDevice`], [`Kind::Busy`] and [`Kind::Denied`] say why it cannot be opened.
pub fn listen(listen: Listen) -> Result<(Listening, Receiver<Heard>)> {
    let (commands, orders) = mpsc::channel();
    let (teller, heard) = mpsc::channel();
    let (opened, opening) = mpsc::channel();
    let own = commands.clone();
    let thread = thread::Builder::new().name("microphone".into()).spawn(move || {
        match Ear::open(listen, own, teller) {
            Ok(ear) => {
                drop(opened.send(Ok(())));
                ear.run(&orders);
            }
            Err(error) => drop(opened.send(Err(error))),
        }
    });
    let failed = || Error::new(Kind::Unfit, "the microphone cannot be opened");
    let thread = thread.map_err(|error| failed().from(error))?;
    opening.recv().map_err(|error| failed().from(error))??;
    Ok((Listening { commands, thread: Some(thread) }, heard))
}

impl Listening {
    /// Ends listening after a tail of 300 ms; [`Heard::Ended`] follows the last samples.
    pub fn stop(&self) {
        // A thread that has ended is stopped.
        drop(self.commands.send(Command::Stop));
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.commands.send(Command::Drop));
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has closed its device too.
            drop(thread.join());
        }
    }
}

/// The thread's own state.
struct Ear {
    open: Option<Open>,
    ring: rtrb::Consumer<f32>,
    resampler: Resampler,
    // Which opening of a device this is: the last word of an earlier one is none.
    turn: u32,
    commands: Sender<Command>,
    canceller: Option<EchoCanceller>,
    sorter: Sorter,
    teller: Sender<Heard>,
}

impl Ear {
    fn open(listen: Listen, commands: Sender<Command>, teller: Sender<Heard>) -> Result<Self> {
        let (open, ring) = plug(listen.device.as_ref(), &commands, 0)?;
        let resampler = Resampler::new(open.rate, RATE)?;
        let canceller = listen.echo.map(EchoCanceller::new);
        let sorter = Sorter::new(listen.mode, listen.voice.detector());
        Ok(Ear { open: Some(open), ring, resampler, turn: 0, commands, canceller, sorter, teller })
    }

    fn run(mut self, orders: &Receiver<Command>) {
        self.tell(vec![Heard::Started]);
        let (mut left, mut deaf) = (None, 0);
        loop {
            let order = orders.recv_timeout(BEAT);
            let mut sound = self.empty();
            deaf = if sound.is_empty() { deaf + 1 } else { 0 };
            match order {
                Ok(Command::Drop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Command::Stop) => left = left.or(Some(AFTER)),
                Ok(Command::Gone(turn)) if turn == self.turn => deaf = DEAF,
                Ok(Command::Gone(_)) | Err(RecvTimeoutError::Timeout) => {}
            }
            let lost = deaf >= DEAF;
            if let Some(left) = &mut left {
                sound.truncate(*left);
                *left -= sound.len();
            }
            self.hear(&sound);
            if left == Some(0) || (lost && left.is_some()) {
                return self.end();
            }
            if lost {
                deaf = 0;
                let name = self.replug();
                let alone = name.is_none();
                if alone {
                    self.flush();
                }
                self.tell(vec![Heard::DeviceLost { fallback: name }]);
                if alone {
                    return self.tell(vec![Heard::Ended]);
                }
            }
        }
    }

    /// What came since, at 16 kHz.
    fn empty(&mut self) -> Vec<f32> {
        let mut raw = Vec::with_capacity(self.ring.slots());
        while let Ok(sample) = self.ring.pop() {
            raw.push(sample);
        }
        let mut sound = Vec::new();
        self.resampler.push(&raw, &mut sound);
        sound
    }

    fn hear(&mut self, sound: &[f32]) {
        let mut out = Vec::new();
        match &mut self.canceller {
            Some(canceller) => {
                let mut clean = Vec::with_capacity(sound.len());
                canceller.clean(sound, &mut clean);
                self.sorter.feed(&clean, &mut out);
            }
            None => self.sorter.feed(sound, &mut out),
        }
        self.tell(out);
    }

    fn flush(&mut self) {
        let mut rest = Vec::new();
        self.resampler.finish(&mut rest);
        if let Some(canceller) = &mut self.canceller {
            let mut clean = Vec::new();
            canceller.clean(&rest, &mut clean);
            canceller.finish(&mut clean);
            rest = clean;
        }
        let mut out = Vec::new();
        self.sorter.feed(&rest, &mut out);
        self.sorter.finish(&mut out);
        self.tell(out);
    }

    fn end(mut self) {
        self.open = None;
        self.flush();
        self.tell(vec![Heard::Ended]);
    }

    /// Goes on with the system's choice; its name, if there is one that can be opened.
    fn replug(&mut self) -> Option<String> {
        self.open = None;
        self.turn += 1;
        let (open, ring) = plug(None, &self.commands, self.turn).ok()?;
        let resampler = Resampler::new(open.rate, RATE).ok()?;
        let mut rest = Vec::new();
        self.resampler.finish(&mut rest);
        self.hear(&rest);
        let name = open.name.clone();
        (self.open, self.ring, self.resampler) = (Some(open), ring, resampler);
        Some(name)
    }

    fn tell(&self, all: Vec<Heard>) {
        for heard in all {
            // Nobody listens any more only when the command to end is on its way.
            drop(self.teller.send(heard));
        }
    }
}

fn plug(
    id: Option<&DeviceId>,
    commands: &Sender<Command>,
    turn: u32,
) -> Result<(Open, rtrb::Consumer<f32>)> {
    let (mut fill, ring) = rtrb::RingBuffer::new(RING);
    let gone = stream::teller(commands.clone(), move |_| Command::Gone(turn));
    // A thread that sleeps for two seconds loses what comes then.
    let open = stream::capture(id, gone, move |sample| {
        let _full = fill.push(sample).is_err();
    })?;
    tracing::debug!(device = open.name, rate = open.rate, "{} is open", Way::In.words());
    Ok((open, ring))
}

/// Sorts 16 kHz sound into events; knows no device.
struct Sorter {
    phrases: Phrases,
    // All samples are told, not only those of phrases.
    held: bool,
    detector: Detector,
    frame: Vec<f32>,
    level: Vec<f32>,
}

impl Sorter {
    fn new(mode: Mode, detector: Detector) -> Self {
        let (phrases, held) = match mode {
            Mode::Held => (Phrases::new(PAUSE), true),
            Mode::HandsFree { pause } => (Phrases::new(pause), false),
        };
        Sorter { phrases, held, detector, frame: Vec::new(), level: Vec::new() }
    }

    fn feed(&mut self, sound: &[f32], out: &mut Vec<Heard>) {
        self.level.extend_from_slice(sound);
        while self.level.len() >= LEVEL {
            let power: f32 = self.level.drain(..LEVEL).map(|sample| sample * sample).sum();
            out.push(Heard::Level((power / LEVEL as f32).sqrt()));
        }
        if self.held && !sound.is_empty() {
            out.push(Heard::Samples(sound.to_vec()));
        }
        self.frame.extend_from_slice(sound);
        let mut turns = Vec::new();
        while let Some(frame) = self.frame.first_chunk::<FRAME>().copied() {
            let likelihood = self.detector.likelihood(&frame).unwrap_or_else(|error| {
                tracing::warn!(%error, "a frame is taken for silence");
                0.0
            });
            self.phrases.feed(&frame, likelihood, &mut turns);
            self.frame.drain(..FRAME);
        }
        self.sort(turns, out);
    }

    fn finish(&mut self, out: &mut Vec<Heard>) {
        let mut turns = Vec::new();
        self.phrases.finish(&mut turns);
        self.sort(turns, out);
    }

    fn sort(&self, turns: Vec<Turn>, out: &mut Vec<Heard>) {
        for turn in turns {
            match turn {
                Turn::Started => out.push(Heard::SpeechStarted),
                // They were told as they came.
                Turn::Samples(_) if self.held => {}
                Turn::Samples(samples) => out.push(Heard::Samples(samples)),
                Turn::Ended => out.push(Heard::SpeechEnded),
            }
        }
    }
}
