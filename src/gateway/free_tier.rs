//! The free tier: requests without a credential, where the operator wants them served.
//!
//! A request that carries a credential never becomes an anonymous one (R-G9): neither a wrong nor a
//! revoked key does, and an expired one only where the operator asked for that too.

use std::sync::Arc;

use hyper::header::ORIGIN;

use crate::domain::credential::Credential;
use crate::gateway::reply::Problem;
use crate::gateway::watch::observer::Asker;
use crate::gateway::worker::Worker;
use crate::ops::decide::{self, Case, Check, Refusal, Verdict};

/// The anonymous key for a request without a living key, where the free tier is meant for it:
/// `expired` is the key it came with, if it came with one. A page in a browser does not get it: its
/// address is its visitor's (R-G1).
///
/// # Errors
/// The refusal, which is noted where there is a key, or [`Problem::RateLimited`].
pub fn admit(
    worker: &Worker,
    expired: Option<&Credential>,
    asker: &Asker<'_>,
) -> Result<Arc<Credential>, Problem> {
    admit_as(worker, expired, asker).inspect_err(|problem| {
        if let (Problem::Refused(refusal), Some(key)) = (problem, expired) {
            worker.observer.denied(refusal, key, asker);
        }
    })
}

fn admit_as(
    worker: &Worker,
    expired: Option<&Credential>,
    asker: &Asker<'_>,
) -> Result<Arc<Credential>, Problem> {
    let Asker { client, headers, at: now } = *asker;
    let refusal = if expired.is_some() { Refusal::Expired } else { Refusal::NoCredential };
    let mut authority = worker.authority();
    authority.refresh().map_err(|_| Problem::Store)?;
    let Some(tier) = authority.snapshot().free_tier.clone() else { return Err(refusal.into()) };
    let meant = expired.is_none_or(|key| {
        tier.expired && has_only_expired(&Case::of(authority.snapshot(), key, now))
    });
    let alive = decide::decide(&Case::of(authority.snapshot(), &tier.key, now)).is_ok();
    let detail = authority.snapshot().client_detail;
    drop(authority);
    if !meant || !alive || headers.contains_key(ORIGIN) {
        return Err(refusal.into());
    }
    if let Some(rate) = tier.requests {
        let admitted = worker.shared.free_clients.admit(client, rate, now);
        admitted.map_err(Problem::RateLimited)?;
    }
    // Everybody uses this key, so where from is no news.
    worker.notes.note(tier.key.version_id, now, client, detail);
    Ok(tier.key)
}

/// Whether nothing but the end of its term stands against a key.
fn has_only_expired(case: &Case<'_>) -> bool {
    let others = Check::ALL.into_iter().filter(|check| *check != Check::Expiry);
    others.map(|check| check.judge(case)).all(|verdict| !matches!(verdict, Verdict::Refused(_)))
}
