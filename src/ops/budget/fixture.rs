//! Budgets to test on: those of users who spend, and a gateway that holds and settles.
#![cfg(test)]
#![expect(clippy::missing_panics_doc, reason = "a failed expectation in a test is a panic")]
#![expect(clippy::new_without_default, reason = "a fixture is made on purpose")]

use crate::domain::budget::{Every, Reference, Standing};
use crate::domain::instance::InstanceId;
use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::route::Route;
use crate::domain::scope::{ScopeRef, WhoRef};
use crate::domain::time::Timestamp;
use crate::domain::usage::{InFlight, NewUsage, Outcome, Payer, Tokens};
use crate::ops::budget::hold::{HoldVerdict, NewHold};
use crate::ops::budget::list::{View, show};
use crate::ops::budget::recount::{Drift, recount};
use crate::ops::budget::set::{Changes, set};
use crate::ops::fixture::{Fixture, NOW};
use crate::ops::orphan;
use crate::ops::usage::tests::{append, row};
use crate::ops::usage::{Batch, Ledger};
use crate::store::budget_period::{self as period_rows, Period};
use crate::store::reservation::Life;
use crate::store::setting;

/// A dollar.
pub const DOLLAR: i64 = 1_000_000_000;

/// A gateway of the user `ada`, who has the key number 1.
pub struct Running {
    /// Its database.
    pub house: Fixture,
    instance: InstanceId,
    ledger: Ledger,
    requests: u8,
    /// What tells that it lives; `None` for one that has died.
    pub life: Option<Life>,
}

impl Running {
    /// One that serves everything by the demo provider.
    pub fn new() -> Self {
        let mut house = Fixture::new();
        house.user("ada");
        house.key("ada", "ci");
        house.demo("demo", "*");
        let instance = InstanceId::new([7; 8]);
        let (store, now) = (&mut house.session.store, house.session.now);
        let life = orphan::begin(store, instance.clone(), "here".to_owned(), now).unwrap();
        Self { house, instance, ledger: Ledger::default(), requests: 0, life: Some(life) }
    }

    /// Gives somebody a budget.
    pub fn budget(&mut self, who: WhoRef, dollars: i64, every: Every) {
        let scope = ScopeRef { who, model: None };
        set(&mut self.house.session, &scope, &limit(dollars, every)).unwrap();
    }

    /// The next request, at an instant.
    pub fn request(&mut self, at: &str) -> InFlight {
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

    /// Commits what has ended and what begins together.
    pub fn commit(&mut self, rows: &[NewUsage], holds: &[NewHold]) -> Vec<HoldVerdict> {
        let batch = Batch { rows, uses: &[], holds: (holds, Some(&self.instance)) };
        self.ledger.commit(&mut self.house.session, batch).unwrap().holds
    }

    /// A request that may cost so many dollars.
    pub fn hold(&mut self, at: &str, dollars: i64) -> HoldVerdict {
        let request = self.request(at);
        let read = self.house.session.store.read().unwrap();
        let sender = period_rows::sender(&read, KeyId(1)).unwrap();
        let generation = setting::generation(&read).unwrap();
        drop(read);
        let hold =
            NewHold { request, sender, most: Nanos(dollars * DOLLAR), generation, grounds: None };
        self.commit(&[], &[hold]).remove(0)
    }

    /// What a request becomes, when it ends, that was let in and may cost so many dollars.
    pub fn held(&mut self, at: &str, dollars: i64) -> NewUsage {
        let HoldVerdict::Held(held) = self.hold(at, dollars) else { panic!("not held") };
        let request = self.request(at);
        let request = InFlight { at: held.at, request_id: [self.requests - 1; 16], ..request };
        NewUsage { outcome: Outcome::Ok, ..request.lost(held.reservation) }
    }

    /// Ends a request at a cost.
    pub fn settle(&mut self, row: NewUsage, dollars: i64) {
        let row = NewUsage { cost: Some(Nanos(dollars * DOLLAR)), ..row };
        self.commit(&[row], &[]);
    }

    /// Start, dollars spent and dollars reserved of each window, in their order.
    pub fn windows(&self) -> Vec<(String, i64, i64)> {
        let read = self.house.session.store.read().unwrap();
        let told = |period: Period| {
            let Standing { spent, reserved, .. } = period.standing;
            let start = period.key.start.to_string();
            (start[..10].to_owned(), spent.0 / DOLLAR, reserved.0 / DOLLAR)
        };
        period_rows::list_all(&read).unwrap().into_iter().map(told).collect()
    }

    /// Asserts that a recount finds nothing.
    pub fn assert_counted(&self, now: &str) {
        let found = recount(&self.house.session.store, now.parse().unwrap()).unwrap();
        assert!(found.drifts.is_empty(), "{found:?}");
        assert_eq!(found.short, 0);
    }
}

/// The user `ada`.
pub fn ada() -> WhoRef {
    WhoRef::User("ada".parse().unwrap())
}

/// One of [`Running::windows`].
pub fn window(start: &str, spent: i64, reserved: i64) -> (String, i64, i64) {
    (start.to_owned(), spent, reserved)
}

/// `ada` with the keys `ci` and `cd`, `bob` with the key `ci`, and somebody to serve them.
pub fn house() -> Fixture {
    let mut house = Fixture::new();
    for (user, key) in [("ada", "ci"), ("ada", "cd"), ("bob", "ci")] {
        if key == "ci" {
            house.user(user);
        }
        house.key(user, key);
    }
    house.demo("demo", "*");
    house
}

/// What `user ada`, `key ada/ci gpt-*` or `global` names.
pub fn scope(words: &str) -> ScopeRef {
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

/// So many dollars for each window.
pub fn limit(dollars: i64, every: Every) -> Changes {
    Changes { limit: Some(Nanos(dollars * DOLLAR)), every: Some(every), ..Changes::default() }
}

/// Sets a budget for each month.
pub fn monthly(house: &mut Fixture, who: &str, dollars: i64) -> View {
    set(&mut house.session, &scope(who), &limit(dollars, Every::Month)).unwrap()
}

/// Appends a request of a key to the ledger.
pub fn spend(house: &mut Fixture, key: i64, model: &str, at: Timestamp, dollars: i64) {
    append(house, &[NewUsage { at, cost: Some(Nanos(dollars * DOLLAR)), ..row(key, model) }])
        .unwrap();
}

/// How many dollars the present window of a scope has spent.
pub fn spent(house: &Fixture, who: &str) -> i64 {
    let view = show(&house.session.store, &scope(who), NOW).unwrap();
    view.standing.unwrap().spent.0 / DOLLAR
}

/// A reference for a raise.
pub fn invoice() -> Reference {
    "inv-1".parse().unwrap()
}

/// What a recount finds.
pub fn drifts(house: &Fixture) -> Vec<Drift> {
    recount(&house.session.store, NOW).unwrap().drifts
}

/// The thresholds that were told, in their order.
pub fn alerts(house: &Fixture) -> Vec<String> {
    let entries = house.entries().into_iter().filter(|entry| entry.action == "budget.alert");
    let told = |details: String| serde_json::from_str(&details).unwrap();
    let told = entries.map(|entry| -> serde_json::Value { told(entry.details) });
    told.map(|details| format!("{}", details["threshold"])).collect()
}
