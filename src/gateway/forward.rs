//! Phase four: the request to the provider, and the first of its reply.
//!
//! What goes out is made anew: the headers of an allow-list, then our own credential, so that
//! nothing the client sends can remove or add one (R-G3). No redirect is followed (R-H1).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    USER_AGENT,
};
use hyper::{Method, Request, StatusCode, Uri};
use tokio::task::coop::consume_budget;
use tokio::time::{Instant, timeout};
use tracing::warn;

use crate::domain::provider::{Auth, Provider};
use crate::domain::user::UserId;
use crate::gateway::connect::ConnectError;
use crate::gateway::demo::call::DemoReply;
use crate::gateway::pool::{ReplyPieces, RequestError};
use crate::gateway::reply::{JSON, Problem};
use crate::gateway::timeouts::within;
use crate::gateway::worker::Worker;
use crate::ops::decide::Refusal;
use crate::ops::error::Kind;
use crate::ops::provider::Credential;

/// From the request to the head of the reply (R-G6).
const FIRST_BYTE_TIMEOUT: Duration = Duration::from_mins(2);

/// Between two pieces of the reply (R-G6).
const PIECE_TIMEOUT: Duration = Duration::from_mins(2);

/// The headers of a client that a provider sees, beside those made here (R-G3).
const FORWARDED: [HeaderName; 4] = [
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("openai-beta"),
    HeaderName::from_static("traceparent"),
    ACCEPT,
];

const AGENT: HeaderValue = HeaderValue::from_static(concat!("keyctl/", env!("CARGO_PKG_VERSION")));

/// What a provider answered, as far as it has come.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// What follows.
    pub body: ReplyStream,
}

/// The rest of a provider's answer.
#[derive(Debug)]
pub enum ReplyStream {
    /// From a socket.
    Remote(ReplyPieces),
    /// From the demo inside.
    Demo(VecDeque<Bytes>),
}

/// The provider broke off, or fell silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It broke off.
    Closed,
    /// It said nothing for too long.
    TimedOut,
}

impl ReplyStream {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Broken`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        let body = match self {
            Self::Demo(pieces) => return Ok(pieces.pop_front()),
            Self::Remote(body) => body,
        };
        loop {
            // Many pieces are in one read, so a provider that never pauses would have the worker to
            // itself: no timer fires and no other request is served meanwhile.
            consume_budget().await;
            let frame = within(|| Instant::now() + PIECE_TIMEOUT, body.frame()).await;
            let frame = frame.map_err(|_| Broken::TimedOut)?;
            match frame.transpose().map_err(|_| Broken::Closed)?.map(hyper::body::Frame::into_data)
            {
                None => return Ok(None),
                Some(Ok(data)) if !data.is_empty() => return Ok(Some(data)),
                // Trailers, or an empty piece.
                Some(_) => {}
            }
        }
    }
}

impl From<DemoReply> for Reply {
    fn from(reply: DemoReply) -> Self {
        let (status, pieces) = match reply {
            DemoReply::Whole(body) => (StatusCode::OK, vec![body]),
            DemoReply::Stream(pieces) => (StatusCode::OK, pieces),
            DemoReply::Refused(body) => (StatusCode::BAD_REQUEST, vec![body]),
        };
        Self { status, headers: HeaderMap::new(), body: ReplyStream::Demo(pieces.into()) }
    }
}

/// Why no answer came.
#[derive(Debug)]
pub struct NoReply {
    /// What the client is told.
    pub problem: Problem,
    /// Certainly no byte of the request was sent.
    pub unsent: bool,
}

/// The credential to send, where the provider wants one.
///
/// # Errors
/// [`Refusal::ProviderKeyMissing`], [`Problem::Store`] where it cannot be read or opened.
pub fn credential(
    worker: &Worker,
    provider: &Provider,
    user: UserId,
) -> Result<Option<Arc<Credential>>, Problem> {
    if provider.auth == Auth::None {
        return Ok(None);
    }
    let found = worker.authority().provider_key(provider, user).map_err(|error| {
        if error.kind == Kind::Integrity {
            warn!(provider = provider.name.as_str(), "{error}");
            worker.unopened.note(provider, user);
        }
        Problem::Store
    })?;
    found.map(Some).ok_or(Problem::Refused(Refusal::ProviderKeyMissing))
}

/// Sends a request and waits for the head of the reply.
///
/// # Errors
/// [`NoReply`].
pub async fn send(
    worker: &Worker,
    provider: &Provider,
    request: Request<Full<Bytes>>,
) -> Result<Reply, NoReply> {
    let answered =
        timeout(FIRST_BYTE_TIMEOUT, worker.client(provider.reach()).request(request)).await;
    let response = match answered {
        Err(_) => return Err(NoReply { problem: Problem::UpstreamTimeout, unsent: false }),
        Ok(Err(error)) => return Err(no_reply(provider, &error)),
        Ok(Ok(response)) => response,
    };
    let (head, body) = response.into_parts();
    Ok(Reply { status: head.status, headers: head.headers, body: ReplyStream::Remote(body) })
}

fn no_reply(provider: &Provider, error: &RequestError) -> NoReply {
    if let RequestError::NotConnected(reason) = error {
        warn!(provider = provider.name.as_str(), "not reached: {reason}");
    } else {
        warn!(provider = provider.name.as_str(), "broke off: {error}");
    }
    let problem = match error {
        RequestError::NotConnected(ConnectError::Timeout) => Problem::UpstreamTimeout,
        _ => Problem::UpstreamUnreachable,
    };
    NoReply { problem, unsent: error.is_unsent() }
}

/// A request to a provider.
///
/// # Errors
/// [`Problem::Internal`] where the credential cannot stand in a header.
pub fn request(
    method: Method,
    uri: Uri,
    client: &HeaderMap,
    credential: Option<&Credential>,
    body: Option<Bytes>,
) -> Result<Request<Full<Bytes>>, Problem> {
    let has_body = body.is_some();
    let mut request = Request::new(Full::new(body.unwrap_or_default()));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    for name in FORWARDED {
        if let Some(value) = client.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if has_body {
        headers.insert(CONTENT_TYPE, JSON);
    }
    headers.insert(USER_AGENT, AGENT);
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(credential) = credential {
        let mut value = HeaderValue::try_from(format!("Bearer {}", credential.key.expose()))
            .map_err(|_| Problem::Internal)?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::usage::Payer;
    use crate::secret::value::Secret;

    #[test]
    fn only_the_allow_list_and_our_credential_go_out() {
        let mut client = HeaderMap::new();
        for (name, value) in [
            ("authorization", "Bearer sk_live_client"),
            ("x-api-key", "sk_live_client"),
            ("api-key", "sk_live_client"),
            ("cookie", "session=1"),
            ("x-forwarded-for", "203.0.113.9"),
            ("proxy-authorization", "Basic eA=="),
            ("connection", "authorization"),
            ("transfer-encoding", "chunked"),
            ("host", "evil.example"),
            ("openai-organization", "org-1"),
            ("idempotency-key", "once"),
            ("accept", "application/json"),
        ] {
            client.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let ours = Credential { payer: Payer::System, key: Secret::new("sk-ours".to_owned()) };
        let uri = Uri::from_static("https://api.example.com/v1/chat/completions");
        let body = Some(Bytes::from_static(b"{}"));
        let request = request(Method::POST, uri, &client, Some(&ours), body).unwrap();
        let mut names: Vec<_> = request.headers().keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "accept",
                "accept-encoding",
                "authorization",
                "content-type",
                "idempotency-key",
                "user-agent"
            ]
        );
        assert_eq!(request.headers()[AUTHORIZATION], "Bearer sk-ours");
        assert!(!format!("{request:?}").contains("sk-ours"));
    }
}
