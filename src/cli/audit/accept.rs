//! `keyctl audit accept`

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use data_encoding::HEXLOWER;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::ops::audit_proof;
use crate::view::record::Record;

/// `audit accept`
#[derive(Args, Debug)]
pub struct Accept {
    /// Say what was looked into, for the audit log
    #[arg(long, value_name = "S", value_parser = NonEmptyStringValueParser::new())]
    reason: String,

    /// Confirm by the name of the database's file
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

/// Runs it.
pub fn run(
    args: &Accept,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let found = audit_proof::to_accept(&session.store, &session.keyring)?;
    if !access.is_dry_run() {
        let question = format!("{found}. Give up what the log proves up to here, and go on?");
        let name = access.database()?.file_name().unwrap_or_default().to_string_lossy();
        prompt.confirm_name(output, &question, &name, args.confirm.as_deref())?;
    }
    let accepted = audit_proof::accept(&mut session, &args.reason)?;
    if output.would(&format!("accepted that {found}")) {
        return Ok(());
    }
    output.receipt(
        &Record::new("audit.accepted")
            .with("epoch", accepted.head.epoch)
            .with("entries", accepted.head.count)
            .with("head_hash", HEXLOWER.encode(&accepted.head.hash))
            .with("found", accepted.found),
    )
}
