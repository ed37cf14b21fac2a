//! Connections to the providers of one reach, kept from one request to the next.
//!
//! A connection has no task of its own: whoever waits for its reply drives it, so that a reply wakes
//! one task and not three. Nobody drives an idle one; whether it still stands is seen when it is
//! taken.

use std::future::poll_fn;
use std::mem;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::{Authority, PathAndQuery, Scheme};
use hyper::{Request, Response, Uri};
use rustls::ClientConfig;
use thiserror::Error;
use tokio::time::Instant;

use crate::domain::provider::Reach;
use crate::gateway::connect::{self, ConnectError, Connector, ProviderStream};
use crate::gateway::gather::Gathered;

/// Shorter than servers keep an idle connection, so that few requests meet one just closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Why there is no reply.
#[derive(Debug, Error)]
pub enum RequestError {
    /// No connection was made.
    #[error(transparent)]
    NotConnected(#[from] ConnectError),
    /// The URL names no host, or a header cannot hold it.
    #[error("the provider's URL cannot be asked")]
    BadUrl,
    /// The connection failed before a byte of the request was written.
    #[error(transparent)]
    NotSent(hyper::Error),
    /// The connection failed later.
    #[error(transparent)]
    Broken(hyper::Error),
}

impl RequestError {
    /// Whether certainly no byte of the request was written (R-H5).
    pub fn is_unsent(&self) -> bool {
        !matches!(self, Self::Broken(_))
    }
}

/// Whether TLS is spoken there, and where it is.
type Origin = (bool, Authority);

/// By origin, of which there are few, and since when each is idle: the longest first.
type Idle = Vec<(Origin, Vec<(Instant, Box<Link>)>)>;

/// An HTTP/1.1 client for the providers of one reach.
#[derive(Debug)]
pub struct Pool {
    connector: Connector,
    idle: Arc<Mutex<Idle>>,
}

impl Pool {
    /// A client whose connections live on the runtime that uses it.
    pub fn new(reach: Reach, tls: Arc<ClientConfig>) -> Self {
        Self::over(Connector::new(reach, tls, connect::CONNECT_TIMEOUT))
    }

    fn over(connector: Connector) -> Self {
        Self { connector, idle: Arc::default() }
    }

    /// Sends a request to the absolute URL it names, and waits for the head of the reply. A kept
    /// connection that turns out to be closed is replaced as long as nothing was sent.
    ///
    /// # Errors
    /// [`RequestError`].
    pub async fn request(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<ReplyPieces>, RequestError> {
        let url = mem::take(request.uri_mut());
        let origin = origin(&url).ok_or(RequestError::BadUrl)?;
        let host = HeaderValue::from_str(origin.1.as_str()).map_err(|_| RequestError::BadUrl)?;
        request.headers_mut().insert(HOST, host);
        let path = url.path_and_query().cloned();
        *request.uri_mut() = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
        loop {
            let kept = self.take(&origin);
            let reused = kept.is_some();
            let mut link = match kept {
                Some(link) => link,
                // Boxed, because it is large and rare, and a request is moved several times.
                None => Box::pin(Link::open(&self.connector, url.clone())).await?,
            };
            match link.send(request).await {
                Ok(response) => {
                    let idle = Arc::clone(&self.idle);
                    let kept = Some((origin, link));
                    return Ok(response.map(|incoming| ReplyPieces { incoming, kept, idle }));
                }
                Err(mut failure) => match failure.take_message() {
                    Some(unsent) if reused => request = unsent,
                    Some(_) => return Err(RequestError::NotSent(failure.into_error())),
                    None => return Err(RequestError::Broken(failure.into_error())),
                },
            }
        }
    }

    /// Closes what was idle for 30 s.
    pub fn close_idle(&self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, links) in idle.iter_mut() {
            let expired = links.partition_point(|(since, _)| since.elapsed() >= IDLE_TIMEOUT);
            links.drain(..expired);
        }
        idle.retain(|(_, links)| !links.is_empty());
    }

    /// The connection used last, of those that still stand.
    fn take(&self, origin: &Origin) -> Option<Box<Link>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, links) = idle.iter_mut().find(|(known, _)| known == origin)?;
        while let Some((since, mut link)) = links.pop() {
            if since.elapsed() < IDLE_TIMEOUT && link.stands() {
                return Some(link);
            }
        }
        None
    }
}

fn origin(url: &Uri) -> Option<Origin> {
    Some((url.scheme() == Some(&Scheme::HTTPS), url.authority()?.clone()))
}

/// A connection, and the handle by which it is given requests.
#[derive(Debug)]
struct Link {
    sender: SendRequest<Full<Bytes>>,
    connection: Connection<Gathered<ProviderStream>, Full<Bytes>>,
    ended: bool,
}

impl Link {
    async fn open(connector: &Connector, url: Uri) -> Result<Box<Self>, RequestError> {
        let stream = Gathered::new(connector.connect(url).await?);
        let (sender, connection) = http1::handshake(stream).await.map_err(RequestError::NotSent)?;
        Ok(Box::new(Self { sender, connection, ended: false }))
    }

    async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>> {
        let mut reply = pin!(self.sender.try_send_request(request));
        poll_fn(|context| {
            drive(&mut self.connection, &mut self.ended, context);
            // Only the connection can bring it, and that is driven first.
            reply.as_mut().poll(&mut silent())
        })
        .await
    }

    /// Whether the connection is open and waits for a request.
    fn stands(&mut self) -> bool {
        drive(&mut self.connection, &mut self.ended, &mut silent());
        !self.ended && self.sender.is_ready()
    }
}

/// Reads and writes what can be read and written now.
fn drive(
    connection: &mut Connection<Gathered<ProviderStream>, Full<Bytes>>,
    ended: &mut bool,
    context: &mut Context<'_>,
) {
    // Why it ended is told to the reply that waits for it, or to nobody.
    *ended = *ended || Pin::new(connection).poll(context).is_ready();
}

/// Wakes nobody.
fn silent() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

/// The body of a reply. Read to its end it gives its connection back; dropped before, it closes it.
#[derive(Debug)]
pub struct ReplyPieces {
    incoming: Incoming,
    kept: Option<(Origin, Box<Link>)>,
    idle: Arc<Mutex<Idle>>,
}

impl ReplyPieces {
    fn give_back(&mut self) {
        let Some((origin, mut link)) = self.kept.take() else { return };
        if link.stands() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = (Instant::now(), link);
            match idle.iter_mut().find(|(known, _)| *known == origin) {
                Some((_, links)) => links.push(kept),
                None => idle.push((origin, vec![kept])),
            }
        }
    }
}

impl Body for ReplyPieces {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let this = &mut *self;
        let mut frame = Pin::new(&mut this.incoming).poll_frame(&mut silent());
        if frame.is_pending()
            && let Some((_, link)) = &mut this.kept
        {
            drive(&mut link.connection, &mut link.ended, context);
            frame = Pin::new(&mut this.incoming).poll_frame(&mut silent());
        }
        if matches!(frame, Poll::Ready(None)) {
            this.give_back();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use http_body_util::BodyExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A server that answers every connection with the same bytes; its port.
    async fn server(answer: &'static [u8]) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut request = [0; 1024];
                    let _read = stream.read(&mut request).await;
                    let _written = stream.write_all(answer).await;
                    // An empty answer is silence, not an end.
                    let _closed = stream.read_to_end(&mut Vec::new()).await;
                });
            }
        });
        port
    }

    fn pool(reach: Reach) -> Pool {
        Pool::over(Connector::new(reach, connect::trust().unwrap(), Duration::from_millis(200)))
    }

    async fn get(reach: Reach, url: &str) -> Result<u16, RequestError> {
        let request = Request::get(url).body(Full::default()).unwrap();
        pool(reach).request(request).await.map(|response| response.status().as_u16())
    }

    async fn failure(reach: Reach, url: &str) -> String {
        let error = get(reach, url).await.unwrap_err();
        assert!(error.is_unsent(), "{error:?}");
        let RequestError::NotConnected(reason) = error else { panic!("{error:?}") };
        reason.to_string()
    }

    #[tokio::test]
    async fn a_loopback_provider_is_reached_by_every_spelling() {
        let port = server(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1"] {
            let status = get(Reach::Loopback, &format!("http://{host}:{port}/")).await;
            assert_eq!(status.unwrap(), 204, "{host}");
        }
    }

    #[tokio::test]
    async fn another_provider_is_kept_from_this_machine_by_every_spelling() {
        let port = server(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        let refused = ConnectError::Refused.to_string();
        for reach in [Reach::Public, Reach::Private] {
            for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]", "127.1", "0x7f.1"] {
                let url = format!("http://{host}:{port}/");
                assert_eq!(failure(reach, &url).await, refused, "{url}");
            }
            let url = format!("https://localhost:{port}/");
            assert_eq!(failure(reach, &url).await, refused, "{url}");
        }
        for url in ["http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://1.1.1.1/"] {
            assert_eq!(failure(Reach::Private, url).await, refused, "{url}");
        }
    }

    #[tokio::test]
    async fn what_went_wrong_is_told_apart() {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let plain = server(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let silent = server(b"").await;
        let failure = async |url: String| failure(Reach::Loopback, &url).await;
        let said = failure(format!("http://127.0.0.1:{closed}/")).await;
        assert_eq!(said, ConnectError::Connect(io::Error::other("")).to_string());
        let said = failure(format!("https://127.0.0.1:{plain}/")).await;
        assert_eq!(said, ConnectError::Tls("".into()).to_string());
        let said = failure(format!("https://127.0.0.1:{silent}/")).await;
        assert_eq!(said, ConnectError::Timeout.to_string());
        let said = failure("http://no..name/".to_owned()).await;
        assert_eq!(said, ConnectError::Dns(io::Error::other("")).to_string());
    }

    #[tokio::test]
    async fn what_was_sent_is_not_called_unsent() {
        let port = server(b"nonsense\r\n\r\n").await;
        let error = get(Reach::Loopback, &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
        assert!(matches!(error, RequestError::Broken(_)), "{error:?}");
        assert!(!error.is_unsent());
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_any_other() {
        let port = server(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n").await;
        let status = get(Reach::Loopback, &format!("http://127.0.0.1:{port}/")).await;
        assert_eq!(status.unwrap(), 302);
    }

    /// A server that answers every request with two bytes, closes its connection after so many of
    /// them, and counts its connections.
    async fn keeping_server(requests: usize) -> (u16, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&accepted);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    for _ in 0..requests {
                        let mut request = [0; 1024];
                        if !matches!(stream.read(&mut request).await, Ok(1..)) {
                            return;
                        }
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
                        stream.write_all(answer).await.unwrap();
                    }
                });
            }
        });
        (port, accepted)
    }

    async fn read(pool: &Pool, port: u16) -> Bytes {
        let url = format!("http://127.0.0.1:{port}/");
        let request = Request::get(url).body(Full::default()).unwrap();
        pool.request(request).await.unwrap().into_body().collect().await.unwrap().to_bytes()
    }

    #[tokio::test]
    async fn a_connection_serves_again_once_its_reply_was_read() {
        let (port, accepted) = keeping_server(usize::MAX).await;
        let pool = pool(Reach::Loopback);
        for _ in 0..3 {
            assert_eq!(read(&pool, port).await, "ok");
        }
        assert_eq!(accepted.load(Ordering::SeqCst), 1);
        let unread = Request::get(format!("http://127.0.0.1:{port}/")).body(Full::default());
        drop(pool.request(unread.unwrap()).await.unwrap());
        assert_eq!(read(&pool, port).await, "ok");
        assert_eq!(accepted.load(Ordering::SeqCst), 2, "a reply that was left half read");
    }

    #[tokio::test]
    async fn a_connection_that_was_closed_meanwhile_is_not_used() {
        let (port, accepted) = keeping_server(1).await;
        let pool = pool(Reach::Loopback);
        for round in 1..=3 {
            assert_eq!(read(&pool, port).await, "ok");
            assert_eq!(accepted.load(Ordering::SeqCst), round);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test]
    async fn an_idle_connection_is_closed_in_time() {
        let (port, accepted) = keeping_server(usize::MAX).await;
        let pool = pool(Reach::Loopback);
        read(&pool, port).await;
        tokio::time::pause();
        tokio::time::advance(IDLE_TIMEOUT).await;
        pool.close_idle();
        tokio::time::resume();
        read(&pool, port).await;
        assert_eq!(accepted.load(Ordering::SeqCst), 2);
    }
}
