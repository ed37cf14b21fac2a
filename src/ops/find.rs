//! What a reference names: the one object, or an error that says what was probably meant.

use crate::domain::email::Email;
use crate::domain::key::{Key, KeyRef};
use crate::domain::name::Name;
use crate::domain::provider::Provider;
use crate::domain::role::{self, Role};
use crate::domain::scope::{Subject, WhoRef};
use crate::domain::user::{User, UserRef, UserStatus};
use crate::ops::error::{Error, Kind, suggest};
use crate::store::db::Read;
use crate::store::key as key_rows;
use crate::store::provider as provider_rows;
use crate::store::role as role_rows;
use crate::store::user as user_rows;

/// The shortest beginning of a prefix that stands for the whole, in characters.
const MIN_BEGINNING: usize = 4;

/// The user that a reference names.
///
/// # Errors
/// [`Kind::NotFound`], also for the number of a removed one.
pub fn user(read: &Read<'_>, user: &UserRef) -> Result<User, Error> {
    let found = user_or_tombstone(read, user)?;
    if found.status == UserStatus::Removed {
        let message = format!("user \"{}\" was removed", found.handle);
        return Err(Error::new(Kind::NotFound, "user.removed", message)
            .why("its number names it in usage and in the audit log alone")
            .fix(format!("keyctl user show {}", found.id)));
    }
    Ok(found)
}

/// As [`user`], where nothing is changed: a number also names a removed user.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn user_or_tombstone(read: &Read<'_>, user: &UserRef) -> Result<User, Error> {
    if let Some(found) = user_rows::find(read, user)? {
        return Ok(found);
    }
    let handles = user_rows::list_handles(read)?;
    let meant = suggest(&user.to_string(), handles.iter().map(String::as_str));
    Err(missing("user.not_found", format!("user \"{user}\" not found"), meant)
        .or_why("no user has that handle, e-mail or number")
        .fix("keyctl user list"))
}

/// The user that a reference names, who must be active.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Refused`].
pub fn active_user(read: &Read<'_>, reference: &UserRef) -> Result<User, Error> {
    let found = user(read, reference)?;
    if found.status == UserStatus::Active {
        return Ok(found);
    }
    let message = format!("user \"{}\" is {}", found.handle, found.status.as_str());
    Err(Error::new(Kind::Refused, "user.not_active", message))
}

/// The first handle that nobody has, after the local part of an e-mail.
///
/// # Errors
/// What the store says.
pub fn free_handle(read: &Read<'_>, email: Option<&Email>) -> Result<Name, Error> {
    free_handle_but(read, email, |_| false)
}

/// As [`free_handle`], but none that is spoken for.
///
/// # Errors
/// What the store says.
pub fn free_handle_but(
    read: &Read<'_>,
    email: Option<&Email>,
    spoken_for: impl Fn(&Name) -> bool,
) -> Result<Name, Error> {
    let wanted = Name::from_local_part(email.map_or("user", Email::local_part));
    let mut candidate = wanted.clone();
    let mut number = 1;
    while spoken_for(&candidate)
        || user_rows::find(read, &UserRef::Handle(candidate.clone()))?.is_some()
    {
        number += 1;
        candidate = wanted.numbered(number);
    }
    Ok(candidate)
}

/// The key that a reference names. Where the name was used again after a revocation, the living key
/// is meant, else the newest.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Usage`] where several users have a living key of that name.
pub fn key(read: &Read<'_>, key: &KeyRef) -> Result<Key, Error> {
    let mut found = key_rows::find(read, key)?;
    if found.is_empty()
        && let Some(prefix) = key.as_prefix()
    {
        found = key_rows::find(read, &prefix)?;
    }
    let living = found.iter().filter(|key| key.status.is_living()).count();
    if living > 1 {
        let paths: Vec<String> = found.iter().take(living).map(Key::path).collect();
        return Err(Error::new(
            Kind::Usage,
            "key.ambiguous",
            format!("key \"{key}\" is not unique"),
        )
        .why(format!("several users have one: {}", paths.join(", ")))
        .fix(format!("write {}", paths[0])));
    }
    if !found.is_empty() {
        return Ok(found.swap_remove(0));
    }
    let paths = key_rows::list_paths(read)?;
    let names = paths.iter().map(|path| path.split_once('/').map_or(path.as_str(), |(_, n)| n));
    let meant = match key {
        KeyRef::Path(..) => suggest(&key.to_string(), paths.iter().map(String::as_str)),
        _ => suggest(&key.to_string(), names),
    };
    let (message, list) = match key {
        KeyRef::Path(user, name) => (
            format!("key \"{name}\" not found for user {user}"),
            format!("keyctl key list --user {user}"),
        ),
        _ => (format!("key \"{key}\" not found"), "keyctl key list".to_owned()),
    };
    Err(missing("key.not_found", message, meant)
        .or_why("no key has that name, number or prefix")
        .fix(list))
}

/// The key that a reference names, or one of whose public prefixes it unambiguously begins: only
/// for verbs that read.
///
/// # Errors
/// As [`key`]; [`Kind::Usage`] where it begins the prefixes of several keys.
pub fn key_to_read(read: &Read<'_>, reference: &KeyRef) -> Result<Key, Error> {
    let missing = match key(read, reference) {
        Err(error) if error.kind == Kind::NotFound => error,
        found => return found,
    };
    let beginning = match reference {
        KeyRef::Name(_) | KeyRef::Prefix(_) => reference.to_string(),
        KeyRef::Id(_) | KeyRef::Path(..) => return Err(missing),
    };
    if beginning.len() < MIN_BEGINNING {
        return Err(missing);
    }
    let mut found = key_rows::list_starting_with(read, &beginning)?;
    match found.as_slice() {
        [] => Err(missing),
        [_] => Ok(found.swap_remove(0)),
        several => Err(Error::new(
            Kind::Usage,
            "key.ambiguous",
            format!("{beginning:?} is the beginning of several prefixes"),
        )
        .why(several.iter().map(Key::path).collect::<Vec<_>>().join(", "))),
    }
}

/// The provider of a name.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn provider(read: &Read<'_>, name: &Name) -> Result<Provider, Error> {
    if let Some(found) = provider_rows::find(read, name)? {
        return Ok(found);
    }
    let providers = provider_rows::list(read)?;
    let meant = suggest(name.as_str(), providers.iter().map(|provider| provider.name.as_str()));
    Err(missing("provider.not_found", format!("provider \"{name}\" not found"), meant)
        .fix("keyctl provider list"))
}

/// The role of a name, in any spelling of it.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn role(read: &Read<'_>, name: &str) -> Result<Role, Error> {
    let normal = role::normalize(name);
    if let Some(found) = role_rows::find(read, &normal)? {
        return Ok(found);
    }
    let roles = role_rows::list(read)?;
    let meant = suggest(&normal, roles.iter().map(|role| role.name.as_str()));
    Err(missing("role.not_found", format!("role {name:?} not found"), meant)
        .fix("keyctl role list"))
}

/// Whom a scope names, and that one's name: a handle, `user/name` or a role's; empty for all
/// together.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn subject(read: &Read<'_>, who: &WhoRef) -> Result<(Subject, String), Error> {
    Ok(match who {
        WhoRef::User(reference) => {
            let user = user(read, reference)?;
            (Subject::User(user.id), user.handle.to_string())
        }
        WhoRef::Key(reference) => {
            let key = key(read, reference)?;
            (Subject::Key(key.id), key.path())
        }
        WhoRef::Role(name) => {
            let role = role(read, name)?;
            (Subject::Role(role.id), role.name)
        }
        WhoRef::Global => (Subject::Global, String::new()),
    })
}

fn missing(code: &'static str, message: String, meant: Option<&str>) -> Error {
    let error = Error::new(Kind::NotFound, code, message);
    match meant {
        Some(meant) => error.why(format!("did you mean {meant:?}?")),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::fixture::Fixture;

    use super::*;

    #[test]
    fn a_prefix_that_looks_like_a_name_is_found_unless_a_name_is_meant() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        house.sql("UPDATE key_secrets SET prefix = 'sk_live_abcdef123456'");
        let found = |house: &Fixture, text: &str| {
            let reference = text.parse().unwrap();
            key(&house.session.store.read().unwrap(), &reference).map(|key| key.name.to_string())
        };
        assert_eq!(found(&house, "abcdef123456").unwrap(), "ci");
        assert_eq!(found(&house, "abcdef123457").unwrap_err().kind, Kind::NotFound);
        house.key("root", "abcdef123456");
        assert_eq!(found(&house, "abcdef123456").unwrap(), "abcdef123456");
    }

    #[test]
    fn a_beginning_of_four_characters_stands_for_its_only_prefix() {
        let mut house = Fixture::new();
        for (name, prefix) in [("ci", "AbCdEf123456"), ("cd", "AbCd99999999"), ("db", "old1_x")] {
            house.key("root", name);
            let prefix = if name == "db" { prefix.to_owned() } else { format!("sk_live_{prefix}") };
            house.sql(&format!(
                "UPDATE key_secrets SET prefix = '{prefix}'
                 WHERE key_id = (SELECT id FROM keys WHERE name = '{name}')"
            ));
        }
        let found = |text: &str| {
            let read = house.session.store.read().unwrap();
            let read = key_to_read(&read, &text.parse().unwrap());
            read.map(|key| key.name.to_string()).map_err(|error| (error.kind, error.why))
        };
        assert_eq!(found("AbCdE").as_deref(), Ok("ci"));
        assert_eq!(found("sk_live_AbCd9").as_deref(), Ok("cd"));
        assert_eq!(found("old1").as_deref(), Ok("db"));
        assert_eq!(found("AbCd"), Err((Kind::Usage, Some("root/ci, root/cd".to_owned()))));
        assert_eq!(found("abcde").unwrap_err().0, Kind::NotFound, "case counts");
        assert_eq!(found("old").unwrap_err().0, Kind::NotFound, "three are too few");
        let exact = key(&house.session.store.read().unwrap(), &"AbCdE".parse().unwrap());
        assert_eq!(exact.unwrap_err().kind, Kind::NotFound, "verbs that change take no beginning");
    }
}
