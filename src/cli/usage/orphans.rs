//! `keyctl usage orphans`

use clap::Args;
use data_encoding::HEXLOWER;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::orphan;
use crate::view::column::Column;
use crate::view::counted::counted;
use crate::view::table::Table;
use crate::view::value::Value;

const COLUMNS: &[Column] = &[
    Column::word("gateway", "GATEWAY"),
    Column::word("request_id", "REQUEST"),
    Column::instant("time", "TIME"),
    Column::word("key", "KEY"),
    Column::text("model", "MODEL"),
    Column::money("held_usd", "HELD"),
];

/// `usage orphans`
#[derive(Args, Debug)]
pub struct Orphans {
    /// Charge each what was held for it, as the next gateway would
    #[arg(long)]
    settle: bool,
}

/// Runs the verb.
pub fn run(args: &Orphans, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let orphans = if args.settle {
        orphan::settle(&mut access.session(output)?)?
    } else {
        orphan::list(&access.store()?)?
    };
    let mut table = Table::new("usage.orphans", COLUMNS);
    for orphan in &orphans {
        table.push(vec![
            Value::text(&orphan.instance.id),
            HEXLOWER.encode(&orphan.request.request_id).into(),
            orphan.request.at.into(),
            orphan.key.clone().into(),
            orphan.request.model.clone().into(),
            orphan.held.into(),
        ]);
    }
    if args.settle {
        let charged = format!(
            "charged {} what was held for {}",
            counted(orphans.len() as u64, "request"),
            if orphans.len() == 1 { "it" } else { "them" }
        );
        if !output.would(&charged) {
            output.note(&charged);
        }
    }
    output.table(&table)
}
