//! How long a connection may take: 10 s over a request's head, 60 s between requests (R-G6).
//!
//! hyper's own timer knows no difference between the two and arms itself for each request; here
//! each connection notes what it does, and one lazy timer looks now and then.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep_until, timeout_at};

/// For a request's head, from its first byte to its last.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// For a connection without a request.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

const SERVING: u64 = u64::MAX;
const HEAD_BIT: u64 = 1 << 63;

/// What a connection does: nothing since an instant, sending a head since an instant, or being
/// served, which has its own timers.
#[derive(Debug)]
pub struct Activity {
    origin: Instant,
    /// Milliseconds since `origin`, with [`HEAD_BIT`] while a head comes in; [`SERVING`].
    state: AtomicU64,
}

impl Activity {
    /// A connection that was just accepted.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { origin: Instant::now(), state: AtomicU64::new(0) })
    }

    /// A request's head is complete.
    pub fn serving(&self) {
        self.state.store(SERVING, Ordering::Relaxed);
    }

    /// A reply has been written.
    pub fn idle(&self) {
        self.state.store(self.now(), Ordering::Relaxed);
    }

    /// Bytes of a reply went out: its client is slow, not idle.
    fn sent(&self) {
        if self.state.load(Ordering::Relaxed) & HEAD_BIT == 0 {
            self.idle();
        }
    }

    /// Bytes came in.
    fn received(&self) {
        let state = self.state.load(Ordering::Relaxed);
        if state & HEAD_BIT == 0 {
            self.state.store(self.now() | HEAD_BIT, Ordering::Relaxed);
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.origin.elapsed().as_millis()).unwrap_or(0) & !HEAD_BIT
    }

    fn deadline(&self) -> Option<Instant> {
        match self.state.load(Ordering::Relaxed) {
            SERVING => None,
            state => {
                let limit = if state & HEAD_BIT == 0 { IDLE_TIMEOUT } else { HEAD_TIMEOUT };
                Some(self.origin + Duration::from_millis(state & !HEAD_BIT) + limit)
            }
        }
    }

    /// Returns when the connection has taken too long.
    pub async fn exhausted(&self) {
        loop {
            let now = Instant::now();
            match self.deadline() {
                Some(deadline) if deadline <= now => return,
                // A head may begin at any moment, so look again before it could be overdue.
                deadline => {
                    let latest = now + HEAD_TIMEOUT;
                    sleep_until(deadline.unwrap_or(latest).min(latest)).await;
                }
            }
        }
    }
}

/// As [`timeout_at`]. What is ready at once, as most bodies are, asks for no deadline.
///
/// # Errors
/// [`Elapsed`].
pub async fn within<T>(
    deadline: impl FnOnce() -> Instant,
    future: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let mut future = pin!(future);
    match poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => timeout_at(deadline(), future).await,
    }
}

/// A connection that notes when bytes come in.
#[derive(Debug)]
pub struct Watched<S> {
    stream: S,
    activity: Arc<Activity>,
}

impl<S> Watched<S> {
    /// Watches a connection.
    pub fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }
}

impl<S: Read + Unpin> Read for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            self.activity.received();
        }
        read
    }
}

impl<S: Write + Unpin> Write for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.activity.sent();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.activity.sent();
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    async fn lasts(activity: &Activity) -> u64 {
        let since = Instant::now();
        activity.exhausted().await;
        since.elapsed().as_secs()
    }

    fn paused(test: impl Future<Output = ()>) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(test);
    }

    #[test]
    fn silence_is_borne_for_a_minute_and_a_head_for_ten_seconds() {
        paused(async {
            let activity = Activity::new();
            assert_eq!(lasts(&activity).await, 60);
            activity.idle();
            advance(Duration::from_secs(5)).await;
            activity.received();
            advance(Duration::from_secs(2)).await;
            activity.received();
            assert_eq!(lasts(&activity).await, 8, "later bytes of the head buy no time");
        });
    }

    #[test]
    fn a_client_that_takes_its_reply_slowly_is_not_idle() {
        paused(async {
            let activity = Activity::new();
            activity.idle();
            advance(Duration::from_secs(50)).await;
            activity.sent();
            assert_eq!(lasts(&activity).await, 60);
        });
    }

    #[test]
    fn a_request_being_served_is_left_alone() {
        paused(async {
            let activity = Activity::new();
            activity.serving();
            activity.received();
            let waited = tokio::time::timeout(Duration::from_mins(10), activity.exhausted()).await;
            assert!(waited.is_err());
        });
    }
}
