//! `keyctl key identify`

use std::collections::HashSet;
use std::io::stdin;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::row::told;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::key::{Key, KeyId, KeyRef, KeyStatus};
use crate::domain::time::Timestamp;
use crate::ops::decide::Refusal;
use crate::ops::key::identify::{self, FoundKey};
use crate::ops::key::status::{self, RevokeTarget};
use crate::view::column::Column;
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

    /// Revoke the active ones; asks first
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
    if args.revoke && !access.is_dry_run() {
        // The text can be read once, so what would fail after it fails before it.
        prompt.can_confirm("revoke the active keys in it?")?;
    }
    let store = access.store()?;
    let keyring = access.keyring(&store)?;
    let mut found = identify::identify(&store, &keyring, access.now, &mut stdin().lock())?;
    let is_served = found.keys.iter().any(|seen| seen.judged.is_ok());
    if args.revoke {
        revoke_found(&mut found.keys, access, prompt, output)?;
    }
    if found.unlisted > 0 {
        let (listed, more) = (identify::OTHERS_MAX, found.unlisted);
        output.warn(&format!("of keys not in this database {listed} are listed, not {more} more"));
    }
    let mut rows = output.stream("key.sightings", COLUMNS)?;
    for seen in &found.keys {
        rows.write(&found_row(seen, access.now))?;
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
    status::revoke(&mut access.session(output)?, &target, Some("found by key identify"))?;
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

fn found_row(seen: &FoundKey, now: Timestamp) -> Vec<Value> {
    let key = seen.key.as_ref();
    vec![
        Value::text(&seen.prefix),
        key.map_or(Value::Null, |key| Value::Id(key.id.0)),
        key.map(|key| key.user_label.clone()).into(),
        key.map(|key| key.name.to_string()).into(),
        key.map_or(Value::Null, |key| Value::status(key.status_at(now).as_str())),
        Value::status(seen.judged.as_ref().err().map_or("ok", Refusal::code)),
    ]
}
