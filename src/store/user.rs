//! Users.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::account::Account;
use crate::domain::attempt::MAX_WITHOUT_SUCCESS;
use crate::domain::display_name::DisplayName;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::domain::user::{Standing, User, UserId, UserKind, UserRef, UserStatus};
use crate::store::attempt as attempt_rows;
use crate::store::column::{instant, instant_option, parsed, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::Error;
use crate::store::page::{self, Conditions, Source};

const USERS: Source = Source {
    columns: "users.id, handle, email, display_name, kind, roles.name AS role, status,
              users.created_at, removed_at",
    from: "users JOIN roles ON roles.id = role_id",
    id: "users.id",
    orders: &[
        ("id", "users.id"),
        ("handle", "handle"),
        ("email", "coalesce(email, '')"),
        ("role", "roles.name"),
        ("status", "status"),
        ("created_at", "users.created_at"),
    ],
};

/// Users with what proves who they are. Joined so, `SQLite` begins with the users and reads a page
/// of them in order.
const ACCOUNTS: Source = Source {
    columns: "users.id, handle, email, display_name, kind, roles.name AS role, status,
              users.created_at, removed_at, state AS two_factor, failed, window_from, lock_level,
              locked_until, since_success, last_login_at",
    from: "users
           LEFT JOIN roles ON roles.id = role_id
           LEFT JOIN second_factors ON second_factors.user_id = users.id
           LEFT JOIN attempts ON attempts.user_id = users.id",
    ..USERS
};

/// Which users a list or a count covers; a field that is `None` or false excludes nothing, but
/// removed ones are left out unless they are asked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The instant at which a lock is judged.
    pub now: Timestamp,
    /// Only those of this standing.
    pub standing: Option<Standing>,
    /// Only those of this role.
    pub role: Option<String>,
    /// Only people without a second factor that is asked for.
    pub no_two_factor: bool,
}

impl Filter {
    /// All users but removed ones, as they are at an instant.
    pub const fn at(now: Timestamp) -> Self {
        Self { now, standing: None, role: None, no_two_factor: false }
    }

    fn conditions(&self) -> Conditions {
        let now = self.now.micros();
        // As `Attempts::lock` has it.
        let locked = format!(
            "(coalesce(since_success, 0) >= {MAX_WITHOUT_SUCCESS}
              OR coalesce(locked_until > {now}, 0))"
        );
        let standing = match self.standing {
            None => "status <> 'removed'".to_owned(),
            Some(Standing::Active) => format!("status = 'active' AND NOT {locked}"),
            Some(Standing::Locked) => format!("status = 'active' AND {locked}"),
            Some(Standing::Disabled) => "status = 'disabled'".to_owned(),
            Some(Standing::Removed) => "status = 'removed'".to_owned(),
        };
        Conditions::default()
            .when(true, &standing)
            .when(self.no_two_factor, "kind = 'person' AND coalesce(state, '') <> 'enabled'")
            .equal("roles.name", self.role.clone())
    }
}

/// A user to store.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Its handle.
    pub handle: Name,
    /// Its e-mail.
    pub email: Option<Email>,
    /// What people call it.
    pub display_name: Option<DisplayName>,
    /// Person or service.
    pub kind: UserKind,
    /// The number of its role.
    pub role_id: i64,
}

/// A page of users.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<Account>, Error> {
    page::list(read, &ACCOUNTS, filter.conditions(), page, account)
}

/// How many users.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, filter: &Filter) -> Result<u64, Error> {
    page::count(read, &ACCOUNTS, &filter.conditions())
}

/// What users can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&USERS)
}

/// The user that a reference names: by handle or e-mail the one that is not removed, by number also
/// a removed one.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, user: &UserRef) -> Result<Option<User>, Error> {
    let (condition, value): (_, rusqlite::types::Value) = match user {
        UserRef::Id(id) => ("users.id = $1", id.0.into()),
        UserRef::Email(email) => ("email = $1 AND status <> 'removed'", email.to_string().into()),
        UserRef::Handle(handle) => {
            ("handle = $1 AND status <> 'removed'", handle.to_string().into())
        }
    };
    let sql = format!("SELECT {} FROM {} WHERE {condition}", USERS.columns, USERS.from);
    Ok(read.prepare(&sql)?.query_row([value], from_row).optional()?)
}

/// What is shown of one user.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such user.
pub fn get_account(read: &Read<'_>, user: UserId) -> Result<Account, Error> {
    let sql = format!("SELECT {} FROM {} WHERE users.id = $1", ACCOUNTS.columns, ACCOUNTS.from);
    let found = read.prepare(&sql)?.query_row([user.0], account).optional()?;
    found.ok_or(Error::Unexpected("the user"))
}

/// The first few users whose handle or e-mail begins with a text.
///
/// # Errors
/// As any read.
pub fn list_starting_with(read: &Read<'_>, beginning: &str) -> Result<Vec<User>, Error> {
    let pattern = page::begins_with(beginning);
    let sql = format!(
        "SELECT {} FROM {} WHERE status <> 'removed'
             AND (handle LIKE $1 ESCAPE '\\' OR email LIKE $1 ESCAPE '\\')
         ORDER BY handle LIMIT 10",
        USERS.columns, USERS.from
    );
    let mut select = read.prepare(&sql)?;
    Ok(select.query_map([pattern], from_row)?.collect::<Result<_, _>>()?)
}

/// Every handle, for suggesting the one that was meant.
///
/// # Errors
/// As any read.
pub fn list_handles(read: &Read<'_>) -> Result<Vec<String>, Error> {
    let sql = "SELECT handle FROM users WHERE status <> 'removed' ORDER BY handle LIMIT 10000";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Gives a user another role.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such user.
pub fn set_role(write: &Write<'_>, user: UserId, role_id: i64) -> Result<(), Error> {
    let sql = "UPDATE users SET role_id = $1 WHERE id = $2";
    write.change_one("the user", sql, (role_id, user.0))
}

/// The number that the next user gets. A number is never used again, since removed users keep
/// theirs.
///
/// # Errors
/// As any read.
pub fn next_id(read: &Read<'_>) -> Result<UserId, Error> {
    let sql = "SELECT coalesce(max(id), 0) + 1 FROM users";
    Ok(UserId(read.prepare(sql)?.query_row([], |row| row.get(0))?))
}

/// Writes what a user is called and which role it has.
///
/// # Errors
/// [`Error::Unexpected`] where it is removed or was never there, [`Error::Duplicate`] where the
/// handle or the e-mail is taken.
pub fn update(write: &Write<'_>, user: &User, role_id: i64) -> Result<(), Error> {
    let sql = "UPDATE users SET handle = :handle, email = :email, display_name = :display_name,
                   role_id = :role_id
               WHERE id = :id AND status <> 'removed'";
    write.change_one(
        "the user",
        sql,
        named_params! {
            ":handle": user.handle.as_str(),
            ":email": user.email.as_ref().map(Email::as_str),
            ":display_name": user.display_name,
            ":role_id": role_id,
            ":id": user.id.0,
        },
    )
}

/// Moves a user from one status to another; a removed one is moved by [`mark_removed`].
///
/// # Errors
/// [`Error::Unexpected`] where it has not the status that it is to leave.
pub fn set_status(
    write: &Write<'_>,
    user: UserId,
    from: UserStatus,
    to: UserStatus,
) -> Result<(), Error> {
    let sql = "UPDATE users SET status = $1 WHERE id = $2 AND status = $3";
    write.change_one("the user", sql, (to.as_str(), user.0, from.as_str()))
}

/// Leaves nothing of a user but its number and its names. What proves who it was goes, and whoever
/// acted as it acts as it no more.
///
/// # Errors
/// [`Error::Unexpected`] where it is removed already.
pub fn mark_removed(write: &Write<'_>, user: UserId, at: Timestamp) -> Result<(), Error> {
    for sql in [
        "DELETE FROM passwords WHERE user_id = $1",
        "DELETE FROM attempts WHERE user_id = $1",
        "DELETE FROM second_factors WHERE user_id = $1",
        "DELETE FROM backup_codes WHERE user_id = $1",
        "DELETE FROM step_ups WHERE user_id = $1",
        "DELETE FROM announcements WHERE user_id = $1",
        "DELETE FROM operators WHERE user_id = $1",
        "DELETE FROM provider_keys WHERE user_id = $1",
    ] {
        write.prepare(sql)?.execute([user.0])?;
    }
    let sql = "UPDATE users SET status = 'removed', removed_at = $1
               WHERE id = $2 AND status <> 'removed'";
    write.change_one("the user", sql, (at.micros(), user.0))
}

/// Stores a user.
///
/// # Errors
/// [`Error::Duplicate`] where its handle or e-mail is taken.
pub fn insert(write: &Write<'_>, user: &NewUser, created_at: Timestamp) -> Result<UserId, Error> {
    let sql = "INSERT INTO users
                   (handle, email, display_name, kind, role_id, status, created_at)
               VALUES (:handle, :email, :display_name, :kind, :role_id, 'active', :created_at)
               RETURNING id";
    let id = write.prepare(sql)?.query_row(
        named_params! {
            ":handle": user.handle.as_str(),
            ":email": user.email.as_ref().map(Email::as_str),
            ":display_name": user.display_name.as_ref().map(DisplayName::as_str),
            ":kind": user.kind.as_str(),
            ":role_id": user.role_id,
            ":created_at": created_at.micros(),
        },
        |row| row.get(0),
    )?;
    Ok(UserId(id))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: UserId(row.get("id")?),
        handle: parsed(row, "handle")?,
        email: parsed_option(row, "email")?,
        display_name: row.get("display_name")?,
        kind: parsed(row, "kind")?,
        role: row.get("role")?,
        status: parsed(row, "status")?,
        created_at: instant(row, "created_at")?,
        removed_at: instant_option(row, "removed_at")?,
    })
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        user: from_row(row)?,
        two_factor: parsed_option(row, "two_factor")?,
        attempts: attempt_rows::joined(row)?,
    })
}
