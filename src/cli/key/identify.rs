//! `keyctl key identify`

use std::io::stdin;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::row::told;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::key::{Key, KeyRef, KeyStatus};
use crate::domain::time::Timestamp;
use crate::ops::decide::Refusal;
use crate::ops::key::identify::{self, FoundKey};
use crate::ops::key::status::{self, RevokeTarget};
use crate::view::column::Column;
use crate::view::table::Table;
use crate::view::value::Value;

const COLUMNS: &[Column] = &[
    Column::word("prefix", "PREFIX"),
    Column::number("id", "ID"),
    Column::word("user", "USER"),
    Column::word("name", "NAME"),
    Column::word("status", "STATUS"),
    Column::word("verdict", "VERDICT"),
];

/// `key identify`
#[derive(Args, Debug)]
pub struct Identify {
    /// Read the text from stdin, which is the default
    #[arg(value_name = "-", value_parser = ["-"])]
    stdin: Option<String>,

    /// Revoke what the gateway would serve
    #[arg(long)]
    revoke: bool,

    /// End with 12 where the gateway would serve one of them
    #[arg(long)]
    exit_code: bool,
}

/// Runs the verb.
pub fn run(
    args: &Identify,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let keyring = access.keyring(&store)?;
    let mut found_keys = identify::identify(&store, &keyring, access.now, &mut stdin().lock())?;
    let served = found_keys.iter().filter(|seen| seen.judged.is_ok());
    let served: Vec<Key> = served.filter_map(|seen| seen.key.clone()).collect();
    if args.revoke && !served.is_empty() {
        if !access.is_dry_run() {
            prompt.confirm(output, &format!("revoke {}?", told(&served)))?;
        }
        let target = RevokeTarget::Keys(served.iter().map(|key| KeyRef::Id(key.id)).collect());
        status::revoke(&mut access.session()?, &target, Some("found by key identify"))?;
        let done = format!("revoked {}", told(&served));
        if !output.would(&done) {
            output.note(&done);
            let found = found_keys.iter_mut().filter(|seen| seen.judged.is_ok());
            found
                .filter_map(|seen| seen.key.as_mut())
                .for_each(|key| key.status = KeyStatus::Revoked);
        }
    }
    let mut table = Table::new("key.sightings", COLUMNS);
    for seen in &found_keys {
        table.push(found_row(seen, access.now));
    }
    output.table(&table)?;
    if args.exit_code && !served.is_empty() { Err(Failure::Finding) } else { Ok(()) }
}

fn found_row(seen: &FoundKey, now: Timestamp) -> Vec<Value> {
    let key = seen.key.as_ref();
    vec![
        Value::text(&seen.prefix),
        key.map_or(Value::Null, |key| Value::Id(key.id.0)),
        key.map(|key| key.user.to_string()).into(),
        key.map(|key| key.name.to_string()).into(),
        key.map_or(Value::Null, |key| Value::status(key.status_at(now).as_str())),
        Value::status(seen.judged.as_ref().err().map_or("ok", Refusal::code)),
    ]
}
