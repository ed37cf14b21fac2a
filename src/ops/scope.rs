//! What budgets and limits share: telling of whom they are for, and ending with whom they were for.

use std::fmt;

use serde_json::json;

use crate::domain::audit::{self, Event};
use crate::domain::budget::Budget;
use crate::domain::limit::{Bounds, Limit};
use crate::domain::scope::{Named, Subject};
use crate::domain::time::Timestamp;
use crate::ops::error::Error;
use crate::store::budget as budget_rows;
use crate::store::db::Write;
use crate::store::limit as limit_rows;

/// An event of a budget, with whom it is for.
pub fn of_budget(action: &'static str, budget: &Budget) -> Event {
    event(action, format_args!("budget:{}", budget.id.0), budget.named())
}

/// An event of a limit, with whom it is for.
pub fn of_limit(action: &'static str, limit: &Limit) -> Event {
    event(action, format_args!("limit:{}", limit.id), limit.named())
}

fn event(action: &'static str, target: impl fmt::Display, named: Named<'_>) -> Event {
    let event = Event::ok(action, target)
        .with("scope", named.subject.scope())
        .with("model", named.model.map(|model| audit::clip(model.as_str())));
    match named.subject {
        Subject::Global => event,
        subject => event.with(subject.scope(), named.who),
    }
}

/// What a limit holds, as an event tells it.
pub fn bounds(bounds: &Bounds) -> serde_json::Value {
    json!({
        "requests": bounds.requests.map(|bound| bound.to_string()),
        "tokens": bounds.tokens.map(|bound| bound.to_string()),
        "concurrent": bounds.concurrent.map(|bound| bound.to_string()),
    })
}

/// Ends every budget and every limit of somebody who is being removed: nothing is listed that
/// holds for nobody, and nobody who gets the number later inherits it. It returns the events that
/// tell it.
///
/// # Errors
/// What the store says.
pub fn end(write: &Write<'_>, subject: Subject, now: Timestamp) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for budget in budget_rows::list_of(write, subject)? {
        events.push(end_budget(write, &budget, now)?);
    }
    for limit in limit_rows::list_of(write, subject)? {
        events.push(end_limit(write, &limit)?);
    }
    Ok(events)
}

/// Ends a budget; it returns the event that tells it.
///
/// # Errors
/// What the store says.
pub fn end_budget(write: &Write<'_>, budget: &Budget, now: Timestamp) -> Result<Event, Error> {
    budget_rows::remove(write, budget.id, now)?;
    Ok(of_budget("budget.unset", budget)
        .with("limit", budget.limit.to_string())
        .with("every", budget.every.as_str()))
}

/// Ends a limit; it returns the event that tells it.
///
/// # Errors
/// What the store says.
pub fn end_limit(write: &Write<'_>, limit: &Limit) -> Result<Event, Error> {
    limit_rows::delete(write, limit.id)?;
    Ok(of_limit("limit.unset", limit).with("before", bounds(&limit.bounds)))
}
