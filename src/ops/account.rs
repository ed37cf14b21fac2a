//! The accounts of budgets: what a request may hold of them, what it is charged, and counting anew.
//!
//! One code path for the gateway, `key explain` and forward-auth. What a window has spent is what
//! the ledger says, and what is reserved is what open reservations hold, at every commit (R-I11):
//! all that appends to the ledger goes through [`Accounts::settle`].

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::domain::audit::{self, Event};
use crate::domain::book::{Book, period_key};
use crate::domain::budget::{
    Allowance, Budget, OnExceed, PeriodKey, Reservation, Standing, Window,
};
use crate::domain::instance::InstanceId;
use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::scope::{Sender, Subject};
use crate::domain::setting::catalogue::BUDGET_ALERTS;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::{InFlight, NewUsage};
use crate::domain::user::UserId;
use crate::ops::configuration;
use crate::ops::decide::{self, Refusal, Snapshot};
use crate::ops::error::Error;
use crate::ops::grounds::Grounds;
use crate::ops::occasion::{self, BudgetAlert};
use crate::store::budget::{self as budget_rows, NewBudget};
use crate::store::budget_period::{self as period_rows, NewAlert, Period, Records};
use crate::store::db::{Read, Write};
use crate::store::reservation as reservation_rows;
use crate::store::setting;
use crate::store::usage_prune;

/// A request that wants to hold what it may cost.
#[derive(Clone, Debug)]
pub struct NewHold {
    /// The request.
    pub request: InFlight,
    /// Who sends it.
    pub sender: Sender,
    /// The most that it can cost (R-I2).
    pub most: Nanos,
    /// The revision by which it was admitted so far.
    pub generation: u64,
    /// What to look at in place of that revision, for one that was stale before.
    pub grounds: Option<Box<Grounds>>,
}

/// What a request got.
#[derive(Clone, Debug)]
pub enum HoldVerdict {
    /// It holds the amount.
    Held(Held),
    /// It holds nothing.
    Refused(Refusal),
    /// What it was admitted by has changed: it must be judged anew.
    Stale,
}

/// What a request holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// To which instant it belongs (R-J3).
    pub at: Timestamp,
    /// How much of which windows.
    pub reservation: Reservation,
    /// The least that is left of any of its budgets.
    pub remaining: Nanos,
}

/// What became of a row that was appended to the ledger.
#[derive(Debug, Default)]
pub struct Settled {
    /// The least that is left of any budget that refuses; `None` where there is none.
    pub remaining: Option<Nanos>,
    /// What is to be told.
    pub events: Vec<Event>,
}

/// A budget that a request counts against, and the window of it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The budget.
    pub budget: Budget,
    /// The window.
    pub window: Window,
    /// What it holds.
    pub standing: Standing,
}

/// The book of a revision and who sends with which key, for the one who writes.
#[derive(Debug, Default)]
pub struct Accounts {
    generation: u64,
    book: Book,
    /// What requests are judged by within a transaction, of the revision that it names.
    snapshot: Snapshot,
    senders: HashMap<KeyId, Sender>,
}

/// The budgets that hold for a request at an instant, and what their windows hold.
///
/// # Errors
/// What the store says.
pub fn accounts(
    read: &Read<'_>,
    book: &Book,
    sender: Sender,
    model: &str,
    at: Timestamp,
) -> Result<Vec<Account>, Error> {
    let holding = book.holding(sender, model).into_iter();
    holding.map(|budget| account(read, book, budget, sender, at)).collect()
}

fn account(
    read: &Read<'_>,
    book: &Book,
    budget: &Budget,
    sender: Sender,
    at: Timestamp,
) -> Result<Account, Error> {
    let user = period_key(budget, sender, at).user;
    let latest = period_rows::latest(read, budget.id, user)?;
    // A window that has begun is never gone back behind (R-J4).
    let at = latest.map_or(at, |latest| at.max(latest.key.start));
    let window = book.window(budget, at);
    let mut standing = match latest {
        Some(period) if period.key.start == window.start => period.standing,
        _ => Standing::default(),
    };
    if user != 0 && period_rows::is_uncounted(read, sender.user)? {
        let subject = Subject::User(sender.user);
        let records = records(read, window, book.zone())?;
        standing.spent = period_rows::spent_by(read, subject, budget.model.as_ref(), records)?;
    }
    Ok(Account { budget: budget.clone(), window, standing })
}

/// Why a request that may cost so much is refused, if it is. That a budget is spent counts for more
/// than that what is left is held.
pub fn refusal(accounts: &[Account], most: Nanos) -> Option<Refusal> {
    let blocking = || accounts.iter().filter(|account| account.budget.blocks());
    let spent = |account: &&Account| !account.standing.has_money_for(&account.budget, most);
    if let Some(first) = blocking().find(spent) {
        let ends = blocking().filter(spent).map(|account| account.window.end);
        let latest = ends.reduce(|one, other| Some(one?.max(other?)));
        return Some(Refusal::BudgetExhausted(latest.unwrap_or(first.window.end)));
    }
    let mut left = blocking().map(|account| account.standing.remaining(&account.budget));
    left.any(|left| left < most).then_some(Refusal::BudgetInFlight)
}

impl Accounts {
    /// Makes sure that the book is that of the revision of a transaction. It returns the revision.
    ///
    /// # Errors
    /// What the store says.
    pub fn refresh(&mut self, read: &Read<'_>) -> Result<u64, Error> {
        let generation = setting::generation(read)?;
        if generation != self.generation {
            self.book = decide::book(read)?;
            self.senders.clear();
            self.generation = generation;
        }
        Ok(generation)
    }

    fn sender(&mut self, read: &Read<'_>, key: KeyId) -> Result<Sender, Error> {
        if let Some(sender) = self.senders.get(&key) {
            return Ok(*sender);
        }
        let sender = period_rows::sender(read, key)?;
        self.senders.insert(key, sender);
        Ok(sender)
    }

    /// Has a request hold what it may cost, of every budget that refuses, or of none (R-I3).
    ///
    /// # Errors
    /// What the store says.
    pub fn hold(
        &mut self,
        write: &Write<'_>,
        instance: &InstanceId,
        hold: &NewHold,
    ) -> Result<HoldVerdict, Error> {
        if hold.generation != self.generation && !self.stands(write, hold)? {
            return Ok(HoldVerdict::Stale);
        }
        write.savepoint()?;
        let verdict = self.try_hold(write, instance, hold);
        match verdict {
            Ok(HoldVerdict::Held(_)) => write.release_savepoint()?,
            _ => write.undo_savepoint()?,
        }
        verdict
    }

    /// Whether a request would be admitted by this revision as it was by another.
    fn stands(&mut self, write: &Write<'_>, hold: &NewHold) -> Result<bool, Error> {
        let Some(grounds) = &hold.grounds else { return Ok(false) };
        if self.snapshot.generation != self.generation {
            self.snapshot = decide::load_in(write)?;
        }
        let NewHold { request, sender, .. } = hold;
        Ok(!self.book.blocking(*sender, &request.model).is_empty()
            && grounds.stand(write, &self.snapshot, request, *sender)?)
    }

    fn try_hold(
        &self,
        write: &Write<'_>,
        instance: &InstanceId,
        hold: &NewHold,
    ) -> Result<HoldVerdict, Error> {
        let NewHold { request, sender, most, .. } = hold;
        let budgets = self.book.blocking(*sender, &request.model);
        let mut at = request.at;
        for budget in &budgets {
            let user = period_key(budget, *sender, at).user;
            let latest = period_rows::latest(write, budget.id, user)?;
            at = latest.map_or(at, |latest| at.max(latest.key.start));
        }
        let mut parts = Vec::with_capacity(budgets.len());
        let mut remaining = Nanos(i64::MAX);
        for budget in budgets {
            let key = self.begin(write, budget, *sender, at)?;
            let Some(standing) = period_rows::hold(write, key, *most, budget.limit)? else {
                let accounts = accounts(write, &self.book, *sender, &request.model, at)?;
                let refusal = refusal(&accounts, *most).unwrap_or(Refusal::BudgetInFlight);
                return Ok(HoldVerdict::Refused(refusal));
            };
            remaining = remaining.min(standing.remaining(budget));
            parts.push(key);
        }
        let reservation = Reservation { held: *most, parts };
        let request = InFlight { at, ..request.clone() };
        reservation_rows::insert(write, instance, &request, &reservation)?;
        Ok(HoldVerdict::Held(Held { at, reservation, remaining }))
    }

    /// The window of a budget at an instant, begun and counted.
    fn begin(
        &self,
        write: &Write<'_>,
        budget: &Budget,
        sender: Sender,
        at: Timestamp,
    ) -> Result<PeriodKey, Error> {
        let window = self.book.window(budget, at);
        let user = period_key(budget, sender, at).user;
        if user != 0 && period_rows::is_uncounted(write, sender.user)? {
            count_user(write, &self.book, sender.user, sender.role, at)?;
        }
        Ok(period_rows::begin(write, budget.id, user, window)?)
    }

    /// Charges the budgets of a request that was appended to the ledger, and gives back what it
    /// held (R-I5). Thresholds that are reached with it are noted in the same transaction (R-I9).
    ///
    /// # Errors
    /// What the store says.
    pub fn settle(
        &mut self,
        write: &Write<'_>,
        row: &NewUsage,
        now: Timestamp,
    ) -> Result<Settled, Error> {
        let held = row.reservation.as_ref();
        if self.book.is_empty() && held.is_none() {
            return Ok(Settled::default());
        }
        let sender = self.sender(write, row.key_id)?;
        let cost = row.cost.unwrap_or_default();
        let released = |key: &PeriodKey| {
            held.filter(|held| held.parts.contains(key)).map_or(Nanos(0), |held| held.held)
        };
        let mut settled = Settled::default();
        let holding = self.book.blocking(sender, &row.model);
        let mut charged = Vec::new();
        for budget in self.book.charged(sender, &row.model) {
            let window = self.book.window(budget, row.at);
            let key = period_key(budget, sender, window.start);
            charged.push(key);
            let Some(standing) = charge(write, key, window, cost, released(&key))? else {
                continue;
            };
            settled.events.extend(note_alerts(write, budget, key, &standing, now)?);
            if holding.iter().any(|holding| holding.id == budget.id) {
                let remaining = standing.remaining(budget);
                settled.remaining = Some(settled.remaining.map_or(remaining, |r| r.min(remaining)));
            }
        }
        // A budget that was unset since has nothing to be charged for, and gives back all the same.
        let parts = held.map_or(&[][..], |held| held.parts.as_slice());
        for key in parts.iter().filter(|key| !charged.contains(key)) {
            period_rows::settle(write, *key, Nanos(0), released(key))?;
        }
        if let Some(held) = held.filter(|held| cost > held.held) {
            settled.events.push(
                Event::ok("usage.over_reserve", format_args!("key:{}", row.key_id))
                    .with("held", held.held.to_string())
                    .with("cost", cost.to_string())
                    .with("model", audit::clip(&row.model)),
            );
        }
        Ok(settled)
    }
}

/// Charges a window; `None` for one from before the budget was made, which is not kept.
fn charge(
    write: &Write<'_>,
    key: PeriodKey,
    window: Window,
    cost: Nanos,
    released: Nanos,
) -> Result<Option<Standing>, Error> {
    if let Some(standing) = period_rows::settle(write, key, cost, released)? {
        return Ok(Some(standing));
    }
    let latest = period_rows::latest(write, key.budget, key.user)?;
    if latest.is_some_and(|latest| latest.key.start > key.start) {
        return Ok(None);
    }
    period_rows::begin(write, key.budget, key.user, window)?;
    Ok(period_rows::settle(write, key, cost, released)?)
}

/// Notes the thresholds that a window has reached; those that are news are told.
///
/// # Errors
/// What the store says.
pub fn note_alerts(
    write: &Write<'_>,
    budget: &Budget,
    key: PeriodKey,
    standing: &Standing,
    now: Timestamp,
) -> Result<Vec<Event>, Error> {
    let limit = standing.limit(budget);
    let mut events = Vec::new();
    for threshold in budget.alerts.reached(standing.spent, limit) {
        let alert = NewAlert {
            period: key,
            limit_version: budget.limit_version,
            threshold,
            at: now,
            spent: standing.spent,
            limit,
        };
        if period_rows::note_alert(write, &alert)? {
            let told = BudgetAlert {
                budget_id: budget.id.0,
                user_id: key.user,
                period_start: key.start,
                limit_version: budget.limit_version,
                threshold: i64::from(threshold),
                scope: budget.named().to_string(),
                spent: standing.spent,
                limit,
            };
            occasion::queue_budget_alert(write, &told, now)?;
            let event = Event::ok("budget.alert", format_args!("budget:{}", budget.id.0))
                .with("threshold", threshold)
                .with("spent", standing.spent.to_string())
                .with("limit", limit.to_string())
                .with("window", key.start.to_string());
            let user = (key.user != 0).then_some(key.user);
            events.push(user.map_or(event.clone(), |user| event.with("user", user)));
        }
    }
    Ok(events)
}

/// Counts a user's windows of the budgets of a role that he has come to.
fn count_user(
    write: &Write<'_>,
    book: &Book,
    user: UserId,
    role: i64,
    at: Timestamp,
) -> Result<(), Error> {
    let of_role = |budget: &&Budget| budget.subject == Subject::Role(role);
    for budget in book.budgets().iter().filter(of_role) {
        let window = book.window(budget, at);
        let records = records(write, window, book.zone())?;
        let spent =
            period_rows::spent_by(write, Subject::User(user), budget.model.as_ref(), records)?;
        let key = period_rows::begin(write, budget.id, user.0, window)?;
        let reserved = reservation_rows::held_of(write, key)?;
        period_rows::set(write, key, spent, reserved)?;
    }
    Ok(period_rows::mark_counted(write, user)?)
}

/// Counts the window of a budget that is made: what was spent in it before is spent.
///
/// # Errors
/// What the store says.
pub fn count_new(write: &Write<'_>, budget: &Budget, at: Timestamp) -> Result<(), Error> {
    let zone = decide::zone(write)?;
    let window = budget.every.window(at, zone);
    let records = records(write, window, zone)?;
    let model = budget.model.as_ref();
    let spent: Vec<(i64, Nanos)> = match budget.subject {
        Subject::Role(role) => {
            let each = period_rows::spent_by_each(write, model, records)?;
            let users = period_rows::users_of(write, role)?.into_iter();
            users.filter_map(|user| Some((user.0, *each.get(&user)?))).collect()
        }
        subject => vec![(0, period_rows::spent_by(write, subject, model, records)?)],
    };
    for (user, spent) in spent {
        let key = period_rows::begin(write, budget.id, user, window)?;
        period_rows::set(write, key, spent, Nanos(0))?;
    }
    Ok(())
}

/// Gives whoever is just being made a budget that refuses what goes beyond it.
///
/// # Errors
/// What the store says.
pub fn allow(
    write: &Write<'_>,
    subject: Subject,
    who: &str,
    allowance: Allowance,
    now: Timestamp,
) -> Result<Event, Error> {
    let new = NewBudget {
        subject,
        model: None,
        limit: allowance.limit,
        every: allowance.every,
        alerts: &configuration::percents(write, BUDGET_ALERTS)?,
        on_exceed: OnExceed::Block,
        limit_version: 1,
    };
    let id = budget_rows::insert(write, &new, now)?;
    Ok(Event::ok("budget.set", format_args!("budget:{}", id.0))
        .with("scope", subject.scope())
        .with(subject.scope(), who)
        .with("after", allowance.to_string()))
}

/// A window that does not hold what the ledger and the open reservations say.
#[derive(Clone, Debug)]
pub struct Drift {
    /// The budget.
    pub budget: Budget,
    /// The window and what it holds.
    pub period: Period,
    /// What was spent in it.
    pub spent: Nanos,
    /// What is held of it.
    pub reserved: Nanos,
}

/// What came of counting every window anew.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// The windows that hold something else.
    pub drifts: Vec<Drift>,
    /// How many windows were counted, those that could not be counted whole among them.
    pub windows: u64,
    /// Of how many of them rows were given up: what those have spent stands as it is.
    pub short: u64,
    /// The instant before which rows were given up, if any were.
    pub kept_since: Option<Timestamp>,
}

/// Where what was spent in a window is found.
fn records(read: &Read<'_>, window: Window, zone: Zone) -> Result<Records, Error> {
    Ok(Records::of(window, usage_prune::before(read)?, zone))
}

/// Counts every window anew by what requests cost when they ended, whatever they were priced at
/// since. What was spent in one of which rows were given up cannot be counted, and stays.
///
/// # Errors
/// What the store says.
pub fn recount(read: &Read<'_>, now: Timestamp) -> Result<Counted, Error> {
    let book = decide::book(read)?;
    let uncounted = period_rows::uncounted(read)?;
    let mut each: HashMap<(i64, Timestamp), HashMap<UserId, Nanos>> = HashMap::new();
    let mut members: HashMap<i64, Vec<UserId>> = HashMap::new();
    let kept_since = usage_prune::before(read)?;
    let mut found = Counted { kept_since, ..Counted::default() };
    for period in periods(read, &book, now)? {
        let Some(budget) = book.budgets().iter().find(|budget| budget.id == period.key.budget)
        else {
            continue;
        };
        let window = Window { start: period.key.start, end: period.end };
        let model = budget.model.as_ref();
        let records = Records::of(window, kept_since, book.zone());
        let spent = if let Subject::Role(role) = budget.subject {
            let user = UserId(period.key.user);
            let of_role = match members.entry(role) {
                Entry::Occupied(found) => found.into_mut(),
                Entry::Vacant(free) => free.insert(period_rows::users_of(read, role)?),
            };
            // He had the role once: the window is not looked at until he has it again.
            if !of_role.contains(&user) || uncounted.contains(&user) {
                continue;
            }
            let sums = match each.entry((budget.id.0, period.key.start)) {
                Entry::Occupied(found) => found.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(period_rows::spent_by_each(read, model, records)?)
                }
            };
            sums.get(&user).copied().unwrap_or_default()
        } else {
            period_rows::spent_by(read, budget.subject, model, records)?
        };
        // Sums hold what was priced later too, which no budget was charged: they prove nothing.
        let spent = if records.is_short() { period.standing.spent } else { spent };
        found.windows += 1;
        found.short += u64::from(records.is_short());
        let reserved = reservation_rows::held_of(read, period.key)?;
        let Standing { spent: was, reserved: held, .. } = period.standing;
        if (was, held) != (spent, reserved) {
            found.drifts.push(Drift { budget: budget.clone(), period, spent, reserved });
        }
    }
    Ok(found)
}

/// Every window that there is, and the present one of a budget that has none yet.
fn periods(read: &Read<'_>, book: &Book, now: Timestamp) -> Result<Vec<Period>, Error> {
    let mut periods = period_rows::list_all(read)?;
    for budget in book.budgets() {
        if matches!(budget.subject, Subject::Role(_)) {
            continue;
        }
        let window = book.window(budget, now);
        let latest = period_rows::latest(read, budget.id, 0)?;
        if latest.is_none_or(|latest| latest.key.start < window.start) {
            let key = PeriodKey { budget: budget.id, user: 0, start: window.start };
            periods.push(Period { key, end: window.end, standing: Standing::default() });
        }
    }
    Ok(periods)
}

/// Writes what windows were counted to hold.
///
/// # Errors
/// What the store says.
pub fn mend(write: &Write<'_>, drifts: &[Drift]) -> Result<(), Error> {
    for drift in drifts {
        let Period { key, end, .. } = drift.period;
        period_rows::begin(write, key.budget, key.user, Window { start: key.start, end })?;
        period_rows::set(write, key, drift.spent, drift.reserved)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::budget::Every;
    use crate::domain::money::Picos;
    use crate::domain::price::Rates;
    use crate::domain::provider::{Dialect, Fallback};
    use crate::domain::route::Route;
    use crate::domain::scope::{ScopeRef, WhoRef};
    use crate::domain::usage::{Outcome, Payer, Tokens};
    use crate::ops::budget::{self, Changes};
    use crate::ops::decide::Origin;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list::show;
    use crate::ops::orphan;
    use crate::ops::price;
    use crate::ops::provider;
    use crate::ops::usage::{Batch, Ledger};
    use crate::store::reservation::Life;

    const DOLLAR: i64 = 1_000_000_000;

    /// A gateway of the user `ada`, who has the key number 1.
    struct Running {
        house: Fixture,
        instance: InstanceId,
        ledger: Ledger,
        requests: u8,
        life: Option<Life>,
    }

    impl Running {
        fn new() -> Self {
            let mut house = Fixture::new();
            house.user("ada");
            house.key("ada", "ci");
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
            let instance = InstanceId::new([7; 8]);
            let (store, now) = (&mut house.session.store, house.session.now);
            let life = orphan::begin(store, instance.clone(), "here".to_owned(), now).unwrap();
            Self { house, instance, ledger: Ledger::default(), requests: 0, life: Some(life) }
        }

        fn budget(&mut self, who: WhoRef, dollars: i64, every: Every) {
            let changes = Changes {
                limit: Some(Nanos(dollars * DOLLAR)),
                every: Some(every),
                ..Changes::default()
            };
            budget::set(&mut self.house.session, &ScopeRef { who, model: None }, &changes).unwrap();
        }

        fn request(&mut self, at: &str) -> InFlight {
            self.requests += 1;
            InFlight {
                request_id: [self.requests; 16],
                at: at.parse().unwrap(),
                key_id: KeyId(1),
                secret_id: 1,
                provider_id: 1,
                model: "gpt-5".to_owned(),
                route: Route::OpenAiChat,
                payer: Payer::Nobody,
                bound: Tokens::default(),
                client: None,
            }
        }

        fn commit(&mut self, rows: &[NewUsage], holds: &[NewHold]) -> Vec<HoldVerdict> {
            let batch = Batch { rows, uses: &[], holds: (holds, Some(&self.instance)) };
            self.ledger.commit(&mut self.house.session, batch).unwrap().holds
        }

        /// A request that may cost so many dollars.
        fn hold(&mut self, at: &str, dollars: i64) -> HoldVerdict {
            let request = self.request(at);
            let read = self.house.session.store.read().unwrap();
            let sender = period_rows::sender(&read, KeyId(1)).unwrap();
            let generation = setting::generation(&read).unwrap();
            drop(read);
            let hold = NewHold {
                request,
                sender,
                most: Nanos(dollars * DOLLAR),
                generation,
                grounds: None,
            };
            self.commit(&[], &[hold]).remove(0)
        }

        fn held(&mut self, at: &str, dollars: i64) -> NewUsage {
            let HoldVerdict::Held(held) = self.hold(at, dollars) else { panic!("not held") };
            let request = self.request(at);
            let request = InFlight { at: held.at, request_id: [self.requests - 1; 16], ..request };
            NewUsage { outcome: Outcome::Ok, ..request.lost(held.reservation) }
        }

        fn settle(&mut self, row: NewUsage, dollars: i64) {
            let row = NewUsage { cost: Some(Nanos(dollars * DOLLAR)), ..row };
            self.commit(&[row], &[]);
        }

        /// Start, dollars spent and dollars reserved of each window, in their order.
        fn windows(&self) -> Vec<(String, i64, i64)> {
            let read = self.house.session.store.read().unwrap();
            let told = |period: Period| {
                let Standing { spent, reserved, .. } = period.standing;
                let start = period.key.start.to_string();
                (start[..10].to_owned(), spent.0 / DOLLAR, reserved.0 / DOLLAR)
            };
            period_rows::list_all(&read).unwrap().into_iter().map(told).collect()
        }

        fn assert_counted(&self, now: &str) {
            let read = self.house.session.store.read().unwrap();
            let found = recount(&read, now.parse().unwrap()).unwrap();
            assert!(found.drifts.is_empty(), "{found:?}");
            assert_eq!(found.short, 0);
        }
    }

    fn ada() -> WhoRef {
        WhoRef::User("ada".parse().unwrap())
    }

    fn window(start: &str, spent: i64, reserved: i64) -> (String, i64, i64) {
        (start.to_owned(), spent, reserved)
    }

    #[test]
    fn a_request_belongs_to_the_window_in_which_it_was_admitted() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Day);
        let old = running.held("2026-11-21T23:59:59Z", 6);
        let new = running.held("2026-11-22T00:00:00Z", 7);
        assert_eq!(running.windows(), [window("2026-11-21", 0, 6), window("2026-11-22", 0, 7)]);
        running.settle(old, 5);
        running.settle(new, 1);
        assert_eq!(running.windows(), [window("2026-11-21", 5, 0), window("2026-11-22", 1, 0)]);
        running.assert_counted("2026-11-22T01:00:00Z");
    }

    #[test]
    fn a_clock_that_is_set_back_brings_no_window_back() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Day);
        let row = running.held("2026-11-22T10:00:00Z", 6);
        running.settle(row, 6);
        let late = running.held("2026-11-21T10:00:00Z", 4);
        assert_eq!(late.at.to_string(), "2026-11-22T00:00:00Z", "as its row will say");
        let refused = running.hold("2026-11-20T10:00:00Z", 1);
        assert!(matches!(refused, HoldVerdict::Refused(Refusal::BudgetInFlight)), "{refused:?}");
        running.settle(late, 4);
        let refused = running.hold("2026-11-21T10:00:00Z", 1);
        let end = "2026-11-23T00:00:00Z".parse().unwrap();
        assert!(
            matches!(refused, HoldVerdict::Refused(Refusal::BudgetExhausted(Some(at))) if at == end),
            "{refused:?}"
        );
        running.assert_counted("2026-11-22T12:00:00Z");
    }

    #[test]
    fn of_several_budgets_all_hold_or_none() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        running.budget(WhoRef::Global, 5, Every::Month);
        let refused = running.hold("2026-11-21T10:00:00Z", 6);
        assert!(
            matches!(refused, HoldVerdict::Refused(Refusal::BudgetExhausted(_))),
            "{refused:?}"
        );
        let nothing = [window("2026-11-01", 0, 0), window("2026-11-01", 0, 0)];
        assert_eq!(running.windows(), nothing);
        let row = running.held("2026-11-21T10:00:00Z", 5);
        assert!(matches!(
            running.hold("2026-11-21T10:00:00Z", 1),
            HoldVerdict::Refused(Refusal::BudgetInFlight)
        ));
        running.settle(row, 2);
        assert_eq!(running.windows(), [window("2026-11-01", 2, 0), window("2026-11-01", 2, 0)]);
    }

    #[test]
    fn what_a_request_was_admitted_by_must_still_be_so() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let request = running.request("2026-11-21T10:00:00Z");
        let sender = Sender { key: KeyId(1), user: UserId(2), role: 1 };
        let generation = running.house.generations().0;
        running.house.revoke(&["ada/ci"]).unwrap();
        let hold = NewHold { request, sender, most: Nanos(1), generation, grounds: None };
        assert!(matches!(running.commit(&[], &[hold])[..], [HoldVerdict::Stale]));
        assert_eq!(running.house.number("SELECT count(*) FROM reservations"), 0);
    }

    #[test]
    fn grounds_that_stand_are_as_good_as_the_revision() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let priced = |running: &mut Running, from: &str| {
            let rates = Rates { request: Some(Picos(1)), ..Rates::default() };
            let model = "gpt-*".parse().unwrap();
            let (provider, max_output_tokens, effective_from) =
                (None, None, Some(from.parse().unwrap()));
            let request =
                price::Request { model, provider, rates, max_output_tokens, effective_from };
            price::set(&mut running.house.session, &request).unwrap().id
        };
        let price_id = priced(&mut running, "2026-01-01T00:00:00Z");
        let store = &running.house.session.store;
        let (key, _) = show(store, &"ada/ci".parse().unwrap()).unwrap();
        let snapshot = decide::load(store).unwrap();
        let provider = snapshot.providers[0].clone();
        let grounds = Grounds {
            prefix: key.prefix,
            origin: Origin::NotAsked,
            provider,
            price_id,
            reserve: snapshot.reserve,
        };
        let sender = Sender { key: KeyId(1), user: UserId(2), role: 1 };
        let ask = |running: &mut Running, grounds: Option<&Grounds>| {
            let request = running.request(&NOW.to_string());
            let grounds = grounds.map(|grounds| Box::new(grounds.clone()));
            let hold = NewHold { request, sender, most: Nanos(1), generation: 0, grounds };
            matches!(running.commit(&[], &[hold])[..], [HoldVerdict::Held(_)])
        };
        assert!(!ask(&mut running, None), "the revision is another");
        assert!(ask(&mut running, Some(&grounds)));
        let dearer = priced(&mut running, "2026-02-01T00:00:00Z");
        assert!(!ask(&mut running, Some(&grounds)), "the price is another");
        let grounds = Grounds { price_id: dearer, ..grounds };
        assert!(ask(&mut running, Some(&grounds)));
        running.house.revoke(&["ada/ci"]).unwrap();
        assert!(!ask(&mut running, Some(&grounds)), "the key is dead");
    }

    #[test]
    fn a_settlement_counts_once_and_one_that_is_late_not_at_all() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        running.life = None;
        let mut other = running.house.session_with(crate::store::db::Options::COMMAND);
        assert_eq!(orphan::list(&other.store).unwrap().len(), 1);
        assert_eq!(orphan::settle(&mut other).unwrap().len(), 1);
        assert_eq!(running.windows(), [window("2026-11-01", 3, 0)]);
        running.settle(row.clone(), 1);
        running.settle(row, 1);
        assert_eq!(running.windows(), [window("2026-11-01", 3, 0)]);
        assert_eq!(running.house.number("SELECT count(*) FROM usage"), 1);
        let told = running.house.told();
        let late = told.iter().filter(|told| told.starts_with("usage.settled_late"));
        assert_eq!((late.count(), told.iter().any(|t| t.starts_with("usage.orphan"))), (2, true));
        running.assert_counted("2026-11-21T12:00:00Z");
    }

    #[test]
    fn a_gateway_that_lives_is_not_robbed() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        let mut other = running.house.session_with(crate::store::db::Options::COMMAND);
        assert!(orphan::list(&other.store).unwrap().is_empty());
        assert!(orphan::settle(&mut other).unwrap().is_empty());
        running.settle(row, 1);
        assert_eq!(running.windows(), [window("2026-11-01", 1, 0)]);
    }

    #[test]
    fn whoever_changes_roles_takes_what_he_spent_along() {
        let mut running = Running::new();
        running.budget(WhoRef::Role("contributor".to_owned()), 10, Every::Month);
        let request = running.request("2026-11-21T10:00:00Z");
        let reservation = Reservation { held: Nanos(8 * DOLLAR), parts: Vec::new() };
        running.commit(&[NewUsage { reservation: None, ..request.lost(reservation) }], &[]);
        assert!(running.windows().is_empty(), "he had another role");
        running.house.sql("UPDATE users SET role_id = 2 WHERE handle = 'ada'");
        running.house.session.change(|_, _| Ok(((), Vec::new()))).unwrap();
        let refused = running.hold("2026-11-21T10:00:00Z", 3);
        assert!(
            matches!(refused, HoldVerdict::Refused(Refusal::BudgetExhausted(_))),
            "{refused:?}"
        );
        let row = running.held("2026-11-21T10:00:00Z", 2);
        assert_eq!(running.windows(), [window("2026-11-01", 8, 2)]);
        running.settle(row, 1);
        assert_eq!(running.windows(), [window("2026-11-01", 9, 0)]);
        running.assert_counted("2026-11-21T12:00:00Z");
    }

    #[test]
    fn what_costs_more_than_was_held_is_charged_and_told() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        running.settle(row, 12);
        assert_eq!(running.windows(), [window("2026-11-01", 12, 0)]);
        assert!(running.house.told().iter().any(|told| told.starts_with("usage.over_reserve")));
    }

    #[test]
    fn what_is_more_than_can_be_counted_stays_the_greatest_number() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 1);
        let more = running.held("2026-11-21T10:00:00Z", 1);
        let other = running.held("2026-11-21T10:00:00Z", 1);
        running.settle(row, 9_000_000_000);
        running.settle(other, 1);
        running.settle(more, 9_000_000_000);
        assert_eq!(running.windows(), [window("2026-11-01", i64::MAX / DOLLAR, 0)]);
        running.assert_counted("2026-11-21T12:00:00Z");
        running.budget(WhoRef::Global, 5, Every::Month);
        running.budget(WhoRef::Role("basic".to_owned()), 5, Every::Month);
        running.assert_counted("2026-11-21T12:00:00Z");
    }

    #[test]
    fn a_budget_that_was_unset_meanwhile_disturbs_nobody() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        let scope = ScopeRef { who: ada(), model: None };
        budget::unset(&mut running.house.session, &scope).unwrap();
        running.budget(ada(), 10, Every::Month);
        running.settle(row, 2);
        assert_eq!(running.windows(), [window("2026-11-01", 2, 0)], "the new one is charged");
        running.assert_counted("2026-11-21T12:00:00Z");
    }
}
