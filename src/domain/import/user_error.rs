//! Why a row of a file of users is refused. What was written is repeated, escaped.

use crate::domain::display_name::DisplayNameError;
use crate::domain::email::EmailError;
use crate::domain::model::ModelError;
use crate::domain::money::MoneyError;
use crate::domain::name::NameError;
use crate::domain::time::TimeError;

/// What is wrong with a row that could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserRowError {
    /// Nobody.
    #[error("both email and handle are empty: give one of them")]
    Nobody,
    /// No e-mail.
    #[error("email: {0}")]
    Email(#[from] EmailError),
    /// No handle.
    #[error("handle: {0}")]
    Handle(#[from] NameError),
    /// No display name.
    #[error("display_name: {0}")]
    DisplayName(#[from] DisplayNameError),
    /// No budget.
    #[error("budget: {0}")]
    Budget(#[from] MoneyError),
    /// No pattern of models.
    #[error("models: {0}")]
    Models(#[from] ModelError),
    /// No time.
    #[error("expires: {0}")]
    Expires(#[from] TimeError),
}
