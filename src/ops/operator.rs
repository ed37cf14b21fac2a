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

use crate::domain::audit::{Actor, ActorKind, Event, Outcome};
use crate::domain::credential::Credential;
use crate::domain::operator::Operator;
use crate::domain::permission::{Grant, Grants, Permission};
use crate::domain::time::Timestamp;
use crate::domain::user::{User, UserId, UserKind, UserRef, UserStatus};
use crate::ops::authority::{self, has_admin, keep_admin, named};
use crate::ops::decide::{self, Case, Recognition};
use crate::ops::error::{Error, Kind, suggest};
use crate::ops::find;
use crate::ops::session::Session;
use crate::secret::keyring::Keyring;
use crate::secret::value::Secret;
use crate::store::announcement as announcement_rows;
use crate::store::db::{Read, Store, Write};
use crate::store::operator as rows;
use crate::store::role as role_rows;

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
        Identity::Bound => admit_bound(&read, shell, bound, demand),
        Identity::Proved(user) => admit_proved(&read, shell, bound.as_ref(), *user, demand),
        Identity::Token(token) => admit_token(shell, token, demand),
    }
}

fn admit_bound(
    read: &Read<'_>,
    shell: &Shell,
    bound: Option<Operator>,
    demand: &Demand,
) -> Result<Actor, Error> {
    let Some(operator) = bound.as_ref().filter(|operator| operator.active) else {
        return admit_owner(shell, bound.as_ref(), demand);
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

/// Whether the command is about the account of whoever runs it.
///
/// # Errors
/// [`Kind::NotFound`] for the user who is named.
pub fn is_own(read: &Read<'_>, actor: &Actor, demand: &Demand) -> Result<bool, Error> {
    match (&demand.own, actor.user) {
        (Some(named), Some(own)) => Ok(find::user(read, named)?.id == own),
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
    let snapshot = decide::load(store)?;
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
