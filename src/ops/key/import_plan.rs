//! What an import file comes to, found out before anything is changed: whose each key is, under
//! which prefix it will be found, how long it lives, and what is wrong with each bad line.
//!
//! No message repeats a cell: where a column is missing or moved, any of them may be a key.

use std::collections::{BTreeMap, HashMap};
use std::mem;

use zeroize::Zeroizing;

use crate::domain::credential::{HashOf, StoredSecret};
use crate::domain::import::bad_line::{BadLine, BadLines};
use crate::domain::import::error::ImportError;
use crate::domain::import::row::{ImportedCredential, Row, RowExpiry};
use crate::domain::key::Key;
use crate::domain::legacy::LegacyPrefix;
use crate::domain::name::Name;
use crate::domain::permission::Grant;
use crate::domain::restriction::Restrictions;
use crate::domain::role::{self, Role};
use crate::domain::term::Term;
use crate::domain::time::Timestamp;
use crate::domain::token::Prefix;
use crate::domain::user::{User, UserId, UserRef};
use crate::ops::error::{Error, Kind};
use crate::ops::import::{Intake, Objection};
use crate::ops::key::create;
use crate::ops::key::import_request::{KeyForm, MissingUsers, Request};
use crate::ops::session::Session;
use crate::secret::imported::hash::{ImportedHash, lookup_prefix};
use crate::secret::keyring::Keyring;
use crate::store::db::Read;
use crate::store::key_secret as secret_rows;
use crate::store::role as role_rows;
use crate::store::user as user_rows;

/// The most keys of one file: about 300 bytes each are held until all were checked.
pub const MAX_KEYS: usize = 1_000_000;

/// A file of keys.
pub(super) const KEYS: Intake = Intake {
    what: "keys",
    most: MAX_KEYS,
    most_told: 20,
    unreadable: "key.import_unreadable",
    too_large: "key.import_size",
    overtaken: "key.import_overtaken",
};

/// The shortest key of which the last four characters are kept, so that no quarter of it is.
const TELLING_LENGTH: usize = 20;

/// A file that can be imported.
#[derive(Debug)]
pub struct Plan {
    pub(super) users: Vec<PlannedUser>,
    pub(super) keys: Vec<PlannedKey>,
    /// Keys that have ended and hold the name of a new one until that is on record.
    pub(super) ended: Vec<Key>,
    pub(super) sunset: Option<Timestamp>,
}

impl Plan {
    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// Whose keys are imported.
#[derive(Debug)]
pub(super) struct PlannedUser {
    /// What the file calls them.
    pub reference: UserRef,
    /// The user, if there is one.
    pub existing: Option<User>,
    /// Their role, as it is or will be.
    pub role: Role,
}

/// A key to import.
#[derive(Debug)]
pub(super) struct PlannedKey {
    /// The place of its user in the plan.
    pub user: usize,
    pub name: Name,
    pub restrictions: Restrictions,
    pub prefix: Prefix,
    pub last_four: String,
    pub stored: StoredSecret,
    pub form: KeyForm,
    pub term: Term,
}

/// Reads and checks a whole file.
///
/// # Errors
/// [`Kind::Refused`] where it has too many rows, [`Kind::Storage`] where it cannot be read, or what
/// the store says. Bad lines are no error but an outcome.
pub fn plan(
    session: &Session,
    rows: impl Iterator<Item = (u64, Result<Row, ImportError>)>,
    request: &Request,
) -> Result<Result<Plan, BadLines>, Error> {
    let read = session.store.read()?;
    if request.sunset.is_some_and(|sunset| sunset <= session.now) {
        return Err(Error::new(Kind::Refused, "key.sunset", "the sunset has passed")
            .fix("give --sunset an instant to come, or none"));
    }
    let roles = role_rows::list(&read)?.into_iter().map(|role| (role.name.clone(), role)).collect();
    let mut planner = Planner {
        read: &read,
        keyring: &session.keyring,
        request,
        now: session.now,
        roles,
        users: Vec::new(),
        user_places: HashMap::new(),
        places_by_id: HashMap::new(),
        keys: Vec::new(),
        prefixes: HashMap::new(),
        names: HashMap::new(),
        ended: Vec::new(),
    };
    let bad = KEYS.each(rows, |line, row| planner.admit(line, row))?;
    Ok(planner.finish(bad))
}

/// A user, and what the file says of their role.
struct UserDraft {
    /// The first line that names them.
    line: u64,
    reference: UserRef,
    existing: Option<(User, Role)>,
    /// The roles that rows give a new user, each with the first such line.
    asked: Vec<(u64, Role)>,
}

struct Planner<'a> {
    read: &'a Read<'a>,
    keyring: &'a Keyring,
    request: &'a Request,
    now: Timestamp,
    roles: BTreeMap<String, Role>,
    users: Vec<UserDraft>,
    user_places: HashMap<String, usize>,
    places_by_id: HashMap<UserId, usize>,
    keys: Vec<PlannedKey>,
    prefixes: HashMap<Prefix, u64>,
    names: HashMap<(usize, Name), u64>,
    ended: Vec<Key>,
}

impl Planner<'_> {
    /// Plans the key of a row, if nothing stands against it.
    fn admit(&mut self, line: u64, row: Row) -> Result<(), Objection> {
        let Row { user, name, prefix, credential, role, expires } = row;
        let (prefix, last_four, stored, form) = self.secret(prefix, &credential)?;
        let term = Term { expires_at: self.end(expires.as_ref())?, lifetime: None };
        let role = role.map(|role| self.role(&role)).transpose()?;
        let user = self.user(line, user)?;
        let role_id = self.narrow(user, line, role)?;
        self.claim_prefix(line, &prefix)?;
        self.claim_name(line, user, &name)?;
        let restrictions = Restrictions { role_id, ..Restrictions::default() };
        let key = PlannedKey { user, name, restrictions, prefix, last_four, stored, form, term };
        self.keys.push(key);
        Ok(())
    }

    /// What a key is found by, what is shown of it, and what is stored.
    fn secret(
        &self,
        prefix: Option<LegacyPrefix>,
        credential: &ImportedCredential,
    ) -> Result<(Prefix, String, StoredSecret, KeyForm), Objection> {
        let given = prefix.map(Prefix::from);
        let (found_by, last_four, stored, form) = match credential {
            ImportedCredential::Key(key) => {
                let (data_key_id, digest) = self.keyring.digest_token(key.as_bytes());
                let stored = StoredSecret::Digest { digest, data_key_id };
                (Some(lookup_prefix(key.as_bytes())), last_four(key), stored, KeyForm::Plain)
            }
            ImportedCredential::Hash { text, of } => {
                let hash = parse_hash(text)?;
                let form = KeyForm::Hashed(hash.scheme());
                let found_by = hash.lookup_prefix().filter(|_| *of == HashOf::Key);
                let stored = StoredSecret::Imported { hash: hash.as_str().to_owned(), of: *of };
                (found_by, String::new(), stored, form)
            }
        };
        match self.request.form {
            Some(wanted) if wanted != form => {
                return Objection::line(format!(
                    "the row has {}, and --scheme says {wanted}",
                    told(form)
                ));
            }
            _ => {}
        }
        let found_by = found_by.and_then(|name| name.parse::<LegacyPrefix>().ok());
        match given.or(found_by.map(Prefix::from)) {
            Some(prefix) => Ok((prefix, last_four, stored, form)),
            None => {
                Objection::line("the hash is salted, and there is no prefix to find its key by")
            }
        }
    }

    /// When a row says that its key ends.
    fn end(&self, expires: Option<&RowExpiry>) -> Result<Option<Timestamp>, Objection> {
        let Some(RowExpiry::At(at)) = expires else { return Ok(None) };
        match at.resolve(self.now, &self.request.zone) {
            Ok(at) if at <= self.now => Objection::line("expires_at has passed"),
            Ok(at) => Ok(Some(at)),
            Err(_) => Objection::line("expires_at is no instant"),
        }
    }

    fn role(&self, name: &str) -> Result<Role, Objection> {
        if let Some(role) = self.roles.get(name) {
            return Ok(role.clone());
        }
        let known: Vec<&str> = self.roles.keys().map(String::as_str).collect();
        Objection::line(format!("role is none of {}", known.join(", ")))
    }

    /// The place of a user in the plan.
    fn user(&mut self, line: u64, reference: UserRef) -> Result<usize, Objection> {
        let written = reference.to_string();
        if let Some(place) = self.user_places.get(&written) {
            return Ok(*place);
        }
        let found = user_rows::find(self.read, &reference)?;
        let known = found.as_ref().and_then(|user| self.places_by_id.get(&user.id).copied());
        let place = match (known, found) {
            (Some(place), _) => place,
            (None, Some(user)) => {
                self.places_by_id.insert(user.id, self.users.len());
                let role = role_rows::of_user(self.read, user.id)?;
                self.add_user(line, reference, Some((user, role)))
            }
            (None, None) if self.request.missing_users == MissingUsers::Create => {
                self.add_user(line, reference, None)
            }
            (None, None) => {
                return Objection::line("user is not known here, and --create-users is not given");
            }
        };
        self.user_places.insert(written, place);
        Ok(place)
    }

    fn add_user(&mut self, line: u64, reference: UserRef, existing: Option<(User, Role)>) -> usize {
        self.users.push(UserDraft { line, reference, existing, asked: Vec::new() });
        self.users.len() - 1
    }

    /// The role that bounds a key within that of its user. Of a new user it is known at the end.
    fn narrow(
        &mut self,
        user: usize,
        line: u64,
        role: Option<Role>,
    ) -> Result<Option<i64>, Objection> {
        let Some(role) = role else { return Ok(None) };
        let user = &mut self.users[user];
        let Some((_, own)) = &user.existing else {
            let id = role.id;
            if user.asked.iter().all(|(_, known)| known.id != id) {
                user.asked.push((line, role));
            }
            return Ok(Some(id));
        };
        if let Some(grant) = own.permissions.excess(&role.permissions) {
            return Objection::line(beyond(&role, own, grant));
        }
        Ok((role.id != own.id).then_some(role.id))
    }

    fn claim_prefix(&mut self, line: u64, prefix: &Prefix) -> Result<(), Objection> {
        if let Some(first) = self.prefixes.get(prefix) {
            return Objection::line(format!(
                "its key is found by the same prefix as that of line {first}"
            ));
        }
        if let Some(key) = secret_rows::find_credential(self.read, prefix.as_str())? {
            let path = format!("{}/{}", key.user, key.name);
            return Objection::line(format!(
                "its key is found by the same prefix as key \"{path}\" here"
            ));
        }
        self.prefixes.insert(prefix.clone(), line);
        Ok(())
    }

    fn claim_name(&mut self, line: u64, user: usize, name: &Name) -> Result<(), Objection> {
        if let Some(first) = self.names.get(&(user, name.clone())) {
            return Objection::line(format!("its user and its name are those of line {first}"));
        }
        if let Some((owner, _)) = &self.users[user].existing {
            let named = create::named(self.read, &owner.handle, name)?;
            if let Some(key) = named.as_ref().filter(|key| key.status_at(self.now).is_living()) {
                return Objection::line(format!("key \"{}\" exists here", key.path()));
            }
            self.ended.extend(named);
        }
        self.names.insert((user, name.clone()), line);
        Ok(())
    }

    /// The role of a new user: of those that its rows ask for, the one that includes all others.
    fn role_of_new(&self, first: u64, asked: &[(u64, Role)]) -> Result<Role, BadLine> {
        let includes_all = |(_, wide): &&(u64, Role)| {
            asked.iter().all(|(_, other)| wide.permissions.excess(&other.permissions).is_none())
        };
        if let Some((_, role)) = asked.iter().find(includes_all) {
            return Ok(role.clone());
        }
        match asked {
            [] => self.roles.get(role::DEFAULT).cloned().ok_or_else(|| BadLine {
                line: first,
                reason: format!("there is no role, and none here is called {}", role::DEFAULT),
            }),
            [(one, _), .., (line, _)] => Err(BadLine {
                line: *line,
                reason: format!(
                    "its user gets one role, and none of those from line {one} on includes the rest"
                ),
            }),
            [(_, role)] => Ok(role.clone()),
        }
    }

    /// Gives new users their role, and keys what is left to bound them by.
    fn finish(mut self, mut bad: BadLines) -> Result<Plan, BadLines> {
        let mut users = Vec::with_capacity(self.users.len());
        for UserDraft { line, reference, existing, asked } in mem::take(&mut self.users) {
            let (existing, role) = match existing {
                Some((user, role)) => (Some(user), Ok(role)),
                None => (None, self.role_of_new(line, &asked)),
            };
            match role {
                Ok(role) => users.push(PlannedUser { reference, existing, role }),
                Err(BadLine { line, reason }) => bad.push(line, reason),
            }
        }
        bad.none()?;
        for key in &mut self.keys {
            let own = users[key.user].role.id;
            key.restrictions.role_id = key.restrictions.role_id.filter(|id| *id != own);
        }
        Ok(Plan { users, keys: self.keys, ended: self.ended, sunset: self.request.sunset })
    }
}

fn parse_hash(text: &Zeroizing<String>) -> Result<ImportedHash, Objection> {
    text.parse::<ImportedHash>().map_err(|error| Objection::Line(error.to_string()))
}

fn last_four(key: &str) -> String {
    let start = key.len().saturating_sub(4);
    if key.len() < TELLING_LENGTH { String::new() } else { key[start..].to_owned() }
}

fn told(form: KeyForm) -> String {
    match form {
        KeyForm::Plain => "a key in the clear".to_owned(),
        KeyForm::Hashed(scheme) => format!("a {scheme} hash"),
    }
}

fn beyond(role: &Role, own: &Role, grant: &Grant) -> String {
    format!(
        "role \"{}\" gives {grant}, which role \"{}\" of its user does not",
        role.name, own.name
    )
}
