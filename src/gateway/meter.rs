//! Phase five: the reply, what it used, and the row in the ledger before its last byte.
//!
//! From here on a request runs in a task of its own, so a client that goes away takes nothing with
//! it: what was forwarded is metered (R-I5). How each ending is charged is the table of R-I6.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Response, StatusCode};
use memchr::memmem;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{debug, info, warn};

use crate::domain::money::Nanos;
use crate::domain::provider::Dialect;
use crate::domain::usage::{NewUsage, Outcome, Payer, Tokens};
use crate::gateway::admit::{self, Admitted, Holding, TOTAL_TIMEOUT};
use crate::gateway::demo::call::Call;
use crate::gateway::demo::provider as demo;
use crate::gateway::dialect::scanner::{Progress, Scanner};
use crate::gateway::dialect::usage::Reported;
use crate::gateway::dialect::{ollama, openai};
use crate::gateway::forward::{self, Broken, NoReply, Reply, ReplyStream};
use crate::gateway::passing::{copy_headers, scrub};
use crate::gateway::reply::{JSON, Problem, ReplyBody, X_REQUEST_ID};
use crate::gateway::watch::observer::Asker;
use crate::gateway::worker::InFlight;
use crate::ops::decide::Refusal;
use crate::ops::snapshot::Reserve;

/// How much of a reply is held so that its cost can stand in the headers.
const MAX_HELD_BYTES: usize = 8 << 20;

/// How much of the end of a longer reply is searched for its usage.
const TAIL_BYTES: usize = 64 << 10;

/// How long a provider is read on for its usage when the client has gone (R-I6).
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a client may take no byte of a stream (R-G6).
const STALL_TIMEOUT: Duration = Duration::from_mins(1);

/// How often the key of an open stream is looked at (R-E1: it ends within 5 s).
const KEY_CHECK_INTERVAL: Duration = Duration::from_secs(2);

/// How long the end of a provider's body is waited for once its last event is here, so that the
/// connection can be used again.
const TRAILING_TIMEOUT: Duration = Duration::from_secs(1);

const X_KEY: HeaderName = HeaderName::from_static("x-keyctl-key");
const X_COST: HeaderName = HeaderName::from_static("x-keyctl-cost-usd");
const X_OVERHEAD: HeaderName = HeaderName::from_static("x-keyctl-overhead-us");
const X_REMAINING: HeaderName = HeaderName::from_static("x-keyctl-budget-remaining-usd");

/// How a request ended, as the ledger will have it.
#[derive(Clone, Copy, Debug)]
struct Ending {
    outcome: Outcome,
    tokens: Tokens,
    status: StatusCode,
    implausible: bool,
    first_byte: Option<Duration>,
}

impl Ending {
    /// One without a reply whose first byte or lies are worth noting.
    fn of(outcome: Outcome, tokens: Tokens, status: StatusCode) -> Self {
        Self { outcome, tokens, status, implausible: false, first_byte: None }
    }

    /// Whether it was the provider that failed. An error that a request earned is none of its.
    fn is_failure(&self) -> bool {
        match self.outcome {
            Outcome::NotSent | Outcome::UpstreamAbort => true,
            Outcome::UpstreamError => self.status.is_server_error(),
            Outcome::Ok | Outcome::Estimated | Outcome::ClientAbort | Outcome::Unknown => false,
        }
    }
}

/// The next thing that happens to a reply.
#[derive(Debug)]
enum Next {
    Piece(Bytes),
    End,
    Broken(Broken),
    Gone,
    Revoked,
}

/// How far a stream was handed on.
#[derive(Debug)]
enum StreamEnd {
    /// Up to its terminal event.
    Whole,
    /// Less far, which the client is told.
    Broken(Problem),
    /// Less far, and the client has gone.
    Gone,
}

/// Forwards and meters a request. The reply's end waits for its row in the ledger.
pub async fn run(request: Box<Admitted>) -> Response<ReplyBody> {
    let (answer, answered) = oneshot::channel();
    let id = request.id.header.clone();
    let dialect = request.route.dialect();
    // Boxed, because a task is moved several times before it runs.
    tokio::spawn(Box::pin(async move {
        let _in_flight = InFlight::begin(&request.worker.shared);
        Exchange::new(request).run(answer).await;
    }));
    answered.await.unwrap_or_else(|_| Problem::Internal.reply(dialect, &id))
}

/// A request with what is known of its course.
struct Exchange {
    request: Box<Admitted>,
    /// How long the provider was waited for before the headers went out.
    waited: Duration,
    end: Instant,
    next_key_check: Instant,
    gone: bool,
    /// What it holds of its budgets.
    holding: Option<Holding>,
    /// The least that is left of any of them.
    remaining: Option<Nanos>,
}

type Answer = oneshot::Sender<Response<ReplyBody>>;

impl Exchange {
    fn new(request: Box<Admitted>) -> Self {
        let now = request.since;
        Self {
            waited: Duration::ZERO,
            end: now + TOTAL_TIMEOUT,
            next_key_check: now + KEY_CHECK_INTERVAL,
            gone: false,
            holding: None,
            remaining: None,
            request,
        }
    }

    async fn run(mut self, mut answer: Answer) {
        if let Some(hold) = self.request.hold.take() {
            let holding = Box::pin(admit::hold(&mut self.request, hold)).await;
            match holding {
                Ok(holding) => self.holding = holding,
                Err(problem) => {
                    info!(request = ?self.request.id.header, refused = problem.code());
                    let request = &self.request;
                    let (client, headers, at) = (request.origin, &request.headers, request.at);
                    let asker = Asker { client, headers, at };
                    request.worker.observer.turned_away(&problem, &request.key, &asker);
                    self.request.pass.settle(0, self.request.at);
                    return self.tell(answer, &problem);
                }
            }
            self.remaining = self.holding.as_ref().map(|holding| holding.remaining);
            if answer.is_closed() {
                return self.unsent().await;
            }
        }
        let asked_at = Instant::now();
        let replied = self.ask(&mut answer).await;
        let replied_at = Instant::now();
        self.waited = replied_at - asked_at;
        match replied {
            None => self.abandoned(Outcome::ClientAbort, 0, StatusCode::OK).await,
            Some(Err(NoReply { problem, unsent: true })) => {
                self.refuse(answer, &problem, Outcome::NotSent).await;
            }
            Some(Err(NoReply { problem, unsent: false })) => {
                self.abandoned(Outcome::UpstreamAbort, 0, problem.status()).await;
                self.tell(answer, &problem);
            }
            Some(Ok(reply)) => self.relay(reply, replied_at, answer).await,
        }
    }

    /// Asks the provider. `None` where the client went away and nobody is waited for.
    async fn ask(&mut self, answer: &mut Answer) -> Option<Result<Reply, NoReply>> {
        let request = &self.request;
        if request.upstream.provider.dialect == Dialect::Demo {
            return Some(Ok(self.ask_demo()));
        }
        let provider = &request.upstream.provider;
        let key = request.provider_key.as_deref();
        let uri = request.upstream.uri(request.route).cloned().unwrap_or_default();
        let body = Some(request.body.write());
        let outgoing = match forward::request(Method::POST, uri, &request.headers, key, body) {
            Ok(outgoing) => outgoing,
            Err(problem) => return Some(Err(NoReply { problem, unsent: true })),
        };
        let sending = forward::send(&request.worker, provider, outgoing);
        tokio::pin!(sending);
        tokio::select! {
            biased;
            reply = &mut sending => return Some(reply),
            () = answer.closed() => self.gone = true,
        }
        if !self.drains() {
            return None;
        }
        self.end = self.end.min(Instant::now() + DRAIN_TIMEOUT);
        timeout(DRAIN_TIMEOUT, sending).await.ok()
    }

    fn ask_demo(&self) -> Reply {
        let request = &self.request;
        let id = request.id.header.to_str().unwrap_or_default();
        let reply = demo::reply(&Call {
            path: request.route.path(),
            body: Some(&request.body),
            request_id: id,
            created_unix_seconds: request.at.micros().div_euclid(1_000_000),
            created_rfc3339: &request.at.to_string(),
        });
        let mut reply = reply.map_or_else(
            || Reply {
                status: StatusCode::NOT_FOUND,
                headers: HeaderMap::new(),
                body: ReplyStream::Demo([].into()),
            },
            Reply::from,
        );
        let streams = request.streams && reply.status == StatusCode::OK;
        let media_type = match (streams, request.route.dialect()) {
            (false, _) => JSON,
            (true, Dialect::Ollama) => HeaderValue::from_static("application/x-ndjson"),
            (true, Dialect::OpenAi | Dialect::Demo) => {
                HeaderValue::from_static("text/event-stream")
            }
        };
        reply.headers.insert(CONTENT_TYPE, media_type);
        reply
    }

    /// The courses that are long or rare are boxed, so that the common one stays small: its task is
    /// made and moved for each request.
    async fn relay(&mut self, reply: Reply, at: Instant, answer: Answer) {
        let status = reply.status;
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                warn!(provider = self.provider_name(), "it refuses our key with {status}");
                self.refuse(answer, &Problem::UpstreamAuth, Outcome::UpstreamError).await;
            }
            _ if status.is_client_error() || status.is_server_error() => {
                Box::pin(self.relay_error(reply, at, answer)).await;
            }
            _ if !status.is_success() => {
                warn!(provider = self.provider_name(), "its reply {status} is not usable");
                self.refuse(answer, &Problem::UpstreamUnreachable, Outcome::UpstreamError).await;
            }
            _ if self.request.streams && is_stream(&reply.headers) => {
                Box::pin(self.relay_stream(reply, at, answer)).await;
            }
            _ => self.relay_whole(reply, at, answer).await,
        }
    }

    /// The provider's own error passes, without any trace of our key (R-G10).
    async fn relay_error(&mut self, mut reply: Reply, at: Instant, mut answer: Answer) {
        let first_byte = Some(at - self.request.since);
        let mut body = BytesMut::new();
        loop {
            match self.next(&mut reply.body, answer.closed()).await {
                Next::Piece(piece) if body.len() + piece.len() <= MAX_HELD_BYTES => {
                    body.extend_from_slice(&piece);
                }
                Next::End => break,
                Next::Piece(_) | Next::Broken(_) | Next::Gone | Next::Revoked => {
                    let problem = Problem::UpstreamUnreachable;
                    return self.refuse(answer, &problem, Outcome::UpstreamError).await;
                }
            }
        }
        let ending = Ending {
            first_byte,
            ..Ending::of(Outcome::UpstreamError, Tokens::default(), reply.status)
        };
        if self.settle(ending).await.is_err() {
            return self.tell(answer, &Problem::Store);
        }
        let mut response = self.head(reply.status, &reply.headers);
        *response.body_mut() = ReplyBody::whole(self.scrub(body.freeze()));
        hand_over(answer, response);
    }

    async fn relay_whole(&mut self, mut reply: Reply, at: Instant, mut answer: Answer) {
        let first_byte = Some(at - self.request.since);
        let mut pieces: Vec<Bytes> = Vec::new();
        let mut length = 0;
        loop {
            match self.next(&mut reply.body, answer.closed()).await {
                Next::Piece(piece) => {
                    length += piece.len();
                    pieces.push(piece);
                    if length > MAX_HELD_BYTES {
                        return Box::pin(self.relay_long(reply, pieces, first_byte, answer)).await;
                    }
                }
                Next::End => break,
                Next::Gone => {
                    return self.abandoned(Outcome::ClientAbort, length, StatusCode::OK).await;
                }
                Next::Broken(broken) => {
                    let problem = problem_of(broken);
                    self.abandoned(Outcome::UpstreamAbort, length, problem.status()).await;
                    return self.tell(answer, &problem);
                }
                Next::Revoked => {
                    let problem = Problem::Refused(Refusal::Revoked);
                    self.abandoned(Outcome::ClientAbort, length, problem.status()).await;
                    return self.tell(answer, &problem);
                }
            }
        }
        self.waited += at.elapsed();
        let body = join(pieces);
        let received = body.len() as u64;
        let ending = self.ending(self.reported(&body), received, reply.status, first_byte);
        let Ok(cost) = self.settle(ending).await else {
            return self.tell(answer, &Problem::Store);
        };
        let mut response = self.head(reply.status, &reply.headers);
        if let Some(cost) = cost.and_then(|cost| HeaderValue::try_from(cost.to_string()).ok()) {
            response.headers_mut().insert(X_COST, cost);
        }
        *response.body_mut() = ReplyBody::whole(body);
        hand_over(answer, response);
    }

    /// A reply too long to be held flows, all but its last byte, which waits for the commit.
    async fn relay_long(
        &mut self,
        mut reply: Reply,
        pieces: Vec<Bytes>,
        first_byte: Option<Duration>,
        answer: Answer,
    ) {
        let (sender, receiver) = mpsc::channel(8);
        let mut response = self.head(reply.status, &reply.headers);
        *response.body_mut() = ReplyBody::stream(receiver);
        self.gone |= answer.send(response).is_err();
        let mut tail = BytesMut::new();
        let mut length = 0;
        let mut held = join(pieces);
        loop {
            length += held.len();
            remember(&mut tail, &held);
            let mut flowing = held.clone();
            held = flowing.split_off(flowing.len().saturating_sub(1));
            self.deliver(&sender, flowing).await;
            match self.next(&mut reply.body, sender.closed()).await {
                Next::Piece(piece) => {
                    self.deliver(&sender, held).await;
                    held = piece;
                }
                Next::End => break,
                // A revoked key is charged as a client that went away, however long its reply was.
                Next::Gone | Next::Revoked => {
                    return self.abandoned(Outcome::ClientAbort, length, reply.status).await;
                }
                // Without its last byte the client cannot take the reply for whole.
                Next::Broken(_) => {
                    return self.abandoned(Outcome::UpstreamAbort, length, reply.status).await;
                }
            }
        }
        let reported = reported_in(self.request.route.dialect(), &tail);
        let ending = self.ending(reported, length as u64, reply.status, first_byte);
        if self.settle(ending).await.is_ok() {
            self.deliver(&sender, held).await;
        }
    }

    async fn relay_stream(&mut self, mut reply: Reply, at: Instant, answer: Answer) {
        let first_byte = Some(at - self.request.since);
        let mut scanner = match self.request.route.dialect() {
            Dialect::Ollama => Scanner::ollama(),
            Dialect::OpenAi | Dialect::Demo => Scanner::openai(self.request.usage_asked),
        };
        let (sender, receiver) = mpsc::channel(8);
        let mut response = self.head(reply.status, &reply.headers);
        *response.body_mut() = ReplyBody::stream(receiver);
        self.gone |= answer.send(response).is_err();
        let end = self.stream(&mut reply.body, &mut scanner, &sender).await;
        let (status, dialect) = (reply.status, self.request.route.dialect());
        let ending = match &end {
            StreamEnd::Whole => {
                self.ending(scanner.reported(), scanner.text_bytes(), status, first_byte)
            }
            StreamEnd::Broken(Problem::UpstreamUnreachable | Problem::UpstreamTimeout) => {
                self.cut_short(Outcome::UpstreamAbort, &scanner, status, first_byte)
            }
            StreamEnd::Broken(_) | StreamEnd::Gone => {
                self.cut_short(Outcome::ClientAbort, &scanner, status, first_byte)
            }
        };
        let settled = self.settle(ending).await;
        let is_whole = matches!(end, StreamEnd::Whole);
        let last = match (end, settled) {
            (StreamEnd::Whole, Ok(_)) => scanner.held(),
            (StreamEnd::Whole, Err(problem)) | (StreamEnd::Broken(problem), _) => {
                problem.last_event(dialect)
            }
            (StreamEnd::Gone, _) => return,
        };
        self.deliver(&sender, last).await;
        drop(sender);
        if is_whole {
            // The end of the body, so that the connection can be used again.
            let rest = async { while let Ok(Some(_)) = reply.body.next().await {} };
            let _ = timeout(TRAILING_TIMEOUT, rest).await;
        }
    }

    /// Hands a stream on up to its terminal event.
    async fn stream(
        &mut self,
        body: &mut ReplyStream,
        scanner: &mut Scanner,
        sender: &mpsc::Sender<Bytes>,
    ) -> StreamEnd {
        let mut ready = Vec::new();
        loop {
            match self.next(body, sender.closed()).await {
                Next::Piece(piece) => {
                    let pushed = scanner.push(&piece, &mut ready);
                    for piece in ready.drain(..) {
                        self.deliver(sender, piece).await;
                    }
                    match pushed {
                        Ok(Progress::Flowing) => {}
                        Ok(Progress::Complete) => return StreamEnd::Whole,
                        Err(_) => return StreamEnd::Broken(Problem::UpstreamUnreachable),
                    }
                }
                Next::End if scanner.finish().is_ok() => return StreamEnd::Whole,
                Next::End => return StreamEnd::Broken(Problem::UpstreamUnreachable),
                Next::Broken(broken) => return StreamEnd::Broken(problem_of(broken)),
                Next::Gone => return StreamEnd::Gone,
                Next::Revoked => {
                    return StreamEnd::Broken(Problem::Refused(Refusal::Revoked));
                }
            }
        }
    }

    /// Waits for the next piece, for the client to go away, and for the key to be revoked.
    async fn next(&mut self, body: &mut ReplyStream, closed: impl Future<Output = ()>) -> Next {
        // Made once, because its own time runs on while the key is looked at.
        let piece = body.next();
        tokio::pin!(closed, piece);
        loop {
            if Instant::now() >= self.next_key_check {
                self.next_key_check = Instant::now() + KEY_CHECK_INTERVAL;
                if !self.key_lives() {
                    return Next::Revoked;
                }
            }
            let timer = self.end.min(self.next_key_check);
            tokio::select! {
                biased;
                piece = &mut piece => return match piece {
                    Ok(Some(piece)) => Next::Piece(piece),
                    Ok(None) => Next::End,
                    Err(broken) => Next::Broken(broken),
                },
                () = &mut closed, if !self.gone => {
                    self.gone = true;
                    if !self.drains() {
                        return Next::Gone;
                    }
                    self.end = self.end.min(Instant::now() + DRAIN_TIMEOUT);
                }
                () = sleep_until(timer) => if timer == self.end {
                    return if self.gone { Next::Gone } else { Next::Broken(Broken::TimedOut) };
                },
            }
        }
    }

    /// A database that cannot be read ends no stream that was begun: its row will tell.
    fn key_lives(&self) -> bool {
        self.request.worker.authority().may_go_on(&self.request.key).unwrap_or(true)
    }

    async fn deliver(&mut self, sender: &mpsc::Sender<Bytes>, piece: Bytes) {
        if self.gone || piece.is_empty() {
            return;
        }
        let sent = timeout(STALL_TIMEOUT, sender.send(piece)).await;
        if !matches!(sent, Ok(Ok(()))) {
            self.gone = true;
            self.end = self.end.min(Instant::now() + DRAIN_TIMEOUT);
        }
    }

    /// Whether a provider is read to its end though nobody listens: Ollama stops computing when it
    /// is hung up on, and its graphics card is ours.
    fn drains(&self) -> bool {
        self.request.upstream.provider.dialect != Dialect::Ollama
    }

    /// How a reply that came to its end is charged: by what was reported. Else by the bound, or, where
    /// the client had gone, by the bound of its input and the output received, in bytes.
    fn ending(
        &self,
        reported: Reported,
        received: u64,
        status: StatusCode,
        first_byte: Option<Duration>,
    ) -> Ending {
        let (outcome, tokens) = match (self.gone, reported) {
            (true, Reported::Counts(tokens)) => (Outcome::ClientAbort, tokens),
            (true, Reported::Absent | Reported::Implausible) => {
                (Outcome::ClientAbort, self.received(received))
            }
            (false, Reported::Counts(tokens)) => (Outcome::Ok, tokens),
            (false, Reported::Absent | Reported::Implausible) => (Outcome::Estimated, self.bound()),
        };
        let implausible = matches!(reported, Reported::Implausible);
        Ending { outcome, tokens, status, implausible, first_byte }
    }

    /// How a stream that did not come to its end is charged: by what was reported, else by the
    /// bound of its input and what was received.
    fn cut_short(
        &self,
        outcome: Outcome,
        scanner: &Scanner,
        status: StatusCode,
        first_byte: Option<Duration>,
    ) -> Ending {
        let tokens = match scanner.reported() {
            Reported::Counts(tokens) => tokens,
            Reported::Absent | Reported::Implausible => self.received(scanner.text_bytes()),
        };
        Ending { first_byte, ..Ending::of(outcome, tokens, status) }
    }

    /// Writes the row of a request that got no whole reply.
    async fn abandoned(&mut self, outcome: Outcome, received: usize, status: StatusCode) {
        let tokens = self.received(received as u64);
        let ending = Ending::of(outcome, tokens, status);
        // What could not be committed is in the log; there is nobody left to tell.
        drop(self.settle(ending).await);
    }

    /// Writes the row of a request whose client went away before anything was sent.
    async fn unsent(&mut self) {
        let ending = Ending::of(Outcome::NotSent, Tokens::default(), StatusCode::OK);
        drop(self.settle(ending).await);
    }

    /// Writes the row of a request that cost nothing, and tells the client why.
    async fn refuse(&mut self, answer: Answer, problem: &Problem, outcome: Outcome) {
        let ending = Ending::of(outcome, Tokens::default(), problem.status());
        match self.settle(ending).await {
            Ok(_) => self.tell(answer, problem),
            Err(problem) => self.tell(answer, &problem),
        }
    }

    /// The most that the request can have used (R-I2).
    fn bound(&self) -> Tokens {
        let route = self.request.route;
        let reserve = self.request.worker.authority().snapshot().reserve;
        let attachment = reserve.tokens_per_attachment.into();
        let bound = self.request.body.bound(route, attachment);
        let (input, output, choices) =
            bound.map_or((0, None, 1), |b| (b.input, b.output, b.choices));
        let output = match (route.generates(), output) {
            (false, _) => 0,
            (true, Some(output)) => output,
            (true, None) => self.most_output(reserve).saturating_mul(choices),
        };
        Tokens { input, output, ..Tokens::default() }
    }

    fn received(&self, bytes: u64) -> Tokens {
        let bound = self.bound();
        Tokens { output: bytes.min(bound.output), ..bound }
    }

    fn most_output(&self, reserve: Reserve) -> u64 {
        let request = &self.request;
        let provider_id = request.upstream.provider.id;
        let price = request.worker.authority().price(provider_id, &request.model, request.at);
        let most = price.and_then(|price| price.max_output_tokens);
        most.and_then(|most| u64::try_from(most).ok()).unwrap_or(reserve.output_tokens.into())
    }

    fn reported(&self, body: &[u8]) -> Reported {
        match self.request.route.dialect() {
            Dialect::Ollama => ollama::usage(body),
            Dialect::OpenAi | Dialect::Demo => openai::usage(body),
        }
    }

    /// Prices the request and writes its row. When it returns, the row is durable.
    async fn settle(&mut self, ending: Ending) -> Result<Option<Nanos>, Problem> {
        let request = &self.request;
        let used = ending.tokens.input.saturating_add(ending.tokens.output);
        request.pass.settle(used, request.at);
        let holding = self.holding.take();
        let duration_ms = millis(request.since.elapsed());
        request.worker.observer.asked(request.upstream.provider.id, ending.is_failure());
        let free = matches!(ending.outcome, Outcome::NotSent | Outcome::UpstreamError);
        let cost = if free {
            Some(Nanos(0))
        } else {
            let mut authority = request.worker.authority();
            let price = authority.price(request.upstream.provider.id, &request.model, request.at);
            let cost = price.and_then(|p| p.rates.cost(&ending.tokens, duration_ms.into()));
            // What cannot be counted is charged what was held for it.
            cost.or_else(|| holding.as_ref().map(Holding::held))
        };
        let mut row = NewUsage {
            at: request.at,
            request_id: request.id.bytes,
            key_id: request.key.key_id,
            secret_id: request.key.version_id.0,
            provider_id: request.upstream.provider.id,
            model: request.model.clone(),
            route: request.route,
            status: ending.status.as_u16(),
            outcome: ending.outcome,
            payer: request.provider_key.as_ref().map_or(Payer::Nobody, |key| key.payer),
            tokens: ending.tokens,
            cost,
            duration_ms,
            first_byte_ms: ending.first_byte.map(millis),
            client: request.client,
            implausible: ending.implausible,
            reservation: None,
        };
        debug!(
            request = ?request.id.header,
            key = request.key.prefix.as_str(),
            model = request.model.as_str(),
            outcome = ending.outcome.as_str(),
            "metered"
        );
        let Some(holding) = holding else {
            let appended = request.worker.writer.append(row).await;
            self.remaining = appended.map_err(|_| Problem::Store)?;
            return Ok(cost);
        };
        holding.release(&mut row);
        if let Ok(remaining) = request.worker.writer.append(row.clone()).await {
            self.remaining = remaining;
            return Ok(cost);
        }
        admit::settle_later(&request.worker, row);
        Err(Problem::Store)
    }

    fn tell(&self, answer: Answer, problem: &Problem) {
        let reply = problem.reply(self.request.route.dialect(), &self.request.id.header);
        hand_over(answer, reply);
    }

    /// The head of a reply: the provider's headers without those that are its own affair, and ours.
    fn head(&self, status: StatusCode, upstream: &HeaderMap) -> Response<ReplyBody> {
        let mut response = Response::new(ReplyBody::whole(Bytes::new()));
        *response.status_mut() = status;
        let secret = self.request.provider_key.as_ref().map(|key| key.key.expose().as_bytes());
        copy_headers(upstream, response.headers_mut(), secret);
        let headers = response.headers_mut();
        headers.insert(X_REQUEST_ID, self.request.id.header.clone());
        if let Ok(prefix) = HeaderValue::try_from(self.request.key.prefix.as_str()) {
            headers.insert(X_KEY, prefix);
        }
        if let Some(left) = self.remaining
            && let Ok(left) = HeaderValue::try_from(left.max(Nanos(0)).to_string())
        {
            headers.insert(X_REMAINING, left);
        }
        if self.request.route.dialect() != Dialect::Ollama {
            self.request.pass.shown.write(headers);
        }
        let own = self.request.since.elapsed().saturating_sub(self.waited);
        headers.insert(X_OVERHEAD, u64::try_from(own.as_micros()).unwrap_or(u64::MAX).into());
        response
    }

    fn scrub(&self, body: Bytes) -> Bytes {
        let Some(key) = &self.request.provider_key else { return body };
        scrub(body, key.key.expose().as_bytes())
    }

    fn provider_name(&self) -> &str {
        self.request.upstream.provider.name.as_str()
    }
}

/// Gives the reply to the connection. A client that has gone hears nothing.
fn hand_over(answer: Answer, response: Response<ReplyBody>) {
    drop(answer.send(response));
}

fn is_stream(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| {
        ["text/event-stream", "application/x-ndjson"].iter().any(|stream| {
            media_type.get(..stream.len()).is_some_and(|start| start.eq_ignore_ascii_case(stream))
        })
    })
}

fn problem_of(broken: Broken) -> Problem {
    match broken {
        Broken::Closed => Problem::UpstreamUnreachable,
        Broken::TimedOut => Problem::UpstreamTimeout,
    }
}

fn join(mut pieces: Vec<Bytes>) -> Bytes {
    match pieces.len() {
        1 => pieces.swap_remove(0),
        _ => pieces.concat().into(),
    }
}

/// Keeps the end of what has flowed by.
fn remember(tail: &mut BytesMut, piece: &[u8]) {
    tail.extend_from_slice(&piece[piece.len().saturating_sub(TAIL_BYTES)..]);
    if tail.len() > TAIL_BYTES {
        drop(tail.split_to(tail.len() - TAIL_BYTES));
    }
}

/// The usage at the end of a long reply, which is where it stands.
fn reported_in(dialect: Dialect, tail: &[u8]) -> Reported {
    let (first, read): (&str, fn(&[u8]) -> Reported) = match dialect {
        Dialect::Ollama => (r#""prompt_eval_count""#, ollama::usage),
        Dialect::OpenAi | Dialect::Demo => (r#""usage""#, openai::usage),
    };
    let Some(at) = memmem::rfind(tail, first.as_bytes()) else { return Reported::Absent };
    let mut object = BytesMut::from(&b"{"[..]);
    object.extend_from_slice(&tail[at..]);
    read(&object)
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reply_tells_its_usage_at_its_end() {
        let tail = br#"0.1]}],"model":"m","usage":{"prompt_tokens":7,"total_tokens":7}}"#;
        let Reported::Counts(tokens) = reported_in(Dialect::OpenAi, tail) else { panic!() };
        assert_eq!((tokens.input, tokens.output), (7, 0));
        let tail = b"0.1]],\"total_duration\":5,\"prompt_eval_count\":7}\n";
        let Reported::Counts(tokens) = reported_in(Dialect::Ollama, tail) else { panic!() };
        assert_eq!((tokens.input, tokens.output), (7, 0));
        for dialect in [Dialect::OpenAi, Dialect::Ollama] {
            assert!(matches!(reported_in(dialect, b"0.1]}]}"), Reported::Absent));
        }
    }
}
