//! `keyctl key`: the keys that programs call the gateway with.

use std::collections::HashSet;
use std::io::stdin;

use clap::{ArgGroup, Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{List, PageArgs};
use crate::cli::prompt::Prompt;
use crate::cli::secret_out::{self, SecretOut};
use crate::domain::key::{Activity, Key, KeyId, KeyRef, KeyStatus};
use crate::domain::name::Name;
use crate::domain::token::Environment;
use crate::domain::user::UserRef;
use crate::ops::decide::Refusal;
use crate::ops::error::{Error, Kind};
use crate::ops::key::{self, FoundKey, RevokeTarget, Verdict};
use crate::ops::session::{Created, IfExists};
use crate::secret::random;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl key create ci --user alice --out ci.key
  keyctl key revoke alice/ci --reason 'left in a paste'";

const COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("user", "USER"),
    Column::word("name", "NAME"),
    Column::word("preview", "PREVIEW"),
    Column::word("status", "STATUS"),
    Column::word("role", "ROLE").minor(),
    Column::ago("created_at", "CREATED").minor(),
    Column::ago("last_used_at", "LAST USED"),
    Column::ago("revoked_at", "REVOKED").minor(),
    Column::number("requests", "REQUESTS").minor(),
    Column::money("cost_usd", "COST").minor(),
];

const FOUND_COLUMNS: &[Column] = &[
    Column::word("prefix", "PREFIX"),
    Column::number("id", "ID"),
    Column::word("user", "USER"),
    Column::word("name", "NAME"),
    Column::word("status", "STATUS"),
    Column::word("verdict", "VERDICT"),
];

/// What is done with keys.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a key and show it once
    Create(Create),
    /// List keys
    List(ListArgs),
    /// Show one key and what it was used for
    Show(Show),
    /// Revoke keys for good
    Revoke(Revoke),
    /// Judge a key from stdin as the gateway would
    Verify(Verify),
    /// Find the keys in a text from stdin
    Identify(Identify),
}

/// `key create`
#[derive(Args, Debug)]
pub struct Create {
    /// Name of the key, unique among the user's living keys
    #[arg(value_name = "NAME")]
    name: Name,

    /// User whose key it is: e-mail, handle or number
    #[arg(long, value_name = "U")]
    user: UserRef,

    /// Word in the key that tells live keys from test keys: live or test
    #[arg(long, value_name = "ENV", default_value = "live")]
    env: Environment,

    /// Succeed where the user has a living key of this name, without showing it
    #[arg(long)]
    if_not_exists: bool,

    #[command(flatten)]
    out: SecretOut,
}

/// `key list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show only keys of this user
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,

    /// Show only keys of this status: active or revoked
    #[arg(long, value_name = "STATUS")]
    status: Option<KeyStatus>,

    #[command(flatten)]
    page: PageArgs,
}

/// `key show`
#[derive(Args, Debug)]
pub struct Show {
    /// USER/NAME, unique name, number or public prefix of the key
    #[arg(value_name = "KEY")]
    key: KeyRef,
}

/// `key revoke`
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("which").args(["keys", "user"]).required(true)))]
pub struct Revoke {
    /// USER/NAME, unique name, number or public prefix of each key
    #[arg(value_name = "KEY")]
    keys: Vec<KeyRef>,

    /// Revoke the keys of this user; needs --all
    #[arg(long, value_name = "U", requires = "all")]
    user: Option<UserRef>,

    /// Revoke every key of the user; asks for the handle
    #[arg(long, requires = "user")]
    all: bool,

    /// Say why, for the audit log
    #[arg(long, value_name = "S")]
    reason: Option<String>,

    /// Confirm --all by the user's handle
    #[arg(long, value_name = "USER", requires = "all")]
    confirm: Option<String>,
}

/// `key verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// Read the key from stdin, which is the default
    #[arg(value_name = "-", value_parser = ["-"])]
    stdin: Option<String>,
}

/// `key identify`
#[derive(Args, Debug)]
pub struct Identify {
    /// Read the text from stdin, which is the default
    #[arg(value_name = "-", value_parser = ["-"])]
    stdin: Option<String>,

    /// Revoke the active ones; asks first
    #[arg(long)]
    revoke: bool,

    /// End with 12 where the gateway would serve one of them
    #[arg(long)]
    exit_code: bool,
}

/// Runs the verb.
pub fn run(
    verb: &Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::Create(args) => create(args, access, output),
        Verb::List(args) => list(args, access, output),
        Verb::Show(args) => show(args, access, output),
        Verb::Revoke(args) => revoke(args, access, prompt, output),
        Verb::Verify(_) => verify(access, prompt, output),
        Verb::Identify(args) => identify(args, access, prompt, output),
    }
}

fn create(args: &Create, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let request =
        key::Request { user: args.user.clone(), name: args.name.clone(), environment: args.env };
    let if_exists = IfExists::from_flag(args.if_not_exists);
    let mut prepared = None;
    let created = key::create(
        &mut access.session()?,
        &request,
        if_exists,
        &mut random::system(),
        |minted| {
            if !access.is_dry_run() {
                let prefix = minted.key.prefix.as_str();
                prepared = Some(secret_out::prepare(&args.out, prefix, &minted.secret)?);
            }
            Ok(())
        },
    )?;
    let key = match &created {
        Created::New(minted) => &minted.key,
        Created::Existing(key) => key,
    };
    match prepared {
        Some(prepared) => {
            if args.out.out.is_none() {
                output.note("the key is shown this once");
            }
            prepared.publish(output, record(key, Activity::default()))
        }
        None if output.would(&format!("created key \"{}\"", key.path())) => Ok(()),
        None => existing(key, args, output),
    }
}

/// The key stands already, and what it is cannot be shown again: whoever reads a bare secret or
/// `NAME=value` gets nothing, everybody else the record.
fn existing(key: &Key, args: &Create, output: &mut Output) -> Result<(), Failure> {
    output.note(&format!("key \"{}\" exists, and only a new key can be shown", key.path()));
    if output.is_quiet() || args.out.env_name.is_some() {
        return Ok(());
    }
    let record = record(key, Activity::default());
    output.receipt(&record.with("secret", Value::Null).with("out", Value::Null))
}

fn list(args: &ListArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let filter = key::filter(&store, args.user.as_ref(), args.status)?;
    let row = |item: &(Key, Activity)| row(&item.0, item.1);
    let list = List { kind: "key.list", columns: COLUMNS, sort_columns: &key::sort_columns(), row };
    let read = |page: &_| key::list(&store, &filter, page);
    args.page.write(output, &list, read, || key::count(&store, &filter))
}

fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let (key, activity) = key::show(&access.store()?, &args.key)?;
    output.record(&record(&key, activity))
}

fn revoke(
    args: &Revoke,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let target = match &args.user {
        Some(user) => RevokeTarget::AllOf(user.clone()),
        None => RevokeTarget::Keys(args.keys.clone()),
    };
    if !access.is_dry_run() {
        let keys = key::to_revoke(&access.store()?, &target)?;
        let question = format!("revoke {}?", told(&keys));
        match (&target, keys.first()) {
            (RevokeTarget::AllOf(_), Some(Key { user, .. })) => {
                let given = args.confirm.as_deref();
                prompt.confirm_name(output, &question, user.as_str(), given)?;
            }
            (RevokeTarget::AllOf(_), None) => {}
            (RevokeTarget::Keys(_), _) => prompt.confirm(output, &question)?,
        }
    }
    let revoked = key::revoke(&mut access.session()?, &target, args.reason.as_deref())?;
    if output.would(&format!("revoked {}", told(&revoked))) {
        return Ok(());
    }
    let mut table = Table::new("key.list", COLUMNS);
    let store = access.store()?;
    for key in &revoked {
        let (key, activity) = key::show(&store, &KeyRef::Id(key.id))?;
        table.push(row(&key, activity));
    }
    output.table(&table)
}

fn verify(access: &DatabaseAccess, prompt: Prompt, output: &mut Output) -> Result<(), Failure> {
    let presented = prompt.secret_from_stdin(output, "key", "- and give it on standard input")?;
    let store = access.store()?;
    let keyring = access.keyring(&store)?;
    let Verdict { found, judged } = key::verify(&store, &keyring, presented.expose().as_bytes())?;
    if let Err(refusal) = judged {
        return Err(refused(&refusal).into());
    }
    let Some(found) = found else { return Err(refused(&Refusal::Unknown).into()) };
    let (key, activity) = key::show(&store, &KeyRef::Id(found.key_id))?;
    output.record(&record(&key, activity))
}

fn refused(refusal: &Refusal) -> Error {
    Error::new(Kind::Unauthenticated, "key.invalid", "the key is not valid").why(refusal.reason())
}

fn identify(
    args: &Identify,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    if output.columns_help(FOUND_COLUMNS)? {
        return Ok(());
    }
    if args.revoke && !access.is_dry_run() {
        // The text can be read once, so what would fail after it fails before it.
        prompt.can_confirm("revoke the active keys in it?")?;
    }
    let store = access.store()?;
    let keyring = access.keyring(&store)?;
    let mut found = key::identify(&store, &keyring, &mut stdin().lock())?;
    let is_served = found.keys.iter().any(|seen| seen.judged.is_ok());
    if args.revoke {
        revoke_found(&mut found.keys, access, prompt, output)?;
    }
    if found.unlisted > 0 {
        let (listed, more) = (key::OTHERS_MAX, found.unlisted);
        output.warn(&format!("of keys not in this database {listed} are listed, not {more} more"));
    }
    let mut rows = output.stream("key.sightings", FOUND_COLUMNS)?;
    for seen in &found.keys {
        rows.write(&found_row(seen))?;
    }
    rows.end(None)?;
    if args.exit_code && is_served { Err(Failure::Finding) } else { Ok(()) }
}

/// Revokes the active ones, after a confirmation, and notes that in them.
fn revoke_found(
    found: &mut [FoundKey],
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let active: Vec<Key> = found.iter().filter_map(FoundKey::active).cloned().collect();
    if active.is_empty() {
        return Ok(());
    }
    if !access.is_dry_run() {
        prompt.confirm(output, &format!("revoke {}?", told(&active)))?;
    }
    let target = RevokeTarget::Keys(active.iter().map(|key| KeyRef::Id(key.id)).collect());
    key::revoke(&mut access.session()?, &target, Some("found by key identify"))?;
    let done = format!("revoked {}", told(&active));
    if output.would(&done) {
        return Ok(());
    }
    output.note(&done);
    let gone: HashSet<KeyId> = active.iter().map(|key| key.id).collect();
    for key in found.iter_mut().filter_map(|seen| seen.key.as_mut()) {
        if gone.contains(&key.id) {
            key.status = KeyStatus::Revoked;
        }
    }
    Ok(())
}

/// The key, or how many.
fn told(keys: &[Key]) -> String {
    match keys {
        [key] => format!("key \"{}\" ({})", key.path(), key.preview()),
        [first, .., last] if keys.iter().all(|key| key.user == first.user) => {
            let (user, count) = (&first.user, keys.len());
            format!("{count} keys of user \"{user}\", \"{}\" to \"{}\"", first.name, last.name)
        }
        keys => format!("{} keys", keys.len()),
    }
}

fn row(key: &Key, activity: Activity) -> Vec<Value> {
    vec![
        Value::Id(key.id.0),
        Value::text(&key.user),
        Value::text(&key.name),
        key.preview().into(),
        Value::status(key.status.as_str()),
        key.role.as_str().into(),
        key.created_at.into(),
        activity.last_used_at.into(),
        key.revoked_at.into(),
        activity.requests.into(),
        activity.cost.into(),
    ]
}

fn record(key: &Key, activity: Activity) -> Record {
    Record::of_row("key", COLUMNS, row(key, activity))
}

fn found_row(seen: &FoundKey) -> Vec<Value> {
    let key = seen.key.as_ref();
    vec![
        Value::text(&seen.prefix),
        key.map_or(Value::Null, |key| Value::Id(key.id.0)),
        key.map(|key| key.user.to_string()).into(),
        key.map(|key| key.name.to_string()).into(),
        key.map_or(Value::Null, |key| Value::status(key.status.as_str())),
        Value::status(seen.judged.as_ref().err().map_or("ok", Refusal::code)),
    ]
}
