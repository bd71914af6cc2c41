//! Which workers there are, and which one answers a request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{ModelId, Result};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::AbortHandle;

use super::life::{Answer, Ask, Life, Order};
use super::{Presence, Runtime, Trade, lost};
use crate::ModelFile;

/// The workers, at most as many as the runtime allows.
pub(crate) struct Pool<T: Trade> {
    runtime: Runtime,
    seats: Mutex<Seats<T>>,
    /// Something has changed that a request may be waiting for.
    changed: Notify,
    presence: watch::Sender<BTreeMap<ModelId, Presence>>,
}

struct Seats<T: Trade> {
    seats: Vec<Seat<T>>,
    /// Numbers given out so far, to workers and requests.
    count: u64,
    closed: bool,
}

/// A worker's place in the pool.
struct Seat<T: Trade> {
    number: u64,
    model: ModelId,
    orders: mpsc::UnboundedSender<Order<T>>,
    task: AbortHandle,
    /// Requests that it is answering.
    busy: usize,
    /// Larger, the later it was last asked.
    used: u64,
    /// It takes no more requests; its model may not be started again before it is gone.
    ending: bool,
}

/// A request that is being answered; dropped, it is stopped.
pub(crate) struct Asking<T: Trade> {
    id: u64,
    seat: u64,
    orders: mpsc::UnboundedSender<Order<T>>,
    answers: mpsc::UnboundedReceiver<Answer<T::Event>>,
    pool: Arc<Pool<T>>,
}

impl<T: Trade> Asking<T> {
    /// The next piece of the answer; `None` if the worker was done away with.
    pub(crate) async fn next(&mut self) -> Option<Answer<T::Event>> {
        self.answers.recv().await
    }

    /// More of the request, once it has begun: what `command` makes of the request's number.
    pub(crate) fn add(&self, command: impl FnOnce(u64) -> T::Command, body: Vec<u8>) {
        let _ = self.orders.send(Order::Add(command(self.id), body));
    }
}

impl<T: Trade> Drop for Asking<T> {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Stop(self.id));
        if let Some(seat) = self.pool.lock().find(self.seat) {
            seat.busy -= 1;
        }
        self.pool.changed.notify_waiters();
    }
}

impl<T: Trade> Pool<T> {
    pub(crate) fn new(runtime: Runtime) -> Self {
        Self {
            runtime,
            seats: Mutex::new(Seats { seats: Vec::new(), count: 0, closed: false }),
            changed: Notify::new(),
            presence: watch::Sender::default(),
        }
    }

    /// Which models are in memory, or on their way there.
    pub(crate) fn presence(&self) -> watch::Receiver<BTreeMap<ModelId, Presence>> {
        self.presence.subscribe()
    }

    /// Hands `request` to the worker of the model whose file is `file`; starts one if there is
    /// none, and waits for room where others are busy.
    pub(crate) async fn ask(
        self: &Arc<Self>,
        request: &T::Request,
        file: &ModelFile,
    ) -> Result<Asking<T>> {
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
        request: &T::Request,
        file: &ModelFile,
    ) -> Result<Option<Asking<T>>> {
        let mut seats = self.lock();
        if seats.closed {
            return Err(lost("was ended"));
        }
        let place = seats.seats.iter().position(|seat| seat.model == file.id);
        let place = match place {
            Some(place) if seats.seats[place].ending => return Ok(None),
            Some(place) => place,
            None if seats.seats.len() < self.runtime.loaded.max(1) => {
                let seat = self.start(seats.next(), file)?;
                seats.seats.push(seat);
                self.show(&file.id, Some(Presence::Loading));
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
        let ask = Ask { id, request: request.clone(), answers: sender };
        // Sent under the lock: once a seat is marked as ending, no request is on its way to it.
        let _ = seat.orders.send(Order::Ask(ask));
        let (seat, orders) = (seat.number, seat.orders.clone());
        Ok(Some(Asking { id, seat, orders, answers, pool: Arc::clone(self) }))
    }

    fn start(self: &Arc<Self>, number: u64, file: &ModelFile) -> Result<Seat<T>> {
        let (orders, inbox) = mpsc::unbounded_channel();
        let life = Life::start(&self.runtime, file, inbox)?;
        let pool = Arc::clone(self);
        let (model, name) = (file.id.clone(), file.id.clone());
        let task = tokio::spawn(async move {
            let loaded = || pool.show(&name, Some(Presence::Ready));
            let leave = || pool.leave(number);
            life.live(loaded, leave).await;
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
    pub(crate) async fn unload(&self, model: &ModelId) {
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
    pub(crate) fn end_all(&self) {
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

    fn lock(&self) -> MutexGuard<'_, Seats<T>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Trade> Seats<T> {
    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    fn find(&mut self, number: u64) -> Option<&mut Seat<T>> {
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

impl<T: Trade> Seat<T> {
    fn end(&mut self) {
        self.ending = true;
        let _ = self.orders.send(Order::End);
    }
}
