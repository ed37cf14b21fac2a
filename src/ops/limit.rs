//! Limits: setting them. Each gateway keeps them in its own memory (R-I10).

use crate::domain::limit::{Bounds, Limit};
use crate::domain::page::{Listing, Page};
use crate::domain::scope::{Named, ScopeRef};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::scope as scopes;
use crate::ops::session::Session;
use crate::store::db::{Read, Store, Write};
use crate::store::error::Error as StoreError;
use crate::store::limit as limit_rows;

/// Sets a limit, or changes the one that the scope has: what is not said stays.
///
/// # Errors
/// [`Kind::NotFound`] for what the scope names, [`Kind::Usage`] where nothing is said.
pub fn set(session: &mut Session, scope: &ScopeRef, bounds: Bounds) -> Result<Limit, Error> {
    if bounds.is_empty() {
        return Err(Error::new(Kind::Usage, "limit.no_change", "nothing is to be limited")
            .fix("give --requests 60/m, --tokens 200k/m or --concurrent 8"));
    }
    let now = session.now;
    session.change(|write, _| {
        let (subject, who) = find::subject(write, &scope.who)?;
        let model = scope.model.as_ref();
        let before = limit_rows::find(write, subject, model)?;
        let held = before.as_ref().map(|before| before.bounds).unwrap_or_default();
        let after = Bounds {
            requests: bounds.requests.or(held.requests),
            tokens: bounds.tokens.or(held.tokens),
            concurrent: bounds.concurrent.or(held.concurrent),
        };
        match &before {
            Some(before) => limit_rows::update(write, before.id, &after)?,
            None => limit_rows::insert(write, subject, model, &after, now)?,
        }
        let limit = found(write, Named { subject, who: &who, model })?;
        let event = scopes::of_limit("limit.set", &limit)
            .with("before", before.map(|before| scopes::bounds(&before.bounds)))
            .with("after", scopes::bounds(&after));
        Ok((limit, vec![event]))
    })
}

/// A page of limits.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, page: &Page) -> Result<Listing<Limit>, Error> {
    Ok(limit_rows::list_page(&store.read()?, page)?)
}

/// How many limits.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store) -> Result<u64, Error> {
    Ok(limit_rows::count(&store.read()?)?)
}

/// The columns that a list of limits can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    limit_rows::sort_columns()
}

/// Removes a limit: what is a default holds again.
///
/// # Errors
/// [`Kind::NotFound`] where the scope has none.
pub fn unset(session: &mut Session, scope: &ScopeRef) -> Result<Limit, Error> {
    session.change(|write, _| {
        let limit = existing(write, scope)?;
        let event = scopes::end_limit(write, &limit)?;
        Ok((limit, vec![event]))
    })
}

fn existing(write: &Write<'_>, scope: &ScopeRef) -> Result<Limit, Error> {
    let (subject, who) = find::subject(write, &scope.who)?;
    let named = Named { subject, who: &who, model: scope.model.as_ref() };
    limit_rows::find(write, subject, named.model)?.ok_or_else(|| {
        let message = format!("{named} has no limit of its own");
        Error::new(Kind::NotFound, "limit.not_found", message).fix("keyctl limit list")
    })
}

fn found(read: &Read<'_>, named: Named<'_>) -> Result<Limit, Error> {
    let limit = limit_rows::find(read, named.subject, named.model)?;
    Ok(limit.ok_or(StoreError::Unexpected("the limit"))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scope::WhoRef;
    use crate::ops::fixture::Fixture;

    fn scope(user: &str) -> ScopeRef {
        ScopeRef { who: WhoRef::User(user.parse().unwrap()), model: None }
    }

    fn requests(rate: &str) -> Bounds {
        Bounds { requests: Some(rate.parse().unwrap()), ..Bounds::default() }
    }

    #[test]
    fn what_is_not_said_stays() {
        let mut house = Fixture::new();
        house.user("ada");
        let session = &mut house.session;
        set(session, &scope("ada"), requests("60/m")).unwrap();
        let tokens = Bounds { tokens: Some("200k/m".parse().unwrap()), ..Bounds::default() };
        let both = set(session, &scope("ada"), tokens).unwrap().bounds;
        assert_eq!((both.requests, both.tokens), (requests("60/m").requests, tokens.tokens));
        let lifted = set(session, &scope("ada"), requests("none")).unwrap().bounds;
        assert_eq!((lifted.requests, lifted.tokens), (requests("none").requests, tokens.tokens));
        assert_eq!(list(&session.store, &Page::default()).unwrap().items.len(), 1);
        assert_eq!(set(session, &scope("ada"), Bounds::default()).unwrap_err().kind, Kind::Usage);
    }

    #[test]
    fn a_limit_that_was_unset_is_gone() {
        let mut house = Fixture::new();
        house.user("ada");
        let session = &mut house.session;
        set(session, &scope("ada"), requests("60/m")).unwrap();
        unset(session, &scope("ada")).unwrap();
        let missing = unset(session, &scope("ada")).unwrap_err();
        assert_eq!((missing.kind, missing.code), (Kind::NotFound, "limit.not_found"));
        assert!(list(&session.store, &Page::default()).unwrap().items.is_empty());
    }
}
