//! Operators: as whom a command acts, and whether it may.
//!
//! Whoever can write the file can do anything in the end, so this is accountability and least
//! privilege among those who use keyctl, not a barrier against those who go around it.
//!
//! An OS user acts as the user they are bound to, with the role that this user has now (R-F2), less
//! what the binding leaves out. `--as` takes another user's own proof (R-D6), a token a key. The
//! owner of the file who is bound to nobody can put things right again, and no more: what they do
//! is on record as the owner's, and every operator who may do everything is told of it.

use serde_json::{Map, Value};

use crate::domain::activity::NewUse;
use crate::domain::audit::{Actor, ActorKind, Event, Outcome};
use crate::domain::credential::Credential;
use crate::domain::operator::Operator;
use crate::domain::permission::{Grant, Grants, Permission};
use crate::domain::time::Timestamp;
use crate::domain::user::{User, UserId, UserKind, UserRef, UserStatus};
use crate::domain::version::VersionId;
use crate::ops::authority::{self, has_admin, keep_admin, named};
use crate::ops::decide::{self, Case, Recognition};
use crate::ops::error::{Error, Kind, suggest};
use crate::ops::find;
use crate::ops::session::Session;
use crate::ops::snapshot;
use crate::secret::keyring::Keyring;
use crate::secret::value::Secret;
use crate::store::announcement as announcement_rows;
use crate::store::db::{Read, Store, Write};
use crate::store::key_activity;
use crate::store::operator as rows;
use crate::store::role as role_rows;
use crate::store::user as user_rows;

/// The longest name of an OS user, in bytes.
const MAX_NAME_BYTES: usize = 256;

/// What the owner of the file may do who is no operator: look, bind an operator, and help somebody
/// in again. A gateway runs as the owner of the file, so it may be served too.
const RECOVERY: [Permission; 12] = [
    Permission::literal("operator", "bind"),
    Permission::literal("operator", "read"),
    Permission::literal("user", "unlock"),
    Permission::literal("user", "read"),
    Permission::literal("2fa", "reset"),
    Permission::literal("role", "read"),
    Permission::literal("audit", "read"),
    Permission::literal("db", "read"),
    Permission::literal("db", "backup"),
    Permission::literal("db", "migrate"),
    Permission::literal("setting", "read"),
    Permission::literal("gateway", "serve"),
];

/// Who runs a command, as the machine tells.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The OS user who answers for it.
    pub os_user: String,
    /// Whether that is the owner of the database's file, or root.
    pub owner: bool,
    /// OS user, host, tty and the words typed.
    pub circumstances: Map<String, Value>,
}

/// As whom a command is to act.
#[derive(Clone, Debug)]
pub enum Identity {
    /// As the user that the OS user is bound to.
    Bound,
    /// As a user who has proved who they are.
    Proved(UserId),
    /// As the user of a key, with what the key has.
    Token(Box<Token>),
}

/// A key that was recognized, and what it may do.
#[derive(Clone, Debug)]
pub struct Token {
    key: Credential,
    grants: Grants,
}

/// What a command needs.
#[derive(Clone, Debug, Default)]
pub struct Demand {
    /// What whoever runs it must have been granted: all of it. Nothing for a command that opens no
    /// database.
    pub grants: Vec<Grant>,
    /// What it does, as far as that may ask for a code.
    pub acts: Vec<Permission>,
    /// The user whose own account it is about: that user needs no permission for it.
    pub own: Option<UserRef>,
    /// Whether it asks for that user's present proof itself.
    pub proves_itself: bool,
}

/// Who acts, if they may do what the command needs.
///
/// # Errors
/// [`Kind::Denied`] where nobody acts, or somebody who may not.
pub fn admit(
    store: &Store,
    shell: &Shell,
    identity: &Identity,
    demand: &Demand,
) -> Result<Actor, Error> {
    let read = store.read()?;
    let bound = rows::find(&read, &shell.os_user)?;
    match identity {
        Identity::Bound => admit_bound(&read, shell, bound.as_ref(), demand),
        Identity::Proved(user) => admit_proved(&read, shell, bound.as_ref(), *user, demand),
        Identity::Token(token) => admit_token(shell, token, demand),
    }
}

fn admit_bound(
    read: &Read<'_>,
    shell: &Shell,
    bound: Option<&Operator>,
    demand: &Demand,
) -> Result<Actor, Error> {
    let Some(operator) = bound.filter(|operator| operator.active) else {
        return admit_owner(shell, bound, demand);
    };
    let actor = Actor {
        kind: ActorKind::Operator,
        id: Some(operator.user.clone()),
        source: "cli",
        user: Some(operator.user_id),
        grants: operator.grants(),
        circumstances: shell.circumstances.clone(),
    };
    let Some(lacking) = lacking(read, &actor, demand)? else { return Ok(actor) };
    let error = denied(&format!("operator \"{}\"", operator.user), lacking);
    Err(match &operator.permissions {
        Some(_) if operator.role_permissions.includes(lacking) => error
            .why(format!("OS user \"{}\" is bound to act with less", operator.os_user))
            .fix("keyctl operator list"),
        _ => lacking_role(error, &operator.role, &operator.role_permissions),
    })
}

/// The owner of the file, or root, is let in to put things right; anybody else is not.
fn admit_owner(shell: &Shell, bound: Option<&Operator>, demand: &Demand) -> Result<Actor, Error> {
    let os_user = &shell.os_user;
    let grants = Grants(RECOVERY.into_iter().map(Grant::Exactly).collect());
    if shell.owner && demand.grants.iter().all(|wanted| grants.includes(wanted)) {
        return Ok(Actor {
            kind: ActorKind::Owner,
            id: Some(os_user.clone()),
            source: "cli",
            user: None,
            grants,
            circumstances: shell.circumstances.clone(),
        });
    }
    let (code, message) = match bound {
        Some(operator) => ("auth.inactive", format!("user \"{}\" is not active", operator.user)),
        None => ("auth.unbound", format!("OS user \"{os_user}\" is no operator")),
    };
    let error = Error::new(Kind::Denied, code, message)
        .fix(format!("keyctl operator bind '{os_user}' --user USER"));
    Err(if shell.owner {
        error.why("the owner of the file may only look, and help somebody in again")
    } else if bound.is_some() {
        error.why(format!("OS user \"{os_user}\" is bound to them"))
    } else {
        error.why("it is bound to no user, so nobody knows what it may do")
    })
}

/// Another user, by their own proof. What an OS user of theirs is narrowed to does not count here:
/// that belongs to the OS user.
fn admit_proved(
    read: &Read<'_>,
    shell: &Shell,
    bound: Option<&Operator>,
    user: UserId,
    demand: &Demand,
) -> Result<Actor, Error> {
    let user = find::user(read, &UserRef::Id(user))?;
    if user.status != UserStatus::Active {
        return Err(inactive(&user));
    }
    let role = role_rows::of_user(read, user.id)?;
    let mut circumstances = shell.circumstances.clone();
    circumstances.insert("as".to_owned(), user.handle.as_str().into());
    circumstances
        .insert("operator".to_owned(), bound.map(|operator| operator.user.as_str()).into());
    let actor = Actor {
        kind: ActorKind::Operator,
        id: Some(user.handle.to_string()),
        source: "cli",
        user: Some(user.id),
        grants: role.permissions.clone(),
        circumstances,
    };
    match lacking(read, &actor, demand)? {
        None => Ok(actor),
        Some(lacking) => Err(lacking_role(
            denied(&format!("operator \"{}\"", user.handle), lacking),
            &role.name,
            &role.permissions,
        )),
    }
}

fn admit_token(shell: &Shell, token: &Token, demand: &Demand) -> Result<Actor, Error> {
    let path = format!("{}/{}", token.key.user, token.key.name);
    if let Some(wanted) = demand.grants.iter().find(|wanted| !token.grants.includes(wanted)) {
        return Err(denied(&format!("key \"{path}\""), wanted)
            .why(format!("within the role of its user it has {}", named(&token.grants)))
            .fix(format!("keyctl key create NAME --user {} --allow '{wanted}'", token.key.user)));
    }
    Ok(Actor {
        kind: ActorKind::Key,
        id: Some(path),
        source: "cli",
        user: Some(token.key.user_id),
        grants: token.grants.clone(),
        circumstances: shell.circumstances.clone(),
    })
}

/// The first of what is needed that an actor has not. Their own account they may look after.
fn lacking<'d>(
    read: &Read<'_>,
    actor: &Actor,
    demand: &'d Demand,
) -> Result<Option<&'d Grant>, Error> {
    let lacking = demand.grants.iter().find(|wanted| !actor.grants.includes(wanted));
    if lacking.is_some() && is_own(read, actor, demand)? {
        return Ok(None);
    }
    Ok(lacking)
}

/// Whether the command is about the account of whoever runs it. Of a user who is not there it is
/// not: who may not look at others is not told who they are.
///
/// # Errors
/// What the store says.
pub fn is_own(read: &Read<'_>, actor: &Actor, demand: &Demand) -> Result<bool, Error> {
    match (&demand.own, actor.user) {
        (Some(named), Some(own)) => {
            Ok(user_rows::find(read, named)?.is_some_and(|named| named.id == own))
        }
        _ => Ok(false),
    }
}

fn denied(who: &str, lacking: &Grant) -> Error {
    Error::new(Kind::Denied, "auth.permission", format!("{who} lacks {lacking}"))
}

fn lacking_role(error: Error, role: &str, permissions: &Grants) -> Error {
    error
        .why(format!("role \"{role}\" has {}", named(permissions)))
        .fix(format!("keyctl role show {role}"))
}

fn inactive(user: &User) -> Error {
    let message = format!("user \"{}\" is not active", user.handle);
    Error::new(Kind::Denied, "auth.inactive", message).fix(format!("keyctl user show {}", user.id))
}

/// An actor who was not let in, as the log names them.
///
/// # Errors
/// What the store says.
pub fn stranger(store: &Store, shell: &Shell) -> Result<Actor, Error> {
    let bound = rows::find(&store.read()?, &shell.os_user)?;
    let (kind, id, user) = match bound {
        Some(operator) => (ActorKind::Operator, operator.user, Some(operator.user_id)),
        None => (ActorKind::Owner, shell.os_user.clone(), None),
    };
    Ok(Actor {
        kind,
        id: Some(id),
        source: "cli",
        user,
        grants: Grants::default(),
        circumstances: shell.circumstances.clone(),
    })
}

/// Puts on record that a command was refused.
///
/// # Errors
/// What the store says.
pub fn record_denial(session: &mut Session, demand: &Demand, error: &Error) -> Result<(), Error> {
    let wanted = demand.grants.iter().map(Grant::to_string).collect::<Vec<_>>();
    let event = Event { target: None, ..Event::ok("auth.denied", "") };
    session.record(
        event.with_outcome(Outcome::Denied).with("reason", error.code).with("wanted", wanted),
    )
}

/// The key that a token file holds, if it is a living one of a service user.
///
/// # Errors
/// [`Kind::Unauthenticated`] where it is no living key of ours; which one it is not is not told.
/// [`Kind::Refused`] where its user is a person: people prove who they are.
pub fn token(
    store: &Store,
    keyring: &Keyring,
    secret: &Secret<String>,
    now: Timestamp,
) -> Result<Token, Error> {
    let presented = secret.expose().as_bytes();
    let refused = |why: String| {
        Error::new(Kind::Unauthenticated, "auth.token", "the key of the token file is refused")
            .why(why)
    };
    let parts = decide::parse(presented).map_err(|refusal| refused(refusal.reason()))?;
    let (_, found) = decide::find(store, parts.prefix)?;
    match decide::recognize(keyring, presented, found.as_ref()) {
        Ok(Recognition::Right) => {}
        Ok(Recognition::Hash(..)) => return Err(refused("it has another form".to_owned())),
        Err(refusal) => return Err(refused(refusal.reason())),
    }
    let unknown = || refused(decide::Refusal::Unknown.reason());
    let key = found.ok_or_else(unknown)?;
    let snapshot = snapshot::load(store)?;
    decide::decide(&Case::of(&snapshot, &key, now)).map_err(|refusal| refused(refusal.reason()))?;
    let user = find::user(&store.read()?, &UserRef::Id(key.user_id))?;
    if user.kind != UserKind::Service {
        let message = format!("key \"{}/{}\" is that of a person", key.user, key.name);
        return Err(Error::new(Kind::Refused, "auth.token_of_person", message)
            .why("a command runs by a token as a service; people prove who they are")
            .fix("keyctl user create NAME --service --role ROLE"));
    }
    Ok(Token { grants: decide::effective(&snapshot, &key), key })
}

impl Token {
    /// The version of the key that it is.
    pub const fn version(&self) -> VersionId {
        self.key.version_id
    }
}

/// Takes note that a command was run by a token, so that its key does not seem unused.
///
/// # Errors
/// What the store says.
pub fn record_use(store: &mut Store, version: VersionId, now: Timestamp) -> Result<(), Error> {
    let write = store.write()?;
    // A command is no request to the gateway.
    let uses = NewUse { requests: 0, ..NewUse::once(version, now, None) };
    key_activity::add(&write, &[uses])?;
    Ok(write.commit()?)
}

/// What binds an OS user.
#[derive(Clone, Debug)]
pub struct Request {
    /// The OS user.
    pub os_user: String,
    /// The user it is to act as.
    pub user: UserRef,
    /// The most that it may do of what the role of that user permits; all where there is none.
    pub permissions: Option<Grants>,
}

/// Every OS user who is bound, by name.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store) -> Result<Vec<Operator>, Error> {
    Ok(rows::list(&store.read()?)?)
}

/// Binds an OS user to a user, in place of whom it was bound to. The user and every operator who
/// may do everything are told where the owner of the file did it.
///
/// # Errors
/// [`Kind::NotFound`] for the user; [`Kind::Usage`] for what is no name; [`Kind::Refused`] where
/// the user is not active, the role lacks what is allowed, or nobody would be left who may do
/// everything; [`Kind::Denied`] where the actor has less than it gives (R-F2).
pub fn bind(session: &mut Session, request: &Request) -> Result<Operator, Error> {
    check_name(&request.os_user)?;
    let (now, actor) = (session.now, session.actor.clone());
    session.change_aside(|write, _| {
        let user = find::user(write, &request.user)?;
        if user.status != UserStatus::Active {
            return Err(inactive(&user).or_why("an operator acts as a user who is active"));
        }
        let role = role_rows::of_user(write, user.id)?;
        if let Some(grant) =
            request.permissions.as_ref().and_then(|own| role.permissions.excess(own))
        {
            let message = format!("the operator would have {grant}, which its user has not");
            let error = Error::new(Kind::Refused, "operator.beyond_role", message);
            return Err(lacking_role(error, &role.name, &role.permissions));
        }
        let (had, before) = (has_admin(write)?, rows::find(write, &request.os_user)?);
        rows::put(write, &request.os_user, user.id, request.permissions.as_ref(), now)?;
        let after = bound(write, &request.os_user)?;
        // The owner of the file has nothing to give, and is let in to do just this.
        if actor.kind != ActorKind::Owner {
            let what = format!("OS user \"{}\"", request.os_user);
            authority::check_given(&actor, &after.grants(), &what)?;
        }
        keep_admin(had, write)?;
        if actor.user != Some(user.id) {
            let text = format!("OS user \"{}\" was bound to you by {}", after.os_user, who(&actor));
            announcement_rows::insert(write, user.id, &text, now)?;
        }
        let event = about("operator.bind", &after)
            .with("before", before.map(|before| before.user))
            .with("permissions", after.permissions.as_ref().map(Grants::to_string));
        Ok((after, vec![event]))
    })
}

/// Has an OS user act as nobody.
///
/// # Errors
/// [`Kind::NotFound`]; [`Kind::Refused`] where nobody would be left who may do everything.
pub fn unbind(session: &mut Session, os_user: &str) -> Result<Operator, Error> {
    session.change_aside(|write, _| {
        let (had, before) = (has_admin(write)?, bound(write, os_user)?);
        rows::delete(write, os_user)?;
        keep_admin(had, write)?;
        let event = about("operator.unbind", &before);
        Ok((before, vec![event]))
    })
}

fn bound(read: &Write<'_>, os_user: &str) -> Result<Operator, Error> {
    if let Some(found) = rows::find(read, os_user)? {
        return Ok(found);
    }
    let all = rows::list(read)?;
    let meant = suggest(os_user, all.iter().map(|operator| operator.os_user.as_str()));
    let message = format!("OS user {os_user:?} is no operator");
    let error = Error::new(Kind::NotFound, "operator.not_found", message);
    Err(match meant {
        Some(meant) => error.why(format!("did you mean {meant:?}?")),
        None => error,
    }
    .fix("keyctl operator list"))
}

fn check_name(os_user: &str) -> Result<(), Error> {
    let plain = |c: char| !c.is_control() && !c.is_whitespace();
    if !os_user.is_empty() && os_user.len() <= MAX_NAME_BYTES && os_user.chars().all(plain) {
        return Ok(());
    }
    let message = format!("{os_user:?} is not the name of an OS user");
    Err(Error::new(Kind::Usage, "operator.name", message)
        .why("a name is 1 to 256 bytes without spaces; `uid:1000` stands for one without a name"))
}

/// Who did something, for those who are told of it.
fn who(actor: &Actor) -> String {
    let name = actor.id.as_deref().unwrap_or("keyctl");
    match actor.kind {
        ActorKind::Owner => format!("the owner of the file, \"{name}\""),
        _ => format!("\"{name}\""),
    }
}

fn about(action: &'static str, operator: &Operator) -> Event {
    Event::ok(action, format_args!("os_user:{}", operator.os_user))
        .with("user", operator.user.as_str())
        .with("bound", operator.os_user.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Lifetime;
    use crate::ops::announcement;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::create::{self, Request as NewKey};
    use crate::ops::key::{refresh, set};
    use crate::ops::role::{self, Changes};
    use crate::ops::session::{Created, IfExists};
    use crate::ops::user::create as users;
    use crate::ops::user::{password, set as user_set, status};
    use crate::secret::password::Password;
    use crate::secret::random;

    fn shell(os_user: &str, owner: bool) -> Shell {
        Shell { os_user: os_user.to_owned(), owner, circumstances: Map::new() }
    }

    fn demand(grants: &str) -> Demand {
        Demand { grants: grants.parse::<Grants>().unwrap().0, ..Demand::default() }
    }

    fn admitted(house: &Fixture, os_user: &str, wanted: &str) -> Result<Actor, Error> {
        admit(&house.session.store, &shell(os_user, false), &Identity::Bound, &demand(wanted))
    }

    fn code(result: Result<Actor, Error>) -> &'static str {
        let error = result.unwrap_err();
        assert_eq!(error.kind, Kind::Denied, "{error:?}");
        error.code
    }

    fn role(house: &mut Fixture, name: &str, grants: &str) {
        let request = role::Request {
            name: name.parse().unwrap(),
            permissions: grants.parse::<Grants>().unwrap().0,
            lifetime: Lifetime::Unlimited,
        };
        role::create(&mut house.session, &request).unwrap();
    }

    fn give(house: &mut Fixture, user: &str, role: &str) {
        let changes = user_set::Changes { role: Some(role.to_owned()), ..Default::default() };
        user_set::set(&mut house.session, &user.parse().unwrap(), &changes).unwrap();
    }

    fn request(os_user: &str, user: &str, permissions: Option<&str>) -> Request {
        Request {
            os_user: os_user.to_owned(),
            user: user.parse().unwrap(),
            permissions: permissions.map(|grants| grants.parse().unwrap()),
        }
    }

    /// With the user `ada`, who has a role of these grants and is bound to OS user `ada`.
    fn house(grants: &str) -> Fixture {
        let mut house = Fixture::new();
        house.user("ada");
        role(&mut house, "hers", grants);
        give(&mut house, "ada", "hers");
        bind(&mut house.session, &request("ada", "ada", None)).unwrap();
        house
    }

    /// As OS user `ada` from now on.
    fn act_as_ada(house: &mut Fixture) {
        house.session.actor = admitted(house, "ada", "").unwrap();
    }

    #[test]
    fn an_operator_may_what_the_role_says_at_this_moment() {
        let mut house = house("audit:read,usage:*");
        assert!(admitted(&house, "ada", "audit:read").is_ok());
        assert!(admitted(&house, "ada", "usage:read,audit:read").is_ok());
        for refused in ["key:read", "audit:prune", "audit:read,key:read", "audit:*", "*"] {
            assert_eq!(code(admitted(&house, "ada", refused)), "auth.permission", "{refused}");
        }
        let less = Changes { remove: vec!["audit:read".parse().unwrap()], ..Changes::default() };
        role::set(&mut house.session, "hers", &less).unwrap();
        assert_eq!(code(admitted(&house, "ada", "audit:read")), "auth.permission");
        give(&mut house, "ada", "basic");
        assert_eq!(code(admitted(&house, "ada", "usage:read")), "auth.permission");
    }

    #[test]
    fn a_binding_narrows_the_role_and_never_widens_it() {
        let mut house = house("audit:read,key:*");
        bind(&mut house.session, &request("ada", "ada", Some("key:rotate"))).unwrap();
        assert!(admitted(&house, "ada", "key:rotate").is_ok());
        let error = admitted(&house, "ada", "audit:read").unwrap_err();
        assert!(error.why.unwrap().contains("bound to act with less"));
        let wider = bind(&mut house.session, &request("ada", "ada", Some("key:read,role:read")));
        assert_eq!(wider.unwrap_err().code, "operator.beyond_role");
        // A role that loses what a binding names takes it from the operator too.
        let less = Changes {
            remove: vec!["key:*".parse().unwrap()],
            add: vec!["key:read".parse().unwrap()],
            lifetime: None,
        };
        role::set(&mut house.session, "hers", &less).unwrap();
        assert_eq!(code(admitted(&house, "ada", "key:rotate")), "auth.permission");
        assert_eq!(code(admitted(&house, "ada", "key:read")), "auth.permission");
    }

    #[test]
    fn nobody_and_the_inactive_are_not_let_in() {
        let mut house = house("*");
        assert_eq!(code(admitted(&house, "eve", "key:read")), "auth.unbound");
        status::disable(&mut house.session, &"ada".parse().unwrap(), None).unwrap();
        assert_eq!(code(admitted(&house, "ada", "key:read")), "auth.inactive");
        house.sql("UPDATE users SET status = 'removed', removed_at = 1 WHERE handle = 'ada'");
        assert_eq!(code(admitted(&house, "ada", "key:read")), "auth.inactive");
    }

    #[test]
    fn the_owner_of_the_file_can_put_things_right_and_no_more() {
        let mut house = house("*");
        status::disable(&mut house.session, &"ada".parse().unwrap(), None).unwrap();
        let store = &house.session.store;
        for (os_user, refusal) in [("owner", "auth.unbound"), ("ada", "auth.inactive")] {
            let owner = shell(os_user, true);
            for wanted in ["operator:bind", "user:unlock", "2fa:reset", "audit:read", "db:migrate"]
            {
                let actor = admit(store, &owner, &Identity::Bound, &demand(wanted)).unwrap();
                assert_eq!((actor.kind, actor.user), (ActorKind::Owner, None), "{wanted}");
            }
            for wanted in ["key:create", "role:set", "user:passwd", "operator:unbind", "*"] {
                let refused = admit(store, &owner, &Identity::Bound, &demand(wanted));
                assert_eq!(code(refused), refusal, "{wanted}");
            }
        }
        let owner = admit(store, &shell("owner", true), &Identity::Bound, &demand("operator:bind"));
        house.session.actor = owner.unwrap();
        bind(&mut house.session, &request("bob", "root", None)).unwrap();
        let entry = house.entries().pop().unwrap();
        assert_eq!((&*entry.action, &*entry.actor_type), ("operator.bind", "owner"));
        assert_eq!(entry.actor_id.as_deref(), Some("owner"));
        let told = announcement::pending(&house.session.store, UserId(1)).unwrap();
        let told: Vec<_> = told.into_iter().map(|told| told.text).collect();
        assert_eq!(
            told,
            [
                "OS user \"bob\" was bound to you by the owner of the file, \"owner\"",
                "the owner of the file, \"owner\", did operator.bind os_user:bob",
            ]
        );
    }

    #[test]
    fn the_last_who_may_do_everything_stays() {
        let mut house = house("key:*");
        let last = |result: Result<(), Error>| {
            let error = result.unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Refused, "operator.last"));
        };
        let session = &mut house.session;
        last(unbind(session, "root").map(drop));
        last(bind(session, &request("root", "ada", None)).map(drop));
        last(bind(session, &request("root", "root", Some("key:*"))).map(drop));
        let less = Changes {
            remove: vec![Grant::Everything],
            add: vec!["key:*".parse().unwrap()],
            lifetime: None,
        };
        last(role::set(session, "admin", &less).map(drop));
        session.actor.user = None;
        last(status::disable(session, &"root".parse().unwrap(), None).map(drop));
        let lower = user_set::Changes { role: Some("basic".to_owned()), ..Default::default() };
        last(user_set::set(session, &"root".parse().unwrap(), &lower).map(drop));
        bind(session, &request("second", "root", None)).unwrap();
        unbind(session, "root").unwrap();
        last(unbind(session, "second").map(drop));
    }

    #[test]
    fn nobody_gives_more_than_they_have() {
        let mut house = house("key:*,user:*,role:*,operator:*,setting:*,chat:read");
        house.key("root", "admin-key");
        house.user("bob");
        let hers = "key:read,chat:read";
        role(&mut house, "less", hers);
        act_as_ada(&mut house);
        let beyond = |result: Result<(), Error>, what: &str| {
            let error = result.unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Denied, "auth.beyond"), "{what}");
        };
        let rng = &mut random::system();
        let session = &mut house.session;
        let new =
            |user: &str, name: &str| NewKey::new(user.parse().unwrap(), name.parse().unwrap());
        let make = |session: &mut Session, request: &NewKey| {
            create::create(session, request, IfExists::Fail, &mut random::system(), |_| Ok(()))
        };
        // Bob may chat:write, and Ada may not.
        beyond(make(session, &new("bob", "whole")).map(drop), "key create");
        let narrower =
            NewKey { permissions: Some("chat:read".parse().unwrap()), ..new("bob", "less") };
        assert!(matches!(make(session, &narrower).unwrap(), Created::New(_)));
        let root_key = "root/admin-key".parse().unwrap();
        let rename =
            set::Changes { name: Some("other".parse().unwrap()), ..set::Changes::default() };
        beyond(set::set(session, &root_key, &rename).map(drop), "key set");
        beyond(refresh::refresh(session, &root_key, rng, |_, _| Ok(())).map(drop), "key refresh");
        let user = |role: &str| users::Request {
            email: None,
            handle: Some("eve".parse().unwrap()),
            display_name: None,
            kind: UserKind::Person,
            role: role.to_owned(),
            budget: None,
        };
        beyond(users::create(session, &user("admin"), IfExists::Fail).map(drop), "user create");
        let raise =
            |role: &str| user_set::Changes { role: Some(role.into()), ..Default::default() };
        let bob: UserRef = "bob".parse().unwrap();
        beyond(user_set::set(session, &bob, &raise("admin")).map(drop), "user set");
        user_set::set(session, &bob, &raise("less")).unwrap();
        let own = user_set::set(session, &"ada".parse().unwrap(), &raise("less")).unwrap_err();
        assert_eq!(own.code, "user.own_role");
        let wide = role::Request {
            name: "wide".parse().unwrap(),
            permissions: vec!["provider:*".parse().unwrap()],
            lifetime: Lifetime::Unlimited,
        };
        beyond(role::create(session, &wide).map(drop), "role create");
        let widen = Changes { add: vec![Grant::Everything], ..Changes::default() };
        beyond(role::set(session, "hers", &widen).map(drop), "role set");
        beyond(bind(session, &request("eve", "root", None)).map(drop), "operator bind");
        bind(session, &request("eve", "bob", None)).unwrap();
        let chosen = Password::chosen(&Secret::new("correct horse battery".to_owned()), &[]);
        let chosen = chosen.unwrap();
        let root = find::user(&session.store.read().unwrap(), &"root".parse().unwrap()).unwrap();
        beyond(password::set(session, &root, &chosen).map(drop), "user passwd");
        assert_eq!(session.actor.id.as_deref(), Some("ada"));
    }

    #[test]
    fn a_token_is_a_living_key_of_a_service_and_has_what_it_was_given() {
        let mut house = Fixture::new();
        role(&mut house, "turner", "key:rotate,key:read");
        let service = users::Request {
            email: None,
            handle: Some("cron".parse().unwrap()),
            display_name: None,
            kind: UserKind::Service,
            role: "turner".to_owned(),
            budget: None,
        };
        users::create(&mut house.session, &service, IfExists::Fail).unwrap();
        let only = NewKey {
            permissions: Some("key:rotate".parse().unwrap()),
            ..NewKey::new("cron".parse().unwrap(), "turn".parse().unwrap())
        };
        let minted = house.make(&only);
        let secret = Secret::new(minted.secret.expose().clone());
        let Session { store, keyring, .. } = &house.session;
        let found = token(store, keyring, &secret, NOW).unwrap();
        let identity = Identity::Token(Box::new(found));
        // Whoever runs it: it is the key that counts.
        let stranger = shell("eve", false);
        let actor = admit(store, &stranger, &identity, &demand("key:rotate")).unwrap();
        assert_eq!((actor.kind, actor.id.as_deref()), (ActorKind::Key, Some("cron/turn")));
        for wanted in ["key:read", "key:create", "*"] {
            let refused = admit(store, &shell("root", true), &identity, &demand(wanted));
            assert_eq!(code(refused), "auth.permission", "{wanted}");
        }
        let less = Changes {
            remove: vec!["key:rotate".parse().unwrap()],
            add: Vec::new(),
            lifetime: None,
        };
        role::set(&mut house.session, "turner", &less).unwrap();
        let Session { store, keyring, .. } = &house.session;
        let found = Identity::Token(Box::new(token(store, keyring, &secret, NOW).unwrap()));
        let refused = admit(store, &stranger, &found, &demand("key:rotate"));
        assert_eq!(code(refused), "auth.permission", "its role has it no more");
        house.revoke(&["cron/turn"]).unwrap();
        let Session { store, keyring, .. } = &house.session;
        let error = token(store, keyring, &secret, NOW).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Unauthenticated, "auth.token"));
        house.user("bob");
        let bobs = house.key("bob", "own");
        let Session { store, keyring, .. } = &house.session;
        let error = token(store, keyring, &bobs.secret, NOW).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Refused, "auth.token_of_person"));
    }

    #[test]
    fn their_own_account_is_everybodys_to_look_after() {
        let house = house("audit:read");
        let about =
            |user: &str| Demand { own: Some(user.parse().unwrap()), ..demand("2fa:enroll") };
        let store = &house.session.store;
        let ada = shell("ada", false);
        assert!(admit(store, &ada, &Identity::Bound, &about("ada")).is_ok());
        for other in ["root", "nobody", "99"] {
            let refused = admit(store, &ada, &Identity::Bound, &about(other));
            assert_eq!(
                code(refused),
                "auth.permission",
                "{other}: whether there is one is not told"
            );
        }
    }

    #[test]
    fn whoever_proved_who_they_are_acts_with_their_own_role_and_both_names() {
        let house = house("audit:read");
        let store = &house.session.store;
        let ada = UserId(2);
        let root = shell("root", true);
        let actor = admit(store, &root, &Identity::Proved(ada), &demand("audit:read")).unwrap();
        assert_eq!((actor.id.as_deref(), actor.user), (Some("ada"), Some(ada)));
        assert_eq!(actor.circumstances["as"], "ada");
        assert_eq!(actor.circumstances["operator"], "root");
        let refused = admit(store, &root, &Identity::Proved(ada), &demand("key:read"));
        assert_eq!(code(refused), "auth.permission", "not what the OS user could do");
    }

    #[test]
    fn names_of_os_users_are_plain() {
        let mut house = Fixture::new();
        for name in ["", "a b", "a\nb", &"x".repeat(257)] {
            let error = bind(&mut house.session, &request(name, "root", None)).unwrap_err();
            assert_eq!(error.kind, Kind::Usage, "{name:?}");
        }
        bind(&mut house.session, &request("uid:1000", "root", None)).unwrap();
        let error = unbind(&mut house.session, "uid:1001").unwrap_err();
        assert_eq!(
            (error.kind, error.why.as_deref()),
            (Kind::NotFound, Some("did you mean \"uid:1000\"?"))
        );
    }
}
