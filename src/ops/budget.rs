//! Budgets: setting them, raising them, and how they stand.

use crate::domain::audit::Event;
use crate::domain::budget::{
    Alerts, Budget, Every, Forecast, MAX_LIMIT, OnExceed, Reference, Standing, Window, forecast,
    reaches,
};
use crate::domain::key::{KeyId, KeyRef};
use crate::domain::money::Nanos;
use crate::domain::page::{Listing, Page};
use crate::domain::scope::{Named, ScopeRef, Sender, Subject};
use crate::domain::setting::catalogue::BUDGET_ALERTS;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::user::{UserId, UserRef};
use crate::ops::account::{self, Account, Counted, Drift};
use crate::ops::configuration;
use crate::ops::decide;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::scope as scopes;
use crate::ops::session::Session;
use crate::store::budget::{self as budget_rows, NewBudget};
use crate::store::budget_list;
use crate::store::budget_period::{self as period_rows, Period};
use crate::store::db::{Read, Store, Write};
use crate::store::error::Error as StoreError;
use crate::store::user as user_rows;

/// What is to change of a budget; what is not said stays, and is as usual of a new one.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// How much may be spent in a window.
    pub limit: Option<Nanos>,
    /// How often it begins anew.
    pub every: Option<Every>,
    /// When it tells of itself; at 80, 90 and 100 % as usual.
    pub alerts: Option<Alerts>,
    /// What happens beyond it; a refusal as usual.
    pub on_exceed: Option<OnExceed>,
}

/// How far a raise goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raise {
    /// The limit is higher from now on.
    Limit,
    /// Only the present window gets a credit.
    ThisWindow,
}

/// A budget and its present window. That of a role has one for each user.
#[derive(Clone, Debug)]
pub struct View {
    /// The budget.
    pub budget: Budget,
    /// The present window.
    pub window: Window,
    /// What it holds; `None` of a role's budget.
    pub standing: Option<Standing>,
    /// Where its pace leads.
    pub forecast: Option<Forecast>,
    /// What each user's window of a role's budget holds, as far as it has begun.
    pub users: Vec<(String, Standing)>,
}

impl View {
    /// What may be spent in the present window.
    pub fn limit(&self) -> Nanos {
        self.standing.unwrap_or_default().limit(&self.budget)
    }
}

/// What a raise came to.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The budget as it is now.
    pub view: View,
    /// What could be spent in the present window before.
    pub before: Nanos,
    /// Other budgets of the same requests that still refuse them.
    pub blocking: Vec<Account>,
}

/// A window that has spent at least a certain part of its limit.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The budget.
    pub budget: Budget,
    /// Whose window, where the budget is a role's.
    pub user: Option<String>,
    /// The window.
    pub window: Window,
    /// What it holds.
    pub standing: Standing,
}

/// Sets a budget, or changes the one that the scope has. What was spent in the present window
/// before counts. A credit of it stays, and goes along into a window of another length.
///
/// # Errors
/// [`Kind::NotFound`] for what the scope names, [`Kind::Usage`] where a new budget lacks its amount
/// or its window, or where nothing is to change, [`Kind::Refused`] where the limit would be beyond
/// all bounds with its credit.
pub fn set(session: &mut Session, scope: &ScopeRef, changes: &Changes) -> Result<View, Error> {
    let now = session.now;
    session.change(|write, _| {
        let (subject, who) = subject(write, scope)?;
        let model = scope.model.as_ref();
        let named = Named { subject, who: &who, model };
        let before = budget_rows::find(write, subject, model)?;
        let after = match &before {
            Some(before) => changed(write, before, changes, now)?,
            None => made(write, named, changes, now)?,
        };
        let mut event = set_event(before.as_ref(), &after);
        if before.as_ref().is_none_or(|before| before.id != after.id) {
            account::count_new(write, &after, now)?;
        }
        if let Some(before) = before.filter(|before| before.id != after.id) {
            let carried = carry_credit(write, &before, &after, now)?;
            event = event.with("credit", carried.map(|credit| credit.to_string()));
        }
        let mut events = vec![event];
        for Period { key, standing, .. } in period_rows::list_present(write, after.id, now)? {
            events.extend(account::note_alerts(write, &after, key, &standing, now)?);
        }
        Ok((view(write, after, now)?, events))
    })
}

fn made(
    write: &Write<'_>,
    named: Named<'_>,
    changes: &Changes,
    now: Timestamp,
) -> Result<Budget, Error> {
    let usage = |code, message: String| Error::new(Kind::Usage, code, message);
    let Some(limit) = changes.limit else {
        return Err(usage("budget.no_amount", format!("{named} has no budget yet"))
            .why("a new one needs an amount")
            .fix("keyctl budget set 50/month …"));
    };
    let Some(every) = changes.every else {
        return Err(usage("budget.no_window", format!("{named} has no budget yet"))
            .why("a new one needs a window: day, week, month or total")
            .fix(format!("write {limit}/month, or add --every month")));
    };
    let new = NewBudget {
        subject: named.subject,
        model: named.model,
        limit,
        every,
        alerts: &match &changes.alerts {
            Some(alerts) => alerts.clone(),
            None => configuration::percents(write, BUDGET_ALERTS)?,
        },
        on_exceed: changes.on_exceed.unwrap_or(OnExceed::Block),
        limit_version: 1,
    };
    budget_rows::insert(write, &new, now)?;
    found(write, named)
}

fn changed(
    write: &Write<'_>,
    before: &Budget,
    changes: &Changes,
    now: Timestamp,
) -> Result<Budget, Error> {
    let Changes { limit, every, alerts, on_exceed } = changes;
    if limit.is_none() && every.is_none() && alerts.is_none() && on_exceed.is_none() {
        let message = format!("nothing is to change of the budget of {}", before.named());
        return Err(Error::new(Kind::Usage, "budget.no_change", message)
            .fix("give an amount, --every, --alert or --on-exceed"));
    }
    let limit = limit.unwrap_or(before.limit);
    check_sum(before, limit, credit_of(write, before, now)?)?;
    let after = Budget {
        limit,
        every: every.unwrap_or(before.every),
        alerts: alerts.clone().unwrap_or_else(|| before.alerts.clone()),
        on_exceed: on_exceed.unwrap_or(before.on_exceed),
        limit_version: before.limit_version + i64::from(limit != before.limit),
        ..before.clone()
    };
    if after.every == before.every {
        budget_rows::update(write, &after)?;
        return Ok(after);
    }
    // Its windows would lie across those of before: it is another budget.
    budget_rows::remove(write, before.id, now)?;
    let new = NewBudget {
        subject: after.subject,
        model: after.model.as_ref(),
        limit: after.limit,
        every: after.every,
        alerts: &after.alerts,
        on_exceed: after.on_exceed,
        limit_version: after.limit_version,
    };
    budget_rows::insert(write, &new, now)?;
    found(write, after.named())
}

/// What the present window of a budget was raised by; nothing of a role's, which has none.
fn credit_of(read: &Read<'_>, budget: &Budget, now: Timestamp) -> Result<Nanos, Error> {
    let windows = period_rows::list_present(read, budget.id, now)?;
    Ok(windows.first().map(|period| period.standing.credit).unwrap_or_default())
}

/// Moves the credit of a budget's present window to that of the one in its place, if there is any.
fn carry_credit(
    write: &Write<'_>,
    before: &Budget,
    after: &Budget,
    now: Timestamp,
) -> Result<Option<Nanos>, Error> {
    let credit = credit_of(write, before, now)?;
    if credit == Nanos(0) {
        return Ok(None);
    }
    for period in period_rows::list_present(write, after.id, now)? {
        period_rows::credit(write, period.key, credit)?;
    }
    Ok(Some(credit))
}

/// Refuses what a window could not hold.
fn check_sum(budget: &Budget, one: Nanos, other: Nanos) -> Result<(), Error> {
    if one.0.checked_add(other.0).is_some_and(|sum| sum <= MAX_LIMIT.0) {
        return Ok(());
    }
    let message = format!("the limit of {} cannot be so high", budget.named());
    Err(Error::new(Kind::Refused, "budget.too_high", message)
        .why(format!("a window has at most ${MAX_LIMIT}, its credit included")))
}

fn set_event(before: Option<&Budget>, after: &Budget) -> Event {
    let told = |budget: &Budget| {
        serde_json::json!({
            "limit": budget.limit.to_string(),
            "every": budget.every.as_str(),
            "alerts": budget.alerts.to_string(),
            "on_exceed": budget.on_exceed.as_str(),
        })
    };
    about("budget.set", after).with("before", before.map(told)).with("after", told(after))
}

/// An event of a budget, with whose it is.
fn about(action: &'static str, budget: &Budget) -> Event {
    scopes::event(action, format_args!("budget:{}", budget.id.0), budget.named())
}

/// Raises a budget by an amount, for good or for its present window.
///
/// # Errors
/// [`Kind::NotFound`] where the scope has none, [`Kind::Conflict`] where the reference has raised
/// this budget or an earlier one of the scope, [`Kind::Refused`] where the limit would be beyond all bounds, or for one window of a
/// role's budget, which has many.
pub fn raise(
    session: &mut Session,
    scope: &ScopeRef,
    amount: Nanos,
    how: Raise,
    reference: Option<&Reference>,
) -> Result<Raised, Error> {
    let now = session.now;
    session.change(|write, _| {
        let mut budget = existing(write, scope)?;
        let before = view(write, budget.clone(), now)?;
        if amount.0 == 0 {
            return Err(Error::new(Kind::Usage, "budget.no_amount", "a raise by nothing is none"));
        }
        let reference = reference.map(Reference::as_str);
        if let Some(reference) = reference {
            check_reference(write, &budget, reference)?;
        }
        check_sum(&budget, before.limit(), amount)?;
        let window = match how {
            Raise::Limit => {
                budget.limit = Nanos(budget.limit.0 + amount.0);
                None
            }
            Raise::ThisWindow => Some(credit(write, &budget, before.window, amount)?),
        };
        budget.limit_version += 1;
        budget_rows::update(write, &budget)?;
        budget_rows::insert_credit(write, budget.id, window, amount, reference, now)?;
        let event = about("budget.raise", &budget)
            .with("amount", amount.to_string())
            .with("limit", budget.limit.to_string())
            .with("window", window.map(|window| window.to_string()))
            .with("reference", reference);
        let blocking = blocking(write, &budget, now)?;
        let view = view(write, budget, now)?;
        Ok((Raised { view, before: before.limit(), blocking }, vec![event]))
    })
}

fn credit(
    write: &Write<'_>,
    budget: &Budget,
    window: Window,
    amount: Nanos,
) -> Result<Timestamp, Error> {
    if let Subject::Role(_) = budget.subject {
        let message = format!("the budget of {} has no window of its own", budget.named());
        return Err(Error::new(Kind::Refused, "budget.of_role", message)
            .why("it is a default for each user of the role, by himself")
            .fix("leave --this-window out, or keyctl budget set … --user U"));
    }
    let key = period_rows::begin(write, budget.id, 0, window)?;
    period_rows::credit(write, key, amount)?;
    Ok(window.start)
}

/// Refuses a reference that was used for the scope of a budget before, so that a payment that is
/// reported twice counts once.
fn check_reference(read: &Read<'_>, budget: &Budget, reference: &str) -> Result<(), Error> {
    let used = budget_rows::find_credit(read, budget.subject, budget.model.as_ref(), reference)?;
    used.map_or(Ok(()), |amount| {
        let message = format!("{reference:?} has raised the budget of {} before", budget.named());
        Err(Error::new(Kind::Conflict, "budget.raised", message)
            .why(format!("by ${amount}; a reference counts once")))
    })
}

/// The other budgets that hold for the requests of a user or a key, and have no money left.
fn blocking(read: &Read<'_>, raised: &Budget, now: Timestamp) -> Result<Vec<Account>, Error> {
    let sender = match raised.subject {
        Subject::Key(key) => period_rows::sender(read, key)?,
        Subject::User(user) => {
            let found = find::user(read, &UserRef::Id(user))?;
            let role = find::role(read, &found.role)?.id;
            // No key has this number: budgets of single keys are not asked about.
            Sender { key: KeyId(0), user, role }
        }
        Subject::Role(_) | Subject::Global => return Ok(Vec::new()),
    };
    let book = decide::book(read)?;
    let model = raised.model.as_ref().map_or("", |model| model.as_str());
    let mut accounts = account::accounts(read, &book, sender, model, now)?;
    let is_spent = |account: &Account| {
        account.budget.blocks() && !account.standing.has_money_for(&account.budget, Nanos(1))
    };
    accounts.retain(|account| account.budget.id != raised.id && is_spent(account));
    Ok(accounts)
}

/// A page of budgets. Those of roles are without what each user holds of them.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, page: &Page, now: Timestamp) -> Result<Listing<View>, Error> {
    let read = store.read()?;
    let zone = decide::zone(&read)?;
    let Listing { items, next } = budget_list::list(&read, page, now)?;
    let one = |(budget, period): (Budget, Option<Period>)| match budget.subject {
        Subject::Role(_) => of_role(budget, &[], zone, now),
        _ => of_one(budget, period, zone, now),
    };
    Ok(Listing { items: items.into_iter().map(one).collect(), next })
}

/// How many budgets.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, now: Timestamp) -> Result<u64, Error> {
    Ok(budget_list::count(&store.read()?, now)?)
}

/// The columns that a list of budgets can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    budget_list::sort_columns()
}

/// The budget of a scope.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn show(store: &Store, scope: &ScopeRef, now: Timestamp) -> Result<View, Error> {
    let read = store.read()?;
    let budget = existing(&read, scope)?;
    view(&read, budget, now)
}

/// The budget of a key alone, for all models, if it has one.
///
/// # Errors
/// [`Kind::NotFound`] for the key.
pub fn of_key(store: &Store, key: &KeyRef, now: Timestamp) -> Result<Option<View>, Error> {
    let read = store.read()?;
    let subject = Subject::Key(find::key(&read, key)?.id);
    budget_rows::find(&read, subject, None)?.map(|budget| view(&read, budget, now)).transpose()
}

/// Ends a budget.
///
/// # Errors
/// [`Kind::NotFound`] where the scope has none.
pub fn unset(session: &mut Session, scope: &ScopeRef) -> Result<Budget, Error> {
    let now = session.now;
    session.change(|write, _| {
        let budget = existing(write, scope)?;
        budget_rows::remove(write, budget.id, now)?;
        let event = about("budget.unset", &budget)
            .with("limit", budget.limit.to_string())
            .with("every", budget.every.as_str());
        Ok((budget, vec![event]))
    })
}

/// The windows of budgets, or of one scope's, that have spent at least a part of their limit, in
/// percent: where none is named, the lowest that the budget tells of, or all of it.
///
/// # Errors
/// [`Kind::NotFound`] for what the scope names, or where it has no budget.
pub fn check(
    store: &Store,
    scope: Option<&ScopeRef>,
    at: Option<u16>,
    now: Timestamp,
) -> Result<Vec<Finding>, Error> {
    let read = store.read()?;
    let book = decide::book(&read)?;
    let budgets = match scope {
        Some(scope) => vec![existing(&read, scope)?],
        None => book.budgets().to_vec(),
    };
    let mut found = Vec::new();
    for budget in budgets {
        let lowest = || budget.alerts.thresholds().first().copied().unwrap_or(100);
        let at = at.unwrap_or_else(lowest);
        for period in period_rows::list_present(&read, budget.id, now)? {
            let (window, standing) = (period.window(), period.standing);
            if reaches(standing.spent, standing.limit(&budget), at) {
                let user = match period.key.user {
                    0 => None,
                    user => Some(label(&read, UserId(user))?),
                };
                found.push(Finding { budget: budget.clone(), user, window, standing });
            }
        }
    }
    Ok(found)
}

/// Counts every window anew, and says which hold something else than the ledger and the open
/// reservations say.
///
/// # Errors
/// What the store says.
pub fn recount(store: &Store, now: Timestamp) -> Result<Counted, Error> {
    account::recount(&store.read()?, now)
}

/// As [`recount`], and writes what was counted where it differs.
///
/// # Errors
/// What the store says.
pub fn mend(session: &mut Session) -> Result<Counted, Error> {
    let now = session.now;
    session.change(|write, _| {
        let found = account::recount(write, now)?;
        account::mend(write, &found.drifts)?;
        let told = |drift: &Drift| {
            about("budget.recount", &drift.budget)
                .with("window", drift.period.key.start.to_string())
                .with(
                    "spent",
                    [drift.period.standing.spent, drift.spent].map(|n| n.to_string()).to_vec(),
                )
                .with(
                    "reserved",
                    [drift.period.standing.reserved, drift.reserved]
                        .map(|n| n.to_string())
                        .to_vec(),
                )
        };
        let events = found.drifts.iter().map(told).collect();
        Ok((found, events))
    })
}

/// Whom a scope names, and that one's name.
fn subject(read: &Read<'_>, scope: &ScopeRef) -> Result<(Subject, String), Error> {
    find::subject(read, &scope.who)
}

fn existing(read: &Read<'_>, scope: &ScopeRef) -> Result<Budget, Error> {
    let (subject, who) = subject(read, scope)?;
    let named = Named { subject, who: &who, model: scope.model.as_ref() };
    let budget = budget_rows::find(read, subject, named.model)?;
    budget.ok_or_else(|| {
        let message = format!("{named} has no budget");
        Error::new(Kind::NotFound, "budget.not_found", message).fix("keyctl budget list")
    })
}

fn found(read: &Read<'_>, named: Named<'_>) -> Result<Budget, Error> {
    let budget = budget_rows::find(read, named.subject, named.model)?;
    Ok(budget.ok_or(StoreError::Unexpected("the budget"))?)
}

fn view(read: &Read<'_>, budget: Budget, now: Timestamp) -> Result<View, Error> {
    let zone = decide::zone(read)?;
    let periods = period_rows::list_present(read, budget.id, now)?;
    let Subject::Role(_) = budget.subject else {
        return Ok(of_one(budget, periods.first().copied(), zone, now));
    };
    let user = |period: &Period| Ok((label(read, UserId(period.key.user))?, period.standing));
    let users = periods.iter().map(user).collect::<Result<_, Error>>()?;
    Ok(View { users, ..of_role(budget, &periods, zone, now) })
}

/// A budget of a user, a key or all together, with its present window, as far as one has begun.
fn of_one(budget: Budget, period: Option<Period>, zone: Zone, now: Timestamp) -> View {
    let window = period.map_or_else(|| budget.every.window(now, zone), |period| period.window());
    let standing = period.map(|period| period.standing).unwrap_or_default();
    let forecast = forecast(&standing, standing.limit(&budget), window, now);
    View { budget, window, standing: Some(standing), forecast, users: Vec::new() }
}

/// A budget of a role, in the latest of its users' windows.
fn of_role(budget: Budget, periods: &[Period], zone: Zone, now: Timestamp) -> View {
    let begun = periods.iter().map(Period::window).max_by_key(|window| window.start);
    let window = begun.unwrap_or_else(|| budget.every.window(now, zone));
    View { budget, window, standing: None, forecast: None, users: Vec::new() }
}

/// What a user is called, also one who was removed.
fn label(read: &Read<'_>, user: UserId) -> Result<String, Error> {
    let found = user_rows::find(read, &UserRef::Id(user))?;
    Ok(found.map_or_else(|| user.to_string(), |user| user.label()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider::{Dialect, Fallback};
    use crate::domain::route::Route;
    use crate::domain::usage::{NewUsage, Outcome, Payer, Tokens};
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::provider;
    use crate::ops::rollup;
    use crate::ops::setting;
    use crate::ops::usage::Ledger;
    use crate::secret::random;

    const DOLLAR: i64 = 1_000_000_000;

    /// `ada` with the keys `ci` and `cd`, `bob` with the key `ci`, and somebody to serve them.
    fn house() -> Fixture {
        let mut house = Fixture::new();
        for (user, key) in [("ada", "ci"), ("ada", "cd"), ("bob", "ci")] {
            if key == "ci" {
                house.user(user);
            }
            house.key(user, key);
        }
        let demo = provider::Request {
            name: "demo".parse().unwrap(),
            dialect: Dialect::Demo,
            base_url: None,
            routes: vec!["*".parse().unwrap()],
            auth: None,
            fallback: Fallback::None,
            allow_private: false,
        };
        provider::add(&mut house.session, demo).unwrap();
        house
    }

    fn scope(words: &str) -> ScopeRef {
        use crate::domain::scope::WhoRef;
        let mut words = words.split(' ');
        let (kind, name) = (words.next().unwrap(), words.next().unwrap_or_default());
        let who = match kind {
            "user" => WhoRef::User(name.parse().unwrap()),
            "key" => WhoRef::Key(name.parse().unwrap()),
            "role" => WhoRef::Role(name.to_owned()),
            _ => WhoRef::Global,
        };
        ScopeRef { who, model: words.next().map(|glob| glob.parse().unwrap()) }
    }

    fn limit(dollars: i64, every: Every) -> Changes {
        Changes { limit: Some(Nanos(dollars * DOLLAR)), every: Some(every), ..Changes::default() }
    }

    fn monthly(house: &mut Fixture, who: &str, dollars: i64) -> View {
        set(&mut house.session, &scope(who), &limit(dollars, Every::Month)).unwrap()
    }

    /// Appends a request of a key to the ledger.
    fn spend(house: &mut Fixture, key: i64, model: &str, at: Timestamp, dollars: i64) {
        let row = NewUsage {
            at,
            request_id: [7; 16],
            key_id: KeyId(key),
            secret_id: key,
            provider_id: 1,
            model: model.to_owned(),
            route: Route::OpenAiChat,
            status: 200,
            outcome: Outcome::Ok,
            payer: Payer::Nobody,
            tokens: Tokens::default(),
            cost: Some(Nanos(dollars * DOLLAR)),
            duration_ms: 1,
            first_byte_ms: None,
            client: None,
            implausible: false,
            reservation: None,
        };
        Ledger::default().append(&mut house.session, &[row], &[]).unwrap();
    }

    fn spent(house: &Fixture, who: &str) -> i64 {
        let view = show(&house.session.store, &scope(who), NOW).unwrap();
        view.standing.unwrap().spent.0 / DOLLAR
    }

    fn invoice() -> Reference {
        "inv-1".parse().unwrap()
    }

    fn drifts(house: &Fixture) -> Vec<Drift> {
        recount(&house.session.store, NOW).unwrap().drifts
    }

    fn alerts(house: &Fixture) -> Vec<String> {
        let entries = house.entries().into_iter().filter(|entry| entry.action == "budget.alert");
        let told = |details: String| serde_json::from_str(&details).unwrap();
        let told = entries.map(|entry| -> serde_json::Value { told(entry.details) });
        told.map(|details| format!("{}", details["threshold"])).collect()
    }

    #[test]
    fn what_was_spent_in_the_window_before_the_budget_counts() {
        let mut house = house();
        spend(&mut house, 1, "gpt-5", NOW, 3);
        spend(&mut house, 2, "llama3", NOW, 4);
        spend(&mut house, 3, "gpt-5", NOW, 5);
        let october = "2026-10-31T23:59:59Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", october, 100);
        for (who, dollars) in [
            ("user ada", 7),
            ("key ada/cd", 4),
            ("user ada gpt-*", 3),
            ("global", 12),
            ("global x gpt-5", 8),
        ] {
            monthly(&mut house, who, 1_000);
            assert_eq!(spent(&house, who), dollars, "{who}");
        }
        set(&mut house.session, &scope("key ada/ci"), &limit(1_000, Every::Total)).unwrap();
        assert_eq!(spent(&house, "key ada/ci"), 103);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        let all = ["user ada", "key ada/cd", "user ada gpt-*", "global", "key ada/ci"];
        assert_eq!(all.map(|who| spent(&house, who)), [8, 4, 4, 13, 104]);
        assert!(drifts(&house).is_empty());
    }

    #[test]
    fn what_was_spent_counts_also_where_its_rows_were_given_up() {
        let mut house = house();
        let october = "2026-10-20T12:00:00Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", october, 100);
        spend(&mut house, 3, "llama3", october, 30);
        spend(&mut house, 1, "gpt-5", NOW, 3);
        let total = limit(1_000, Every::Total);
        set(&mut house.session, &scope("user bob"), &total).unwrap();
        let before = "2026-11-01T00:00:00Z".parse().unwrap();
        let plan = rollup::plan_prune(&house.session.store, before, Zone::Utc, NOW).unwrap();
        rollup::prune(&mut house.session, &plan, |_, _| {}).unwrap();
        assert_eq!(house.number("SELECT count(*) FROM usage"), 1);
        assert!(drifts(&house).is_empty());
        for (who, dollars) in
            [("user ada", 103), ("key ada/ci", 103), ("global", 133), ("global x llama*", 30)]
        {
            set(&mut house.session, &scope(who), &total).unwrap();
            assert_eq!(spent(&house, who), dollars, "{who}");
        }
        monthly(&mut house, "key ada/cd", 1_000);
        assert_eq!(spent(&house, "key ada/cd"), 0);
        house.sql("UPDATE budget_periods SET reserved_nanos = 1 WHERE budget_id = 1");
        let found = recount(&house.session.store, NOW).unwrap();
        assert_eq!((found.windows, found.short, found.kept_since), (6, 5, Some(before)));
        assert_eq!(found.drifts.len(), 1, "what is held is counted all the same");
        mend(&mut house.session).unwrap();
        assert!(drifts(&house).is_empty());
    }

    #[test]
    fn a_new_budget_has_the_thresholds_that_are_set_and_tells_of_them() {
        let mut house = house();
        for (name, value) in [("budget.alerts", "50, 100"), ("notify.command", "true")] {
            setting::set(&mut house.session, name, value, &mut random::system()).unwrap();
        }
        let view = monthly(&mut house, "user ada", 10);
        assert_eq!(view.budget.alerts.to_string(), "50,100");
        spend(&mut house, 1, "gpt-5", NOW, 6);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        assert_eq!(alerts(&house), ["50"]);
        let told = "SELECT count(*) FROM notices
                    WHERE json_extract(payload, '$.summary') = 'the budget of user \"ada\" has '
                        || 'reached 50 %: $6.00 of $10.00'";
        assert_eq!((house.number(told), house.number("SELECT count(*) FROM notices")), (1, 1));
    }

    #[test]
    fn what_is_left_out_stays() {
        let mut house = house();
        monthly(&mut house, "user ada", 50);
        let alone = Changes { on_exceed: Some(OnExceed::Warn), ..Changes::default() };
        let view = set(&mut house.session, &scope("user ada"), &alone).unwrap();
        assert_eq!((view.budget.limit, view.budget.every), (Nanos(50 * DOLLAR), Every::Month));
        assert_eq!((view.budget.on_exceed, view.budget.limit_version), (OnExceed::Warn, 1));
        let view = monthly(&mut house, "user ada", 60);
        assert_eq!((view.budget.on_exceed, view.budget.limit_version), (OnExceed::Warn, 2));
        let nothing = set(&mut house.session, &scope("user ada"), &Changes::default());
        assert_eq!(nothing.unwrap_err().code, "budget.no_change");
    }

    #[test]
    fn a_new_budget_needs_an_amount_and_a_window() {
        let mut house = house();
        let ada = scope("user ada");
        for (changes, code) in [
            (Changes { every: Some(Every::Day), ..Changes::default() }, "budget.no_amount"),
            (Changes { limit: Some(Nanos(1)), ..Changes::default() }, "budget.no_window"),
        ] {
            let error = set(&mut house.session, &ada, &changes).unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Usage, code));
        }
        let nobody = set(&mut house.session, &scope("user nobody"), &limit(1, Every::Day));
        assert_eq!(nobody.unwrap_err().code, "user.not_found");
        assert!(list(&house.session.store, &Page::default(), NOW).unwrap().items.is_empty());
    }

    #[test]
    fn another_window_counts_anew() {
        let mut house = house();
        let yesterday = "2026-11-20T12:00:00Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", yesterday, 5);
        spend(&mut house, 1, "gpt-5", NOW, 2);
        let before = monthly(&mut house, "user ada", 50);
        assert_eq!(spent(&house, "user ada"), 7);
        let daily = Changes { every: Some(Every::Day), ..Changes::default() };
        let after = set(&mut house.session, &scope("user ada"), &daily).unwrap();
        assert_eq!((after.budget.limit, spent(&house, "user ada")), (before.budget.limit, 2));
        assert_eq!(list(&house.session.store, &Page::default(), NOW).unwrap().items.len(), 1);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        monthly(&mut house, "user ada", 50);
        assert_eq!(spent(&house, "user ada"), 8);
    }

    #[test]
    fn a_reference_counts_once_for_a_scope_whatever_becomes_of_its_budget() {
        let mut house = house();
        let ada = scope("user ada");
        let pay = |house: &mut Fixture, who: &str| {
            let (amount, how) = (Nanos(20 * DOLLAR), Raise::ThisWindow);
            let raised = raise(&mut house.session, &scope(who), amount, how, Some(&invoice()));
            raised.map(|raised| raised.view.limit()).map_err(|error| (error.kind, error.code))
        };
        let twice = Err((Kind::Conflict, "budget.raised"));
        monthly(&mut house, "user ada", 50);
        assert_eq!(pay(&mut house, "user ada"), Ok(Nanos(70 * DOLLAR)));
        let weekly = Changes { every: Some(Every::Week), ..Changes::default() };
        set(&mut house.session, &ada, &weekly).unwrap();
        assert_eq!(pay(&mut house, "user ada"), twice, "under another window");
        unset(&mut house.session, &ada).unwrap();
        monthly(&mut house, "user ada", 50);
        assert_eq!(pay(&mut house, "user ada"), twice, "under another budget");
        assert_eq!(show(&house.session.store, &ada, NOW).unwrap().limit(), Nanos(50 * DOLLAR));
        for other in ["user ada gpt-*", "user bob", "key ada/ci", "global"] {
            monthly(&mut house, other, 50);
            assert_eq!(pay(&mut house, other), Ok(Nanos(70 * DOLLAR)), "{other}");
        }
    }

    #[test]
    fn a_credit_goes_along_into_a_window_of_another_length() {
        let mut house = house();
        let ada = scope("user ada");
        monthly(&mut house, "user ada", 50);
        spend(&mut house, 1, "gpt-5", NOW, 10);
        raise(&mut house.session, &ada, Nanos(20 * DOLLAR), Raise::ThisWindow, None).unwrap();
        for every in [Every::Week, Every::Day, Every::Total, Every::Month] {
            let changes = Changes { every: Some(every), ..Changes::default() };
            let view = set(&mut house.session, &ada, &changes).unwrap();
            let standing = view.standing.unwrap();
            assert_eq!(standing.credit, Nanos(20 * DOLLAR), "{every:?}");
            assert_eq!(standing.remaining(&view.budget), Nanos(60 * DOLLAR), "{every:?}");
        }
        let next = "2026-12-01T00:00:00Z".parse().unwrap();
        let december = show(&house.session.store, &ada, next).unwrap();
        assert_eq!(december.limit(), Nanos(50 * DOLLAR), "and ends with that window");
        unset(&mut house.session, &ada).unwrap();
        assert_eq!(monthly(&mut house, "user ada", 50).limit(), Nanos(50 * DOLLAR));
    }

    #[test]
    fn a_credit_carried_along_counts_before_a_threshold_is_told() {
        let mut house = house();
        let ada = scope("user ada");
        monthly(&mut house, "user ada", 10);
        raise(&mut house.session, &ada, Nanos(90 * DOLLAR), Raise::ThisWindow, None).unwrap();
        spend(&mut house, 1, "gpt-5", NOW, 9);
        let weekly = Changes { every: Some(Every::Week), ..Changes::default() };
        set(&mut house.session, &ada, &weekly).unwrap();
        assert!(alerts(&house).is_empty(), "9 of 100");
    }

    #[test]
    fn limit_and_credit_stay_below_the_bound_together() {
        let mut house = house();
        let ada = scope("user ada");
        monthly(&mut house, "user ada", 1);
        raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::ThisWindow, None).unwrap();
        for every in [Every::Month, Every::Day] {
            let most = Changes { limit: Some(MAX_LIMIT), every: Some(every), ..Changes::default() };
            let beyond = set(&mut house.session, &ada, &most).unwrap_err();
            assert_eq!((beyond.kind, beyond.code), (Kind::Refused, "budget.too_high"));
        }
        assert_eq!(show(&house.session.store, &ada, NOW).unwrap().limit(), Nanos(2 * DOLLAR));
    }

    #[test]
    fn a_clock_that_is_set_back_shows_and_raises_the_window_that_has_begun() {
        let mut house = house();
        let daily = limit(10, Every::Day);
        let ada = scope("user ada");
        set(&mut house.session, &ada, &daily).unwrap();
        set(&mut house.session, &scope("role basic"), &daily).unwrap();
        let tomorrow = "2026-11-22T10:00:00Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", tomorrow, 4);
        assert_eq!(spent(&house, "user ada"), 4, "as a gateway judges");
        let of_role = show(&house.session.store, &scope("role basic"), NOW).unwrap().users;
        assert_eq!(of_role[0].1.spent, Nanos(4 * DOLLAR));
        let found = check(&house.session.store, None, Some(40), NOW).unwrap();
        let midnight: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
        assert!(found.len() == 2 && found.iter().all(|found| found.window.start == midnight));
        let raised = raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::ThisWindow, None);
        let view = raised.unwrap().view;
        assert_eq!((view.window.start, view.limit()), (midnight, Nanos(11 * DOLLAR)));
        let windows = "SELECT count(*) FROM budget_periods WHERE period_start < 1795305600000000";
        let before = house.number(windows);
        set(&mut house.session, &ada, &limit(20, Every::Day)).unwrap();
        assert_eq!(house.number(windows), before, "no earlier window was begun");
    }

    #[test]
    fn a_roles_budget_is_each_users_own() {
        let mut house = house();
        spend(&mut house, 1, "gpt-5", NOW, 3);
        monthly(&mut house, "role basic", 10);
        spend(&mut house, 3, "gpt-5", NOW, 5);
        spend(&mut house, 2, "gpt-5", NOW, 1);
        let view = show(&house.session.store, &scope("role basic"), NOW).unwrap();
        let users = view.users.iter().map(|(user, standing)| (user.as_str(), standing.spent.0));
        assert_eq!(users.collect::<Vec<_>>(), [("ada", 4 * DOLLAR), ("bob", 5 * DOLLAR)]);
        let refused =
            raise(&mut house.session, &scope("role basic"), Nanos(1), Raise::ThisWindow, None);
        assert_eq!(refused.unwrap_err().kind, Kind::Refused);
        let at = |pct| check(&house.session.store, None, Some(pct), NOW).unwrap();
        let of =
            |found: &[Finding]| -> Vec<_> { found.iter().filter_map(|f| f.user.clone()).collect() };
        assert_eq!(
            (of(&at(40)), of(&at(50)), of(&at(51))),
            (vec!["ada".to_owned(), "bob".to_owned()], vec!["bob".to_owned()], vec![],)
        );
    }

    #[test]
    fn a_raise_tells_what_still_blocks() {
        let mut house = house();
        monthly(&mut house, "user ada", 5);
        monthly(&mut house, "global", 5);
        spend(&mut house, 1, "gpt-5", NOW, 6);
        let ada = scope("user ada");
        let raised =
            raise(&mut house.session, &ada, Nanos(4 * DOLLAR), Raise::ThisWindow, None).unwrap();
        assert_eq!((raised.before, raised.view.limit()), (Nanos(5 * DOLLAR), Nanos(9 * DOLLAR)));
        let blocking: Vec<_> =
            raised.blocking.iter().map(|account| account.budget.named().to_string()).collect();
        assert_eq!(blocking, ["all together"]);
        let raised =
            raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::Limit, Some(&invoice())).unwrap();
        assert_eq!(raised.view.limit(), Nanos(10 * DOLLAR));
        let twice = raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::Limit, Some(&invoice()));
        assert_eq!(twice.unwrap_err().kind, Kind::Conflict);
        assert_eq!(show(&house.session.store, &ada, NOW).unwrap().limit(), Nanos(10 * DOLLAR));
        let next = "2026-12-01T00:00:00Z".parse().unwrap();
        let december = show(&house.session.store, &ada, next).unwrap();
        assert_eq!(december.limit(), Nanos(6 * DOLLAR), "the credit was for one window");
        let beyond = raise(&mut house.session, &ada, MAX_LIMIT, Raise::Limit, None);
        assert_eq!(beyond.unwrap_err().code, "budget.too_high");
    }

    #[test]
    fn each_threshold_is_told_once_for_each_limit() {
        let mut house = house();
        monthly(&mut house, "user ada", 10);
        spend(&mut house, 1, "gpt-5", NOW, 7);
        assert!(alerts(&house).is_empty());
        spend(&mut house, 2, "gpt-5", NOW, 4);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        assert_eq!(alerts(&house), ["80", "90", "100"]);
        let ada = scope("user ada");
        raise(&mut house.session, &ada, Nanos(4 * DOLLAR), Raise::ThisWindow, None).unwrap();
        spend(&mut house, 1, "gpt-5", NOW, 0);
        assert_eq!(alerts(&house)[3..], ["80"], "12 of 14");
        let lower = set(&mut house.session, &ada, &limit(1, Every::Month)).unwrap();
        assert_eq!(lower.limit(), Nanos(5 * DOLLAR));
        assert_eq!(alerts(&house)[4..], ["80", "90", "100"], "as soon as it is set");
    }

    #[test]
    fn a_budget_that_was_unset_is_gone_and_its_scope_free() {
        let mut house = house();
        let first = monthly(&mut house, "user ada", 10).budget.id;
        unset(&mut house.session, &scope("user ada")).unwrap();
        let missing = unset(&mut house.session, &scope("user ada")).unwrap_err();
        assert_eq!((missing.kind, missing.code), (Kind::NotFound, "budget.not_found"));
        spend(&mut house, 1, "gpt-5", NOW, 1);
        assert_ne!(monthly(&mut house, "user ada", 10).budget.id, first);
        assert_eq!(spent(&house, "user ada"), 1);
    }

    #[test]
    fn a_recount_finds_and_mends_what_drifted() {
        let mut house = house();
        monthly(&mut house, "user ada", 10);
        monthly(&mut house, "role basic", 10);
        spend(&mut house, 1, "gpt-5", NOW, 3);
        house.sql("UPDATE budget_periods SET spent_nanos = 1, reserved_nanos = 2");
        let found = mend(&mut house.session).unwrap().drifts;
        let told = |drift: &Drift| (drift.spent.0 / DOLLAR, drift.reserved.0);
        assert_eq!(found.iter().map(told).collect::<Vec<_>>(), [(3, 0), (3, 0)]);
        assert!(mend(&mut house.session).unwrap().drifts.is_empty());
        assert_eq!(spent(&house, "user ada"), 3);
    }
}
