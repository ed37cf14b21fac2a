//! What a file of users comes to, found out before anything is changed: what each user will be, which
//! key it gets, and what is wrong with each bad line.

use std::collections::{BTreeMap, HashMap};

use rand_core::CryptoRng;

use crate::domain::email::Email;
use crate::domain::import::bad_line::BadLines;
use crate::domain::import::error::ImportError;
use crate::domain::import::user::UserRow;
use crate::domain::key::Key;
use crate::domain::name::Name;
use crate::domain::restriction::Restrictions;
use crate::domain::role::{self, Role};
use crate::domain::term::{Expiry, Term};
use crate::domain::time::{Timestamp, Zone};
use crate::domain::token::Environment;
use crate::domain::user::{User, UserKind};
use crate::ops::error::{Error, suggest};
use crate::ops::find;
use crate::ops::import::{self, Intake, Objection};
use crate::ops::key::create as key_create;
use crate::ops::key::mint::{self, Bounds};
use crate::ops::session::{IfExists, Session};
use crate::ops::user::create::{self, Request as NewUserRequest};
use crate::secret::value::Secret;
use crate::store::db::Read;
use crate::store::role as role_rows;

/// The most users of one file: about a kilobyte each is held until all were checked.
pub const MAX_USERS: usize = 100_000;

/// A file of users.
pub(super) const USERS: Intake = Intake {
    what: "users",
    most: MAX_USERS,
    most_told: MAX_USERS,
    unreadable: "user.import_unreadable",
    too_large: "user.import_size",
    overtaken: "user.import_overtaken",
};

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
/// As [`Intake::each`], or what the store says. Bad lines are no error but an outcome; all of them are
/// told.
pub fn plan(
    session: &Session,
    rows: impl Iterator<Item = (u64, Result<UserRow, ImportError>)>,
    request: &Request,
    rng: &mut impl CryptoRng,
) -> Result<Result<Plan, BadLines>, Error> {
    let read = session.store.read()?;
    let mut planner = Planner::new(&read, request, session.now)?;
    let mut good = Vec::new();
    let mut bad = USERS.each(rows, |line, row| {
        good.push((line, row));
        Ok(())
    })?;
    // What rows say goes before what is made up for others.
    for (line, row) in &good {
        planner.claim(*line, row);
    }
    let mut users = Vec::with_capacity(good.len());
    for (line, row) in good {
        users.extend(import::good(&mut bad, line, planner.admit(line, row, rng))?);
    }
    Ok(bad.none().map(|()| Plan { users, key: request.key.clone() }))
}

struct Planner<'a> {
    read: &'a Read<'a>,
    request: &'a Request,
    now: Timestamp,
    roles: BTreeMap<String, Role>,
    /// The line that has each e-mail first.
    emails: HashMap<Email, u64>,
    /// The line that has each handle first, as it is written or as it was made up.
    handles: HashMap<Name, u64>,
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
                Err(error) => return Objection::line(format!("expires: {error}")),
            };
            let restrictions = Restrictions { models: row.models, ..Restrictions::default() };
            self.key(existing.as_ref(), &role, restrictions, expiry, rng)?
        } else if !row.models.is_empty() || row.expires.is_some() {
            return Objection::line(
                "models and expires are those of a key, and --key is not given",
            );
        } else {
            None
        };
        Ok(PlannedUser { existing, handle, request, role, key })
    }

    /// Refuses a row whose user an earlier row has.
    fn check_first(&self, line: u64, row: &UserRow) -> Result<(), Objection> {
        let first = row.email.as_ref().and_then(|email| self.emails.get(email));
        if let Some(first) = first.filter(|first| **first != line) {
            return Objection::line(format!("its e-mail is that of line {first}"));
        }
        let first = row.handle.as_ref().and_then(|handle| self.handles.get(handle));
        match first.filter(|first| **first != line) {
            Some(first) => Objection::line(format!("its handle is that of line {first}")),
            None => Ok(()),
        }
    }

    fn check_existing(&self, user: &User, request: &NewUserRequest) -> Result<(), Objection> {
        let exists = format!("user \"{}\" exists here", user.handle);
        match self.request.if_exists {
            IfExists::Fail => {
                Objection::line(format!("{exists}, and --if-not-exists is not given"))
            }
            IfExists::Accept if !create::matches(user, request) => {
                Objection::line(format!("{exists} and differs from the row"))
            }
            IfExists::Accept => Ok(()),
        }
    }

    fn role(&self, name: &str) -> Result<Role, Objection> {
        if let Some(role) = self.roles.get(name) {
            return Ok(role.clone());
        }
        let known = || self.roles.keys().map(String::as_str);
        let fix = match suggest(name, known()) {
            Some(meant) => format!("did you mean {meant:?}?"),
            None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
        };
        Objection::line(format!("role {name:?} is unknown: {fix}"))
    }

    /// The first handle that nobody has, here or in the file.
    fn free_handle(&mut self, line: u64, email: Option<&Email>) -> Result<Name, Objection> {
        let claimed = |handle: &Name| self.handles.contains_key(handle);
        let handle = find::free_handle_but(self.read, email, claimed)?;
        self.handles.insert(handle.clone(), line);
        Ok(handle)
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
            ended = key_create::named(self.read, &user.handle, name)?;
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
