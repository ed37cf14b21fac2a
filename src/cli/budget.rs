//! `keyctl budget`: how much may be spent.

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{self, PageArgs};
use crate::cli::prompt::Prompt;
use crate::cli::scope::{AnyTargetArgs, TargetArgs};
use crate::domain::budget::{
    Alerts, Allowance, Amount, Every, OnExceed, Reference, Standing, percent,
};
use crate::domain::money::Nanos;
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::ops::budget::check::{self, Finding};
use crate::ops::budget::list::{self, View};
use crate::ops::budget::raise::{self, Raise, Raised};
use crate::ops::budget::recount::{self, Counted, Drift};
use crate::ops::budget::set::{self, Changes};
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl budget set 50/month --user alice
  keyctl budget set 500/month --global --on-exceed warn
  keyctl budget raise 20 --user alice --this-window --ref invoice-17";

const COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("scope", "SCOPE"),
    Column::word("who", "WHO"),
    Column::text("model", "MODEL").absent("all"),
    Column::money("limit_usd", "LIMIT"),
    Column::money("credit_usd", "CREDIT"),
    Column::word("every", "EVERY"),
    Column::money("spent_usd", "SPENT").absent("each"),
    Column::money("reserved_usd", "RESERVED").minor(),
    Column::money("remaining_usd", "REMAINING").absent("each"),
    Column::number("percent_used", "%"),
    Column::instant("resets_at", "RESETS").minor(),
    Column::word("alerts", "ALERTS").minor(),
    Column::word("on_exceed", "BEYOND"),
];

const FINDINGS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("scope", "SCOPE"),
    Column::word("who", "WHO"),
    Column::word("user", "USER"),
    Column::text("model", "MODEL").absent("all"),
    Column::money("limit_usd", "LIMIT"),
    Column::money("credit_usd", "CREDIT"),
    Column::money("spent_usd", "SPENT"),
    Column::number("percent_used", "%"),
    Column::instant("resets_at", "RESETS"),
];

const DRIFTS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("scope", "SCOPE"),
    Column::word("who", "WHO"),
    Column::number("user_id", "USER").minor(),
    Column::instant("window_at", "WINDOW"),
    Column::money("spent_usd", "SPENT"),
    Column::money("counted_spent_usd", "COUNTED"),
    Column::money("reserved_usd", "HELD"),
    Column::money("counted_reserved_usd", "HELD, COUNTED"),
];

/// What is done with budgets.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Set a budget, or change one; what is left out stays
    Set(Set),
    /// Raise a budget, for good or for its present window
    Raise(RaiseArgs),
    /// List budgets and how they stand
    List(List),
    /// Show one budget and where its pace leads
    Show(One),
    /// Remove a budget
    Unset(One),
    /// List the budgets of which a percentage is spent
    Check(Check),
    /// Compare every counter with the ledger
    Recount(Recount),
}

/// `budget set`
#[derive(Args, Debug)]
pub struct Set {
    /// How much may be spent, in USD: 50, 50/month or '$500'
    #[arg(value_name = "AMOUNT", allow_hyphen_values = true)]
    amount: Option<Amount>,

    /// How often it begins anew: day, week, month or total for never
    #[arg(long, value_name = "WINDOW")]
    every: Option<Every>,

    /// Percentages at which it tells of itself, or none; 80,90,100 for a new budget
    #[arg(long = "alert", value_name = "80,90,100|none", allow_hyphen_values = true)]
    alerts: Option<Alerts>,

    /// What happens beyond it: block or warn; block for a new budget
    #[arg(long, value_name = "block|warn")]
    on_exceed: Option<OnExceed>,

    #[command(flatten)]
    target: TargetArgs,
}

/// `budget raise`
#[derive(Args, Debug)]
pub struct RaiseArgs {
    /// By how much, in USD
    #[arg(value_name = "AMOUNT", allow_hyphen_values = true)]
    amount: Nanos,

    /// Raise the present window alone
    #[arg(long)]
    this_window: bool,

    /// What it is for, such as an invoice; the same one raises a budget once
    #[arg(long = "ref", value_name = "TEXT")]
    reference: Option<Reference>,

    #[command(flatten)]
    target: TargetArgs,
}

/// `budget list`
#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    page: PageArgs,
}

/// `budget show` and `budget unset`
#[derive(Args, Debug)]
pub struct One {
    #[command(flatten)]
    target: TargetArgs,
}

/// `budget check`
#[derive(Args, Debug)]
pub struct Check {
    /// Percentage of the limit; by default the lowest that the budget tells of, else 100
    #[arg(long, value_name = "PCT", value_parser = clap::value_parser!(u16).range(1..=1000))]
    at: Option<u16>,

    /// End with 12 where there is one
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    target: AnyTargetArgs,
}

/// `budget recount`
#[derive(Args, Debug)]
pub struct Recount {
    /// Write what was counted
    #[arg(long)]
    fix: bool,
}

/// Runs the verb.
pub fn run(
    verb: Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::Set(args) => set(args, access, output),
        Verb::Raise(args) => raise(&args, access, output),
        Verb::List(args) => list(&args, access, output),
        Verb::Show(args) => show(&args, access, output),
        Verb::Unset(args) => unset(&args, access, prompt, output),
        Verb::Check(args) => check(&args, access, output),
        Verb::Recount(args) => recount(&args, access, output),
    }
}

fn set(args: Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let written = args.amount.and_then(|amount| amount.every);
    let every = match (written, args.every) {
        (Some(one), Some(other)) if one != other => {
            return Err(Failure::usage("budget.two_windows", "two windows were given")
                .fix(format!("write --every {} alone", other.as_str())));
        }
        (one, other) => one.or(other),
    };
    let limit = args.amount.map(|amount| amount.limit);
    let changes = Changes { limit, every, alerts: args.alerts, on_exceed: args.on_exceed };
    let view = set::set(&mut access.session(output)?, &args.target.scope(), &changes)?;
    let View { budget, .. } = &view;
    let allowance = Allowance { limit: budget.limit, every: budget.every };
    let is_dry = output.would(&format!("set the budget of {} to ${allowance}", budget.named()));
    if let Some(credit) = credit(&view) {
        output.warn(&format!(
            "a credit of ${credit} still stands: ${} may be spent in the present window",
            view.limit()
        ));
    }
    if is_dry { Ok(()) } else { output.receipt(&record(&view)) }
}

/// What the present window was raised by, if it was.
fn credit(view: &View) -> Option<Nanos> {
    view.standing.map(|standing| standing.credit).filter(|credit| *credit > Nanos(0))
}

fn raise(args: &RaiseArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let how = if args.this_window { Raise::ThisWindow } else { Raise::Limit };
    let reference = args.reference.as_ref();
    let scope = args.target.scope();
    let raised = raise::raise(&mut access.session(output)?, &scope, args.amount, how, reference)?;
    let Raised { view, before, blocking } = &raised;
    let done = format!("raised the budget of {}", view.budget.named());
    if output.would(&format!("{done} from ${before} to ${}", view.limit())) {
        return Ok(());
    }
    for account in blocking {
        let (named, limit) = (account.budget.named(), account.standing.limit(&account.budget));
        let spent = account.standing.spent;
        output.warn(&format!("the budget of {named} still blocks: ${spent} of ${limit} are spent"));
    }
    let blocks = blocking.iter().map(|account| account.budget.named().to_string());
    let record = Record::new("budget.raise")
        .with("id", Value::Id(view.budget.id.0))
        .with("old_limit_usd", *before)
        .with("new_limit_usd", view.limit())
        .with("credit_usd", view.standing.map(|standing| standing.credit))
        .with("spent_usd", view.standing.map(|standing| standing.spent))
        .with("still_blocking", Value::List(blocks.collect()));
    output.receipt(&record)
}

fn list(args: &List, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let (store, now) = (access.store()?, access.now);
    let sort_columns = list::sort_columns();
    let shown = page::List {
        kind: "budget.list",
        columns: COLUMNS,
        sort_columns: &sort_columns,
        row: &row,
    };
    let read = |page: &_| list::list(&store, page, now);
    args.page.write(output, &shown, read, || list::count(&store, now))
}

fn show(args: &One, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let view = list::show(&access.store()?, &args.target.scope(), access.now)?;
    let forecast = view.forecast;
    let mut record = record(&view)
        .with("projected_usd", forecast.map(|forecast| forecast.projected))
        .with("runs_out_at", forecast.and_then(|forecast| forecast.runs_out_at));
    if matches!(view.budget.subject, Subject::Role(_)) {
        let users = view.users.iter().map(|(user, standing)| user_row(user, standing, &view));
        record = record.with("users", Value::Array(users.collect()));
    }
    output.record(&record)?;
    if let Some(forecast) = forecast {
        let projected = format!("projected ${}", forecast.projected);
        output.note(&match forecast.runs_out_at {
            Some(at) => format!("runs out on {}, {projected}", day(at)),
            None => projected,
        });
    }
    Ok(())
}

fn user_row(user: &str, standing: &Standing, view: &View) -> Value {
    Value::Object(vec![
        ("user", user.into()),
        ("spent_usd", standing.spent.into()),
        ("reserved_usd", standing.reserved.into()),
        ("remaining_usd", standing.remaining(&view.budget).into()),
    ])
}

/// The day of an instant, in UTC.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

fn unset(
    args: &One,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let scope = args.target.scope();
    let view = list::show(&access.store()?, &scope, access.now)?;
    let named = view.budget.named().to_string();
    if !access.is_dry_run() {
        let credit = credit(&view).map(|credit| format!(" and its credit of ${credit}"));
        let credit = credit.unwrap_or_default();
        prompt.confirm(output, &format!("remove the budget of {named}{credit}?"))?;
    }
    set::unset(&mut access.session(output)?, &scope)?;
    if output.would(&format!("removed the budget of {named}")) {
        return Ok(());
    }
    output.receipt(&record(&view))
}

fn check(args: &Check, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(FINDINGS)? {
        return Ok(());
    }
    let scope = args.target.scope();
    let found = check::check(&access.store()?, scope.as_ref(), args.at, access.now)?;
    let mut table = Table::new("budget.check", FINDINGS);
    for finding in &found {
        table.push(finding_row(finding));
    }
    output.table(&table)?;
    if args.exit_code && !found.is_empty() { Err(Failure::Finding) } else { Ok(()) }
}

fn recount(args: &Recount, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(DRIFTS)? {
        return Ok(());
    }
    let found = if args.fix {
        recount::mend(&mut access.session(output)?)?
    } else {
        recount::recount(&access.store()?, access.now)?
    };
    let Counted { drifts, windows, short, kept_since } = &found;
    let mut table = Table::new("budget.recount", DRIFTS);
    for drift in drifts {
        table.push(drift_row(drift));
    }
    let counted = match drifts.len() {
        0 if *short == 0 => "every counter is what the ledger says".to_owned(),
        0 => "every counter that could be checked is what the ledger says".to_owned(),
        drifts => {
            format!("windows that hold something else than was counted: {drifts} of {windows}")
        }
    };
    let fields = vec![
        ("windows", Value::from(*windows)),
        ("windows_unchecked", Value::from(*short)),
        ("pruned_before", kept_since.filter(|_| *short > 0).into()),
    ];
    output.frame(fields, &counted);
    if let (Some(kept), 1..) = (kept_since, short) {
        output.warn(&format!(
            "windows whose spending was not checked, because rows of them before {kept} were \
             pruned: {short} of {windows}"
        ));
    }
    if args.fix && !drifts.is_empty() {
        let done = format!("set to what was counted: {} of {windows} windows", drifts.len());
        if !output.would(&done) {
            output.note(&done);
        }
    }
    output.table(&table)?;
    if drifts.is_empty() { Ok(()) } else { Err(Failure::Finding) }
}

fn record(view: &View) -> Record {
    Record::of_row("budget", COLUMNS, row(view))
}

fn row(view: &View) -> Vec<Value> {
    let View { budget, standing, window, .. } = view;
    vec![
        Value::Id(budget.id.0),
        budget.subject.scope().into(),
        who(&budget.who),
        budget.model.as_ref().map(ToString::to_string).into(),
        budget.limit.into(),
        standing.map(|standing| standing.credit).into(),
        budget.every.as_str().into(),
        standing.map(|standing| standing.spent).into(),
        standing.map(|standing| standing.reserved).into(),
        standing.map(|standing| standing.remaining(budget)).into(),
        standing.and_then(|standing| percent(standing.spent, view.limit())).into(),
        window.end.into(),
        budget.alerts.to_string().into(),
        budget.on_exceed.as_str().into(),
    ]
}

fn finding_row(finding: &Finding) -> Vec<Value> {
    let Finding { budget, user, window, standing } = finding;
    vec![
        Value::Id(budget.id.0),
        budget.subject.scope().into(),
        who(&budget.who),
        user.clone().into(),
        budget.model.as_ref().map(ToString::to_string).into(),
        budget.limit.into(),
        standing.credit.into(),
        standing.spent.into(),
        percent(standing.spent, standing.limit(budget)).into(),
        window.end.into(),
    ]
}

fn drift_row(drift: &Drift) -> Vec<Value> {
    let Drift { budget, period, spent, reserved } = drift;
    let user = (period.key.user != 0).then_some(period.key.user);
    vec![
        Value::Id(budget.id.0),
        budget.subject.scope().into(),
        who(&budget.who),
        user.into(),
        period.key.start.into(),
        period.standing.spent.into(),
        (*spent).into(),
        period.standing.reserved.into(),
        (*reserved).into(),
    ]
}

fn who(who: &str) -> Value {
    if who.is_empty() { Value::Null } else { who.into() }
}
