//! The options of a report that say whose usage it is about.

use clap::Args;

use crate::domain::key::KeyRef;
use crate::domain::user::UserRef;
use crate::ops::usage::Scope;

/// Whose usage, of which models.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Scope options")]
pub struct ScopeArgs {
    /// Report on one user
    #[arg(long, value_name = "U", group = "whose")]
    user: Option<UserRef>,

    /// Report on one key
    #[arg(long, value_name = "K", group = "whose")]
    key: Option<KeyRef>,

    /// Report on the users of one role
    #[arg(long, value_name = "R", group = "whose")]
    role: Option<String>,

    /// Report on everybody, which is the default
    #[arg(long = "global", group = "whose")]
    everybody: bool,

    /// Report on models that match
    #[arg(long, value_name = "GLOB")]
    model: Option<String>,
}

impl ScopeArgs {
    /// What was named.
    pub fn scope(&self) -> Scope {
        Scope {
            user: self.user.clone(),
            key: self.key.clone(),
            role: self.role.clone(),
            model: self.model.clone(),
        }
    }
}
