//! Speaking: one continuous stream to a loudspeaker, fed piece by piece.
//!
//! The stream is cpal's own: rodio resamples each buffer by itself, without a low-pass, and so
//! leaves a step at every boundary of speech that comes in pieces.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::device::DeviceId;
use crate::echo::EchoReference;
use crate::error::{Error, Kind, Result};
use crate::program::{PieceId, Program, Spoken};
use crate::resample::Resampler;
use crate::stream::{self, Open};

/// A loudspeaker. Dropping it closes the device.
#[derive(Debug)]
pub struct Speaker {
    program: Arc<Mutex<Program>>,
    voice: Mutex<Option<(u32, Resampler)>>,
    reference: EchoReference,
    told: Sender<Spoken>,
    commands: Sender<Command>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Command {
    Gone(u32),
    Move(Option<DeviceId>, Sender<Result<()>>),
    Close,
}

impl Speaker {
    /// Opens a loudspeaker, or the system's choice. The receiver tells what becomes of each piece.
    ///
    /// [`Kind::NoDevice`], [`Kind::Busy`] and [`Kind::Denied`] say why it cannot be opened.
    pub fn new(device: Option<DeviceId>) -> Result<(Self, Receiver<Spoken>)> {
        let (told, events) = mpsc::channel();
        let (commands, orders) = mpsc::channel();
        let (opened, opening) = mpsc::channel();
        let program = Arc::new(Mutex::new(Program::new(48_000)));
        let reference = EchoReference::default();
        let mut mouth = Mouth {
            program: Arc::clone(&program),
            reference: reference.clone(),
            told: told.clone(),
            commands: commands.clone(),
            turn: 0,
            open: None,
        };
        let failed = || Error::new(Kind::Unfit, "the loudspeaker cannot be opened");
        let thread = thread::Builder::new()
            .name("loudspeaker".into())
            .spawn(move || {
                let ready = mouth.plug(device.as_ref());
                let good = ready.is_ok();
                drop(opened.send(ready));
                if good {
                    mouth.run(&orders);
                }
            })
            .map_err(|error| failed().from(error))?;
        opening.recv().map_err(|error| failed().from(error))??;
        let voice = Mutex::new(None);
        Ok((Speaker { program, voice, reference, told, commands, thread: Some(thread) }, events))
    }

    /// Begins a piece after all that were begun before; ends the one before.
    pub fn begin(&self, id: PieceId) {
        self.end();
        lock(&self.program).begin(id);
    }

    /// More of the piece that was begun last: mono, at this many samples a second.
    pub fn push(&self, samples: &[f32], rate: u32) -> Result<()> {
        let mut voice = lock(&self.voice);
        let mut sound = Vec::new();
        if voice.as_ref().is_none_or(|(from, _)| *from != rate) {
            if let Some((_, old)) = voice.as_mut() {
                old.finish(&mut sound);
            }
            let device = lock(&self.program).rate;
            *voice = Some((rate, Resampler::new(rate, device)?));
        }
        if let Some((_, resampler)) = voice.as_mut() {
            resampler.push(samples, &mut sound);
        }
        lock(&self.program).push(&sound);
        Ok(())
    }

    /// The piece that was begun last is complete.
    pub fn end(&self) {
        let mut sound = Vec::new();
        if let Some((_, mut resampler)) = lock(&self.voice).take() {
            resampler.finish(&mut sound);
        }
        let mut program = lock(&self.program);
        program.push(&sound);
        program.end();
    }

    /// Is silent within the device's buffer; nothing is lost.
    pub fn pause(&self) {
        lock(&self.program).paused = true;
    }

    /// Goes on after a pause.
    pub fn resume(&self) {
        lock(&self.program).paused = false;
    }

    /// Is silent within the device's buffer; every piece that was begun is told as stopped.
    pub fn stop(&self) {
        *lock(&self.voice) = None;
        lock(&self.program).stop(&mut |spoken| drop(self.told.send(spoken)));
    }

    /// Goes on with the next piece.
    pub fn skip(&self) {
        lock(&self.program).skip(&mut |spoken| drop(self.told.send(spoken)));
    }

    /// The loudness, 0 to 1.
    pub fn set_volume(&self, volume: f32) {
        lock(&self.program).volume = volume.clamp(0.0, 1.0);
    }

    /// Goes on with another loudspeaker, or with the system's choice.
    pub fn set_device(&self, device: Option<DeviceId>) -> Result<()> {
        let (done, answer) = mpsc::channel();
        drop(self.commands.send(Command::Move(device, done)));
        let failed = || Error::new(Kind::Unfit, "the loudspeaker cannot be changed");
        let moved = answer.recv().map_err(|error| failed().from(error))?;
        // A piece that is still coming goes on at the new device's rate.
        *lock(&self.voice) = None;
        moved
    }

    /// The piece that is played, and how much of it has been heard.
    pub fn position(&self) -> Option<(PieceId, Duration)> {
        lock(&self.program).position()
    }

    /// The exact samples played, for the microphone's echo canceller.
    pub fn reference(&self) -> EchoReference {
        self.reference.clone()
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        drop(self.commands.send(Command::Close));
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has closed its device too.
            drop(thread.join());
        }
    }
}

/// The thread's own state.
struct Mouth {
    program: Arc<Mutex<Program>>,
    reference: EchoReference,
    told: Sender<Spoken>,
    commands: Sender<Command>,
    turn: u32,
    open: Option<Open>,
}

impl Mouth {
    fn run(mut self, orders: &Receiver<Command>) {
        while let Ok(order) = orders.recv() {
            match order {
                Command::Close => return,
                Command::Gone(turn) if turn != self.turn => {}
                Command::Gone(_) => {
                    self.open = None;
                    let plugged = self.plug(None).is_ok();
                    let name = self.open.as_ref().filter(|_| plugged).map(|open| open.name.clone());
                    drop(self.told.send(Spoken::DeviceLost { fallback: name }));
                }
                Command::Move(device, done) => drop(done.send(self.plug(device.as_ref()))),
            }
        }
    }

    fn plug(&mut self, device: Option<&DeviceId>) -> Result<()> {
        self.turn += 1;
        let turn = self.turn;
        let gone = stream::teller(self.commands.clone(), move |_| Command::Gone(turn));
        let (program, reference) = (Arc::clone(&self.program), self.reference.clone());
        let told = self.told.clone();
        let fill = move |out: &mut [f32], latency: Duration| {
            // Others hold the lock for moments only: they resample before they take it.
            let mut program = lock(&program);
            program.latency = latency;
            program.fill(out, &mut |spoken| drop(told.send(spoken)));
            reference.note(program.rate, out);
        };
        let open = stream::playback(device, gone, fill)?;
        let mut program = lock(&self.program);
        let (from, to) = (program.rate, open.rate);
        if from != to {
            program.convert(to, |sound| converted(&sound, from, to));
        }
        drop(program);
        tracing::debug!(device = open.name, rate = open.rate, "the loudspeaker is open");
        self.open = Some(open);
        Ok(())
    }
}

fn converted(sound: &[f32], from: u32, to: u32) -> Vec<f32> {
    let mut out = Vec::new();
    if let Ok(mut resampler) = Resampler::new(from, to) {
        resampler.push(sound, &mut out);
        resampler.finish(&mut out);
    }
    out
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
