//! The options of a report that say whose usage it is about.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::domain::key::KeyRef;
use crate::domain::model::ModelGlob;
use crate::domain::scope::{ScopeRef, WhoRef};
use crate::domain::user::UserRef;
use crate::ops::usage::Scope;

/// Whose usage, of which models.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Scope options")]
pub struct ScopeArgs {
    /// Only the usage of one user
    #[arg(long, value_name = "U", group = "whose")]
    user: Option<UserRef>,

    /// Only the usage of one key
    #[arg(long, value_name = "K", group = "whose")]
    key: Option<KeyRef>,

    /// Only the usage of the users of one role
    #[arg(long, value_name = "R", group = "whose", value_parser = NonEmptyStringValueParser::new())]
    role: Option<String>,

    /// The usage of everybody, which is the default
    #[arg(long = "global", group = "whose")]
    everybody: bool,

    /// Only the usage of models that match
    #[arg(long, value_name = "GLOB", value_parser = NonEmptyStringValueParser::new())]
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

/// Whom a budget or a limit is for: one of the four, and perhaps only some models.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Scope options")]
pub struct TargetArgs {
    #[command(flatten)]
    who: WhoArgs,

    /// Only for models that match
    #[arg(long, value_name = "GLOB")]
    model: Option<ModelGlob>,
}

/// One of the four.
#[derive(Args, Clone, Debug)]
#[group(id = "target", required = true, multiple = false)]
struct WhoArgs {
    /// For one user
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,

    /// For one key
    #[arg(long, value_name = "K")]
    key: Option<KeyRef>,

    /// For each user of a role, as a default
    #[arg(long, value_name = "R")]
    role: Option<String>,

    /// For all together
    #[arg(long = "global")]
    everybody: bool,
}

impl TargetArgs {
    /// Whom it names.
    pub fn scope(&self) -> ScopeRef {
        let WhoArgs { user, key, role, .. } = &self.who;
        let user = user.clone().map(WhoRef::User);
        let key = key.clone().map(WhoRef::Key);
        let role = role.clone().map(WhoRef::Role);
        ScopeRef { who: user.or(key).or(role).unwrap_or(WhoRef::Global), model: self.model.clone() }
    }
}

/// As [`TargetArgs`], where naming nobody means every scope.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Scope options")]
pub struct AnyTargetArgs {
    /// For one user
    #[arg(long, value_name = "U", group = "whose")]
    user: Option<UserRef>,

    /// For one key
    #[arg(long, value_name = "K", group = "whose")]
    key: Option<KeyRef>,

    /// For each user of a role, as a default
    #[arg(long, value_name = "R", group = "whose")]
    role: Option<String>,

    /// For all together
    #[arg(long = "global", group = "whose")]
    everybody: bool,

    /// Only for models that match
    #[arg(long, value_name = "GLOB", requires = "whose")]
    model: Option<ModelGlob>,
}

impl AnyTargetArgs {
    /// Whom it names, if anybody.
    pub fn scope(&self) -> Option<ScopeRef> {
        let user = self.user.clone().map(WhoRef::User);
        let key = self.key.clone().map(WhoRef::Key);
        let role = self.role.clone().map(WhoRef::Role);
        let who = user.or(key).or(role).or(self.everybody.then_some(WhoRef::Global))?;
        Some(ScopeRef { who, model: self.model.clone() })
    }
}
