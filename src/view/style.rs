//! How text for people is to look: colour, width, and the clock and zone times are shown by.

use crate::domain::time::{Timestamp, Zone};

/// Decided once per command by whoever owns the terminal.
#[derive(Clone, Debug)]
pub struct Style {
    /// Whether colour may be used. It never carries meaning alone.
    pub color: bool,
    /// Columns of the terminal; `None` is no limit.
    pub width: Option<usize>,
    /// Whether a table has a header line.
    pub headers: bool,
    /// The instant relative times count from.
    pub now: Timestamp,
    /// The zone times are shown in.
    pub zone: Zone,
}

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// As it is.
    Plain,
    /// A header or label.
    Bold,
    /// Of little weight: an absent value.
    Dim,
    /// In order.
    Good,
    /// Wants attention.
    Caution,
    /// Over, refused or failed.
    Bad,
}

impl Paint {
    /// The text between the escapes of this paint, or alone where colour is off.
    pub fn apply(self, text: &str, color: bool) -> String {
        let style = anstyle::Style::new();
        let style = match self {
            Self::Plain => return text.to_owned(),
            Self::Bold => style.bold(),
            Self::Dim => style.dimmed(),
            Self::Good => style.fg_color(Some(anstyle::AnsiColor::Green.into())),
            Self::Caution => style.fg_color(Some(anstyle::AnsiColor::Yellow.into())),
            Self::Bad => style.fg_color(Some(anstyle::AnsiColor::Red.into())),
        };
        if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// The paint of a status word.
    pub fn of_status(word: &str) -> Self {
        match word {
            "active" | "enabled" | "ok" | "set" | "applied" => Self::Good,
            "suspended" | "locked" | "pending" | "estimated" | "unpriced" | "warning" => {
                Self::Caution
            }
            "revoked" | "expired" | "disabled" | "denied" | "refused" | "error" | "failed" => {
                Self::Bad
            }
            _ => Self::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_there_are_no_escapes() {
        assert_eq!(Paint::Bad.apply("revoked", false), "revoked");
        assert_eq!(Paint::Bad.apply("revoked", true), "\u{1b}[31mrevoked\u{1b}[0m");
        assert_eq!(Paint::Plain.apply("x", true), "x");
    }
}
