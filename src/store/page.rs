//! Reading a list page by page, in any of its orders, without skipping or repeating a row.
//!
//! A page begins behind the last row of the one before, compared by the sorted column and then by
//! the row's number, so rows that come and go between two reads disturb nothing.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, ToSql, params_from_iter};

use crate::domain::page::{Cursor, Listing, MAX_ROWS, Page, Sort, SortValue};
use crate::store::db::Read;
use crate::store::error::Error;

/// A list as SQL: its columns and tables, its rows' number, and what it can be sorted by.
pub(in crate::store) struct Source {
    /// What is selected, comma-separated.
    pub columns: &'static str,
    /// The tables, with their joins.
    pub from: &'static str,
    /// The expression that numbers the rows.
    pub id: &'static str,
    /// The names that a list can be sorted by, with expressions that are never null. The first is
    /// the default.
    pub orders: &'static [(&'static str, &'static str)],
}

/// Conditions that rows must meet, with their values.
#[derive(Default)]
pub(in crate::store) struct Conditions {
    clauses: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds `expression = value` where there is a value.
    pub(in crate::store) fn equal(self, expression: &str, value: Option<impl Into<Value>>) -> Self {
        self.compare(expression, "=", value)
    }

    /// Adds `expression operator value` where there is a value.
    pub(in crate::store) fn compare(
        mut self,
        expression: &str,
        operator: &str,
        value: Option<impl Into<Value>>,
    ) -> Self {
        if let Some(value) = value {
            self.values.push(value.into());
            self.clauses.push(format!("{expression} {operator} ${}", self.values.len()));
        }
        self
    }

    /// Adds a condition that `write` words; it appends its values in the order in
    /// which it writes their places, `$1` for the first of all.
    pub(in crate::store) fn worded(
        mut self,
        write: impl FnOnce(&mut Vec<Value>) -> String,
    ) -> Self {
        let clause = write(&mut self.values);
        self.clauses.push(clause);
        self
    }

    /// Adds a condition without a value where it is asked for.
    pub(in crate::store) fn when(mut self, asked: bool, condition: &str) -> Self {
        self.clauses.extend(asked.then(|| condition.to_owned()));
        self
    }

    /// Adds that an expression matches a pattern, where there is one: `*` stands for any run of
    /// characters, and nothing else is special.
    pub(in crate::store) fn matches(self, expression: &str, pattern: Option<&str>) -> Self {
        // GLOB also knows ? and [; in brackets they mean themselves.
        let glob = pattern.map(|pattern| pattern.replace('[', "[[]").replace('?', "[?]"));
        self.compare(expression, "GLOB", glob)
    }

    /// `WHERE` and the conditions; nothing where there are none, so that `SQLite` counts a whole
    /// table without looking into its rows.
    fn sql(&self) -> String {
        if self.clauses.is_empty() {
            return String::new();
        }
        format!("WHERE {}", self.clauses.join(" AND "))
    }
}

/// How many rows meet the conditions.
pub(in crate::store) fn count(
    read: &Read<'_>,
    source: &Source,
    conditions: &Conditions,
) -> Result<u64, Error> {
    let sql = format!("SELECT count(*) FROM {} {}", source.from, conditions.sql());
    let values = params_from_iter(&conditions.values);
    let count: i64 = read.prepare(&sql)?.query_row(values, |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// One page of the rows that meet the conditions.
pub(in crate::store) fn list<T>(
    read: &Read<'_>,
    source: &Source,
    conditions: Conditions,
    page: &Page,
    from_row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Listing<T>, Error> {
    let (order, descending) = order(source, page.sort.as_ref())?;
    let (direction, beyond) = if descending { ("DESC", "<") } else { ("ASC", ">") };
    let mut conditions = conditions;
    if let Some(Cursor { value, id }) = &page.after {
        let bound = conditions.values.len();
        conditions.clauses.push(format!(
            "({order}, {}) {beyond} (${}, ${})",
            source.id,
            bound + 1,
            bound + 2
        ));
        conditions.values.push(match value {
            SortValue::Int(number) => Value::Integer(*number),
            SortValue::Text(text) => Value::Text(text.clone()),
        });
        conditions.values.push(Value::Integer(*id));
    }
    let limit = page.limit.unwrap_or(MAX_ROWS).min(MAX_ROWS);
    let sql = format!(
        "SELECT {}, {order} AS sort_value, {} AS sort_id FROM {} {}
         ORDER BY {order} {direction}, {} {direction} LIMIT {}",
        source.columns,
        source.id,
        source.from,
        conditions.sql(),
        source.id,
        u64::from(limit) + 1,
    );
    let mut select = read.prepare(&sql)?;
    let values: Vec<&dyn ToSql> =
        conditions.values.iter().map(|value| value as &dyn ToSql).collect();
    let mut rows = select.query(values.as_slice())?;
    let (mut items, mut last, mut next) = (Vec::new(), None, None);
    while let Some(row) = rows.next()? {
        if items.len() as u64 == u64::from(limit) {
            next = last;
            break;
        }
        items.push(from_row(row)?);
        last = Some(Cursor { value: sort_value(row)?, id: row.get("sort_id")? });
    }
    Ok(Listing { items, next })
}

/// The pattern, for `LIKE … ESCAPE '\'`, of what begins with a text.
pub(in crate::store) fn begins_with(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("{escaped}%")
}

/// The names that a list can be sorted by.
pub(in crate::store) fn sort_columns(source: &Source) -> Vec<&'static str> {
    source.orders.iter().map(|(name, _)| *name).collect()
}

fn order(source: &Source, sort: Option<&Sort>) -> Result<(&'static str, bool), Error> {
    let Some(sort) = sort else { return Ok((source.orders[0].1, false)) };
    let found = source.orders.iter().find(|(name, _)| *name == sort.column);
    found.map(|(_, order)| (*order, sort.descending)).ok_or(Error::Unexpected("the sort column"))
}

fn sort_value(row: &Row<'_>) -> rusqlite::Result<SortValue> {
    Ok(match row.get_ref("sort_value")? {
        ValueRef::Integer(number) => SortValue::Int(number),
        _ => SortValue::Text(row.get("sort_value")?),
    })
}
