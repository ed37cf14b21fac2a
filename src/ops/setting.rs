//! Settings: reading them, and changing what gateways and commands go by.

use rand_core::CryptoRng;

use crate::domain::audit::Event;
use crate::domain::setting::catalogue::{CATALOGUE, FREE_TIER_ROLE, Setting};
use crate::domain::setting::kind::SettingError;
use crate::ops::authority::check_given;
use crate::ops::configuration;
use crate::ops::error::{Error, Kind, suggest};
use crate::ops::find;
use crate::ops::key::anonymous;
use crate::ops::session::Session;
use crate::secret::value::Secret;
use crate::store::data_key;
use crate::store::db::{Read, Store};
use crate::store::setting as setting_rows;

/// What stands in place of a secret that is set.
const SET: &str = "set";

/// A setting and what it is set to.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which it is.
    pub setting: &'static Setting,
    /// What it is set to, of a secret the word `set`; `None` where the default holds.
    pub set: Option<String>,
}

impl Held {
    /// What holds; `None` for nothing.
    pub fn value(&self) -> Option<&str> {
        self.set.as_deref().or(self.setting.default)
    }
}

/// Every setting.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store) -> Result<Vec<Held>, Error> {
    let read = store.read()?;
    CATALOGUE.iter().copied().map(|setting| held(&read, setting)).collect()
}

/// The setting of a name.
///
/// # Errors
/// [`Kind::NotFound`], with the name that was probably meant.
pub fn get(store: &Store, name: &str) -> Result<Held, Error> {
    held(&store.read()?, named(name)?)
}

/// Sets a setting: gateways go by it at their next request.
///
/// # Errors
/// [`Kind::NotFound`] for the setting or the role, [`Kind::Usage`] for a value that it does not
/// take and for a secret one, [`Kind::Refused`] for one that stays.
pub fn set(
    session: &mut Session,
    name: &str,
    value: &str,
    rng: &mut impl CryptoRng,
) -> Result<Held, Error> {
    let setting = named(name)?;
    let value = setting.normalize(value).map_err(|error| refused(setting, &error))?;
    let (now, actor) = (session.now, session.actor.clone());
    session.change(|write, keyring| {
        let before = held(write, setting)?;
        let mut events = Vec::new();
        if setting.name == FREE_TIER_ROLE.name {
            let role = find::role(write, &value)?;
            check_given(&actor, &role.permissions, "the free tier")?;
            events.extend(anonymous::prepare(write, keyring, &role, rng, now)?);
        }
        setting_rows::put(write, setting.name, &value)?;
        events.push(event(setting, before.value(), Some(&value)));
        Ok((Held { setting, set: Some(value) }, events))
    })
}

/// Sets a secret setting: its value is kept sealed, and neither shown nor told again.
///
/// # Errors
/// [`Kind::NotFound`] for the setting, [`Kind::Usage`] for a value that it does not take,
/// [`Kind::Refused`] where the data key has sealed as many values as it may.
pub fn set_secret(
    session: &mut Session,
    name: &str,
    value: &Secret<String>,
    rng: &mut impl CryptoRng,
) -> Result<Held, Error> {
    let setting = named(name)?;
    setting.kind.check_secret(value.expose()).map_err(|error| refused(setting, &error))?;
    session.change(|write, keyring| {
        let before = held(write, setting)?;
        let id = setting_rows::sealed_id(write, setting.name)?;
        data_key::record_use(write, keyring.seal_key_id())?;
        let place = configuration::place(setting, id);
        let sealed = keyring.seal(&place, value.expose().as_bytes(), rng);
        setting_rows::put_sealed(write, id, setting.name, &sealed)?;
        let event = event(setting, before.value(), Some(SET));
        Ok((Held { setting, set: Some(SET.to_owned()) }, vec![event]))
    })
}

/// Has the default of a setting hold again. One that is not set stays so.
///
/// # Errors
/// [`Kind::NotFound`] for the setting, [`Kind::Refused`] for one that stays.
pub fn unset(session: &mut Session, name: &str) -> Result<Held, Error> {
    let setting = named(name)?;
    if let Err(error @ SettingError::Fixed(_)) = setting.normalize("") {
        return Err(refused(setting, &error));
    }
    let before = held(&session.store.read()?, setting)?;
    if before.set.is_none() {
        return Ok(before);
    }
    session.change(|write, _| {
        if setting.is_secret() {
            setting_rows::remove_sealed(write, setting.name)?;
        } else {
            setting_rows::remove(write, setting.name)?;
        }
        let event = event(setting, before.value(), setting.default);
        Ok((Held { setting, set: None }, vec![event]))
    })
}

fn held(read: &Read<'_>, setting: &'static Setting) -> Result<Held, Error> {
    let set = if setting.is_secret() {
        setting_rows::find_sealed(read, setting.name)?.map(|_| SET.to_owned())
    } else {
        setting_rows::find(read, setting.name)?
    };
    Ok(Held { setting, set })
}

fn named(name: &str) -> Result<&'static Setting, Error> {
    Setting::find(name).ok_or_else(|| {
        let meant = suggest(name, CATALOGUE.iter().map(|setting| setting.name));
        let message = format!("there is no setting {name:?}");
        let error = Error::new(Kind::NotFound, "setting.not_found", message);
        match meant {
            Some(meant) => error.why(format!("did you mean {meant:?}?")),
            None => error,
        }
        .fix("keyctl setting list")
    })
}

fn refused(setting: &Setting, error: &SettingError) -> Error {
    let kind = match error {
        SettingError::Fixed(_) => Kind::Refused,
        SettingError::Secret => return typed(setting),
        _ => Kind::Usage,
    };
    Error::new(kind, "setting.refused", format!("setting \"{}\" cannot be set", setting.name))
        .why(error.to_string())
}

/// The refusal of a secret that stands where everybody can read it. It is not repeated.
fn typed(setting: &Setting) -> Error {
    let message = format!("setting \"{}\" is not taken as an argument", setting.name);
    Error::new(Kind::Usage, "setting.typed_secret", message)
        .why(SettingError::Secret.to_string())
        .fix(format!("keyctl setting set {} --value-stdin", setting.name))
}

fn event(setting: &Setting, old: Option<&str>, new: Option<&str>) -> Event {
    Event::ok("setting.set", format_args!("setting:{}", setting.name))
        .with("old", old)
        .with("new", new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rotation::Grace;
    use crate::ops::fixture::Fixture;
    use crate::ops::key::rotate::default_grace;
    use crate::ops::snapshot;
    use crate::secret::random;

    fn set_to(house: &mut Fixture, name: &str, value: &str) -> Result<Held, Error> {
        set(&mut house.session, name, value, &mut random::system())
    }

    #[test]
    fn what_is_set_holds_at_once_and_is_told_with_what_held_before() {
        let mut house = Fixture::new();
        assert_eq!(default_grace(&house.session.store), Ok(Grace::DEFAULT));
        let (generation, _) = house.generations();
        set_to(&mut house, "rotation.grace", "48h").unwrap();
        assert_eq!(house.generations(), (generation + 1, generation + 1));
        let grace = default_grace(&house.session.store).unwrap();
        assert_eq!(grace.to_string(), "2d");
        let details = house.entries().pop().unwrap().details;
        assert!(
            details.contains(r#""old":"1d""#) && details.contains(r#""new":"2d""#),
            "{details}"
        );
        unset(&mut house.session, "rotation.grace").unwrap();
        assert_eq!(default_grace(&house.session.store), Ok(Grace::DEFAULT));
        let told = house.told().len();
        unset(&mut house.session, "rotation.grace").unwrap();
        assert_eq!(house.told().len(), told, "nothing changed");
    }

    #[test]
    fn what_cannot_be_set_is_refused_with_the_reason() {
        let mut house = Fixture::new();
        let mut code = |name: &str, value: &str| {
            let refused = set_to(&mut house, name, value).unwrap_err();
            (refused.kind, refused.code)
        };
        assert_eq!(code("rotation.grase", "1d"), (Kind::NotFound, "setting.not_found"));
        assert_eq!(code("rotation.grace", "31d"), (Kind::Usage, "setting.refused"));
        assert_eq!(code("brand", "acme"), (Kind::Refused, "setting.refused"));
        assert_eq!(code("generation", "1"), (Kind::NotFound, "setting.not_found"));
        assert_eq!(code("free-tier.role", "nobody"), (Kind::NotFound, "role.not_found"));
        assert_eq!(unset(&mut house.session, "time_zone").unwrap_err().kind, Kind::Refused);
        assert!(snapshot::load(&house.session.store).unwrap().free_tier.is_none());
    }

    #[test]
    fn a_secret_is_kept_sealed_and_never_told() {
        const NAME: &str = "notify.smtp-password";
        let mut house = Fixture::new();
        let typed = set_to(&mut house, NAME, "hunter2").unwrap_err();
        assert_eq!((typed.kind, typed.code), (Kind::Usage, "setting.typed_secret"));
        assert!(!format!("{typed:?}").contains("hunter2"));
        let give = |house: &mut Fixture, name: &str, value: &str| {
            let value = Secret::new(value.to_owned());
            set_secret(&mut house.session, name, &value, &mut random::system())
        };
        for value in ["hunter2", "hunter3"] {
            assert_eq!(give(&mut house, NAME, value).unwrap().value(), Some("set"));
        }
        assert_eq!(get(&house.session.store, NAME).unwrap().value(), Some("set"));
        assert!(!house.holds(b"hunter2") && !house.holds(b"hunter3"));
        let details = house.entries().pop().unwrap().details;
        assert!(details.contains(r#""new":"set","old":"set""#), "{details}");
        assert_eq!(give(&mut house, NAME, "a\nb").unwrap_err().kind, Kind::Usage);
        assert_eq!(give(&mut house, "rotation.grace", "1d").unwrap_err().kind, Kind::Usage);
        assert_eq!(unset(&mut house.session, NAME).unwrap().value(), None);
        assert_eq!(house.number("SELECT count(*) FROM sealed_settings"), 0);
    }

    #[test]
    fn the_free_tier_has_one_key_that_nobody_holds() {
        let mut house = Fixture::new();
        set_to(&mut house, "free-tier.role", "basic").unwrap();
        let tier = |house: &Fixture| snapshot::load(&house.session.store).unwrap().free_tier;
        let first = tier(&house).unwrap();
        assert_eq!(first.key.user.as_str(), "anonymous");
        assert_eq!((first.expired, first.requests.unwrap().to_string()), (false, "20/m".into()));
        set_to(&mut house, "free-tier.role", "contributor").unwrap();
        let second = tier(&house).unwrap();
        assert_eq!(second.key.key_id, first.key.key_id, "history stays with it");
        assert_ne!(second.key.role_id, first.key.role_id);
        house.sql("UPDATE users SET role_id = 4 WHERE handle = 'anonymous'");
        assert!(tier(&house).is_none(), "the setting says what it may do");
        set_to(&mut house, "free-tier.role", "basic").unwrap();
        house.revoke(&["anonymous/free-tier"]).unwrap();
        assert!(tier(&house).is_none());
        set_to(&mut house, "free-tier.role", "basic").unwrap();
        assert_ne!(tier(&house).unwrap().key.key_id, first.key.key_id);
        unset(&mut house.session, "free-tier.role").unwrap();
        assert!(tier(&house).is_none());
    }

    #[test]
    fn a_person_of_that_name_is_not_made_the_free_tier() {
        let mut house = Fixture::new();
        house.user("anonymous");
        let refused = set_to(&mut house, "free-tier.role", "basic").unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Refused, "free_tier.person"));
    }
}
