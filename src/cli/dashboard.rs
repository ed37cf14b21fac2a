//! `keyctl dashboard`: an account at a glance.

use std::time::Duration;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::Output;
use crate::domain::dashboard::{Budget, Dashboard, KeyFigures, When};
use crate::domain::period::PeriodSpec;
use crate::domain::time::{Clock, Span, TimeError, Timestamp};
use crate::domain::usage::Totals;
use crate::domain::user::UserRef;
use crate::ops::dashboard::dashboard;
use crate::ops::usage;
use crate::view::chart::Glyphs;
use crate::view::dashboard::render;
use crate::view::record::Record;
use crate::view::style::Style;
use crate::view::value::Value;

/// What the help shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl dashboard
  keyctl dashboard --user alice --watch 5s";

/// The shortest time between two looks.
const LEAST_INTERVAL: Span = Span::from_secs(1);

/// Puts the cursor at the top, where what follows writes over what was there.
const TOP: &str = "\x1b[H";
/// Clears the rest of a line, and of the screen.
const REST_OF_LINE: &str = "\x1b[K\n";
const REST_OF_SCREEN: &str = "\x1b[J";
/// Clears the screen.
const CLEAR: &str = "\x1b[2J\x1b[H";

/// `dashboard`
#[derive(Args, Debug)]
pub struct DashboardArgs {
    /// Show the account of one user; all users together where not said
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,

    /// Show a period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B
    #[arg(long, value_name = "P", default_value = "this-month", hide_default_value = true)]
    period: PeriodSpec,

    /// Show it again and again, so far apart, until Ctrl-C
    #[arg(long, value_name = "D", value_parser = interval)]
    watch: Option<Span>,

    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,
}

fn interval(text: &str) -> Result<Span, String> {
    let span: Span = text.parse().map_err(|error: TimeError| error.to_string())?;
    if span < LEAST_INTERVAL {
        return Err("it is shown once a second at most".to_owned());
    }
    Ok(span)
}

/// Shows the dashboard.
pub fn run(
    args: &DashboardArgs,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    let Some(interval) = args.watch else {
        return show(args, access, access.now, "", output);
    };
    if output.is_document() {
        return Err(Failure::usage("follow.format", "a JSON document cannot go on without an end")
            .fix("--output jsonl"));
    }
    let mut stop = Interrupt::listen()?;
    let wait = Duration::from_micros(interval.micros().unsigned_abs());
    let mut now = access.now;
    let mut above = CLEAR;
    loop {
        show(args, access, now, above, output)?;
        if stop.wait(wait) {
            return Ok(());
        }
        now = Clock::System.now();
        above = TOP;
    }
}

/// Shows it once; on a terminal that is watched, below these controls.
fn show(
    args: &DashboardArgs,
    access: &DatabaseAccess,
    now: Timestamp,
    above: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.period.resolve(now, &zone).map_err(|error| {
        Failure::usage("period.unusable", error.to_string()).fix("keyctl help time")
    })?;
    let found = dashboard(&store, args.user.as_ref(), period, zone, now)?;
    if !output.is_text() {
        return output.record(&record(&found));
    }
    let glyphs = if args.ascii { Glyphs::Ascii } else { Glyphs::Blocks };
    let style = Style { now, ..output.style().clone() };
    let text = render(&found, glyphs, &style);
    match (args.watch, output.is_terminal()) {
        (Some(_), true) => {
            // What is above matters most: a lower terminal leaves out what is below.
            let lines = output.terminal_lines().unwrap_or(usize::MAX).saturating_sub(1);
            let text: Vec<&str> = text.lines().take(lines).collect();
            let text = text.join(REST_OF_LINE) + REST_OF_LINE;
            output.text(&format!("{above}{text}{REST_OF_SCREEN}"))
        }
        (Some(_), false) => output.text(&format!("{text}\n")),
        (None, _) => {
            output.text(&text)?;
            warn(&found, output);
            Ok(())
        }
    }
}

fn warn(found: &Dashboard, output: &mut Output) {
    if let Some(before) = found.short_before {
        output.warn(&format!(
            "requests before {before} were pruned: those of a day that the period cuts are not in \
             these figures"
        ));
    }
    let unpriced = found.totals.unpriced_requests;
    if unpriced > 0 {
        output.warn(&format!(
            "{unpriced} of {} requests have no price and are not in the cost: \
             keyctl price set --help",
            found.totals.requests
        ));
    }
}

/// The dashboard for programs.
fn record(found: &Dashboard) -> Record {
    let budget = found.budget.as_ref();
    let period = &found.period;
    let last = Timestamp::from_micros(period.end.micros().saturating_sub(1));
    let date = |at: Timestamp| Value::text(found.zone.local_date(at));
    let current = vec![
        ("label", period.label.as_str().into()),
        ("start", date(period.start)),
        ("end", date(last)),
        ("since", period.start.into()),
        ("until", period.end.into()),
        ("time_zone", Value::text(found.zone)),
        ("requests", found.totals.requests.into()),
        ("input_tokens", found.totals.tokens.input.into()),
        ("output_tokens", found.totals.tokens.output.into()),
        ("total_cost_usd", found.totals.known_cost().into()),
        ("unpriced_requests", found.totals.unpriced_requests.into()),
        ("budget_usd", budget.map(|budget| budget.limit).into()),
        ("spent_usd", budget.map(|budget| budget.spent).into()),
        ("reserved_usd", budget.map(|budget| budget.reserved).into()),
        ("remaining_usd", budget.map(Budget::remaining).into()),
        ("percentage_used", budget.map(Budget::percentage_used).into()),
    ];
    let models = found.by_model.iter().map(|(model, totals)| {
        Value::Object([vec![("model", model.as_str().into())], sums(totals)].concat())
    });
    let days = found.daily.iter().map(|(day, totals)| {
        Value::Object([vec![("date", Value::text(day))], sums(totals)].concat())
    });
    let activity = found.activity.iter().map(|happening| {
        let (at, date) = match happening.when {
            When::At(at) => (Value::Time(at), Value::text(found.zone.local_date(at))),
            When::Day(day) => (Value::Null, Value::text(day)),
        };
        Value::Object(vec![("time", at), ("date", date), ("text", happening.text.clone().into())])
    });
    let whose = found.whose.as_ref();
    Record::new("dashboard")
        .with("user", whose.map(|whose| whose.handle.clone()))
        .with("name", whose.and_then(|whose| whose.display_name.clone()))
        .with("email", whose.and_then(|whose| whose.email.clone()))
        .with("current_period", Value::Object(current))
        .with("active_keys", found.active_keys)
        .with("keys", Value::Array(found.keys.iter().map(key).collect()))
        .with("more_keys", found.more_keys)
        .with("other_keys", Value::Object(sums(&found.other_keys)))
        .with("by_model", Value::Array(models.collect()))
        .with("daily_usage", Value::Array(days.collect()))
        .with("recent_activity", Value::Array(activity.collect()))
}

fn key(key: &KeyFigures) -> Value {
    let fields = vec![
        ("id", Value::Id(key.id)),
        ("user", key.user.as_str().into()),
        ("name", key.name.as_str().into()),
        ("preview", key.preview.as_str().into()),
        ("status", Value::status(key.status)),
        ("created_at", key.created_at.into()),
        ("last_used_at", key.last_used_at.into()),
    ];
    Value::Object([fields, sums(&key.totals)].concat())
}

fn sums(totals: &Totals) -> Vec<(&'static str, Value)> {
    vec![
        ("requests", totals.requests.into()),
        ("cost_usd", totals.known_cost().into()),
        ("unpriced_requests", totals.unpriced_requests.into()),
    ]
}
