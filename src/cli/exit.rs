//! How a command ends when it does not succeed: what is said, and the exit code.
#![deny(clippy::match_wildcard_for_single_variants, clippy::wildcard_enum_match_arm)]

use std::io;

use crate::ops::error::{Error, Kind};

/// Why a command did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// The operation was refused or could not be done.
    Op(Error),
    /// What was typed cannot be parsed or does not go together.
    Usage(Message),
    /// A confirmation was declined, or a prompt would have been needed and is not allowed.
    InputNeeded(Message),
    /// Standard output could not be written, for another reason than a closed pipe.
    Unwritten(Message),
    /// A secret did not arrive where a command was to bring it, and nothing has changed.
    Undelivered(Message),
    /// Some of several things could not be done; each is told already.
    Partial,
    /// A check found what it was asked to look for; its results are on standard output.
    Finding,
    /// Ctrl-C at a prompt.
    Interrupted,
    /// Whoever read our output has seen enough, which is no failure (R-L5).
    BrokenPipe,
}

/// What a failure that arises in the command line says.
#[derive(Debug)]
pub struct Message {
    code: &'static str,
    text: String,
    why: Option<String>,
    fix: Option<String>,
}

/// What is told of a failure, whichever floor it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report<'a> {
    /// The stable name for programs, such as `key.not_found`.
    pub code: &'static str,
    /// What went wrong: lower case, no full stop, the object quoted.
    pub message: &'a str,
    /// The reason, where it adds something.
    pub why: Option<&'a str>,
    /// A command that can be pasted.
    pub fix: Option<&'a str>,
}

impl Failure {
    /// What was typed cannot be parsed or does not go together.
    pub fn usage(code: &'static str, text: impl Into<String>) -> Self {
        Self::Usage(Message::new(code, text))
    }

    /// Something had to be asked and could not be, or the answer was no.
    pub fn input_needed(code: &'static str, text: impl Into<String>) -> Self {
        Self::InputNeeded(Message::new(code, text))
    }

    /// Standard output could not be written.
    pub fn unwritten(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::BrokenPipe;
        }
        let text = format!("cannot write to standard output: {error}");
        Self::Unwritten(Message::new("output.unwritten", text))
    }

    /// A secret did not arrive.
    pub fn undelivered(code: &'static str, text: impl Into<String>) -> Self {
        Self::Undelivered(Message::new(code, text))
    }

    /// The same failure with its reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        match &mut self {
            Self::Op(error) => error.why = Some(why.into()),
            Self::Usage(message)
            | Self::InputNeeded(message)
            | Self::Unwritten(message)
            | Self::Undelivered(message) => message.why = Some(why.into()),
            Self::Partial | Self::Finding | Self::Interrupted | Self::BrokenPipe => {}
        }
        self
    }

    /// The same failure with the command that mends it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        match &mut self {
            Self::Op(error) => error.fix = Some(fix.into()),
            Self::Usage(message)
            | Self::InputNeeded(message)
            | Self::Unwritten(message)
            | Self::Undelivered(message) => message.fix = Some(fix.into()),
            Self::Partial | Self::Finding | Self::Interrupted | Self::BrokenPipe => {}
        }
        self
    }

    /// What is told of it; nothing where silence is right.
    pub fn report(&self) -> Option<Report<'_>> {
        match self {
            Self::Op(error) => Some(Report {
                code: error.code,
                message: &error.message,
                why: error.why.as_deref(),
                fix: error.fix.as_deref(),
            }),
            Self::Usage(message)
            | Self::InputNeeded(message)
            | Self::Unwritten(message)
            | Self::Undelivered(message) => Some(Report {
                code: message.code,
                message: &message.text,
                why: message.why.as_deref(),
                fix: message.fix.as_deref(),
            }),
            Self::Partial | Self::Finding | Self::Interrupted | Self::BrokenPipe => None,
        }
    }

    /// The exit code.
    pub const fn exit(&self) -> u8 {
        match self {
            Self::Op(error) => code(error.kind),
            Self::Usage(_) => 2,
            Self::InputNeeded(_) => 8,
            Self::Unwritten(_) => 13,
            Self::Undelivered(_) | Self::Partial => 11,
            Self::Finding => 12,
            Self::Interrupted => 130,
            Self::BrokenPipe => 0,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Op(error)
    }
}

impl Message {
    fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), why: None, fix: None }
    }
}

/// The exit code of each kind of error: the table of `keyctl help exit-codes`.
const fn code(kind: Kind) -> u8 {
    match kind {
        Kind::Internal => 1,
        Kind::Usage => 2,
        Kind::NotFound => 3,
        Kind::Conflict => 4,
        Kind::Refused => 5,
        Kind::Unauthenticated => 6,
        Kind::Denied => 7,
        Kind::Busy => 9,
        Kind::Integrity => 10,
        Kind::Storage => 13,
        Kind::Version => 14,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
        let closed = Failure::unwritten(&io::ErrorKind::BrokenPipe.into());
        assert_eq!((closed.exit(), closed.report()), (0, None));
        let full = Failure::unwritten(&io::ErrorKind::StorageFull.into());
        assert_eq!(full.exit(), 13);
        assert_eq!(full.report().unwrap().code, "output.unwritten");
    }

    #[test]
    fn an_error_of_the_operations_is_reported_word_by_word() {
        let error = Error::new(Kind::NotFound, "key.not_found", "key \"ci\" not found");
        let failure = Failure::from(error).fix("keyctl key list");
        assert_eq!(failure.exit(), 3);
        let report = failure.report().unwrap();
        assert_eq!(report.message, "key \"ci\" not found");
        assert_eq!((report.why, report.fix), (None, Some("keyctl key list")));
    }
}
