//! Whose request is it, where the key was made by another system.

use std::sync::Arc;

use crate::domain::credential::{Credential, StoredSecret};
use crate::gateway::reply::Problem;
use crate::gateway::worker::Worker;
use crate::ops::decide::Refusal;
use crate::ops::key::foreign::{Comparison, ForeignKey, Proof};
use crate::ops::key::upgrade::Upgrade;

/// The imported key that was presented, dead or alive. Where its hash is slow and new to us, this
/// waits for the verifier; everything else costs a lookup or two.
///
/// # Errors
/// The refusal, that the database cannot be read, or that too many slow hashes wait.
pub async fn identify(worker: &Worker, presented: &[u8]) -> Result<Arc<Credential>, Problem> {
    let foreign = ForeignKey::read(worker.authority().snapshot(), presented)?;
    let mut refusal = Refusal::Unknown;
    let mut names: Vec<&str> = foreign.names().collect();
    {
        // Who came before is found under the same name again, without a look at the other.
        let authority = worker.authority();
        names.sort_by_key(|name| !authority.holds(name));
    }
    for name in names {
        let answer = match look_up(worker, &foreign, name, presented)? {
            Answer::Ask(question, proof) => {
                let verified = worker.verifier.verify(question, proof).await;
                verified.map_err(|_| Problem::VerifierBusy)?;
                // Meanwhile the key may have been revoked; what was computed is remembered.
                worker.authority().refresh().map_err(|_| Problem::Store)?;
                look_up(worker, &foreign, name, presented)?
            }
            answer => answer,
        };
        match answer {
            Answer::Right(key) => return Ok(key),
            Answer::Wrong(Refusal::Unknown) => {}
            Answer::Wrong(other) => refusal = other,
            // The verifier has forgotten it already: there is more to do than it can hold.
            Answer::Ask(..) => return Err(Problem::VerifierBusy),
        }
    }
    Err(refusal.into())
}

/// What is known of a credential under one of its names.
enum Answer {
    Right(Arc<Credential>),
    Wrong(Refusal),
    Ask(Upgrade, Proof),
}

fn look_up(
    worker: &Worker,
    foreign: &ForeignKey<'_>,
    name: &str,
    presented: &[u8],
) -> Result<Answer, Problem> {
    let mut authority = worker.authority();
    let mut found = authority.find(name).map_err(|_| Problem::Store)?;
    let hashed = found.as_ref().filter(|key| matches!(key.stored, StoredSecret::Imported { .. }));
    let question = hashed.map(|key| Upgrade::new(authority.keyring(), key.version_id, presented));
    if let (Some(question), Some(key)) = (&question, &found) {
        match worker.verifier.recall(question) {
            Some(true) => return Ok(Answer::Right(Arc::clone(key))),
            Some(false) => return Ok(Answer::Wrong(Refusal::WrongSecret)),
            // Another gateway may have left a digest there, which nobody tells.
            None => found = authority.find_anew(name).map_err(|_| Problem::Store)?,
        }
    }
    let compared = foreign.compare(authority.keyring(), found.as_deref());
    Ok(match (compared, found, question) {
        (Ok(Comparison::Right), Some(key), _) => Answer::Right(key),
        (Ok(Comparison::HashRight), Some(key), Some(question)) => {
            worker.verifier.note_right(question);
            Answer::Right(key)
        }
        (Ok(Comparison::Slow(proof)), _, Some(question)) => Answer::Ask(question, proof),
        (Err(refusal), ..) => Answer::Wrong(refusal),
        (Ok(_), ..) => Answer::Wrong(Refusal::Unknown),
    })
}
