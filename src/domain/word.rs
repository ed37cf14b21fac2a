//! Words of a fixed set: statuses, kinds, dialects.

/// A word that is not among those expected.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not one of {expected}")]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What is accepted, comma-separated.
    pub expected: &'static str,
}
