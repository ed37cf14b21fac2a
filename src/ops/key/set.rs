//! Changing keys: their names, how long they live, when a rotation is due, and what narrows them.
//!
//! Whose a key is never changes, and neither does its role or what it permits: who needs more
//! makes another key. A key that is dead is not changed (R-E2), and a new end is under the ceiling
//! of its role even where an imported key came with more (R-E6).

use std::fmt::Display;

use ipnet::IpNet;

use crate::domain::audit::Event;
use crate::domain::key::{Key, KeyRef};
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::term::{Cadence, Expiry, Term};
use crate::domain::time::Timestamp;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::create::{self, check_rotation};
use crate::ops::key::mint::{self, Bounds};
use crate::ops::key::status;
use crate::ops::session::Session;
use crate::store::db::Write;
use crate::store::key::{self as key_rows, Traits};

/// The field of the models that a key may use.
pub const MODELS: &str = "models";
/// The field of the networks that a key may be used from.
pub const NETWORKS: &str = "networks";

/// What is to change of a key; what is not named stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Its name.
    pub name: Option<Name>,
    /// How long it lives from now.
    pub expiry: Option<Expiry>,
    /// How often it is to be rotated.
    pub cadence: Option<Cadence>,
    /// The models that it may use.
    pub models: Narrowing<ModelGlob>,
    /// The networks that it may be used from.
    pub networks: Narrowing<IpNet>,
}

/// What is to change of a list that narrows a key. An empty list narrows nothing, so the last of
/// it goes only where that is asked for.
#[derive(Clone, Debug)]
pub enum Narrowing<T> {
    /// Narrow it no more.
    Lift,
    /// Change the list; nothing where both are empty.
    Edit {
        /// What is allowed as well.
        add: Vec<T>,
        /// What is allowed no more.
        remove: Vec<T>,
    },
}

impl<T> Default for Narrowing<T> {
    fn default() -> Self {
        Self::Edit { add: Vec::new(), remove: Vec::new() }
    }
}

/// A key after a change.
#[derive(Debug)]
pub struct Changed {
    /// The key, as it stands now.
    pub key: Key,
    /// The fields that are not as before.
    pub fields: Vec<&'static str>,
    /// Those of them that narrow a key which nothing narrowed so before.
    pub narrowed: Vec<&'static str>,
}

/// Changes a living key. Takes away before it adds.
///
/// # Errors
/// [`Kind::NotFound`]; [`Kind::Denied`] for a key that is more than the actor (R-F2);
/// [`Kind::Usage`] where something is both added and removed;
/// [`Kind::Conflict`] for a key that is dead, where another living key of the user has the name, or
/// where it does not allow what is to be taken away; [`Kind::Refused`] where it would live longer
/// than its role allows, be due for rotation only after its end, still allow what is to be taken
/// away, or allow everything because nothing is left.
pub fn set(session: &mut Session, key: &KeyRef, changes: &Changes) -> Result<Changed, Error> {
    let (now, actor) = (session.now, session.actor.clone());
    session.change(|write, _| {
        let before = find::key(write, key)?;
        status::check_living(&before, now)?;
        mint::check_held(write, &actor, &before)?;
        let mut events = Vec::new();
        let mut after = before.clone();
        if let Some(name) = changes.name.as_ref().filter(|name| **name != before.name) {
            events.extend(free(write, &before, name, now)?);
            after.name = name.clone();
        }
        if let Some(expiry) = changes.expiry {
            let bounds = Bounds::of(write, &before)?;
            let term = Term::new(expiry, bounds.ceiling(), now);
            after.term = term.map_err(|error| bounds.refused(error))?;
        }
        if let Some(cadence) = changes.cadence {
            after.rotate_every = cadence.every();
        }
        check_rotation(after.rotate_every, after.term)?;
        let (models, networks) = (&before.restrictions.models, &before.restrictions.networks);
        after.restrictions.models = MODEL_LIST.edited(&before, models, &changes.models)?;
        after.restrictions.networks = NETWORK_LIST.edited(&before, networks, &changes.networks)?;
        store(write, &before, &after)?;
        let fields = differences(&before, &after);
        if !fields.is_empty() {
            let event = mint::about("key.set", &before).with("changed", fields.clone());
            events.push(match &after.name {
                name if *name != before.name => event.with("renamed", name.as_str()),
                _ => event,
            });
        }
        let narrowed = |field: &&str| match *field {
            MODELS => models.is_empty(),
            NETWORKS => networks.is_empty(),
            _ => false,
        };
        let narrowed = fields.iter().copied().filter(narrowed).collect();
        Ok((Changed { key: after, fields, narrowed }, events))
    })
}

/// Frees a name of a key that has ended, and refuses one of a key that lives.
fn free(write: &Write<'_>, key: &Key, name: &Name, now: Timestamp) -> Result<Option<Event>, Error> {
    match create::named(write, &key.user, name)? {
        Some(other) if other.status_at(now).is_living() => Err(create::taken(&other)),
        Some(ended) => Ok(Some(status::mark_expired(write, &ended)?)),
        None => Ok(None),
    }
}

fn store(write: &Write<'_>, before: &Key, after: &Key) -> Result<(), Error> {
    let traits = Traits {
        name: &after.name,
        rotate_every: after.rotate_every,
        models: &after.restrictions.models,
        networks: &after.restrictions.networks,
    };
    key_rows::set_traits(write, before.id, &traits)?;
    if after.term != before.term {
        key_rows::set_term(write, before.id, after.term)?;
    }
    Ok(())
}

fn differences(before: &Key, after: &Key) -> Vec<&'static str> {
    let (old, new) = (&before.restrictions, &after.restrictions);
    let fields = [
        ("name", before.name != after.name),
        ("expires_at", before.term.expires_at != after.term.expires_at),
        ("lifetime", before.term.lifetime != after.term.lifetime),
        ("rotate_every", before.rotate_every != after.rotate_every),
        (MODELS, old.models != new.models),
        (NETWORKS, old.networks != new.networks),
    ];
    fields.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}

/// How a list that narrows a key is edited, and spoken of.
struct List<T> {
    /// What it is a list of.
    one: &'static str,
    /// What it is to have none.
    any: &'static str,
    /// The option that lifts it.
    lift: &'static str,
    /// Whether one of it allows all that another allows.
    includes: fn(&T, &T) -> bool,
}

/// A pattern that stands for another as it is written stands for all that the other stands for,
/// since only a star can stand for a star.
const MODEL_LIST: List<ModelGlob> = List {
    one: "model",
    any: "it may use any model",
    lift: "--any-model",
    includes: |wider, glob| wider.matches(glob.as_str()),
};

const NETWORK_LIST: List<IpNet> = List {
    one: "network",
    any: "it may be used from anywhere",
    lift: "--any-cidr",
    includes: |wider, network| wider.contains(network),
};

impl<T: Clone + PartialEq + Display> List<T> {
    fn edited(&self, key: &Key, list: &[T], change: &Narrowing<T>) -> Result<Vec<T>, Error> {
        let (add, remove) = match change {
            Narrowing::Lift => return Ok(Vec::new()),
            Narrowing::Edit { add, remove } => (add, remove),
        };
        if let Some(both) = remove.iter().find(|gone| add.contains(gone)) {
            let message = format!("{} \"{both}\" is both added and removed", self.one);
            return Err(Error::new(Kind::Usage, "key.both", message));
        }
        let mut edited = list.to_vec();
        for gone in remove {
            if !edited.contains(gone) && !edited.iter().any(|kept| (self.includes)(kept, gone)) {
                return Err(self.not_listed(key, gone, list));
            }
            edited.retain(|kept| kept != gone);
        }
        for more in add {
            if !edited.contains(more) {
                edited.push(more.clone());
            }
        }
        for gone in remove {
            if let Some(wider) = edited.iter().find(|kept| (self.includes)(kept, gone)) {
                return Err(self.still_allowed(key, gone, wider));
            }
        }
        if edited.is_empty() && !list.is_empty() {
            return Err(self.last(key));
        }
        Ok(edited)
    }

    fn not_listed(&self, key: &Key, gone: &T, list: &[T]) -> Error {
        let Self { one, .. } = self;
        let message = format!("key \"{}\" does not name {one} \"{gone}\"", key.path());
        let error = Error::new(Kind::Conflict, "key.not_listed", message);
        if list.is_empty() {
            return error.why(self.any);
        }
        let listed: Vec<String> = list.iter().map(ToString::to_string).collect();
        error.why(format!("it names {}", listed.join(", ")))
    }

    fn still_allowed(&self, key: &Key, gone: &T, wider: &T) -> Error {
        let Self { one, .. } = self;
        let message = format!("key \"{}\" would still allow {one} \"{gone}\"", key.path());
        Error::new(Kind::Refused, "key.still_allowed", message)
            .why(format!("\"{wider}\" includes it"))
    }

    /// A key without the last of a list would be allowed everything: that must be said.
    fn last(&self, key: &Key) -> Error {
        let Self { one, any, lift, .. } = self;
        let message = format!("key \"{}\" would be left without a {one}", key.path());
        Error::new(Kind::Refused, "key.last_of_list", message)
            .why(format!("without one {any}; to stop it, suspend it"))
            .fix(format!("keyctl key set {} {lift}", key.path()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::KeyStatus;
    use crate::domain::time::Span;
    use crate::ops::decide::Refusal;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list::show;

    const DAY: Span = Span::from_secs(86_400);

    fn edit<T: std::str::FromStr<Err: std::fmt::Debug>>(add: &str, remove: &str) -> Narrowing<T> {
        let list = |words: &str| words.split_whitespace().map(|w| w.parse().unwrap()).collect();
        Narrowing::Edit { add: list(add), remove: list(remove) }
    }

    fn models(add: &str, remove: &str) -> Changes {
        Changes { models: edit(add, remove), ..Changes::default() }
    }

    fn networks(add: &str, remove: &str) -> Changes {
        Changes { networks: edit(add, remove), ..Changes::default() }
    }

    fn changed(house: &mut Fixture, key: &str, changes: &Changes) -> Changed {
        set(&mut house.session, &key.parse().unwrap(), changes).unwrap()
    }

    fn refused(house: &mut Fixture, key: &str, changes: &Changes) -> (Kind, &'static str) {
        let generation = house.generations();
        let error = set(&mut house.session, &key.parse().unwrap(), changes).unwrap_err();
        assert_eq!(house.generations(), generation, "nothing was changed");
        (error.kind, error.code)
    }

    fn stored(house: &Fixture, key: &str) -> Key {
        show(&house.session.store, &key.parse().unwrap()).unwrap().0
    }

    fn shown<T: ToString>(list: &[T]) -> String {
        list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_named_changes_and_all_else_stays() {
        let mut house = Fixture::new();
        house.user("ada");
        let made = house.key("ada", "ci");
        let before = made.key.clone();
        house.session.now = NOW.saturating_add(DAY);
        let changes = Changes {
            name: Some("deploy".parse().unwrap()),
            expiry: Some(Expiry::After(DAY)),
            cadence: Some(Cadence::Every(DAY)),
            ..models("gpt-*", "")
        };
        let Changed { key, fields, narrowed } = changed(&mut house, "ada/ci", &changes);
        assert_eq!(fields, ["name", "expires_at", "lifetime", "rotate_every", "models"]);
        assert_eq!(narrowed, ["models"]);
        let after = stored(&house, "ada/deploy");
        assert_eq!((after.id, after.user_id), (before.id, before.user_id));
        assert_eq!((after.version_id, after.created_at), (before.version_id, before.created_at));
        assert_eq!(after.term, Term::new(Expiry::After(DAY), None, house.session.now).unwrap());
        assert_eq!(after.rotate_every, Some(DAY));
        assert_eq!(after.restrictions, key.restrictions);
        assert_eq!(house.judged(made.secret.expose()), Ok(()), "it is still that key");
        let told = house.entries().pop().unwrap();
        assert_eq!((told.action.as_str(), told.target), ("key.set", Some("key:1".to_owned())));
        let fields = r#""changed":["name","expires_at","lifetime","rotate_every","models"]"#;
        assert!(told.details.contains(fields), "{}", told.details);
        assert!(told.details.contains(r#""key":"ada/ci""#), "{}", told.details);
        assert!(told.details.contains(r#""renamed":"deploy""#), "{}", told.details);

        let never = Changes { cadence: Some(Cadence::Never), ..Changes::default() };
        changed(&mut house, "ada/deploy", &never);
        let last = stored(&house, "ada/deploy");
        assert_eq!((last.rotate_every, last.term), (None, after.term));
        assert_eq!(last.restrictions, after.restrictions);
        let told = house.told().len();
        assert!(changed(&mut house, "ada/deploy", &never).fields.is_empty());
        assert_eq!(house.told().len(), told, "what changes nothing is not told");
    }

    #[test]
    fn a_dead_key_is_not_changed() {
        let mut house = Fixture::new();
        house.key("root", "revoked");
        house.revoke(&["revoked"]).unwrap();
        let ended = house.key("root", "ended").key.term.expires_at.unwrap();
        let longer = Changes { expiry: Some(Expiry::After(DAY)), ..Changes::default() };
        for changes in [&longer, &models("gpt-*", "")] {
            assert_eq!(refused(&mut house, "revoked", changes), (Kind::Conflict, "key.status"));
        }
        house.session.now = ended;
        assert_eq!(refused(&mut house, "ended", &longer), (Kind::Conflict, "key.status"));
        assert_eq!(stored(&house, "ended").term.expires_at, Some(ended));
    }

    #[test]
    fn no_change_passes_the_ceiling_of_its_roles() {
        let mut house = Fixture::new();
        house.user("ada");
        house.key("ada", "ci");
        for expiry in [
            Expiry::Never,
            Expiry::After(Span::from_secs(8 * 86_400)),
            Expiry::At(NOW.saturating_add(Span::from_secs(8 * 86_400))),
            Expiry::At(NOW),
        ] {
            let changes = Changes { expiry: Some(expiry), ..Changes::default() };
            assert_eq!(refused(&mut house, "ci", &changes), (Kind::Refused, "key.term"));
        }
        let late = Changes { cadence: Some("8d".parse().unwrap()), ..Changes::default() };
        assert_eq!(refused(&mut house, "ci", &late), (Kind::Refused, "key.rotation"));
        let weekly = Changes { cadence: Some("7d".parse().unwrap()), ..Changes::default() };
        changed(&mut house, "ci", &weekly);
        let shorter = Changes { expiry: Some(Expiry::After(DAY)), ..Changes::default() };
        assert_eq!(refused(&mut house, "ci", &shorter), (Kind::Refused, "key.rotation"));
        let both = Changes { cadence: Some(Cadence::Every(DAY)), ..shorter };
        changed(&mut house, "ci", &both);
    }

    #[test]
    fn a_name_is_one_living_key_of_a_user() {
        let mut house = Fixture::new();
        house.user("ada");
        house.key("ada", "ci");
        house.key("root", "deploy");
        let end = house.key("ada", "old").key.term.expires_at.unwrap();
        let named = |name: &str| {
            let name = Some(name.parse().unwrap());
            Changes { name, ..Changes::default() }
        };
        assert_eq!(refused(&mut house, "ada/ci", &named("old")), (Kind::Conflict, "key.exists"));
        assert_eq!(changed(&mut house, "ada/ci", &named("deploy")).key.path(), "ada/deploy");
        house
            .sql("UPDATE keys SET expires_at = NULL, lifetime_micros = NULL WHERE name = 'deploy'");
        house.session.now = end;
        changed(&mut house, "ada/deploy", &named("old"));
        house.session.now = NOW;
        let keys = house.number("SELECT count(*) FROM keys WHERE name = 'old' AND user_id = 2");
        assert_eq!(keys, 2);
        assert_eq!(stored(&house, "3").status, KeyStatus::Expired, "its end is on record");
    }

    #[test]
    fn models_are_added_and_taken_away() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let mut after = |add: &str, remove: &str| {
            let Changed { key, narrowed, .. } = changed(&mut house, "ci", &models(add, remove));
            (shown(&key.restrictions.models), narrowed.len())
        };
        assert_eq!(after("gpt-5 gpt-*", ""), ("gpt-5 gpt-*".to_owned(), 1));
        assert_eq!(after("gpt-5 o3", ""), ("gpt-5 gpt-* o3".to_owned(), 0), "each once");
        assert_eq!(after("llama3", "gpt-5 gpt-*"), ("o3 llama3".to_owned(), 0));
        for (add, remove, failure) in [
            ("", "gpt-5", (Kind::Conflict, "key.not_listed")),
            ("o*", "o3", (Kind::Refused, "key.still_allowed")),
            ("o*", "o3 o*", (Kind::Usage, "key.both")),
            ("", "o3 llama3", (Kind::Refused, "key.last_of_list")),
        ] {
            assert_eq!(refused(&mut house, "ci", &models(add, remove)), failure, "{remove}");
        }
        assert_eq!(shown(&stored(&house, "ci").restrictions.models), "o3 llama3");
        let any = Changes { models: Narrowing::Lift, ..Changes::default() };
        assert_eq!(changed(&mut house, "ci", &any).fields, ["models"]);
        assert!(stored(&house, "ci").restrictions.models.is_empty());
        let none = (Kind::Conflict, "key.not_listed");
        assert_eq!(refused(&mut house, "ci", &models("", "gpt-5")), none);
    }

    #[test]
    fn networks_are_added_and_taken_away() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        changed(&mut house, "ci", &networks("10.1.0.0/16 10.0.0.0/8 2001:db8::/32", ""));
        let still = (Kind::Refused, "key.still_allowed");
        assert_eq!(refused(&mut house, "ci", &networks("", "10.1.0.0/16")), still);
        assert_eq!(refused(&mut house, "ci", &networks("", "10.2.0.0/16")), still);
        let last = networks("", "10.1.0.0/16 10.0.0.0/8 2001:db8::/32");
        assert_eq!(refused(&mut house, "ci", &last), (Kind::Refused, "key.last_of_list"));
        changed(&mut house, "ci", &networks("", "10.1.0.0/16 10.0.0.0/8"));
        assert_eq!(shown(&stored(&house, "ci").restrictions.networks), "2001:db8::/32");
        let lifted = Changes { networks: Narrowing::Lift, ..Changes::default() };
        assert_eq!(changed(&mut house, "ci", &lifted).fields, ["networks"]);
    }

    #[test]
    fn a_suspended_key_is_changed_and_stays_suspended() {
        let mut house = Fixture::new();
        let key = house.key("root", "ci");
        status::suspend(&mut house.session, &"ci".parse().unwrap()).unwrap();
        changed(&mut house, "ci", &models("gpt-*", ""));
        assert_eq!(house.judged(key.secret.expose()), Err(Refusal::Suspended));
    }
}
