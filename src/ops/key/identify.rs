//! Finding keys in a text.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::mem;

use zeroize::Zeroizing;

use crate::domain::key::{Key, KeyRef};
use crate::domain::time::Timestamp;
use crate::domain::token::{Finder, Prefix};
use crate::domain::version::VersionId;
use crate::ops::decide::{self, Refusal};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::verify::{self, Verdict};
use crate::ops::snapshot;
use crate::secret::keyring::Keyring;
use crate::store::db::Store;

/// The keys found in a text.
#[derive(Debug, Default)]
pub struct Sightings {
    /// One for each key and verdict, in the order they first stand in the text: every key of this
    /// database, and of other keys the first [`OTHERS_MAX`].
    pub keys: Vec<FoundKey>,
    /// How many times a key stands there that is none of this database and not listed.
    pub unlisted: u64,
}

/// So many keys that are none of this database are listed, so that whoever writes the text cannot
/// fill the memory.
pub const OTHERS_MAX: usize = 10_000;

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

impl FoundKey {
    /// The key, where it is or can again be active and the whole of it was found. A forgery with its prefix is
    /// none, or else anybody could have keys revoked whose prefix they know.
    pub fn active(&self) -> Option<&Key> {
        match self.judged {
            Ok(()) | Err(Refusal::UserDisabled | Refusal::Suspended) => self.key.as_ref(),
            Err(_) => None,
        }
    }
}

/// Finds every key in a text and judges each. What it holds grows with the keys of this database
/// that are found, not with the text.
///
/// # Errors
/// [`Kind::Storage`] where the text cannot be read, or what the store says.
pub fn identify(
    store: &Store,
    keyring: &Keyring,
    now: Timestamp,
    text: &mut dyn io::Read,
) -> Result<Sightings, Error> {
    let snapshot = snapshot::load(store)?;
    let judge = |whole: &str| verify::judge(store, keyring, &snapshot, whole.as_bytes(), now);
    let mut finder = Finder::new();
    let mut piece = Zeroizing::new(vec![0; PIECE_BYTES]);
    let mut sighted = Sighted::default();
    loop {
        let length = match text.read(&mut piece) {
            Ok(0) => return Ok(sighted.sightings),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable_text(&error)),
        };
        let mut judged = Ok(());
        finder.push(&piece[..length], &mut |whole| {
            if judged.is_ok() && sighted.recent.remember(whole) {
                judged = judge(whole).and_then(|verdict| sighted.add(store, whole, verdict));
            }
        });
        judged?;
    }
}

/// How much of a text is read at once: enough that the calls cost nothing, little enough that a
/// processor's own cache holds it.
const PIECE_BYTES: usize = 256 * 1024;

fn unreadable_text(error: &io::Error) -> Error {
    let message = format!("cannot read the text: {error}");
    Error::new(Kind::Storage, "key.unreadable_text", message)
}

/// What was seen of a text so far.
#[derive(Default)]
struct Sighted {
    sightings: Sightings,
    /// The secrets of this database that are listed, by verdict.
    ours: HashSet<(VersionId, &'static str)>,
    others: HashSet<Prefix>,
    recent: Recent,
}

impl Sighted {
    /// Lists a key with its verdict, unless it is listed.
    fn add(&mut self, store: &Store, whole: &str, verdict: Verdict) -> Result<(), Error> {
        let Ok(parts) = decide::parse(whole.as_bytes()) else { return Ok(()) };
        let Verdict { found, judged } = verdict;
        let verdict = judged.as_ref().err().map_or("ok", Refusal::code);
        let key = match found {
            Some(found) if self.ours.insert((found.version_id, verdict)) => {
                Some(find::key(&store.read()?, &KeyRef::Id(found.key_id))?)
            }
            None if !self.others.contains(parts.prefix) => {
                if self.others.len() == OTHERS_MAX {
                    self.sightings.unlisted += 1;
                    return Ok(());
                }
                self.others.insert(parts.into());
                None
            }
            Some(_) | None => return Ok(()),
        };
        self.sightings.keys.push(FoundKey { prefix: parts.into(), key, judged });
        Ok(())
    }
}

/// Keys that were judged of late, since a log may have the same few on every line. They are known
/// by a hash under a random seed: that another key passes for one of them is as likely as to guess
/// 64 bits.
struct Recent {
    seed: RandomState,
    hashes: [u64; 1024],
}

impl Default for Recent {
    fn default() -> Self {
        Self { seed: RandomState::new(), hashes: [0; 1024] }
    }
}

impl Recent {
    /// Puts a key there; says whether it was not.
    fn remember(&mut self, whole: &str) -> bool {
        let hash = self.seed.hash_one(whole);
        let slots = self.hashes.len() as u64;
        let slot = usize::try_from(hash % slots).unwrap_or_default();
        mem::replace(&mut self.hashes[slot], hash) != hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::{self, Brand, Environment};
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
        let found = identify(store, keyring, NOW, &mut Dripping(text.as_bytes(), 0)).unwrap().keys;
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
        assert!(none.keys.is_empty());
    }

    /// A key with a right checksum that was never made here.
    fn forged(id: &[u8; 12], number: u32) -> String {
        let mut body = [0; 32];
        body[..4].copy_from_slice(&number.to_be_bytes());
        token::compose(&Brand::default(), Environment::Live, id, &body)
    }

    fn verdicts(found: &Sightings) -> Vec<(&str, &Result<(), Refusal>)> {
        found.keys.iter().map(|seen| (seen.prefix.as_str(), &seen.judged)).collect()
    }

    #[test]
    fn a_forgery_hides_no_key_and_is_not_active() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let (secret, prefix) = (minted.secret.expose(), minted.key.prefix.as_str());
        let id = prefix.as_bytes()[8..].try_into().unwrap();
        let (one, other) = (forged(id, 1), forged(id, 2));
        let text = format!("{one} {secret} {other} {secret} {one}");
        let Session { store, keyring, .. } = &house.session;
        let found = identify(store, keyring, NOW, &mut text.as_bytes()).unwrap();
        assert_eq!(
            verdicts(&found),
            [(prefix, &Err(Refusal::WrongSecret)), (prefix, &Ok(()))],
            "one line for each verdict"
        );
        let active: Vec<_> = found.keys.iter().map(|seen| seen.active().is_some()).collect();
        assert_eq!(active, [false, true]);
    }

    #[test]
    fn a_key_of_a_disabled_user_is_active() {
        let mut house = Fixture::new();
        house.user("ada");
        let minted = house.key("ada", "ci");
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'ada'");
        let Session { store, keyring, .. } = &house.session;
        let text = minted.secret.expose();
        let found = identify(store, keyring, NOW, &mut text.as_bytes()).unwrap();
        assert_eq!(found.keys[0].judged, Err(Refusal::UserDisabled));
        assert_eq!(found.keys[0].active().map(Key::path), Some("ada/ci".to_owned()));
    }

    #[test]
    fn a_key_on_every_line_is_one_key() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let text = format!("GET / {}\n", minted.secret.expose()).repeat(20_000);
        let Session { store, keyring, .. } = &house.session;
        let found = identify(store, keyring, NOW, &mut text.as_bytes()).unwrap();
        assert_eq!(verdicts(&found), [(minted.key.prefix.as_str(), &Ok(()))]);
    }

    /// Forgeries without end, and among the last of them a key; none of it is ever in memory.
    struct Forgeries<'a> {
        left: u32,
        last: &'a str,
        line: Vec<u8>,
    }

    impl io::Read for Forgeries<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.line.is_empty() {
                let line = match self.left {
                    0 => return Ok(0),
                    1 => self.last.to_owned(),
                    number => forged(format!("{number:012}").as_bytes().try_into().unwrap(), 0),
                };
                self.line = line.into_bytes();
                self.left -= 1;
            }
            let length = io::Read::read(&mut self.line.as_slice(), buffer)?;
            self.line.drain(..length);
            Ok(length)
        }
    }

    #[test]
    fn forgeries_without_end_fill_no_memory_and_hide_no_key() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let Session { store, keyring, .. } = &house.session;
        let count = 10_100;
        let text =
            &mut Forgeries { left: count + 1, last: minted.secret.expose(), line: Vec::new() };
        let found = identify(store, keyring, NOW, text).unwrap();
        assert_eq!(found.keys.len(), OTHERS_MAX + 1);
        assert_eq!(found.unlisted, u64::from(count) - OTHERS_MAX as u64);
        let last = &found.keys[OTHERS_MAX];
        assert_eq!((last.prefix.as_str(), &last.judged), (minted.key.prefix.as_str(), &Ok(())));
    }

    /// Reads as a terminal does that is interrupted, and then as a disk that fails.
    struct Failing(Vec<io::ErrorKind>);

    impl io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            self.0.pop().map_or(Ok(0), |kind| Err(kind.into()))
        }
    }

    #[test]
    fn a_text_that_cannot_be_read_is_an_error() {
        let house = Fixture::new();
        let Session { store, keyring, .. } = &house.session;
        let interrupted = || io::ErrorKind::Interrupted;
        assert!(identify(store, keyring, NOW, &mut Failing(vec![interrupted()])).is_ok());
        let text = &mut Failing(vec![io::ErrorKind::StorageFull, interrupted()]);
        assert_eq!(identify(store, keyring, NOW, text).unwrap_err().kind, Kind::Storage);
    }
}
