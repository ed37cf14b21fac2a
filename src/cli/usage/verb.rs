//! `keyctl usage`: its verbs.

use clap::Subcommand;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::usage::export;
use crate::cli::usage::list;
use crate::cli::usage::orphans;
use crate::cli::usage::reprice;
use crate::cli::usage::summary;
use crate::cli::usage::upkeep;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl usage summary --by user,model
  keyctl usage summary --by day --chart
  keyctl usage export --period last-month --out november.csv";

/// What is done with the ledger.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Add usage up
    Summary(summary::Summary),
    /// List requests, oldest first
    List(list::ListArgs),
    /// Write usage out: CSV, or JSON by --output
    Export(export::Export),
    /// List requests that a gateway left behind under a budget when it was killed
    Orphans(orphans::Orphans),
    /// Price usage again, by the prices that are known now
    Reprice(reprice::Reprice),
    /// Give up the rows of old requests; their sums by day stay
    Prune(upkeep::PruneArgs),
    /// Add the sums by day up anew
    Rebuild,
}

/// Runs the verb.
pub fn run(
    verb: &Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::Summary(args) => summary::run(args, access, output),
        Verb::List(args) => list::run(args, access, output),
        Verb::Export(args) => export::run(args, access, output),
        Verb::Orphans(args) => orphans::run(args, access, output),
        Verb::Reprice(args) => reprice::run(args, access, output),
        Verb::Prune(args) => upkeep::prune(args, access, prompt, output),
        Verb::Rebuild => upkeep::rebuild(access, output),
    }
}
