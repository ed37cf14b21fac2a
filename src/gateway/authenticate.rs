//! Phase one: whose request is it.

use std::sync::Arc;

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, HeaderName};

use crate::domain::credential::Credential;
use crate::gateway::activity::Whence;
use crate::gateway::foreign;
use crate::gateway::reply::Problem;
use crate::gateway::watch::observer::Asker;
use crate::gateway::worker::Worker;
use crate::ops::decide::{self, Case, Recognition, Refusal};

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const API_KEY: HeaderName = HeaderName::from_static("api-key");

/// The key whose secret a request came with, dead or alive.
#[derive(Debug)]
pub struct Authenticated {
    /// The key.
    pub key: Arc<Credential>,
    /// Why it is not served, where it is dead.
    pub alive: Result<(), Refusal>,
}

impl Authenticated {
    /// The key, if it is alive.
    ///
    /// # Errors
    /// The refusal, which is noted.
    pub fn living(self, worker: &Worker, asker: &Asker<'_>) -> Result<Arc<Credential>, Problem> {
        match self.alive {
            Ok(()) => Ok(self.key),
            Err(refusal) => {
                worker.observer.denied(&refusal, &self.key, asker);
                Err(refusal.into())
            }
        }
    }
}

/// The key that a request came with. Whether it is alive or not, it was used (R-E4).
///
/// # Errors
/// The refusal, which is noted, or that the database cannot be read: never "unknown" for that
/// (R-C3).
pub async fn authenticate(worker: &Worker, asker: &Asker<'_>) -> Result<Authenticated, Problem> {
    let presented = credential(asker.headers)
        .inspect_err(|refusal| note_failure(worker, refusal, None, asker))?;
    let key = recognize(worker, presented).await.inspect_err(|problem| {
        if let Problem::Refused(refusal) = problem {
            note_failure(worker, refusal, Some(presented), asker);
        }
    })?;
    let authority = worker.authority();
    let alive = decide::decide(&Case::of(authority.snapshot(), &key, asker.at));
    let detail = authority.snapshot().client_detail;
    drop(authority);
    if worker.notes.note(key.version_id, asker.at, asker.client, detail) == Whence::New {
        worker.observer.saw(key.key_id, asker.client);
    }
    if alive == Err(Refusal::Expired) {
        worker.expiries.note(&key, asker.at);
    }
    Ok(Authenticated { key, alive })
}

/// Who shows no credential does not fail with one.
fn note_failure(worker: &Worker, refusal: &Refusal, presented: Option<&[u8]>, asker: &Asker<'_>) {
    if *refusal != Refusal::NoCredential {
        let limit = worker.authority().snapshot().failures;
        worker.observer.failed(refusal, presented, limit, &worker.shared.trusted, asker);
    }
}

async fn recognize(worker: &Worker, presented: &[u8]) -> Result<Arc<Credential>, Problem> {
    match identify(worker, presented)? {
        Some(found) => Ok(found),
        // Boxed, so that the future of every other request stays small.
        None => Box::pin(foreign::identify(worker, presented)).await,
    }
}

/// The key of ours that was presented, dead or alive; `None` where what was has another shape.
fn identify(worker: &Worker, presented: &[u8]) -> Result<Option<Arc<Credential>>, Problem> {
    let mut authority = worker.authority();
    authority.refresh().map_err(|_| Problem::Store)?;
    let Ok(parts) = decide::parse(presented) else { return Ok(None) };
    let found = authority.find(parts.prefix).map_err(|_| Problem::Store)?;
    match decide::recognize(authority.keyring(), presented, found.as_deref())? {
        Recognition::Right => {}
        Recognition::Hash(..) => return Err(Problem::Refused(Refusal::WrongSecret)),
    }
    found.map(Some).ok_or(Problem::Refused(Refusal::Unknown))
}

/// The one credential of a request (R-G8). The same key in two headers is one credential; the same
/// header twice is not.
fn credential(headers: &HeaderMap) -> Result<&[u8], Refusal> {
    let mut presented: Option<&[u8]> = None;
    for name in [AUTHORIZATION, X_API_KEY, API_KEY] {
        let mut values = headers.get_all(&name).iter();
        let Some(value) = values.next() else { continue };
        if values.next().is_some() {
            return Err(Refusal::TwoCredentials);
        }
        let value = value.as_bytes();
        let key = if name == AUTHORIZATION { bearer(value)? } else { value };
        if presented.is_some_and(|other| other != key) {
            return Err(Refusal::TwoCredentials);
        }
        presented = Some(key);
    }
    presented.ok_or(Refusal::NoCredential)
}

/// The token of `Bearer TOKEN`, its scheme in any case (RFC 9110 section 11.1).
fn bearer(value: &[u8]) -> Result<&[u8], Refusal> {
    let (scheme, token) = value.split_at_checked(7).ok_or(Refusal::Malformed)?;
    if !scheme.eq_ignore_ascii_case(b"bearer ") {
        return Err(Refusal::Malformed);
    }
    Ok(token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(pairs: &[(&'static str, &'static str)]) -> Result<String, Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        credential(&headers).map(|key| String::from_utf8(key.to_vec()).unwrap())
    }

    #[test]
    fn each_header_carries_a_key() {
        for (name, value) in [
            ("authorization", "Bearer k"),
            ("authorization", "bearer  k "),
            ("x-api-key", "k"),
            ("api-key", "k"),
        ] {
            assert_eq!(taken(&[(name, value)]), Ok("k".to_owned()));
        }
    }

    #[test]
    fn two_credentials_must_agree() {
        assert_eq!(taken(&[("authorization", "Bearer k"), ("x-api-key", "k")]), Ok("k".to_owned()));
        for other in [("x-api-key", "j"), ("authorization", "Bearer k")] {
            assert_eq!(
                taken(&[("authorization", "Bearer k"), other]),
                Err(Refusal::TwoCredentials)
            );
        }
    }

    #[test]
    fn nothing_and_nonsense_differ() {
        assert_eq!(taken(&[]), Err(Refusal::NoCredential));
        assert_eq!(taken(&[("authorization", "Basic azpr")]), Err(Refusal::Malformed));
        assert_eq!(taken(&[("authorization", "")]), Err(Refusal::Malformed));
    }
}
