//! What budgets and limits share: telling of whom they are for, and ending with whom they were for.

use std::fmt;

use serde_json::json;

use crate::domain::audit::{self, Event};
use crate::domain::limit::Bounds;
use crate::domain::scope::{Named, Subject};
use crate::domain::time::Timestamp;
use crate::ops::error::Error;
use crate::store::budget as budget_rows;
use crate::store::db::Write;
use crate::store::limit as limit_rows;

/// An event of a budget or a limit, with whom it is for.
pub fn event(action: &'static str, target: impl fmt::Display, named: Named<'_>) -> Event {
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
        budget_rows::remove(write, budget.id, now)?;
        let target = format!("budget:{}", budget.id.0);
        events.push(
            event("budget.unset", target, budget.named())
                .with("limit", budget.limit.to_string())
                .with("every", budget.every.as_str()),
        );
    }
    for limit in limit_rows::list_of(write, subject)? {
        limit_rows::delete(write, limit.id)?;
        let target = format!("limit:{}", limit.id);
        events.push(
            event("limit.unset", target, limit.named()).with("before", bounds(&limit.bounds)),
        );
    }
    Ok(events)
}
