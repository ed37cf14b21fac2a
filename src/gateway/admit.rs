//! Phase three: the limits of a request, and what it may cost, which is held of its budgets before
//! it is sent.
//!
//! Where no budget that refuses applies, nothing is held and nothing waits. What is held is settled
//! once, whatever becomes of the client, the task or the disk (R-I5).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderMap;
use tokio::time::{Instant, sleep};
use tracing::warn;

use crate::domain::credential::Credential;
use crate::domain::money::Nanos;
use crate::domain::provider::Dialect;
use crate::domain::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::usage::{InFlight, NewUsage, Payer, Tokens};
use crate::gateway::authority::Upstream;
use crate::gateway::authorize::Asking;
use crate::gateway::body::JsonObject;
use crate::gateway::forward;
use crate::gateway::limiter::{Exceeded, Pass};
use crate::gateway::reply::Problem;
use crate::gateway::worker::{self, RequestId, Worker};
use crate::gateway::writer::Writer;
use crate::ops::budget::account;
use crate::ops::budget::hold::{HoldVerdict, NewHold};
use crate::ops::decide::Refusal;
use crate::ops::grounds::Grounds;
use crate::ops::provider::Credential as ProviderKey;

/// How long a reply may take altogether (R-G6).
pub const TOTAL_TIMEOUT: Duration = Duration::from_mins(30);

/// How long a token is in the text of a request, for limits of tokens, in bytes.
const BYTES_PER_TOKEN: u64 = 4;

/// How often a request is judged anew because what it was admitted by has changed meanwhile.
const MAX_ROUNDS: usize = 8;

/// How long a settlement that could not be committed waits before it is tried again.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// A request that may be forwarded.
#[derive(Debug)]
pub struct Admitted {
    /// Who serves it.
    pub worker: Arc<Worker>,
    /// Its id.
    pub id: RequestId,
    /// What it asks for.
    pub route: Route,
    /// The key it came with.
    pub key: Arc<Credential>,
    /// The provider that runs it.
    pub upstream: Arc<Upstream>,
    /// The key to send there.
    pub provider_key: Option<Arc<ProviderKey>>,
    /// The model, as the client named it.
    pub model: String,
    /// Its body, as it is sent on.
    pub body: JsonObject,
    /// Whether a stream is asked for.
    pub streams: bool,
    /// Whether the client itself asked for usage in the stream.
    pub usage_asked: bool,
    /// The headers it came with.
    pub headers: HeaderMap,
    /// Where it came from.
    pub origin: Option<IpAddr>,
    /// Where it came from, as far as it is recorded.
    pub client: Option<IpAddr>,
    /// When it came.
    pub at: Timestamp,
    /// The same, for measuring.
    pub since: Instant,
    /// What it counts on its limits.
    pub pass: Pass,
    /// What it is to hold of its budgets before it is sent.
    pub hold: Option<Box<NewHold>>,
}

/// What a request holds until it is settled. Dropped before that, as by a panic, it is charged in
/// full (R-N1).
#[derive(Debug)]
pub struct Holding {
    writer: Writer,
    /// Its row, should nobody say how it ended.
    lost: Option<Box<NewUsage>>,
    /// The least that was left of any of its budgets when it was held.
    pub remaining: Nanos,
}

impl Holding {
    /// What its row says of when it was admitted and of what it held. It is settled then, or given
    /// to [`settle_later`].
    pub fn release(mut self, row: &mut NewUsage) {
        if let Some(lost) = self.lost.take() {
            row.at = lost.at;
            row.reservation = lost.reservation;
        }
    }

    /// How much is held.
    pub fn held(&self) -> Nanos {
        let reservation = self.lost.as_ref().and_then(|lost| lost.reservation.as_ref());
        reservation.map_or(Nanos(0), |reservation| reservation.held)
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        if let Some(lost) = self.lost.take() {
            warn!("a request ended without a word: it is charged what was held for it");
            self.writer.append_unheard(*lost);
        }
    }
}

/// Settles a request whose commit has failed as soon as one succeeds: what it holds would else be
/// missing from its budgets until the gateway ends.
pub fn settle_later(worker: &Worker, row: NewUsage) {
    let (writer, in_flight) = (worker.writer.clone(), worker::InFlight::begin(&worker.shared));
    tokio::spawn(async move {
        while writer.append(row.clone()).await.is_err() {
            sleep(RETRY_INTERVAL).await;
        }
        drop(in_flight);
    });
}

/// Admits a request on every limit that holds for it. Of its tokens only what is sent is known yet,
/// about four bytes each, and what the request itself allows to come back.
///
/// # Errors
/// [`Problem::RateLimited`], [`Problem::TokensLimited`], [`Problem::BadBody`].
pub fn pass(
    worker: &Worker,
    asking: Asking<'_>,
    runs: Option<(&str, &JsonObject)>,
) -> Result<Pass, Problem> {
    let model = runs.map(|(model, _)| model);
    let holding = worker.authority().snapshot().limits.holding(asking.key.sender(), model);
    if holding.is_empty() {
        return Ok(Pass::default());
    }
    let estimate = runs.map_or(Ok(0), |(_, body)| {
        let limit = body.output_limit(asking.route)?;
        let output = limit.tokens.unwrap_or_default().saturating_mul(limit.choices);
        Ok((body.source_len() as u64 / BYTES_PER_TOKEN).saturating_add(output))
    });
    let estimate = estimate.map_err(Problem::BadBody)?;
    worker.shared.limiter.admit(holding, estimate, asking.at).map_err(|exceeded| match exceeded {
        Exceeded::Requests(seconds) => Problem::RateLimited(seconds),
        Exceeded::Tokens(seconds) => Problem::TokensLimited(seconds),
    })
}

/// What a request is to hold of its budgets; `None` where none that refuses applies. Where neither
/// the request nor the price limits the output, the body gets a limit. One that was stale before is
/// judged once more where it is held, so that commands which follow each other closely cannot shut
/// it out.
///
/// # Errors
/// The refusal, [`Problem::BadBody`], [`Problem::Store`].
pub fn prepare(request: &mut Admitted, was_stale: bool) -> Result<Option<Box<NewHold>>, Problem> {
    let mut authority = request.worker.authority();
    let sender = request.key.sender();
    let snapshot = authority.snapshot();
    if snapshot.book.blocking(sender, &request.model).is_empty() {
        return Ok(None);
    }
    let (generation, reserve) = (snapshot.generation, snapshot.reserve);
    let not_priced = || Problem::Refused(Refusal::NotPriced(request.model.clone()));
    let price = authority
        .price(request.upstream.provider.id, &request.model, request.at)
        .ok_or_else(not_priced)?;
    let bound = request.body.bound(request.route, reserve.tokens_per_attachment.into());
    let bound = bound.map_err(Problem::BadBody)?;
    let priced = price.max_output_tokens.and_then(|most| u64::try_from(most).ok());
    let most_output = priced.unwrap_or(reserve.output_tokens.into());
    let output = match (request.route.generates(), bound.output) {
        (false, _) => 0,
        (true, Some(output)) => output,
        (true, None) => most_output.saturating_mul(bound.choices),
    };
    let limits = request.route.generates()
        && bound.output.is_none()
        && priced.is_none()
        && price.rates.charges_output();
    let millis = u64::try_from(TOTAL_TIMEOUT.as_millis()).unwrap_or(u64::MAX);
    let most = price.rates.most(bound.input, output, millis).ok_or_else(not_priced)?;
    let accounts = authority.accounts(sender, &request.model, request.at);
    let accounts = accounts.map_err(|_| Problem::Store)?;
    drop(authority);
    // Whether what is in flight leaves room is decided where it is held. That the money is spent
    // can be told here, and costs nobody a turn.
    if let Some(refusal @ Refusal::BudgetExhausted(_)) = account::refusal(&accounts, most) {
        return Err(refusal.into());
    }
    if limits {
        limit_output(request, most_output)?;
    }
    let grounds = was_stale.then(|| {
        Box::new(Grounds {
            prefix: request.key.prefix.clone(),
            origin: request.origin.into(),
            provider: request.upstream.provider.clone(),
            price_id: price.id,
            reserve,
        })
    });
    let bound = Tokens { input: bound.input, output, ..Tokens::default() };
    let request = in_flight(request, bound);
    Ok(Some(Box::new(NewHold { request, sender, most, generation, grounds })))
}

/// Has a request hold what it may cost. It is judged anew where anything has changed since it was
/// admitted; that may cost it its admission, or spare it the hold.
///
/// # Errors
/// The refusal, or [`Problem::Store`].
pub async fn hold(request: &mut Admitted, first: Box<NewHold>) -> Result<Option<Holding>, Problem> {
    let mut wanted = first;
    for _ in 0..MAX_ROUNDS {
        let writer = &request.worker.writer;
        let lost = wanted.request.clone();
        match writer.hold(*wanted).await.map_err(|_| Problem::Store)? {
            HoldVerdict::Held(held) => {
                let lost = InFlight { at: held.at, ..lost };
                let (writer, remaining) = (writer.clone(), held.remaining);
                let lost = Some(Box::new(lost.lost(held.reservation)));
                return Ok(Some(Holding { writer, lost, remaining }));
            }
            HoldVerdict::Refused(refusal) => return Err(refusal.into()),
            HoldVerdict::Stale => {
                judge_anew(request)?;
                match prepare(request, true)? {
                    Some(next) => wanted = next,
                    None => return Ok(None),
                }
            }
        }
    }
    Err(Problem::Store)
}

fn judge_anew(request: &mut Admitted) -> Result<(), Problem> {
    let mut authority = request.worker.authority();
    // The change is committed, but the number that tells of it may not be raised yet.
    authority.compare().map_err(|_| Problem::Store)?;
    let found = authority.find(request.key.prefix.as_str()).map_err(|_| Problem::Store)?;
    let key = found.ok_or(Problem::Refused(Refusal::Unknown))?;
    let (route, origin, at) = (request.route, request.origin.into(), request.at);
    let upstream = Asking { key: &key, route, origin, at }.upstream(&authority, &request.model)?;
    drop(authority);
    request.provider_key = forward::credential(&request.worker, &upstream.provider, key.user_id)?;
    (request.key, request.upstream) = (key, upstream);
    Ok(())
}

fn in_flight(request: &Admitted, bound: Tokens) -> InFlight {
    InFlight {
        request_id: request.id.bytes,
        at: request.at,
        key_id: request.key.key_id,
        secret_id: request.key.version_id.0,
        provider_id: request.upstream.provider.id,
        model: request.model.clone(),
        route: request.route,
        payer: request.provider_key.as_ref().map_or(Payer::Nobody, |key| key.payer),
        bound,
        client: request.client,
    }
}

/// Writes a limit of the output into a body that has none, so that what is held is enough.
fn limit_output(request: &mut Admitted, tokens: u64) -> Result<(), Problem> {
    let dialect = request.route.dialect();
    match dialect {
        Dialect::Ollama => {
            let options = request.body.get_object("options").map_err(Problem::BadBody)?;
            let mut options = options.unwrap_or_default();
            options.set("num_predict", tokens.to_string());
            let written = options.write();
            let written = str::from_utf8(&written).map_err(|_| Problem::Internal)?;
            request.body.set("options", written);
        }
        Dialect::OpenAi | Dialect::Demo => {
            if let Some(field) = request.route.output_limit_fields().first() {
                request.body.set(field, tokens.to_string());
            }
        }
    }
    Ok(())
}
