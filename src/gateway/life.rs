//! The life of a request, phase by phase: authenticate, authorize, admit, forward, meter.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming};
use hyper::header::{
    CONTENT_ENCODING, CONTENT_TYPE, EXPECT, HeaderValue, TRANSFER_ENCODING, UPGRADE,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, Request, Response};
use tokio::time::{Instant, timeout};
use tracing::info;

use crate::domain::credential::Credential;
use crate::domain::provider::Dialect;
use crate::domain::route::{self, Action, Route};
use crate::domain::time::Timestamp;
use crate::gateway::admit::{self, Admitted};
use crate::gateway::authenticate::{Authenticated, authenticate};
use crate::gateway::authorize::Asking;
use crate::gateway::body::JsonObject;
use crate::gateway::client::Peer;
use crate::gateway::dialect::openai;
use crate::gateway::forward;
use crate::gateway::free_tier;
use crate::gateway::health;
use crate::gateway::lifecycle::{self, Operation};
use crate::gateway::listing::Inquiry;
use crate::gateway::meter;
use crate::gateway::notice;
use crate::gateway::reply::{Problem, ReplyBody};
use crate::gateway::timeouts::within;
use crate::gateway::watch::observer::Asker;
use crate::gateway::worker::{RequestId, Worker};
use crate::ops::decide::Refusal;

/// The longest target of a request line, in bytes (R-G5).
const MAX_LINE: usize = 8 << 10;

/// The most bytes of all header fields, their separators included (R-G5).
const MAX_FIELD_BYTES: usize = 32 << 10;

/// The longest body, in bytes on the wire (R-G5).
const MAX_BODY: usize = 32 << 20;

/// How much of the body of a refused request is read, so that its sender can hear why.
const MAX_DISCARDED: usize = 256 << 20;

/// How long such a body may fall silent, and how long it is read.
const LINGER_IDLE: Duration = Duration::from_secs(5);
const LINGER_TOTAL: Duration = Duration::from_mins(1);

/// How long a body may fall silent, and how long it may take (R-G6).
const BODY_IDLE: Duration = Duration::from_secs(30);
const BODY_TOTAL: Duration = Duration::from_mins(2);

/// Serves a request, whatever it is.
pub async fn serve(
    worker: Arc<Worker>,
    peer: Peer,
    request: Request<Incoming>,
) -> Response<ReplyBody> {
    match request.uri().path() {
        "/healthz" => return health::alive(),
        "/readyz" => return health::ready(&worker).await,
        _ => {}
    }
    let id = worker.next_id();
    let dialect = route::dialect_of(request.uri().path());
    let of_keys = lifecycle::owns(request.uri().path());
    let at = worker.shared.clock.now();
    let (head, mut body) = request.into_parts();
    // Such a client sends nothing of its body before it is told to go on.
    let awaits_leave = head.headers.contains_key(EXPECT) && body.size_hint().exact().is_some();
    let mut whose = None;
    let mut response = match answer(&worker, peer, head, &mut body, &id, at, &mut whose).await {
        Ok(response) => response,
        Err(problem) => {
            info!(request = ?id.header, refused = problem.code());
            if !awaits_leave && !matches!(problem, Problem::BodyTimeout | Problem::BadFraming) {
                Box::pin(discard(&mut body)).await;
            }
            if of_keys {
                lifecycle::reply(&problem, &id.header)
            } else {
                problem.reply(dialect, &id.header)
            }
        }
    };
    if let Some(key) = whose {
        notice::add(response.headers_mut(), &key, at);
    }
    response
}

async fn answer(
    worker: &Arc<Worker>,
    peer: Peer,
    head: Parts,
    body: &mut Incoming,
    id: &RequestId,
    at: Timestamp,
    whose: &mut Option<Arc<Credential>>,
) -> Result<Response<ReplyBody>, Problem> {
    let since = Instant::now();
    if worker.shared.stopping.load(Ordering::Relaxed) {
        return Err(Problem::ShuttingDown);
    }
    let route = check(&head)?;
    let path = head.uri.path();
    let client = worker.shared.trusted.client(peer, &head.headers);
    let asker = Asker { client, headers: &head.headers, at };
    worker.observer.admit(&asker).map_err(Problem::RateLimited)?;
    let authenticated = authenticate(worker, &asker).await;
    if lifecycle::owns(path) {
        let key = whose.insert(authenticated?.living(worker, &asker)?);
        let operation = Operation::find(&head.method, path)?;
        let object = if operation.takes_body() && !body.is_end_stream() {
            Some(read_json(&head.headers, body, Dialect::OpenAi).await?)
        } else {
            None
        };
        let body = object.as_ref();
        let call = lifecycle::Call { worker, id, operation, key, asker, body };
        return Ok(Box::pin(call.answer()).await);
    }
    let key = match authenticated {
        Err(Problem::Refused(Refusal::NoCredential)) => free_tier::admit(worker, None, &asker)?,
        Ok(Authenticated { key, alive: Err(Refusal::Expired) }) => {
            free_tier::admit(worker, Some(&key), &asker)?
        }
        authenticated => authenticated?.living(worker, &asker)?,
    };
    *whose = Some(Arc::clone(&key));
    let route = route.ok_or(Problem::NotFound)?;
    let asking = Asking { key: &key, route, origin: client.into(), at };
    let authorized = asking.authorize(&worker.authority());
    authorized.inspect_err(|refusal| worker.observer.denied(refusal, &key, &asker))?;
    let object = match route.method() {
        "POST" => Some(read_json(&head.headers, body, route.dialect()).await?),
        _ => None,
    };
    let object = match (route.action(), object) {
        (Action::Run, Some(object)) => {
            let arrival = Arrival { worker, id, route, key, client, at, since };
            return Ok(meter::run(arrival.admit(head.headers, object)?).await);
        }
        (_, object) => object,
    };
    let pass = admit::pass(worker, asking, None)
        .inspect_err(|problem| worker.observer.turned_away(problem, &key, &asker))?;
    let inquiry =
        Inquiry { worker, id, asking, path, headers: &head.headers, body: object.as_ref() };
    // Boxed, so that the future of every other request stays small.
    let mut response = Box::pin(inquiry.answer()).await?;
    if route.dialect() != Dialect::Ollama {
        pass.shown.write(response.headers_mut());
    }
    Ok(response)
}

/// Refuses a head that no answer should be given to; what it asks for, if that is known.
fn check(head: &Parts) -> Result<Option<Route>, Problem> {
    if matches!(head.method, Method::CONNECT | Method::TRACE) || head.headers.contains_key(UPGRADE)
    {
        return Err(Problem::BadMethod);
    }
    check_head(head)?;
    check_framing(&head.headers)?;
    let path = head.uri.path();
    let route = Route::find(head.method.as_str(), path);
    // A path that is one of ours to the letter is plain.
    if route.is_none_or(|route| route == Route::OpenAiModel) {
        check_path(path)?;
    }
    Ok(route)
}

/// A request that runs a model, before it is known who serves it.
struct Arrival<'a> {
    worker: &'a Arc<Worker>,
    id: &'a RequestId,
    route: Route,
    key: Arc<Credential>,
    client: Option<IpAddr>,
    at: Timestamp,
    since: Instant,
}

impl Arrival<'_> {
    /// Finds the provider and its key, and readies the body for it.
    fn admit(self, headers: HeaderMap, mut body: JsonObject) -> Result<Box<Admitted>, Problem> {
        let Self { worker, id, route, key, client, at, since } = self;
        let dialect = route.dialect();
        let model = body.model().map_err(Problem::BadBody)?.into_owned();
        let streams = body.stream(route.streams_by_default()).map_err(Problem::BadBody)?;
        body.output_limit(route).map_err(Problem::BadBody)?;
        let asking = Asking { key: &key, route, origin: client.into(), at };
        let authority = worker.authority();
        let upstream = asking.upstream(&authority, &model)?;
        let kept = authority.snapshot().client_detail.keep(client);
        drop(authority);
        let provider_key = forward::credential(worker, &upstream.provider, key.user_id)?;
        let asker = Asker { client, headers: &headers, at };
        let pass = admit::pass(worker, asking, Some((&model, &body)))
            .inspect_err(|problem| worker.observer.turned_away(problem, &key, &asker))?;
        let usage_asked = streams
            && dialect == Dialect::OpenAi
            && openai::request_usage(&mut body).map_err(Problem::BadBody)?;
        let mut admitted = Box::new(Admitted {
            worker: Arc::clone(worker),
            id: id.clone(),
            route,
            key,
            upstream,
            provider_key,
            model,
            body,
            streams,
            usage_asked,
            headers,
            origin: client,
            client: kept,
            at,
            since,
            pass,
            hold: None,
        });
        match admit::prepare(&mut admitted, false) {
            Ok(hold) => admitted.hold = hold,
            Err(problem) => {
                admitted.pass.settle(0, at);
                let asker = Asker { client, headers: &admitted.headers, at };
                worker.observer.turned_away(&problem, &admitted.key, &asker);
                return Err(problem);
            }
        }
        Ok(admitted)
    }
}

/// Refuses a head that is too long. hyper's own limit is that of its buffer, which it may overrun by
/// one read.
fn check_head(head: &Parts) -> Result<(), Problem> {
    let line = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let fields = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if line > MAX_LINE || fields.sum::<usize>() > MAX_FIELD_BYTES {
        return Err(Problem::HeadTooLarge);
    }
    Ok(())
}

/// Refuses a body that is anything but chunked: hyper looks at the last coding alone (R-G2).
fn check_framing(headers: &HeaderMap) -> Result<(), Problem> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let plain = match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(coding), None) => coding.as_bytes().eq_ignore_ascii_case(b"chunked"),
        (Some(_), Some(_)) => false,
    };
    if plain { Ok(()) } else { Err(Problem::BadFraming) }
}

/// Refuses a path that two programs could read in two ways (R-G11).
fn check_path(path: &str) -> Result<(), Problem> {
    const ENCODED: [&str; 4] = ["%2e", "%2f", "%5c", "%00"];
    let lower = path.to_ascii_lowercase();
    let plain = path.starts_with('/')
        && !path.contains(['\\', ';'])
        && !path.contains("//")
        && !path.split('/').any(|segment| matches!(segment, "." | ".."))
        && !ENCODED.iter().any(|encoded| lower.contains(encoded));
    if plain { Ok(()) } else { Err(Problem::BadPath) }
}

async fn read_json(
    headers: &HeaderMap,
    body: &mut Incoming,
    dialect: Dialect,
) -> Result<JsonObject, Problem> {
    check_media_type(headers, dialect)?;
    JsonObject::parse(read(body).await?).map_err(Problem::BadBody)
}

/// Where a body is JSON it must say so. Ollama reads any type but a form with files as JSON, and
/// its own examples send none (R-G5).
fn check_media_type(headers: &HeaderMap, dialect: Dialect) -> Result<(), Problem> {
    let value = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    if value(CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return Err(Problem::MediaType);
    }
    let media_type = value(CONTENT_TYPE).unwrap_or("application/json").to_ascii_lowercase();
    let accepted = match dialect {
        Dialect::Ollama => !media_type.starts_with("multipart/"),
        Dialect::OpenAi | Dialect::Demo => is_json(&media_type),
    };
    if accepted { Ok(()) } else { Err(Problem::MediaType) }
}

/// `application/json`, with no charset but UTF-8.
fn is_json(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    parts.next() == Some("application/json")
        && parts.all(|part| match part.strip_prefix("charset=") {
            Some(charset) => charset.trim_matches('"') == "utf-8",
            None => true,
        })
}

/// Reads a body whole, counting what comes over the wire.
async fn read(body: &mut Incoming) -> Result<Bytes, Problem> {
    let end = Instant::now() + BODY_TOTAL;
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(Problem::TooLarge);
    }
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(piece) = piece(body, end).await? {
        if first.is_empty() && whole.is_empty() {
            first = piece;
            continue;
        }
        if whole.is_empty() {
            whole.extend_from_slice(&first);
        }
        whole.extend_from_slice(&piece);
        if whole.len() > MAX_BODY {
            return Err(Problem::TooLarge);
        }
    }
    Ok(if whole.is_empty() { first } else { whole.freeze() })
}

async fn piece(body: &mut Incoming, end: Instant) -> Result<Option<Bytes>, Problem> {
    loop {
        let frame = within(|| end.min(Instant::now() + BODY_IDLE), body.frame()).await;
        let frame = frame.map_err(|_| Problem::BodyTimeout)?.transpose();
        match frame.map_err(|_| Problem::BadFraming)?.map(Frame::into_data) {
            None => return Ok(None),
            Some(Ok(data)) if !data.is_empty() => return Ok(Some(data)),
            Some(_) => {}
        }
    }
}

/// Reads what is left of a body, up to a limit: a sender that is cut off while it writes never
/// reads why, and where it is short its connection can be used again.
async fn discard(body: &mut Incoming) {
    let end = Instant::now() + LINGER_TOTAL;
    let mut length = 0;
    while length < MAX_DISCARDED {
        match timeout(LINGER_IDLE, piece(body, end)).await {
            Ok(Ok(Some(piece))) => length += piece.len(),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_in_one_way() {
        for path in ["/v1/models", "/v1/models/llama3%3A8b", "/api/tags"] {
            assert!(check_path(path).is_ok(), "{path}");
        }
        for path in [
            "/v1//models",
            "/v1/../admin",
            "/v1/./models",
            "/v1/models/%2e%2E",
            "/v1%2Fmodels",
            "/v1/models;x",
            "/v1\\models",
            "/v1/models%00",
            "*",
        ] {
            assert!(check_path(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_body_is_chunked_or_of_known_length() {
        let check = |codings: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for coding in codings {
                headers.append(TRANSFER_ENCODING, HeaderValue::from_static(coding));
            }
            check_framing(&headers)
        };
        for plain in [&[][..], &["chunked"], &["Chunked"]] {
            assert!(check(plain).is_ok(), "{plain:?}");
        }
        for odd in [&["gzip, chunked"][..], &["chunked", "chunked"], &["chunked, chunked"], &[""]] {
            assert!(matches!(check(odd), Err(Problem::BadFraming)), "{odd:?}");
        }
    }

    #[test]
    fn json_says_so() {
        for accepted in ["application/json", "application/json; charset=utf-8"] {
            assert!(is_json(accepted), "{accepted}");
        }
        for refused in ["text/plain", "application/json; charset=latin1", "application/jsonp", ""] {
            assert!(!is_json(refused), "{refused}");
        }
    }
}
