//! `--expires`: a length of time, an instant or never.

use std::str::FromStr;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::domain::expiry::ExpirySpec;
use crate::domain::term::Expiry;
use crate::domain::time::TimeError;

/// What is given for `--expires`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiryArg(ExpirySpec);

impl FromStr for ExpiryArg {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        text.parse().map(Self)
    }
}

impl ExpiryArg {
    /// What it means at the instant and in the zone of the command.
    ///
    /// # Errors
    /// A wall clock that does not exist, or exists twice.
    pub fn resolve(&self, access: &DatabaseAccess) -> Result<Expiry, Failure> {
        self.0.resolve(access.now, &access.zone).map_err(|error| {
            Failure::usage("time.unusable", error.to_string()).fix("keyctl help time")
        })
    }
}
