//! `keyctl role`: what the users who have it may do, and how long their keys live.

use clap::{ArgGroup, Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::permission::Grant;
use crate::domain::role::{Lifetime, Role, RoleName};
use crate::domain::time::Span;
use crate::ops::role::{self, Changes, Request};
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl role create reader --permission chat:read --lifetime 30d
  keyctl role set contributor --add node:read";

const COLUMNS: &[Column] = &[
    Column::word("name", "NAME"),
    Column::text("permissions", "PERMISSIONS"),
    Column::word("built_in", "BUILT IN").minor(),
    Column::number("users", "USERS"),
    Column::number("lifetime", "LIFETIME").absent("none"),
];

/// What is done with roles.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List roles
    List,
    /// Show one role
    Show(One),
    /// Create a role
    Create(Create),
    /// Change what a role permits, from the next request on, and how long its new keys live
    Set(Set),
    /// Remove a role that no user and no living key has
    Remove(One),
}

/// `role show` and `role remove`
#[derive(Args, Debug)]
pub struct One {
    /// Name of the role
    #[arg(value_name = "ROLE")]
    role: String,
}

/// `role create`
#[derive(Args, Debug)]
pub struct Create {
    /// Name of the role: a-z, 0-9 and _; spaces, hyphens and capitals are read as such
    #[arg(value_name = "ROLE")]
    role: RoleName,

    /// Permit this: noun:verb, noun:* or *; may be repeated
    #[arg(long = "permission", value_name = "PERM", required = true, value_delimiter = ',')]
    permissions: Vec<Grant>,

    /// Let its keys live so long by default and at most; none for no limit
    #[arg(long, value_name = "30d|none", default_value = "none")]
    lifetime: Lifetime,
}

/// `role set`
#[derive(Args, Debug)]
#[command(group(
    ArgGroup::new("changes").args(["add", "remove", "lifetime"]).required(true).multiple(true)
))]
pub struct Set {
    /// Name of the role
    #[arg(value_name = "ROLE")]
    role: String,

    /// Permit this too: noun:verb, noun:* or *; may be repeated
    #[arg(long, value_name = "PERM", value_delimiter = ',')]
    add: Vec<Grant>,

    /// Permit this no more; may be repeated
    #[arg(long, value_name = "PERM", value_delimiter = ',')]
    remove: Vec<Grant>,

    /// Let new keys live so long by default and at most; none for no limit
    #[arg(long, value_name = "30d|none")]
    lifetime: Option<Lifetime>,
}

/// Runs the verb.
pub fn run(verb: Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::List => list(access, output),
        Verb::Show(args) => show(&args, access, output),
        Verb::Create(args) => create(args, access, output),
        Verb::Set(args) => set(args, access, output),
        Verb::Remove(args) => remove(&args, access, output),
    }
}

fn list(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let mut table = Table::new("role.list", COLUMNS);
    for role in role::list(&access.store()?)? {
        table.push(row(&role));
    }
    output.table(&table)
}

fn show(args: &One, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let role = role::show(&access.store()?, &args.role)?;
    output.record(&record(&role))
}

fn create(args: Create, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let Create { role: name, permissions, lifetime } = args;
    let request = Request { name, permissions, lifetime };
    let role = role::create(&mut access.session(output)?, &request)?;
    done(&role, "created", output)
}

fn set(args: Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let changes = Changes { add: args.add, remove: args.remove, lifetime: args.lifetime };
    let role = role::set(&mut access.session(output)?, &args.role, &changes)?;
    done(&role, "changed", output)
}

fn remove(args: &One, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let role = role::remove(&mut access.session(output)?, &args.role)?;
    done(&role, "removed", output)
}

fn done(role: &Role, what: &str, output: &mut Output) -> Result<(), Failure> {
    if output.would(&format!("{what} role \"{}\"", role.name)) {
        return Ok(());
    }
    output.receipt(&record(role))
}

fn record(role: &Role) -> Record {
    Record::of_row("role", COLUMNS, row(role))
}

fn row(role: &Role) -> Vec<Value> {
    let permissions = role.permissions.0.iter().map(ToString::to_string);
    vec![
        role.name.as_str().into(),
        permissions.collect::<Vec<_>>().into(),
        role.built_in.into(),
        role.users.into(),
        role.lifetime.as_ref().map(Span::to_string).into(),
    ]
}
