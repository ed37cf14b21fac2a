//! Judging a presented key.

use crate::domain::credential::Credential;
use crate::domain::time::Timestamp;
use crate::ops::decide::{self, Case, Recognition, Refusal};
use crate::ops::error::Error;
use crate::ops::key::foreign::ForeignKey;
use crate::ops::snapshot::{self, Snapshot};
use crate::secret::keyring::Keyring;
use crate::store::db::Store;

/// What a presented key is.
#[derive(Debug)]
pub struct Verdict {
    /// The key under its prefix, also where it is refused.
    pub found: Option<Credential>,
    /// Whether the gateway would serve it, and why not.
    pub judged: Result<(), Refusal>,
}

/// Judges a presented key exactly as the gateway does.
///
/// # Errors
/// What the store says; a refusal is a verdict, not an error.
pub fn verify(
    store: &Store,
    keyring: &Keyring,
    presented: &[u8],
    now: Timestamp,
) -> Result<Verdict, Error> {
    judge(store, keyring, &snapshot::load(store)?, presented, now)
}

/// As [`verify`], for several keys and one snapshot.
///
/// # Errors
/// What the store says.
pub fn judge(
    store: &Store,
    keyring: &Keyring,
    snapshot: &Snapshot,
    presented: &[u8],
    now: Timestamp,
) -> Result<Verdict, Error> {
    let Ok(parts) = decide::parse(presented) else {
        return judge_foreign(store, keyring, snapshot, presented, now);
    };
    let (_, found) = decide::find(store, parts.prefix)?;
    let recognized = match decide::recognize(keyring, presented, found.as_ref()) {
        Ok(Recognition::Right) => Ok(()),
        Ok(Recognition::Hash(..)) => Err(Refusal::WrongSecret),
        Err(refusal) => Err(refusal),
    };
    let judged = match &found {
        Some(key) => recognized.and_then(|()| decide::decide(&Case::of(snapshot, key, now))),
        None => recognized,
    };
    Ok(Verdict { found, judged })
}

/// Judges what has not the form of our keys. A slow hash is computed here and now, and stays.
fn judge_foreign(
    store: &Store,
    keyring: &Keyring,
    snapshot: &Snapshot,
    presented: &[u8],
    now: Timestamp,
) -> Result<Verdict, Error> {
    let foreign = match ForeignKey::read(snapshot, presented) {
        Ok(foreign) => foreign,
        Err(refusal) => return Ok(Verdict { found: None, judged: Err(refusal) }),
    };
    let mut verdict = Verdict { found: None, judged: Err(Refusal::Unknown) };
    for name in foreign.names() {
        let (_, found) = decide::find(store, name)?;
        let compared = foreign.compare(keyring, found.as_ref());
        let judged = match (compared, &found) {
            (Ok(comparison), Some(key)) if comparison.holds() => {
                decide::decide(&Case::of(snapshot, key, now))
            }
            (Ok(_), _) => Err(Refusal::WrongSecret),
            (Err(Refusal::Unknown), _) => continue,
            (Err(refusal), _) => Err(refusal),
        };
        let is_another = judged == Err(Refusal::WrongSecret);
        verdict = Verdict { found, judged };
        if !is_another {
            break;
        }
    }
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::{self, Brand, Environment};
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::mint::Minted;
    use crate::ops::session::Session;

    #[test]
    fn each_state_of_a_key_has_its_verdict() {
        let mut house = Fixture::new();
        let user = house.user("ada");
        let Minted { key, secret } = house.key("ada", "ci");
        let secret = secret.expose();
        let id = key.prefix.as_str().as_bytes()[8..].try_into().unwrap();
        let guessed = token::compose(&Brand::default(), Environment::Live, id, &[7; 32]);
        let unknown =
            token::compose(&Brand::default(), Environment::Live, b"000000000000", &[7; 32]);
        let Session { store, keyring, .. } = &house.session;
        let verdict = verify(store, keyring, secret.as_bytes(), NOW).unwrap();
        assert_eq!(verdict.found.unwrap().user_id, user.id);
        assert_eq!(house.judged(secret), Ok(()));
        assert_eq!(house.judged(&secret[..secret.len() - 1]), Err(Refusal::Malformed));
        assert_eq!(house.judged(&secret.replace("sk_live", "sk_lime")), Err(Refusal::Malformed));
        assert_eq!(house.judged(&unknown), Err(Refusal::Unknown));
        assert_eq!(house.judged(&guessed), Err(Refusal::WrongSecret));
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'ada'");
        assert_eq!(house.judged(secret), Err(Refusal::UserDisabled));
        house.revoke(&["ci"]).unwrap();
        assert_eq!(house.judged(secret), Err(Refusal::Revoked));
        assert_eq!(house.judged(&guessed), Err(Refusal::WrongSecret), "who guesses learns nothing");
    }
}
