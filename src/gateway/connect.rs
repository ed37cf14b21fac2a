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

use hyper::Uri;
use hyper::http::uri::Scheme;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tower_service::Service;

use crate::domain::provider::Reach;
use crate::gateway::address;

/// For name, connection and TLS handshake together (R-G6).
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection to a provider, secured where its URL says so.
pub type ProviderStream = MaybeHttpsStream<TokioIo<TcpStream>>;

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
///
/// # Errors
/// Where the ciphers know no version of the protocol.
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

/// Makes connections, with TLS where the URL says so.
#[derive(Debug, Clone)]
pub struct Connector {
    https: HttpsConnector<Dialer>,
    timeout: Duration,
}

impl Connector {
    /// For the providers of one reach, which have `timeout` for name, connection and handshake.
    pub fn new(reach: Reach, tls: Arc<ClientConfig>, timeout: Duration) -> Self {
        Self { https: HttpsConnector::from((Dialer { reach, timeout }, tls)), timeout }
    }

    /// Connects to where a URL leads.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(&self, uri: Uri) -> Result<ProviderStream, ConnectError> {
        let connection = timeout(self.timeout, self.https.clone().call(uri));
        let connected = connection.await.map_err(|_| ConnectError::Timeout)?;
        // What is not the dialer's error is that of the handshake.
        connected.map_err(|error| match error.downcast() {
            Ok(dialing) => *dialing,
            Err(handshake) => ConnectError::Tls(handshake),
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
