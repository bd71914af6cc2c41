//! One request: hear while it is being said, so that little is left to do when it ends.
//!
//! What is being said stands in a [`Window`]. While it grows, what was heard so far is told again
//! and again (`Partial`), each time from all of the window. In a pause it is heard thoroughly; if
//! nothing more is said, that is the answer, and is there when the end is. What lies before a long
//! pause, or fills the window, is written down for good and forgotten, so that hours need no more
//! memory than half a minute.

use std::time::{Duration, Instant};

use model::voice_worker::Report;
use model::{Segment, Transcript};

use super::belief::{self, Part};
use super::load::Manner;
use super::native::{Failure, Session, Status};
use super::script::join;
use super::window::{SECOND, Window};
use crate::inbox::Job;
use crate::outbox::Outbox;
use crate::sound::Sound;

/// After so much silence what was said may be all.
const PAUSE: usize = SECOND / 4;
/// After so much silence what was said is written down for good …
const REST: usize = SECOND;
/// … if it is at least so long: what is understood together should stay together.
const WHOLE: usize = 8 * SECOND;
/// So much new voice is worth hearing again.
const STEP: usize = SECOND / 2;
/// A word's end may be softer than a voice is, and is heard with it.
const FADE: usize = 3 * SECOND / 10;
/// What waits is more than was said since: it comes from a file, not from somebody speaking.
const FILE: usize = 3 * SECOND;

/// A request that is being heard.
pub(crate) struct Listening<'a, 'model> {
    pub(crate) job: &'a Job,
    pub(crate) sound: &'a Sound,
    pub(crate) session: &'a mut Session<'model>,
    pub(crate) manner: &'a Manner,
    pub(crate) outbox: &'a Outbox,
    /// Whether what is heard is told while it is being said.
    pub(crate) partials: bool,
    /// The longest piece that is heard at once, in samples.
    pub(crate) longest: usize,
}

/// What was heard of the window as it is.
struct Guess {
    parts: Vec<Part>,
    language: Option<String>,
    /// Where the voice that it holds ends, in samples.
    voice_end: usize,
    /// Whether it may be the last word.
    thorough: bool,
}

/// What is written down for good, and the rest.
#[derive(Default)]
struct Page {
    window: Window,
    guess: Option<Guess>,
    transcript: Transcript,
    /// How many samples each language was spoken.
    languages: Vec<(String, usize)>,
    told: (String, String),
    /// How long it took to hear the window last time, and when that was.
    took: Duration,
    heard_at: Option<Instant>,
}

/// Why a request ends before all was said.
pub(crate) enum Break {
    /// It was stopped.
    Stopped,
    /// The recogniser failed.
    Failed(Status),
}

impl Listening<'_, '_> {
    /// Hears until all was said.
    pub(crate) fn run(mut self) -> Result<Transcript, Break> {
        let mut page = Page::default();
        let mut taken = 0;
        while let Some(samples) = self.sound.take(self.longest - page.window.len()) {
            taken += samples.len() as u64;
            self.outbox.send(&Report::Taken { id: self.job.id, samples: taken });
            page.window.push(&samples);
            if page.guess.is_none() {
                page.window.shed();
            }
            if self.job.stopped() {
                return Err(Break::Stopped);
            }
            if page.window.len() >= self.longest {
                let cut = page.window.cut();
                self.write_down(&mut page, cut)?;
            } else if self.partials {
                self.keep_up(&mut page)?;
            }
        }
        if self.job.stopped() {
            return Err(Break::Stopped);
        }
        let end = page.window.len();
        self.write_down(&mut page, end)?;
        Ok(page.into_transcript(self.manner))
    }

    /// Hears the window again where that is worth it.
    fn keep_up(&mut self, page: &mut Page) -> Result<(), Break> {
        let voiced = page.window.voiced();
        let Some(voice_end) = voiced.last().map(|voice| voice.end) else { return Ok(()) };
        let silence = page.window.len() - voice_end;
        let known = page.guess.as_ref().map_or(0, |guess| guess.voice_end);
        let thorough = page.guess.as_ref().is_some_and(|guess| guess.thorough);
        if silence >= PAUSE && !(thorough && voice_end <= known) {
            if self.sound.waiting() < FILE {
                return self.guess(page, true);
            }
        } else if silence >= REST && page.window.len() >= WHOLE {
            let end = page.window.len() - PAUSE;
            return self.write_down(page, end);
        } else if silence < FADE / 3 && voice_end >= known + STEP && self.is_rested(page) {
            return self.guess(page, false);
        }
        Ok(())
    }

    /// Whether it may work again: it leaves the processor to others for longer than it used it, so
    /// that it seldom is at work when the end comes, and does not guess at what will be written
    /// down in a moment.
    fn is_rested(&self, page: &Page) -> bool {
        let rested = page.heard_at.is_none_or(|last| last.elapsed() >= page.took * 3 / 2);
        rested && self.sound.waiting() < FILE
    }

    fn guess(&mut self, page: &mut Page, thorough: bool) -> Result<(), Break> {
        let end = page.window.len();
        if let Some(guess) = self.hear(page, end, thorough)? {
            page.guess = Some(guess);
            self.tell(page);
        }
        Ok(())
    }

    /// Writes down for good what is said before `end` and forgets it.
    fn write_down(&mut self, page: &mut Page, end: usize) -> Result<(), Break> {
        let voice_end =
            page.window.voiced().iter().map(|voice| voice.end).take_while(|&at| at <= end).last();
        let known = page.guess.take().filter(|guess| guess.thorough);
        let known = known.filter(|guess| voice_end.is_none_or(|at| at == guess.voice_end));
        let heard = match known {
            Some(guess) => Some(guess),
            None => self.hear(page, end, true)?,
        };
        if let Some(heard) = heard {
            page.append(heard);
        }
        page.window.forget(end);
        self.tell(page);
        Ok(())
    }

    /// Hears what is said before `end`. `None` where nothing is, or where it was given up because
    /// all was said meanwhile and it is to be heard thoroughly.
    fn hear(
        &mut self,
        page: &mut Page,
        end: usize,
        thorough: bool,
    ) -> Result<Option<Guess>, Break> {
        let voiced = page.window.voiced();
        let within = |voice: &&std::ops::Range<usize>| voice.start < end;
        let Some(voice_end) = voiced.iter().rfind(within).map(|voice| voice.end.min(end)) else {
            return Ok(None);
        };
        let samples = &page.window.samples()[..end.min(voice_end + FADE)];
        let (job, sound) = (self.job, self.sound);
        let stop = move || job.stopped() || (!thorough && sound.ended());
        let begun = Instant::now();
        let heard = self.session.hear(samples, self.manner.how(thorough), &stop);
        page.took = begun.elapsed();
        page.heard_at = Some(Instant::now());
        match heard {
            Ok(heard) => {
                let language = heard.language.clone();
                let parts = belief::believed(heard, &voiced, samples.len());
                Ok(Some(Guess { parts, language, voice_end, thorough }))
            }
            Err(Failure::Stopped) if job.stopped() => Err(Break::Stopped),
            Err(Failure::Stopped) => Ok(None),
            Err(Failure::Status(status)) => Err(Break::Failed(status)),
        }
    }

    /// Tells what was heard so far, where it has changed.
    fn tell(&self, page: &mut Page) {
        let committed = page.transcript.text.clone();
        let tentative = page.guess.as_ref().map(|guess| belief::text(&guess.parts));
        let told = (committed, tentative.unwrap_or_default());
        if !self.partials || told == page.told {
            return;
        }
        page.told = told.clone();
        let (committed, tentative) = told;
        self.outbox.send(&Report::Partial { id: self.job.id, committed, tentative });
    }
}

impl Page {
    fn append(&mut self, heard: Guess) {
        let before = self.window.start_ms();
        let ms = |of_window: i64| {
            let of_all = before + u64::try_from(of_window).unwrap_or(0);
            u32::try_from(of_all).unwrap_or(u32::MAX)
        };
        for (text, start, end) in heard.parts {
            self.transcript.text = join(std::mem::take(&mut self.transcript.text), &text);
            let segment = Segment { text, start_ms: ms(start), end_ms: ms(end) };
            self.transcript.segments.push(segment);
        }
        if let Some(language) = heard.language {
            match self.languages.iter_mut().find(|(known, _)| *known == language) {
                Some((_, samples)) => *samples += heard.voice_end,
                None => self.languages.push((language, heard.voice_end)),
            }
        }
    }

    fn into_transcript(self, manner: &Manner) -> Transcript {
        let mut transcript = self.transcript;
        let given = manner.language.clone();
        let most = self.languages.into_iter().max_by_key(|(_, samples)| *samples);
        if !transcript.text.is_empty() {
            transcript.language = given.or(most.map(|(language, _)| language));
        }
        transcript
    }
}
