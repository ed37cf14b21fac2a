//! Connections to providers: where they may lead is checked when they are made (R-H2).
//!
//! Names are resolved here and every address is classified, so what was checked is what is
//! connected to. No proxy of the environment and no redirect is ever followed (R-H1), and nothing
//! is written before the connection stands: each error in here means "not sent".

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Uri;
use hyper::http::uri::Scheme;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tower_service::Service;

use crate::domain::provider::Reach;
use crate::gateway::address;

/// For name, connection and TLS handshake together (R-G6).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than servers keep an idle connection, so that few requests meet one just closed.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// A pooled HTTP/1.1 client for the providers of one reach.
pub type UpstreamClient = Client<Connector, Full<Bytes>>;

/// Why no connection was made.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The name leads only to addresses that this provider may not be at.
    #[error("the provider's address is out of its reach")]
    Refused,
    /// The name could not be resolved.
    #[error("the provider's name could not be resolved")]
    Dns(#[source] io::Error),
    /// The address does not answer.
    #[error("the provider could not be connected to")]
    Connect(#[source] io::Error),
    /// The handshake failed, or the certificate is not trusted.
    #[error("no secure connection to the provider")]
    Tls(#[source] BoxError),
    /// Not within the time allowed.
    #[error("the provider took too long to connect to")]
    Timeout,
}

type BoxError = Box<dyn Error + Send + Sync>;

type BoxFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// The TLS settings of all clients: Mozilla's roots and the system's. Slow: once a process.
pub fn trust() -> Result<Arc<ClientConfig>, rustls::Error> {
    let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    // A system without certificates, or with a broken one, still has Mozilla's.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// A client for providers of one reach. Its connections live on the runtime that uses it.
pub fn client(reach: Reach, tls: Arc<ClientConfig>) -> UpstreamClient {
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .build(Connector::new(reach, tls, CONNECT_TIMEOUT))
}

/// Why a request could not be sent, if that is what the client's error says.
pub fn connect_error(error: &legacy::Error) -> Option<&ConnectError> {
    error.source()?.downcast_ref()
}

/// Whether certainly no byte of the request was written (R-H5).
pub fn not_sent(error: &legacy::Error) -> bool {
    let canceled = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    error.is_connect() || canceled.is_some_and(hyper::Error::is_canceled)
}

/// Makes connections, with TLS where the URL says so.
#[derive(Debug, Clone)]
pub struct Connector {
    https: HttpsConnector<Dialer>,
    timeout: Duration,
}

impl Connector {
    fn new(reach: Reach, tls: Arc<ClientConfig>, timeout: Duration) -> Self {
        Self { https: HttpsConnector::from((Dialer { reach, timeout }, tls)), timeout }
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = ConnectError;
    type Future = BoxFuture<Self::Response, ConnectError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connection = timeout(self.timeout, self.https.call(uri));
        Box::pin(async move {
            let connected = connection.await.map_err(|_| ConnectError::Timeout)?;
            // What is not the dialer's error is that of the handshake.
            connected.map_err(|error| match error.downcast() {
                Ok(dialing) => *dialing,
                Err(handshake) => ConnectError::Tls(handshake),
            })
        })
    }
}

/// Makes TCP connections, to permitted addresses only.
#[derive(Debug, Clone, Copy)]
pub struct Dialer {
    reach: Reach,
    timeout: Duration,
}

impl Service<Uri> for Dialer {
    type Response = TokioIo<TcpStream>;
    type Error = ConnectError;
    type Future = BoxFuture<Self::Response, ConnectError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.dial(uri))
    }
}

impl Dialer {
    async fn dial(self, uri: Uri) -> Result<TokioIo<TcpStream>, ConnectError> {
        let addresses = self.resolve(&uri).await?;
        // One address that swallows packets must not use up the time of the others.
        let patience = self.timeout / u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        let mut failure = ConnectError::Refused;
        for address in addresses {
            match timeout(patience, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    stream.set_nodelay(true).map_err(ConnectError::Connect)?;
                    return Ok(TokioIo::new(stream));
                }
                Ok(Err(error)) => failure = ConnectError::Connect(error),
                Err(_) => failure = ConnectError::Timeout,
            }
        }
        Err(failure)
    }

    /// The addresses behind a URL that may be connected to; at least one.
    async fn resolve(self, uri: &Uri) -> Result<Vec<SocketAddr>, ConnectError> {
        let tls = uri.scheme() == Some(&Scheme::HTTPS);
        let host = uri.host().unwrap_or_default();
        let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
        let mut addresses: Vec<_> =
            lookup_host((host, port)).await.map_err(ConnectError::Dns)?.collect();
        addresses.retain(|a| address::permits(self.reach, address::classify(a.ip()), tls));
        if addresses.is_empty() { Err(ConnectError::Refused) } else { Ok(addresses) }
    }
}

#[cfg(test)]
mod tests {
    use hyper::Request;
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

    async fn get(reach: Reach, url: &str) -> Result<u16, legacy::Error> {
        let connector = Connector::new(reach, trust().unwrap(), Duration::from_millis(200));
        let client: UpstreamClient = Client::builder(TokioExecutor::new()).build(connector);
        let request = Request::get(url).body(Full::default()).unwrap();
        client.request(request).await.map(|response| response.status().as_u16())
    }

    async fn failure(reach: Reach, url: &str) -> String {
        let error = get(reach, url).await.unwrap_err();
        assert!(not_sent(&error), "{error:?}");
        connect_error(&error).unwrap().to_string()
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
        assert!(!not_sent(&error), "{error:?}");
        assert!(connect_error(&error).is_none());
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_any_other() {
        let port = server(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n").await;
        let status = get(Reach::Loopback, &format!("http://127.0.0.1:{port}/")).await;
        assert_eq!(status.unwrap(), 302);
    }
}
