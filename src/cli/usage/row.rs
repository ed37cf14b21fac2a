//! Requests and groups of them as rows.

use crate::cli::output::Output;
use crate::domain::money::Nanos;
use crate::domain::shared::Shared;
use crate::domain::usage::{Dimension, ExportRow, Outcome, Tokens, Totals, UsageRow};
use crate::ops::summary::Group;
use crate::view::column::Column;
use crate::view::value::Value;

/// The columns of a request.
pub const COLUMNS: &[Column] = &[
    Column::instant("time", "TIME"),
    Column::word("request_id", "REQUEST").minor(),
    Column::word("user", "USER"),
    Column::text("email", "E-MAIL").minor(),
    Column::word("key", "KEY"),
    Column::word("key_prefix", "PREFIX").minor(),
    Column::word("client", "CLIENT").minor(),
    Column::word("provider", "PROVIDER").minor(),
    Column::text("model", "MODEL"),
    Column::word("route", "ROUTE").minor(),
    Column::number("status", "STATUS").minor(),
    Column::word("outcome", "OUTCOME"),
    Column::number("input_tokens", "INPUT"),
    Column::number("output_tokens", "OUTPUT"),
    Column::number("cached_tokens", "CACHED").minor(),
    Column::number("cache_write_tokens", "WRITTEN").minor(),
    Column::number("reasoning_tokens", "REASONING").minor(),
    Column::money("cost_usd", "COST").absent("unpriced"),
    Column::word("priced", "PRICED").minor(),
    Column::number("duration_ms", "MS").minor(),
    Column::number("first_byte_ms", "FIRST BYTE MS").minor(),
];

const SUMS: [Column; 8] = [
    Column::number("requests", "REQUESTS"),
    Column::number("input_tokens", "INPUT"),
    Column::number("output_tokens", "OUTPUT"),
    Column::number("cached_tokens", "CACHED").minor(),
    Column::number("cache_write_tokens", "WRITTEN").minor(),
    Column::number("reasoning_tokens", "REASONING").minor(),
    Column::money("cost_usd", "COST").absent("unpriced"),
    Column::number("unpriced_requests", "UNPRICED"),
];

/// The columns of a group.
pub fn grouped_columns(by: &[Dimension]) -> Vec<Column> {
    by.iter().map(|dimension| column(*dimension)).chain(SUMS).collect()
}

const fn column(dimension: Dimension) -> Column {
    let name = dimension.as_str();
    match dimension {
        Dimension::User => Column::word(name, "USER"),
        Dimension::Key => Column::word(name, "KEY"),
        Dimension::Model => Column::word(name, "MODEL"),
        Dimension::Provider => Column::word(name, "PROVIDER"),
        Dimension::Role => Column::word(name, "ROLE"),
        Dimension::Client => Column::word(name, "CLIENT"),
        Dimension::Day => Column::word(name, "DAY"),
        Dimension::Hour => Column::word(name, "HOUR"),
        Dimension::Month => Column::word(name, "MONTH"),
    }
}

/// A group as a row of [`grouped_columns`].
pub fn group_row(group: &Group) -> Vec<Value> {
    let named = |name: &String| if name.is_empty() { Value::Null } else { name.as_str().into() };
    group.names.iter().map(named).chain(sums(&group.totals)).collect()
}

fn sums(totals: &Totals) -> [Value; 8] {
    let Totals { requests, tokens, unpriced_requests, .. } = *totals;
    let [input, output, cached, cache_write, reasoning] = counts(tokens);
    let (requests, unpriced) = (requests.into(), unpriced_requests.into());
    let cost = totals.known_cost().into();
    [requests, input, output, cached, cache_write, reasoning, cost, unpriced]
}

/// A request as a row of [`COLUMNS`].
pub fn row(row: &UsageRow) -> Vec<Value> {
    let mut values = vec![
        row.at.into(),
        row.request_id.as_str().into(),
        row.user.as_str().into(),
        row.email.clone().into(),
        row.key.as_str().into(),
        row.key_prefix.as_str().into(),
        row.client.map(|client| client.to_string()).into(),
        row.provider.as_str().into(),
        row.model.as_str().into(),
        row.route.into(),
        row.status.into(),
        Value::status(row.outcome.as_str()),
    ];
    values.extend(measured(row.tokens, row.cost, row.duration_ms, row.first_byte_ms));
    values
}

/// What a request used and how long it took: the last of [`COLUMNS`].
fn measured(
    tokens: Tokens,
    cost: Option<Nanos>,
    duration_ms: i64,
    first_byte_ms: Option<i64>,
) -> [Value; 9] {
    let [input, output, cached, cache_write, reasoning] = counts(tokens);
    let priced = cost.is_some().into();
    let (duration, first_byte) = (duration_ms.into(), first_byte_ms.into());
    [input, output, cached, cache_write, reasoning, cost.into(), priced, duration, first_byte]
}

fn counts(tokens: Tokens) -> [Value; 5] {
    let Tokens { input, output, cached, cache_write, reasoning } = tokens;
    [input, output, cached, cache_write, reasoning].map(Value::from)
}

/// Words that stand in nearly every row of an export, made once.
pub struct ExportWords {
    outcomes: Vec<(Outcome, Shared)>,
    route: (&'static str, Shared),
}

impl ExportWords {
    /// Those that are known before there are rows.
    pub fn known() -> Self {
        let outcomes = Outcome::ALL.map(|outcome| (outcome, outcome.as_str().into()));
        Self { outcomes: outcomes.into(), route: ("", "".into()) }
    }

    /// Puts an exported request in the place of the row before it: a value for each of
    /// [`COLUMNS`], and no text made anew.
    pub fn fill(&mut self, row: &ExportRow, values: &mut Vec<Value>) {
        if self.route.0 != row.route {
            self.route = (row.route, row.route.into());
        }
        let outcome = self.outcomes.iter().find(|(outcome, _)| *outcome == row.outcome);
        let version = &row.version;
        values.clear();
        values.extend([
            row.at.into(),
            Value::Bytes(row.request_id),
            version.user.clone().into(),
            version.email.clone().into(),
            version.key.clone().into(),
            version.key_prefix.clone().into(),
            row.client.into(),
            row.provider.clone().into(),
            row.model.clone().into(),
            self.route.1.clone().into(),
            row.status.into(),
            outcome.map(|(_, word)| word.clone()).into(),
        ]);
        values.extend(measured(row.tokens, row.cost, row.duration_ms, row.first_byte_ms));
    }
}

/// Requests without a price cost something that nobody knows: it is told beside the sums.
pub fn warn_of_unpriced(totals: &Totals, output: &mut Output) {
    if totals.unpriced_requests > 0 {
        let (unpriced, requests) = (totals.unpriced_requests, totals.requests);
        output.warn(&format!(
            "{unpriced} of {requests} requests have no price and are not in the cost: \
             keyctl price set --help"
        ));
    }
}
