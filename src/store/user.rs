//! Users.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::domain::user::{User, UserId, UserKind, UserRef, UserStatus};
use crate::store::column::{parsed, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::Error;
use crate::store::page::{self, Conditions, Source};

const USERS: Source = Source {
    columns: "users.id, handle, email, display_name, kind, roles.name AS role, status,
              users.created_at",
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

/// Which users a list or a count covers; a field that is `None` excludes nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of this status.
    pub status: Option<UserStatus>,
    /// Only those of this role.
    pub role: Option<String>,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        Conditions::default()
            .equal("status", self.status.map(|status| status.as_str().to_owned()))
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
    pub display_name: Option<String>,
    /// Person or service.
    pub kind: UserKind,
    /// The number of its role.
    pub role_id: i64,
}

/// A page of users.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<User>, Error> {
    page::list(read, &USERS, filter.conditions(), page, from_row)
}

/// How many users.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, filter: &Filter) -> Result<u64, Error> {
    page::count(read, &USERS, &filter.conditions())
}

/// What users can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&USERS)
}

/// The user that a reference names.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, user: &UserRef) -> Result<Option<User>, Error> {
    let (condition, value): (_, rusqlite::types::Value) = match user {
        UserRef::Id(id) => ("users.id = $1", id.0.into()),
        UserRef::Email(email) => ("email = $1", email.to_string().into()),
        UserRef::Handle(handle) => ("handle = $1", handle.to_string().into()),
    };
    let sql = format!("SELECT {} FROM {} WHERE {condition}", USERS.columns, USERS.from);
    Ok(read.prepare(&sql)?.query_row([value], from_row).optional()?)
}

/// The first few users whose handle or e-mail begins with a text.
///
/// # Errors
/// As any read.
pub fn list_starting_with(read: &Read<'_>, beginning: &str) -> Result<Vec<User>, Error> {
    let pattern = page::begins_with(beginning);
    let sql = format!(
        "SELECT {} FROM {} WHERE handle LIKE $1 ESCAPE '\\' OR email LIKE $1 ESCAPE '\\'
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
    let mut select = read.prepare("SELECT handle FROM users ORDER BY handle LIMIT 10000")?;
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
            ":display_name": user.display_name,
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
        created_at: Timestamp::from_micros(row.get("created_at")?),
    })
}
