//! `keyctl usage summary`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::period::tell;
use crate::cli::usage::row::{group_row, grouped_columns, warn_of_unpriced};
use crate::cli::usage::selection::{Selection, refuse_repeated, warn_of_short};
use crate::domain::usage::Dimension;
use crate::ops::summary::{self, Group};
use crate::ops::usage;
use crate::view::chart::{Bar, Glyphs, bars};
use crate::view::table::Table;
use crate::view::value::Value;

/// `usage summary`
#[derive(Args, Debug)]
pub struct Summary {
    /// Group by user, key, model, provider, role, client, day, hour or month
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    by: Vec<Dimension>,

    /// Draw a bar for each group, of what it cost
    #[arg(long, requires = "by")]
    chart: bool,

    /// Draw with ASCII characters only
    #[arg(long, requires = "chart")]
    ascii: bool,

    #[command(flatten)]
    selection: Selection,
}

/// Adds usage up.
pub fn run(args: &Summary, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    refuse_repeated(&args.by)?;
    let columns = grouped_columns(&args.by);
    if output.columns_help(&columns)? {
        return Ok(());
    }
    if args.chart && !output.is_text() {
        return Err(Failure::usage("chart.format", "a chart is drawn for people")
            .why("--output asks for a format that programs read")
            .fix("leave out --chart"));
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.selection.period(access.now, zone)?;
    let filter = usage::filter(&store, &args.selection.scope(), &period)?;
    tell(&period, zone, output);
    let found = summary::summary(&store, &filter, &args.by, zone)?;
    if args.chart {
        let glyphs = if args.ascii { Glyphs::Ascii } else { Glyphs::Blocks };
        let text = bars(&chart(&found.groups), glyphs, output.style());
        output.text(&text)?;
    } else {
        let mut table = Table::new("usage.summary", columns);
        for group in &found.groups {
            table.push(group_row(group));
        }
        output.table(&table)?;
    }
    warn_of_short(found.short_before, output);
    warn_of_unpriced(&found.total(), output);
    Ok(())
}

/// The groups as bars: of what they cost or, where nothing costs anything, of how many requests
/// they are.
fn chart(groups: &[Group]) -> Vec<Bar> {
    let costs = groups.iter().any(|group| group.totals.cost.0 > 0);
    let bar = |group: &Group| {
        let names = group.names.iter().map(|name| if name.is_empty() { "-" } else { name });
        Bar {
            label: names.collect::<Vec<_>>().join("  "),
            note: String::new(),
            size: if costs { group.totals.cost.0 } else { group.totals.requests },
            value: match (costs, group.totals.known_cost()) {
                (true, Some(cost)) => Value::Money(cost),
                (true, None) => Value::status("unpriced"),
                (false, _) => Value::Int(group.totals.requests),
            },
        }
    };
    groups.iter().map(bar).collect()
}
