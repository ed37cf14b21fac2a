//! `keyctl audit list --follow`: the newest entries, and then those that come.

use std::time::Duration;

use crate::cli::access::DatabaseAccess;
use crate::cli::audit::row::{COLUMNS, row};
use crate::cli::exit::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::Output;
use crate::domain::audit::Entry;
use crate::ops::audit::Tail;

/// How often it is looked for new entries.
const INTERVAL: Duration = Duration::from_millis(200);

/// Writes the newest `rows` entries of the tail, all where that is `None`, and goes on until it is
/// interrupted or nobody reads any more.
pub fn run(
    mut tail: Tail,
    rows: Option<u32>,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    output.refuse_endless_json()?;
    let mut interrupt = Interrupt::listen()?;
    let store = access.store()?;
    let newest = rows.map_or(Ok(Vec::new()), |rows| tail.newest(&store, rows))?;
    write(&newest, true, output)?;
    loop {
        let entries = tail.next(&store)?;
        if !entries.is_empty() {
            write(&entries, false, output)?;
        } else if interrupt.wait(INTERVAL) {
            return Ok(());
        }
    }
}

fn write(entries: &[Entry], first: bool, output: &mut Output) -> Result<(), Failure> {
    let mut list = output.batch("audit.list", COLUMNS, first)?;
    for entry in entries {
        list.write(&row(entry))?;
    }
    list.end(None)
}
