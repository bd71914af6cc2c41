//! One worker's life: load a model, pass requests to it and reports back, notice when it is gone.

use std::collections::HashMap;
use std::time::Duration;

use model::{Error, ErrorKind, Result};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::exit::{self, Doing};
use super::pipes::{Heard, Pipes};
use super::{News, Runtime, Trade, lost};
use crate::ModelFile;

/// What a worker is told by the pool.
pub(super) enum Order<T: Trade> {
    /// Answer a request.
    Ask(Ask<T>),
    /// More of a request that has begun.
    Add(T::Command, Vec<u8>),
    /// Nobody waits for this request's answer any more.
    Stop(u64),
    /// End; what is being answered breaks off.
    End,
}

/// A request on its way to a worker.
pub(super) struct Ask<T: Trade> {
    pub id: u64,
    pub request: T::Request,
    pub answers: mpsc::UnboundedSender<Answer<T::Event>>,
}

/// What a request is answered.
#[derive(Debug)]
pub(crate) enum Answer<E> {
    /// The request is on its way to the worker: more of it may follow.
    Begun,
    /// What the worker tells of it.
    Event(E),
    /// It ended without its end.
    Failed(Error),
    /// The worker was about to end; another one will answer.
    Again,
}

/// A worker, from its first command to its end.
pub(super) struct Life<T: Trade> {
    /// From one ping to the next while there is something to do.
    interval: Duration,
    idle: Duration,
    pipes: Pipes,
    orders: mpsc::UnboundedReceiver<Order<T>>,
    requests: HashMap<u64, Request<T::Event>>,
    /// The name that the model's file states, once loaded.
    name: Option<String>,
    /// When it was last looked after.
    looked: Instant,
    /// Pings since it last said anything.
    unanswered: u32,
    /// When it last had something to do.
    busy: Instant,
}

struct Request<E> {
    answers: mpsc::UnboundedSender<Answer<E>>,
    /// How often the worker was looked after since it was told to stop.
    stopped: Option<u32>,
}

/// Looks after a worker that it may let pass without an answer.
const PATIENCE: u32 = 4;

/// Why a worker's life ends.
enum Ending {
    /// Nobody has asked it anything for a while, or it was told to.
    Asked,
    /// For this reason, which its requests are told.
    Failed(Error),
}

impl<T: Trade> Life<T> {
    /// Starts the program and tells it what to load.
    pub(super) fn start(
        runtime: &Runtime,
        file: &ModelFile,
        orders: mpsc::UnboundedReceiver<Order<T>>,
    ) -> Result<Self> {
        let Some(path) = file.path.to_str() else {
            return Err(Error::new(
                ErrorKind::BadModelFile,
                "The model file's name has characters that cannot be used. Rename it.",
            ));
        };
        let pipes = Pipes::open(&runtime.worker)?;
        pipes.send(&T::load(file, path.to_owned(), runtime)?, &[])?;
        let now = Instant::now();
        Ok(Self {
            interval: runtime.silence / PATIENCE,
            idle: runtime.idle,
            pipes,
            orders,
            requests: HashMap::new(),
            name: None,
            looked: now,
            unanswered: 0,
            busy: now,
        })
    }

    /// Lives until it is idle for long, told to end, or lost. `loaded` is called when the model is
    /// ready; `leave` before the end, and after it no more orders come.
    pub(super) async fn live(mut self, loaded: impl Fn(), leave: impl FnOnce()) {
        let ending = self.work(loaded).await;
        leave();
        self.orders.close();
        let mut again = Vec::new();
        while let Some(order) = self.orders.recv().await {
            if let Order::Ask(ask) = order {
                again.push(ask);
            }
        }
        let doing = if self.name.is_some() { Doing::Answering } else { Doing::Loading };
        let requests = std::mem::take(&mut self.requests);
        let error = match ending {
            Some(Ending::Asked) => {
                self.pipes.close().await;
                lost("was ended")
            }
            Some(Ending::Failed(error)) => {
                self.pipes.kill().await;
                error
            }
            None => {
                let (status, words) = self.pipes.close().await;
                exit::error(status, doing, &words)
            }
        };
        if !requests.is_empty() {
            tracing::warn!(kind = ?error.kind, "{error}");
        }
        for request in requests.into_values() {
            let _ = request.answers.send(Answer::Failed(error.clone()));
        }
        // Only now is the old process gone and its memory free for the next.
        for ask in again {
            let _ = ask.answers.send(Answer::Again);
        }
    }

    /// Works until there is a reason to end; `None` when the process has ended by itself.
    async fn work(&mut self, loaded: impl Fn()) -> Option<Ending> {
        loop {
            let wake = self.next_look();
            tokio::select! {
                order = self.orders.recv() => match order {
                    Some(Order::Ask(ask)) => self.ask(ask),
                    Some(Order::Add(command, body)) => {
                        // A piece of a request always can be written as a frame.
                        let _ = self.pipes.send(&command, &body);
                    }
                    Some(Order::Stop(id)) => self.stop(id),
                    Some(Order::End) | None => return Some(Ending::Asked),
                },
                heard = self.pipes.listen::<T::Report>() => match heard {
                    Heard::Report(report, body) => {
                        self.unanswered = 0;
                        if let Err(error) = self.take(T::read(report, body, self.name()), &loaded) {
                            return Some(Ending::Failed(error));
                        }
                    }
                    Heard::End => return None,
                    Heard::Garbage(error) => return Some(Ending::Failed(Error::new(
                        ErrorKind::Malformed,
                        format!("The program that runs the model wrote what cannot be read: {error}."),
                    ))),
                },
                () = sleep_until(wake) => {
                    if let Some(ending) = self.look() {
                        return Some(ending);
                    }
                }
            }
        }
    }

    fn ask(&mut self, ask: Ask<T>) {
        let Ask { id, request, answers } = ask;
        self.rouse();
        match self.pipes.send(&T::ask(id, request), &[]) {
            Ok(()) => {
                let _ = answers.send(Answer::Begun);
                self.requests.insert(id, Request { answers, stopped: None });
            }
            Err(error) => {
                let _ = answers.send(Answer::Failed(error));
            }
        }
    }

    fn stop(&mut self, id: u64) {
        if let Some(request) = self.requests.get_mut(&id) {
            request.stopped = Some(0);
            // A stop always can be written as a frame.
            let _ = self.pipes.send(&T::stop(id), &[]);
        }
    }

    /// Silence counts from the moment there is something to do.
    fn rouse(&mut self) {
        if self.resting() {
            self.looked = Instant::now();
            self.unanswered = 0;
        }
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn resting(&self) -> bool {
        self.name.is_some() && self.requests.is_empty()
    }

    /// When to look next whether all is well.
    fn next_look(&self) -> Instant {
        if self.resting() { self.busy + self.idle } else { self.looked + self.interval }
    }

    /// Whether it has been idle, silent, or deaf to a stop for too long; else asks for a sign.
    ///
    /// What counts is how often it did not answer, not only for how long: when the whole machine
    /// was held up, the worker gets its chance.
    fn look(&mut self) -> Option<Ending> {
        self.looked = Instant::now();
        let unneeded = self.requests.is_empty() && self.looked >= self.busy + self.idle;
        if unneeded {
            return Some(Ending::Asked);
        }
        if self.resting() {
            return None;
        }
        let mut deaf = false;
        for looks in self.requests.values_mut().filter_map(|request| request.stopped.as_mut()) {
            deaf |= *looks >= PATIENCE;
            *looks += 1;
        }
        if deaf || self.unanswered >= PATIENCE {
            return Some(Ending::Failed(lost("stopped answering and was ended")));
        }
        self.unanswered += 1;
        // A ping always can be written as a frame.
        let _ = self.pipes.send(&T::ping(), &[]);
        None
    }

    fn take(&mut self, news: News<T::Event>, loaded: &impl Fn()) -> Result<()> {
        match news {
            News::Loaded { name } => {
                self.name = Some(name);
                self.busy = Instant::now();
                loaded();
            }
            News::Refused(error) => return Err(error),
            News::Events { id, events } => self.tell(id, events),
            News::Ended { id, events } => {
                self.tell(id, events);
                self.done(id);
            }
            News::Failed { id, error } => {
                if let Some(request) = self.done(id) {
                    let _ = request.answers.send(Answer::Failed(error));
                }
            }
            News::Alive => {}
        }
        Ok(())
    }

    fn tell(&self, id: u64, events: Vec<T::Event>) {
        let Some(request) = self.requests.get(&id) else { return };
        for event in events {
            let _ = request.answers.send(Answer::Event(event));
        }
    }

    fn done(&mut self, id: u64) -> Option<Request<T::Event>> {
        self.busy = Instant::now();
        self.requests.remove(&id)
    }
}
