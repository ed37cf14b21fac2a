//! `keyctl price check`

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::price_check::check;
use crate::view::column::Column;
use crate::view::table::Table;
use crate::view::value::Value;

const COLUMNS: [Column; 6] = [
    Column::word("model", "MODEL"),
    Column::word("provider", "PROVIDER"),
    Column::word("problem", "PROBLEM"),
    Column::number("requests", "REQUESTS"),
    Column::ago("last_used_at", "LAST USED"),
    Column::ago("effective_from", "PRICE FROM"),
];

/// Lists what needs a price; that there is something is exit 12.
pub fn run(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(&COLUMNS)? {
        return Ok(());
    }
    let mut table = Table::new("price.check", COLUMNS);
    for finding in check(&access.store()?, access.now)? {
        table.push(vec![
            finding.model.into(),
            Value::text(finding.provider),
            Value::status(finding.problem.as_str()),
            finding.requests.into(),
            finding.last_used_at.into(),
            finding.effective_from.into(),
        ]);
    }
    let found = !table.rows.is_empty();
    output.table(&table)?;
    if found { Err(Failure::Finding) } else { Ok(()) }
}
