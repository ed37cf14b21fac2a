//! Phase two: may this key do this, and who serves it.

use std::sync::Arc;

use crate::domain::credential::Credential;
use crate::domain::route::Route;
use crate::gateway::authority::{Authority, Upstream};
use crate::gateway::reply::Problem;
use crate::ops::decide;

/// Whether the key may use the route, before its body is read.
///
/// # Errors
/// The refusal.
pub fn authorize(authority: &Authority, key: &Credential, route: Route) -> Result<(), Problem> {
    Ok(decide::authorize(authority.snapshot(), key.role_id, route)?)
}

/// The provider that serves a model in the route's dialect.
///
/// # Errors
/// The refusal.
pub fn upstream(
    authority: &Authority,
    route: Route,
    model: &str,
) -> Result<Arc<Upstream>, Problem> {
    let provider = decide::provider(authority.snapshot(), route.dialect(), model)?;
    authority.upstream(provider.id).ok_or(Problem::Internal)
}
