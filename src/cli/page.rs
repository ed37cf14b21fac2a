//! Lists: which rows of them, in which order, written page by page.

use clap::Args;

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::page::{Cursor, Listing, MAX_ROWS, Page, Sort};
use crate::ops::error::{Error, suggest};
use crate::view::column::Column;
use crate::view::value::Value;

/// Which rows of a list, in which order.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Page options")]
pub struct PageArgs {
    /// Show at most so many rows; 50 on a terminal, all elsewhere
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,

    /// Show every row
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// Begin behind the page whose `next_cursor` this is
    #[arg(long, value_name = "TOKEN")]
    cursor: Option<Cursor>,

    /// Sort by a column, with `:desc` the greatest first
    #[arg(long, value_name = "COL[:desc]")]
    sort: Option<Sort>,
}

/// What a list is, whichever rows of it are shown.
#[derive(Clone, Copy)]
pub struct List<'a, T> {
    /// `kind` of the JSON envelope.
    pub kind: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The columns it can be sorted by.
    pub sort_columns: &'a [&'static str],
    /// A row of it.
    pub row: &'a dyn Fn(&T) -> Vec<Value>,
}

impl PageArgs {
    /// The number of rows that was asked for.
    pub const fn limit(&self) -> Option<u32> {
        self.limit
    }

    /// Writes the rows that `read` finds, in constant memory except for a table. `count` is asked
    /// only where a person sees a part of the list.
    pub fn write<T>(
        &self,
        output: &mut Output,
        list: &List<'_, T>,
        mut read: impl FnMut(&Page) -> Result<Listing<T>, Error>,
        count: impl FnOnce() -> Result<u64, Error>,
    ) -> Result<(), Failure> {
        self.check_sort(list.sort_columns)?;
        let wanted = self.wanted(output);
        let mut written = 0;
        let mut page = self.next(wanted, written, self.cursor.clone());
        // Read before the first byte is written: where that fails, standard output stays empty.
        let mut listing = read(&page)?;
        let mut rows = output.stream(list.kind, list.columns)?;
        let cursor = loop {
            for item in &listing.items {
                rows.write(&(list.row)(item))?;
            }
            written += listing.items.len();
            match listing.next {
                Some(next) if wanted.is_none_or(|wanted| written < wanted as usize) => {
                    page = self.next(wanted, written, Some(next));
                    listing = read(&page)?;
                }
                next => break next,
            }
        };
        rows.end(cursor.as_ref().map(Cursor::to_string).as_deref())?;
        if cursor.is_some() && output.is_terminal() {
            output.shown(written, count()?);
        }
        Ok(())
    }

    /// How many rows are wanted; `None` for all.
    pub fn rows(&self, output: &Output) -> Option<u32> {
        self.wanted(output)
    }

    fn wanted(&self, output: &Output) -> Option<u32> {
        if self.all { None } else { self.limit.or_else(|| output.page_rows()) }
    }

    fn next(&self, wanted: Option<u32>, written: usize, after: Option<Cursor>) -> Page {
        let left = wanted.map_or(MAX_ROWS, |wanted| {
            wanted.saturating_sub(u32::try_from(written).unwrap_or(u32::MAX)).min(MAX_ROWS)
        });
        Page { limit: Some(left), after, sort: self.sort.clone() }
    }

    fn check_sort(&self, sort_columns: &[&'static str]) -> Result<(), Failure> {
        let Some(Sort { column, .. }) = &self.sort else { return Ok(()) };
        if sort_columns.contains(&column.as_str()) {
            return Ok(());
        }
        let text = format!("this list cannot be sorted by {column:?}");
        let failure = Failure::usage("sort.unknown", text)
            .why(format!("it can be sorted by {}", sort_columns.join(", ")));
        Err(match suggest(column, sort_columns.iter().copied()) {
            Some(meant) => failure.fix(format!("--sort {meant}")),
            None => failure,
        })
    }
}
