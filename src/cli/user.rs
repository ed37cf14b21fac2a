//! `keyctl user`: the people and services that keys belong to.

use std::str::FromStr;

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{List, PageArgs};
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::role;
use crate::domain::user::{User, UserKind, UserRef, UserStatus};
use crate::ops::session::{Created, IfExists};
use crate::ops::user;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Example:
  keyctl user create alice@example.com --role contributor";

const COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("handle", "HANDLE"),
    Column::text("email", "E-MAIL"),
    Column::text("display_name", "NAME").minor(),
    Column::word("kind", "KIND").minor(),
    Column::word("role", "ROLE"),
    Column::word("status", "STATUS"),
    Column::ago("created_at", "CREATED").minor(),
];

/// What is done with users.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a user
    Create(Create),
    /// List users
    List(ListArgs),
    /// Show one user
    Show(Show),
}

/// `user create`
#[derive(Args, Debug)]
pub struct Create {
    /// E-mail of a person, or handle of anybody
    #[arg(value_name = "E-MAIL|HANDLE")]
    who: Who,

    /// Handle to use instead of the local part of the e-mail
    #[arg(long, value_name = "H")]
    handle: Option<Name>,

    /// Name to show beside the handle
    #[arg(long, value_name = "S")]
    display_name: Option<String>,

    /// Role that says what the user's keys may do
    #[arg(long, value_name = "R", default_value = role::DEFAULT)]
    role: String,

    /// Create a service: a program, not a person
    #[arg(long)]
    service: bool,

    /// Succeed where the same user exists already
    #[arg(long)]
    if_not_exists: bool,
}

/// `user list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show only users of this status: active or disabled
    #[arg(long, value_name = "STATUS")]
    status: Option<UserStatus>,

    /// Show only users of this role
    #[arg(long, value_name = "R")]
    role: Option<String>,

    #[command(flatten)]
    page: PageArgs,
}

/// `user show`
#[derive(Args, Debug)]
pub struct Show {
    /// E-mail, handle or number, or an unambiguous beginning of 3 letters
    #[arg(value_name = "USER")]
    user: UserRef,
}

/// A new user, as the first argument names it.
#[derive(Clone, Debug)]
enum Who {
    Email(Email),
    Handle(Name),
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('@') {
            return text.parse().map(Self::Email).map_err(|error| format!("{error}"));
        }
        text.parse().map(Self::Handle).map_err(|error| format!("{error}"))
    }
}

/// Runs the verb.
pub fn run(verb: Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::Create(args) => create(args, access, output),
        Verb::List(args) => list(&args, access, output),
        Verb::Show(args) => show(&args, access, output),
    }
}

fn create(args: Create, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let (email, handle) = match (args.who, args.handle) {
        (Who::Email(email), handle) => (Some(email), handle),
        (Who::Handle(handle), None) => (None, Some(handle)),
        (Who::Handle(_), Some(_)) => {
            return Err(Failure::usage("user.two_handles", "two handles were given")
                .fix("write the e-mail first, or leave --handle out"));
        }
    };
    let kind = if args.service { UserKind::Service } else { UserKind::Person };
    let role = args.role;
    let request = user::Request { email, handle, display_name: args.display_name, kind, role };
    let if_exists = IfExists::from_flag(args.if_not_exists);
    let (created, user) = match user::create(&mut access.session(output)?, &request, if_exists)? {
        Created::New(user) => (true, user),
        Created::Existing(user) => (false, user),
    };
    if !created {
        output.note(&format!("user \"{}\" exists", user.handle));
    } else if output.would(&format!("created user \"{}\"", user.handle)) {
        return Ok(());
    }
    output.receipt(&record(&user))
}

fn list(args: &ListArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let filter = user::filter(&store, args.status, args.role.as_deref())?;
    let list = List {
        kind: "user.list",
        columns: COLUMNS,
        sort_columns: &user::sort_columns(),
        row: &row,
    };
    let read = |page: &_| user::list(&store, &filter, page);
    args.page.write(output, &list, read, || user::count(&store, &filter))
}

fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let user = user::show(&access.store()?, &args.user)?;
    output.record(&record(&user))
}

fn row(user: &User) -> Vec<Value> {
    vec![
        Value::Id(user.id.0),
        Value::text(&user.handle),
        user.email.as_ref().map(Email::to_string).into(),
        user.display_name.clone().into(),
        user.kind.as_str().into(),
        user.role.as_str().into(),
        Value::status(user.status.as_str()),
        user.created_at.into(),
    ]
}

fn record(user: &User) -> Record {
    Record::of_row("user", COLUMNS, row(user))
}
