//! `keyctl audit`: its verbs.

use clap::Subcommand;

use crate::cli::access::DatabaseAccess;
use crate::cli::audit::accept;
use crate::cli::audit::export;
use crate::cli::audit::list;
use crate::cli::audit::proof;
use crate::cli::audit::prune;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl audit list --event 'key.*' --user alice --period this-month
  keyctl audit anchor >> /mnt/elsewhere/anchors
  keyctl audit verify --anchor /mnt/elsewhere/anchors";

/// What is done with the audit log.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List entries, oldest first
    List(list::ListArgs),
    /// Show one entry and its hash
    Show(list::Show),
    /// Write entries out: CSV, or JSON by --output
    Export(export::Export),
    /// Print one line to keep elsewhere, which proves what the log was
    Anchor,
    /// Prove that no entry was altered and none is missing
    Verify(proof::Verify),
    /// Remove the oldest entries
    Prune(prune::Prune),
    /// Have a broken log go on, once its break was looked into
    Accept(accept::Accept),
}

/// Runs the verb.
pub fn run(
    verb: &Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::List(args) => list::list(args, access, output),
        Verb::Show(args) => list::show(args, access, output),
        Verb::Export(args) => export::run(args, access, output),
        Verb::Anchor => proof::anchor(access, output),
        Verb::Verify(args) => proof::verify(args, access, output),
        Verb::Prune(args) => prune::run(args, access, prompt, output),
        Verb::Accept(args) => accept::run(args, access, prompt, output),
    }
}
