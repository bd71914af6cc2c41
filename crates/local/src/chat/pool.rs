//! Which workers there are, and which one answers a request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{ChatRequest, ModelId, Result};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::AbortHandle;

use super::worker::{Answer, Ask, Order, Worker};
use super::{Presence, Runtime, lost};
use crate::ModelFile;

/// The workers, at most as many as the runtime allows.
pub(super) struct Pool {
    runtime: Runtime,
    seats: Mutex<Seats>,
    /// Something has changed that a request may be waiting for.
    changed: Notify,
    presence: watch::Sender<BTreeMap<ModelId, Presence>>,
}

#[derive(Default)]
struct Seats {
    seats: Vec<Seat>,
    /// Numbers given out so far, to workers and requests.
    count: u64,
    closed: bool,
}

/// A worker's place in the pool.
struct Seat {
    number: u64,
    model: ModelId,
    orders: mpsc::UnboundedSender<Order>,
    task: AbortHandle,
    /// Requests that it is answering.
    busy: usize,
    /// Larger, the later it was last asked.
    used: u64,
    /// It takes no more requests; its model may not be started again before it is gone.
    ending: bool,
}

/// A request that is being answered; dropped, it is stopped.
pub(super) struct Asking {
    id: u64,
    seat: u64,
    orders: mpsc::UnboundedSender<Order>,
    answers: mpsc::UnboundedReceiver<Answer>,
    pool: Arc<Pool>,
}

impl Asking {
    /// The next piece of the answer; `None` if the worker was done away with.
    pub(super) async fn next(&mut self) -> Option<Answer> {
        self.answers.recv().await
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Stop(self.id));
        if let Some(seat) = self.pool.lock().find(self.seat) {
            seat.busy -= 1;
        }
        self.pool.changed.notify_waiters();
    }
}

impl Pool {
    pub(super) fn new(runtime: Runtime) -> Self {
        Self {
            runtime,
            seats: Mutex::default(),
            changed: Notify::new(),
            presence: watch::Sender::default(),
        }
    }

    pub(super) fn presence(&self) -> watch::Receiver<BTreeMap<ModelId, Presence>> {
        self.presence.subscribe()
    }

    /// Hands `request` to the worker of its model, whose file is `file`; starts one if there is
    /// none, and waits for room where others are busy.
    pub(super) async fn ask(
        self: &Arc<Self>,
        request: &ChatRequest,
        file: &ModelFile,
    ) -> Result<Asking> {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if let Some(asking) = self.try_ask(request, file)? {
                return Ok(asking);
            }
            changed.await;
        }
    }

    fn try_ask(
        self: &Arc<Self>,
        request: &ChatRequest,
        file: &ModelFile,
    ) -> Result<Option<Asking>> {
        let mut seats = self.lock();
        if seats.closed {
            return Err(lost("was ended"));
        }
        let place = seats.seats.iter().position(|seat| seat.model == request.model);
        let place = match place {
            Some(place) if seats.seats[place].ending => return Ok(None),
            Some(place) => place,
            None if seats.seats.len() < self.runtime.loaded.max(1) => {
                let seat = self.start(seats.next(), request.model.clone(), file)?;
                seats.seats.push(seat);
                self.show(&request.model, Some(Presence::Loading));
                seats.seats.len() - 1
            }
            None => {
                seats.make_room();
                return Ok(None);
            }
        };
        let id = seats.next();
        let seat = &mut seats.seats[place];
        seat.used = id;
        seat.busy += 1;
        let (sender, answers) = mpsc::unbounded_channel();
        let messages = request.messages.clone();
        let parameters = request.parameters.clone().or(&file.defaults);
        let ask = Ask { id, messages, parameters, answers: sender };
        // Sent under the lock: once a seat is marked as ending, no request is on its way to it.
        let _ = seat.orders.send(Order::Ask(ask));
        let (seat, orders) = (seat.number, seat.orders.clone());
        Ok(Some(Asking { id, seat, orders, answers, pool: Arc::clone(self) }))
    }

    fn start(self: &Arc<Self>, number: u64, model: ModelId, file: &ModelFile) -> Result<Seat> {
        let (orders, inbox) = mpsc::unbounded_channel();
        let worker = Worker::start(&self.runtime, file, inbox)?;
        let pool = Arc::clone(self);
        let name = model.clone();
        let task = tokio::spawn(async move {
            let loaded = || pool.show(&name, Some(Presence::Ready));
            let leave = || pool.leave(number);
            worker.live(loaded, leave).await;
            pool.gone(number, &name);
        });
        let task = task.abort_handle();
        Ok(Seat { number, model, orders, task, busy: 0, used: number, ending: false })
    }

    /// Seat `number` takes no more requests.
    fn leave(&self, number: u64) {
        if let Some(seat) = self.lock().find(number) {
            seat.ending = true;
        }
    }

    /// The worker of seat `number` is gone.
    fn gone(&self, number: u64, model: &ModelId) {
        self.lock().seats.retain(|seat| seat.number != number);
        self.show(model, None);
        self.changed.notify_waiters();
    }

    /// Ends the worker of `model` and waits until it is gone.
    pub(super) async fn unload(&self, model: &ModelId) {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            match self.lock().seats.iter_mut().find(|seat| seat.model == *model) {
                None => return,
                Some(seat) => seat.end(),
            }
            changed.await;
        }
    }

    /// Ends all workers at once and starts no more.
    pub(super) fn end_all(&self) {
        let mut seats = self.lock();
        seats.closed = true;
        for seat in seats.seats.drain(..) {
            seat.task.abort();
        }
        drop(seats);
        self.presence.send_replace(BTreeMap::new());
        self.changed.notify_waiters();
    }

    fn show(&self, model: &ModelId, presence: Option<Presence>) {
        self.presence.send_modify(|models| {
            match presence {
                Some(presence) => models.insert(model.clone(), presence),
                None => models.remove(model),
            };
        });
    }

    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    fn find(&mut self, number: u64) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.number == number)
    }

    /// Ends the idle worker that was longest unused, unless one is ending already.
    fn make_room(&mut self) {
        if self.seats.iter().any(|seat| seat.ending) {
            return;
        }
        let idle = self.seats.iter_mut().filter(|seat| seat.busy == 0);
        if let Some(seat) = idle.min_by_key(|seat| seat.used) {
            seat.end();
        }
    }
}

impl Seat {
    fn end(&mut self) {
        self.ending = true;
        let _ = self.orders.send(Order::End);
    }
}
