//! Bodies: what comes in must move and fit into memory, what goes out tells when it is over.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::{Busy, Patience, lock};

/// The slowest an upload may be on the whole, in bytes a second: a photograph over a poor telephone line still arrives.
const SLOWEST: u64 = 4 * 1024;
/// What every body may take beyond that.
const BEGINNING: Duration = Duration::from_secs(30);

/// A piece smaller than this is copied out of the buffer it came in. Left there, a single byte would keep the whole buffer, and
/// whoever sends one at a time would fill the memory with buffers.
const SMALL: usize = 4 * 1024;
/// What a piece takes up beside its bytes.
const PIECE: usize = 128;

/// Memory for all bodies together, in pieces of a KiB.
pub(super) struct Budget(Arc<Semaphore>);

impl Budget {
    pub(super) fn new(bytes: usize) -> Budget {
        Budget(Arc::new(Semaphore::new((bytes / 1024).clamp(1, Semaphore::MAX_PERMITS))))
    }

    /// For one request; what it took is given back when the request is answered.
    pub(super) fn tab(&self) -> Arc<Tab> {
        Arc::new(Tab { all: self.0.clone(), share: Mutex::default(), cut: AtomicU8::new(0) })
    }
}

/// What one request's body has taken, and why it was cut short, if it was.
pub(super) struct Tab {
    all: Arc<Semaphore>,
    share: Mutex<Share>,
    cut: AtomicU8,
}

#[derive(Default)]
struct Share {
    held: Option<OwnedSemaphorePermit>,
    room: usize,
}

impl Tab {
    /// Whether there was memory for so many more bytes.
    fn take(&self, bytes: usize) -> bool {
        let mut share = lock(&self.share);
        if bytes > share.room {
            let pieces = (bytes - share.room).div_ceil(1024);
            let more = u32::try_from(pieces).ok().and_then(|n| self.all.clone().try_acquire_many_owned(n).ok());
            match (more, &mut share.held) {
                (None, _) => return false,
                (Some(more), Some(held)) => held.merge(more),
                (Some(more), held) => *held = Some(more),
            }
            share.room += pieces * 1024;
        }
        share.room -= bytes;
        true
    }

    fn too_slow(&self) -> io::Error {
        self.cut.store(1, Ordering::Relaxed);
        io::ErrorKind::TimedOut.into()
    }

    fn no_memory(&self) -> io::Error {
        self.cut.store(2, Ordering::Relaxed);
        io::ErrorKind::OutOfMemory.into()
    }

    /// The status to answer with, if it was cut short.
    pub(super) fn status(&self) -> Option<StatusCode> {
        match self.cut.load(Ordering::Relaxed) {
            1 => Some(StatusCode::REQUEST_TIMEOUT),
            2 => Some(StatusCode::SERVICE_UNAVAILABLE),
            _ => None,
        }
    }
}

/// A request's body.
pub(super) struct Received {
    incoming: Incoming,
    pause: Duration,
    patience: Patience,
    began: Option<Instant>,
    bytes: u64,
    tab: Arc<Tab>,
}

impl Received {
    pub(super) fn new(incoming: Incoming, pause: Duration, tab: Arc<Tab>) -> Received {
        Received { incoming, pause, patience: Patience::default(), began: None, bytes: 0, tab }
    }

    /// Half a minute and the bytes so far at the slowest pace.
    fn is_late(&mut self) -> bool {
        let began = *self.began.get_or_insert_with(Instant::now);
        began.elapsed() > BEGINNING + Duration::from_secs(self.bytes / SLOWEST)
    }
}

impl HttpBody for Received {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = &mut *self;
        let Poll::Ready(frame) = Pin::new(&mut this.incoming).poll_frame(cx) else {
            if this.is_late() || this.patience.is_over(this.pause, cx) {
                return Poll::Ready(Some(Err(this.tab.too_slow().into())));
            }
            return Poll::Pending;
        };
        this.patience.reset();
        let Some(Ok(frame)) = frame else { return Poll::Ready(frame.map(|frame| frame.map_err(Into::into))) };
        if let Some(data) = frame.data_ref() {
            this.bytes = this.bytes.saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX));
            if !this.tab.take(data.len() + PIECE) {
                return Poll::Ready(Some(Err(this.tab.no_memory().into())));
            }
        }
        let compact = |data: Bytes| if data.len() < SMALL { Bytes::copy_from_slice(&data) } else { data };
        Poll::Ready(Some(Ok(frame.map_data(compact))))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

/// An answer's body; the request is under way until it is sent.
pub(super) struct Counted {
    body: Body,
    busy: Option<Busy>,
}

impl Counted {
    pub(super) fn new(body: Body, busy: Busy) -> Counted {
        Counted { body, busy: Some(busy) }
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() {
            self.busy = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
