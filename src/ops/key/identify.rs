//! Finding keys in a text.

use std::io;

use crate::domain::key::{Key, KeyRef};
use crate::domain::time::Timestamp;
use crate::domain::token::{self, Finder, Prefix};
use crate::ops::decide::{self, Refusal, Snapshot};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::verify::{self, Verdict};
use crate::secret::keyring::Keyring;
use crate::store::db::Store;

/// A key found in a text.
#[derive(Debug)]
pub struct FoundKey {
    /// Its public prefix.
    pub prefix: Prefix,
    /// The key under it; `None` where no key here has that prefix.
    pub key: Option<Key>,
    /// Whether the gateway would serve what was found.
    pub judged: Result<(), Refusal>,
}

/// Finds every key in a text, in the order they first stand there, and judges each. Constant
/// memory, whatever the length of the text.
///
/// # Errors
/// [`Kind::Storage`] where the text cannot be read, or what the store says.
pub fn identify(
    store: &Store,
    keyring: &Keyring,
    now: Timestamp,
    text: &mut dyn io::Read,
) -> Result<Vec<FoundKey>, Error> {
    let snapshot = decide::load(store)?;
    let mut finder = Finder::new();
    let mut piece = vec![0; 64 * 1024];
    let mut found_keys: Vec<FoundKey> = Vec::new();
    let mut failure = None;
    loop {
        let length = text.read(&mut piece).map_err(|error| {
            Error::new(
                Kind::Storage,
                "key.unreadable_text",
                format!("cannot read the text: {error}"),
            )
        })?;
        if length == 0 {
            return Ok(found_keys);
        }
        finder.push(&piece[..length], &mut |whole| match judge_found(
            store, keyring, &snapshot, whole, now,
        ) {
            Ok(Some(seen)) if found_keys.iter().all(|known| known.prefix != seen.prefix) => {
                found_keys.push(seen);
            }
            Ok(_) => {}
            Err(error) => failure = Some(error),
        });
        if let Some(error) = failure {
            return Err(error);
        }
    }
}

fn judge_found(
    store: &Store,
    keyring: &Keyring,
    snapshot: &Snapshot,
    whole: &str,
    now: Timestamp,
) -> Result<Option<FoundKey>, Error> {
    let Some(parts) = token::parse(whole.as_bytes()) else { return Ok(None) };
    let Verdict { found, judged } = verify::judge(store, keyring, snapshot, whole.as_bytes(), now)?;
    let key = match found {
        Some(found) => Some(find::key(&store.read()?, &KeyRef::Id(found.key_id))?),
        None => None,
    };
    Ok(Some(FoundKey { prefix: parts.into(), key, judged }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::Environment;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::session::Session;

    /// Hands a text out in pieces of every small size.
    struct Dripping<'a>(&'a [u8], usize);

    impl io::Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 % 7 + 1;
            let (piece, rest) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
            buffer[..piece.len()].copy_from_slice(piece);
            self.0 = rest;
            Ok(piece.len())
        }
    }

    #[test]
    fn keys_are_found_in_a_text_that_comes_in_pieces() {
        let mut house = Fixture::new();
        let living = house.key("root", "living");
        let dead = house.key("root", "dead");
        house.revoke(&["dead"]).unwrap();
        let (living, dead) = (living.secret.expose(), dead.secret.expose());
        let strange =
            token::compose(&"other".parse().unwrap(), Environment::Live, b"abcdefghijkl", &[7; 32]);
        let mangled = format!("{}x", &living[..living.len() - 1]);
        let text = format!("a {dead}\nb={mangled};c=\"{living}\" {strange},{living}, {dead}");
        let Session { store, keyring, .. } = &house.session;
        let found = identify(store, keyring, NOW, &mut Dripping(text.as_bytes(), 0)).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|seen| (seen.key.as_ref().map(Key::path), seen.judged.clone()))
            .collect();
        assert_eq!(
            told,
            [
                (Some("root/dead".to_owned()), Err(Refusal::Revoked)),
                (Some("root/living".to_owned()), Ok(())),
                (None, Err(Refusal::Unknown)),
            ]
        );
        assert_eq!(found[2].prefix.as_str(), "other_live_abcdefghijkl");
        let none = identify(store, keyring, NOW, &mut &b"nothing here"[..]).unwrap();
        assert!(none.is_empty());
    }
}
