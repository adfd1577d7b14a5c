//! The door to the network: how many may be connected, and how long each may take over its head, its body and our answer.
//!
//! Nobody who is slow on purpose holds what others need (docs/adr/0033): a connection waits for a request only as long as no
//! newcomer needs its place, a body must move, and what lies in memory of all bodies together is bounded.

mod body;
mod paced;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tower::ServiceExt;

use body::{Budget, Counted, Received};
use paced::Paced;

/// What a client may ask of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once. Beyond it the one that has waited longest for a request makes room.
    pub connections: usize,
    /// How long a connection may wait for, and take over, the head of a request.
    pub head: Duration,
    /// How long a body, or the reading of our answer, may stand still.
    pub pause: Duration,
    /// How much of request bodies may be in memory at once, of all connections together.
    pub bodies: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 4096,
            // A proxy that keeps connections open for a minute, as most do, is the last to close.
            head: Duration::from_secs(75),
            pause: Duration::from_secs(20),
            bodies: 256 * 1024 * 1024,
        }
    }
}

/// Descriptors that are not connections: the database, files, the listener.
const OTHER_FILES: usize = 160;
/// Those who come when every place is busy are told so, this many at once; more are hung up on.
const TURNED_AWAY: usize = 64;
/// How long somebody who is turned away, or who makes room, has left.
const GOODBYE: Duration = Duration::from_millis(500);
/// The most a connection keeps of what it has read and not yet understood: a head is smaller.
const BUFFER: usize = 64 * 1024;

const FULL: &str = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-type: text/plain; charset=utf-8\r\n\
content-length: 42\r\nconnection: close\r\n\r\nThe server is busy; try again in a moment.";

/// Serves until `stop` changes; then lets the requests under way finish.
pub async fn serve(listener: TcpListener, routes: Router, limits: Limits, mut stop: watch::Receiver<bool>) {
    let most = limits.connections.min(descriptors().unwrap_or(usize::MAX).saturating_sub(OTHER_FILES)).max(1);
    if most < limits.connections {
        tracing::warn!(most, "fewer connections than set: the system allows no more open files");
    }
    let hall = Arc::new(Hall::new(most, limits));
    let away = Arc::new(Semaphore::new(TURNED_AWAY));
    // Ends when the last connection drops its end.
    let (alive, mut ended) = mpsc::channel::<Infallible>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) if is_theirs(&error) => continue,
            Err(error) => {
                // Out of descriptors, most likely: somebody makes room, and a moment passes.
                tracing::warn!(%error, "a connection could not be taken");
                drop(hall.make_room());
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        match hall.take_place().or_else(|| hall.make_room()) {
            Some(place) => {
                let seat = Seat::new(hall.clone(), place);
                tokio::spawn(converse(stream, seat, routes.clone(), stop.clone(), alive.clone()));
            }
            None => {
                if let Ok(turn) = away.clone().try_acquire_owned() {
                    tokio::spawn(turn_away(stream, turn));
                }
            }
        }
    }
    drop((listener, alive));
    ended.recv().await;
}

/// The connection was gone before it was taken: no fault of ours.
fn is_theirs(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// How many files the system lets this process open, where it says so.
fn descriptors() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    limits.lines().find_map(|l| l.strip_prefix("Max open files"))?.split_whitespace().next()?.parse().ok()
}

/// All connections.
struct Hall {
    places: Arc<Semaphore>,
    budget: Budget,
    limits: Limits,
    waiting: Mutex<Waiting>,
}

/// Those that wait for a request, in the order in which they began to.
#[derive(Default)]
struct Waiting {
    next: u64,
    seats: BTreeMap<u64, Arc<Seat>>,
}

impl Hall {
    fn new(most: usize, limits: Limits) -> Hall {
        let places = Arc::new(Semaphore::new(most));
        Hall { places, budget: Budget::new(limits.bodies), limits, waiting: Mutex::default() }
    }

    fn take_place(&self) -> Option<OwnedSemaphorePermit> {
        self.places.clone().try_acquire_owned().ok()
    }

    /// The place of the one that has waited longest.
    fn make_room(&self) -> Option<OwnedSemaphorePermit> {
        let (_, seat) = lock(&self.waiting).seats.pop_first()?;
        seat.leave.notify_one();
        lock(&seat.place).take()
    }
}

/// One connection's place.
struct Seat {
    hall: Arc<Hall>,
    place: Mutex<Option<OwnedSemaphorePermit>>,
    leave: Notify,
    /// Under which number it waits.
    number: Mutex<Option<u64>>,
    /// Whether it was ever given an answer, whose last bytes may still be on their way.
    answered: AtomicBool,
}

impl Seat {
    fn new(hall: Arc<Hall>, place: OwnedSemaphorePermit) -> Arc<Seat> {
        let seat = Seat {
            hall,
            place: Mutex::new(Some(place)),
            leave: Notify::new(),
            number: Mutex::default(),
            answered: AtomicBool::new(false),
        };
        let seat = Arc::new(seat);
        seat.wait();
        seat
    }

    fn wait(self: &Arc<Seat>) {
        let mut waiting = lock(&self.hall.waiting);
        let number = waiting.next;
        waiting.next = number.wrapping_add(1);
        waiting.seats.insert(number, self.clone());
        *lock(&self.number) = Some(number);
    }

    fn stop_waiting(&self) {
        // One lock at a time: `wait` holds them in the other order.
        let number = lock(&self.number).take();
        if let Some(number) = number {
            lock(&self.hall.waiting).seats.remove(&number);
        }
    }
}

/// A request under way; dropped with the last of its answer.
struct Busy(Arc<Seat>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.answered.store(true, Ordering::Relaxed);
        self.0.wait();
    }
}

/// Takes the seat off the list however the conversation ends.
struct Gone(Arc<Seat>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.stop_waiting();
    }
}

async fn converse(
    stream: TcpStream,
    seat: Arc<Seat>,
    routes: Router,
    mut stop: watch::Receiver<bool>,
    alive: mpsc::Sender<Infallible>,
) {
    let _alive = alive;
    let limits = seat.hall.limits;
    drop(stream.set_nodelay(true));
    let busy = seat.clone();
    let service = service_fn(move |request| {
        busy.stop_waiting();
        answer(Busy(busy.clone()), routes.clone(), request)
    });
    {
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_buf_size(BUFFER)
                .serve_connection(TokioIo::new(Paced::new(stream, limits.pause)), service)
        );
        let ended = tokio::select! {
            ended = connection.as_mut() => Some(ended),
            () = seat.leave.notified() => None,
            // Also when the server is told to stop before this line was reached.
            _ = stop.wait_for(|stopping| *stopping) => None,
        };
        match ended {
            Some(Ok(())) => {}
            // Who closes in the middle, or is too slow, is not our error; no address and no time is kept of it.
            Some(Err(error)) => tracing::debug!(%error, "a connection ended early"),
            None => {
                let stopping = *stop.borrow();
                connection.as_mut().graceful_shutdown();
                if stopping {
                    drop(connection.await);
                } else if seat.answered.load(Ordering::Relaxed) {
                    drop(tokio::time::timeout(GOODBYE, connection).await);
                }
            }
        }
    }
    drop(Gone(seat));
}

/// One request through the routes, its body counted and its answer marked.
async fn answer(busy: Busy, routes: Router, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let hall = busy.0.hall.clone();
    let tab = hall.budget.tab();
    let request = request.map(|incoming| Body::new(Received::new(incoming, hall.limits.pause, tab.clone())));
    let mut response = match routes.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if let Some(status) = tab.status() {
        // Whatever the handler made of half a body, this is why it was half.
        response = Response::new(Body::empty());
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
    }
    Ok(response.map(|body| Body::new(Counted::new(body, busy))))
}

/// Every place is busy: says so, after having read what came, so that the answer is not lost with it.
async fn turn_away(mut stream: TcpStream, turn: OwnedSemaphorePermit) {
    let told = async {
        let mut head = [0_u8; 4096];
        let read = stream.read(&mut head).await?;
        if read > 0 {
            stream.write_all(FULL.as_bytes()).await?;
            stream.shutdown().await?;
            while stream.read(&mut head).await? > 0 {}
        }
        Ok::<(), io::Error>(())
    };
    drop(tokio::time::timeout(GOODBYE, told).await);
    drop(turn);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A timer that is made only when somebody is slow.
#[derive(Default)]
struct Patience(Option<Pin<Box<tokio::time::Sleep>>>);

impl Patience {
    /// Whether the time is over; the task is woken when it is.
    fn is_over(&mut self, most: Duration, cx: &mut std::task::Context<'_>) -> bool {
        let sleep = self.0.get_or_insert_with(|| Box::pin(tokio::time::sleep(most)));
        sleep.as_mut().poll(cx).is_ready()
    }

    /// Something moved.
    fn reset(&mut self) {
        self.0 = None;
    }
}
