//! Why a notice did not arrive.

use std::fmt;

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// In words, without anything secret: no URL, because that of a webhook can be one.
    pub text: String,
    /// Whether any other notice would fail in the same way now.
    pub unreachable: bool,
    /// A command that mends it.
    pub fix: Option<String>,
}

impl Failure {
    /// Nothing gets through that way.
    pub fn unreachable(text: impl fmt::Display) -> Self {
        Self { text: text.to_string(), unreachable: true, fix: None }
    }

    /// This notice was not taken.
    pub fn refused(text: impl fmt::Display) -> Self {
        Self { text: text.to_string(), unreachable: false, fix: None }
    }
}
