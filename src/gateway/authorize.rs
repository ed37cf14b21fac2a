//! Phase two: may this key do this, and who serves it.

use std::sync::Arc;

use crate::domain::credential::Credential;
use crate::domain::route::Route;
use crate::domain::time::Timestamp;
use crate::gateway::authority::{Authority, Upstream};
use crate::gateway::reply::Problem;
use crate::ops::decide::{self, Case, Origin, Refusal};

/// A request that is asked about: whose it is, what it wants, from where and when.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The key it came with.
    pub key: &'a Credential,
    /// What it asks for.
    pub route: Route,
    /// Where it comes from.
    pub origin: Origin,
    /// When it came.
    pub at: Timestamp,
}

impl Asking<'_> {
    /// Whether the key may use the route from there, before the body is read.
    ///
    /// # Errors
    /// The refusal.
    pub fn authorize(&self, authority: &Authority) -> Result<(), Refusal> {
        decide::decide(&self.case(authority, None))
    }

    /// The provider that serves a model in the route's dialect, if the key may use it.
    ///
    /// # Errors
    /// The refusal.
    pub fn upstream(&self, authority: &Authority, model: &str) -> Result<Arc<Upstream>, Problem> {
        decide::decide(&self.case(authority, Some(model)))?;
        let provider = decide::provider(authority.snapshot(), self.route.dialect(), model)?;
        authority.upstream(provider.id).ok_or(Problem::Internal)
    }

    fn case<'c>(&'c self, authority: &'c Authority, model: Option<&'c str>) -> Case<'c> {
        Case {
            snapshot: authority.snapshot(),
            key: self.key,
            now: self.at,
            origin: self.origin,
            permission: Some(self.route.permission()),
            dialect: Some(self.route.dialect()),
            model,
        }
    }
}
