//! What a file of users comes to, found out before anything is changed: what each user will be, which
//! key it gets, and what is wrong with each bad line.

use std::collections::HashMap;

use rand_core::CryptoRng;

use crate::domain::email::Email;
use crate::domain::import::bad_line::BadLines;
use crate::domain::import::error::ImportError;
use crate::domain::import::user::UserRow;
use crate::domain::key::{Key, KeyRef};
use crate::domain::name::Name;
use crate::domain::restriction::Restrictions;
use crate::domain::role::{self, Role};
use crate::domain::term::{Expiry, Term};
use crate::domain::time::{Timestamp, Zone};
use crate::domain::token::Environment;
use crate::domain::user::{User, UserKind, UserRef};
use crate::ops::error::{Error, Kind, suggest};
use crate::ops::key::mint::{self, Bounds};
use crate::ops::session::{IfExists, Session};
use crate::ops::user::create::{self, Request as NewUserRequest};
use crate::secret::value::Secret;
use crate::store::db::Read;
use crate::store::error::Error as StoreError;
use crate::store::key as key_rows;
use crate::store::role as role_rows;
use crate::store::user as user_rows;

/// The most users of one file: about a kilobyte each is held until all were checked.
pub const MAX_USERS: usize = 100_000;

/// How a file is to be taken over.
#[derive(Clone, Debug)]
pub struct Request {
    /// The name of the key that each user is to get; none where there is none.
    pub key: Option<Name>,
    /// What to do about users who are there.
    pub if_exists: IfExists,
    /// The zone whose days a date means.
    pub zone: Zone,
}

/// A file that can be imported.
#[derive(Debug)]
pub struct Plan {
    pub(super) users: Vec<PlannedUser>,
    pub(super) key: Option<Name>,
}

/// A user of the file.
#[derive(Debug)]
pub(super) struct PlannedUser {
    /// The user, if there is one; nothing is changed of it.
    pub existing: Option<User>,
    pub handle: Name,
    pub request: NewUserRequest,
    pub role: Role,
    pub key: Option<PlannedKey>,
}

/// A key to make.
#[derive(Debug)]
pub(super) struct PlannedKey {
    pub secret: Secret<String>,
    pub restrictions: Restrictions,
    pub term: Term,
    /// A key that has ended and holds the name until that is on record.
    pub ended: Option<Key>,
}

impl Plan {
    /// How many users the file has.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Hands on each new key, so that it can be kept before it is one: the handle of its user, its
    /// name, its public prefix and all of it.
    ///
    /// # Errors
    /// What `keep` says.
    pub fn each_secret(
        &self,
        mut keep: impl FnMut(&Name, &Name, &str, &Secret<String>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Some(name) = &self.key else { return Ok(()) };
        for user in &self.users {
            if let Some(key) = &user.key {
                let prefix = mint::prefix(&key.secret)?;
                keep(&user.handle, name, prefix.as_str(), &key.secret)?;
            }
        }
        Ok(())
    }
}

/// Reads and checks a whole file, and makes the secrets of its keys.
///
/// # Errors
/// [`Kind::Refused`] where it has too many rows, [`Kind::Storage`] where it cannot be read, or what
/// the store says. Bad lines are no error but an outcome; all of them are told.
pub fn plan(
    session: &Session,
    rows: impl Iterator<Item = (u64, Result<UserRow, ImportError>)>,
    request: &Request,
    rng: &mut impl CryptoRng,
) -> Result<Result<Plan, BadLines>, Error> {
    let read = session.store.read()?;
    let mut planner = Planner::new(&read, request, session.now)?;
    let mut good = Vec::new();
    for (line, row) in rows {
        match row {
            Ok(row) => good.push((line, row)),
            Err(ImportError::Read(error)) => return Err(unreadable(&error)),
            Err(error) => planner.bad.push(line, error.to_string()),
        }
        if good.len() > MAX_USERS {
            let message = format!("the file has more than {MAX_USERS} users");
            return Err(Error::new(Kind::Refused, "user.import_size", message)
                .fix("import it in several parts"));
        }
    }
    // What rows say goes before what is made up for others.
    for (line, row) in &good {
        planner.claim(*line, row);
    }
    let mut users = Vec::with_capacity(good.len());
    for (line, row) in good {
        match planner.admit(line, row, rng) {
            Ok(user) => users.push(user),
            Err(Objection::Line(reason)) => planner.bad.push(line, reason),
            Err(Objection::Failed(error)) => return Err(error),
        }
    }
    let mut bad = planner.bad;
    if bad.count > 0 {
        bad.told.sort_by_key(|bad| bad.line);
        return Ok(Err(bad));
    }
    Ok(Ok(Plan { users, key: request.key.clone() }))
}

fn unreadable(error: &std::io::Error) -> Error {
    let message = format!("the file cannot be read: {error}");
    Error::new(Kind::Storage, "user.import_unreadable", message)
}

/// What stands against a line.
enum Objection {
    /// Something in it.
    Line(String),
    /// It could not be checked.
    Failed(Error),
}

impl From<StoreError> for Objection {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What the operations refuse is wrong with the line; all else is not.
impl From<Error> for Objection {
    fn from(error: Error) -> Self {
        if error.kind != Kind::Refused {
            return Self::Failed(error);
        }
        Self::Line(match error.why {
            Some(why) => format!("{}: {why}", error.message),
            None => error.message,
        })
    }
}

fn bad<T>(reason: impl Into<String>) -> Result<T, Objection> {
    Err(Objection::Line(reason.into()))
}

struct Planner<'a> {
    read: &'a Read<'a>,
    request: &'a Request,
    now: Timestamp,
    roles: HashMap<String, Role>,
    /// The line that has each e-mail first.
    emails: HashMap<Email, u64>,
    /// The line that has each handle first, as it is written or as it was made up.
    handles: HashMap<Name, u64>,
    bad: BadLines,
}

impl<'a> Planner<'a> {
    fn new(read: &'a Read<'a>, request: &'a Request, now: Timestamp) -> Result<Self, Error> {
        let roles = role_rows::list(read)?;
        Ok(Self {
            read,
            request,
            now,
            roles: roles.into_iter().map(|role| (role.name.clone(), role)).collect(),
            emails: HashMap::new(),
            handles: HashMap::new(),
            bad: BadLines::telling(MAX_USERS),
        })
    }

    /// Notes what a row calls its user, for the first row that does.
    fn claim(&mut self, line: u64, row: &UserRow) {
        if let Some(email) = &row.email {
            self.emails.entry(email.clone()).or_insert(line);
        }
        if let Some(handle) = &row.handle {
            self.handles.entry(handle.clone()).or_insert(line);
        }
    }

    /// Plans the user of a row, if nothing stands against it.
    fn admit(
        &mut self,
        line: u64,
        row: UserRow,
        rng: &mut impl CryptoRng,
    ) -> Result<PlannedUser, Objection> {
        self.check_first(line, &row)?;
        let role = self.role(row.role.as_deref().unwrap_or(role::DEFAULT))?;
        let request = NewUserRequest {
            email: row.email,
            handle: row.handle,
            display_name: row.display_name,
            kind: UserKind::Person,
            role: role.name.clone(),
            budget: row.budget,
        };
        let existing = create::existing(self.read, &request)?;
        if let Some(user) = &existing {
            self.check_existing(user, &request)?;
        }
        let handle = match (&existing, &request.handle) {
            (Some(user), _) => user.handle.clone(),
            (None, Some(handle)) => handle.clone(),
            (None, None) => self.free_handle(line, request.email.as_ref())?,
        };
        let key = if self.request.key.is_some() {
            let expires = row.expires.map(|end| end.resolve(self.now, &self.request.zone));
            let expiry = match expires.transpose() {
                Ok(expiry) => expiry.unwrap_or(Expiry::AsRole),
                Err(error) => return bad(format!("expires: {error}")),
            };
            let restrictions = Restrictions { models: row.models, ..Restrictions::default() };
            self.key(existing.as_ref(), &role, restrictions, expiry, rng)?
        } else if !row.models.is_empty() || row.expires.is_some() {
            return bad("models and expires are those of a key, and --key is not given");
        } else {
            None
        };
        Ok(PlannedUser { existing, handle, request, role, key })
    }

    /// Refuses a row whose user an earlier row has.
    fn check_first(&self, line: u64, row: &UserRow) -> Result<(), Objection> {
        let first = row.email.as_ref().and_then(|email| self.emails.get(email));
        if let Some(first) = first.filter(|first| **first != line) {
            return bad(format!("its e-mail is that of line {first}"));
        }
        let first = row.handle.as_ref().and_then(|handle| self.handles.get(handle));
        match first.filter(|first| **first != line) {
            Some(first) => bad(format!("its handle is that of line {first}")),
            None => Ok(()),
        }
    }

    fn check_existing(&self, user: &User, request: &NewUserRequest) -> Result<(), Objection> {
        let exists = format!("user \"{}\" exists here", user.handle);
        match self.request.if_exists {
            IfExists::Fail => bad(format!("{exists}, and --if-not-exists is not given")),
            IfExists::Accept if !create::matches(user, request) => {
                bad(format!("{exists} and differs from the row"))
            }
            IfExists::Accept => Ok(()),
        }
    }

    fn role(&self, name: &str) -> Result<Role, Objection> {
        if let Some(role) = self.roles.get(name) {
            return Ok(role.clone());
        }
        let mut known: Vec<&str> = self.roles.keys().map(String::as_str).collect();
        known.sort_unstable();
        bad(match suggest(name, known.iter().copied()) {
            Some(meant) => format!("role {name:?} is unknown: did you mean {meant:?}?"),
            None => format!("role {name:?} is unknown: there are {}", known.join(", ")),
        })
    }

    /// The first handle that nobody has, here or in the file.
    fn free_handle(&mut self, line: u64, email: Option<&Email>) -> Result<Name, Objection> {
        let wanted = Name::from_local_part(email.map_or("user", Email::local_part));
        let mut candidate = wanted.clone();
        let mut number = 1;
        while self.handles.contains_key(&candidate)
            || user_rows::find(self.read, &UserRef::Handle(candidate.clone()))?.is_some()
        {
            number += 1;
            candidate = wanted.numbered(number);
        }
        self.handles.insert(candidate.clone(), line);
        Ok(candidate)
    }

    /// The key of a user; none where the user has one of that name.
    fn key(
        &self,
        existing: Option<&User>,
        role: &Role,
        restrictions: Restrictions,
        expiry: Expiry,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<PlannedKey>, Objection> {
        let mut ended = None;
        if let (Some(user), Some(name)) = (existing, &self.request.key) {
            let path = KeyRef::Path(user.handle.clone(), name.clone());
            let named = key_rows::find(self.read, &path)?;
            ended = named.into_iter().find(|key| key.status.is_living());
            if ended.as_ref().is_some_and(|key| key.status_at(self.now).is_living()) {
                return Ok(None);
            }
        }
        let bounds = Bounds::new(self.read, role.clone(), &restrictions)?;
        let term = Term::new(expiry, bounds.ceiling(), self.now);
        let term = term.map_err(|error| bounds.refused(error))?;
        let secret = mint::mint(self.read, Environment::Live, rng)?;
        Ok(Some(PlannedKey { secret, restrictions, term, ended }))
    }
}
