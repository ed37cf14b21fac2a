//! `keyctl key suspend`, `resume` and `revoke`

use clap::{ArgGroup, Args};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::row::{COLUMNS, record, row, told};
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::key::{Key, KeyRef};
use crate::domain::user::UserRef;
use crate::ops::key::list;
use crate::ops::key::status::{self, RevokeTarget};
use crate::view::table::Table;

/// `key suspend` and `key resume`
#[derive(Args, Debug)]
pub struct One {
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

/// Runs `key suspend`.
pub fn suspend(args: &One, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let key = status::suspend(&mut access.session(output)?, &args.key)?;
    changed(&key, "suspended", access, output)
}

/// Runs `key resume`.
pub fn resume(args: &One, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let key = status::resume(&mut access.session(output)?, &args.key)?;
    changed(&key, "resumed", access, output)
}

fn changed(
    key: &Key,
    done: &str,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    if output.would(&format!("{done} key \"{}\"", key.path())) {
        return Ok(());
    }
    let (key, activity) = list::show(&access.store()?, &KeyRef::Id(key.id))?;
    output.receipt(&record(&key, activity, access))
}

/// Runs `key revoke`.
pub fn revoke(
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
        let keys = status::to_revoke(&access.store()?, &target, access.now)?;
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
    let revoked = status::revoke(&mut access.session(output)?, &target, args.reason.as_deref())?;
    if output.would(&format!("revoked {}", told(&revoked))) {
        return Ok(());
    }
    let mut table = Table::new("key.list", COLUMNS);
    let store = access.store()?;
    for key in &revoked {
        let (key, activity) = list::show(&store, &KeyRef::Id(key.id))?;
        table.push(row(&key, activity, access.now));
    }
    output.table(&table)
}
