//! Which models a key, route or price means: a name, or a pattern whose `*` stands for any run
//! of characters (R-F3).

use std::fmt;
use std::str::FromStr;

/// The longest pattern, in bytes.
const MAX_BYTES: usize = 128;
/// The most stars in one.
const MAX_STARS: usize = 8;

/// A pattern of model names; case matters, and `*` is the only special character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelGlob(String);

impl ModelGlob {
    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names one model: it has no star.
    pub fn is_exact(&self) -> bool {
        !self.0.contains('*')
    }

    /// How many bytes stand before the first star; the pattern with more is the more specific.
    pub fn literal_prefix_len(&self) -> usize {
        self.0.find('*').unwrap_or(self.0.len())
    }

    /// Whether it stands for `model`, in time linear in both: each run between two stars is
    /// taken at its first place, since a later one leaves less room for those that follow.
    pub fn matches(&self, model: &str) -> bool {
        let Some((first, others)) = self.0.split_once('*') else { return self.0 == model };
        let Some(mut rest) = model.strip_prefix(first) else { return false };
        let mut runs = others;
        while let Some((run, later)) = runs.split_once('*') {
            let Some(place) = rest.find(run) else { return false };
            rest = &rest[place + run.len()..];
            runs = later;
        }
        rest.ends_with(runs)
    }
}

impl fmt::Display for ModelGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for ModelGlob {
    type Err = ModelError;

    fn from_str(text: &str) -> Result<Self, ModelError> {
        if text.is_empty() || text.len() > MAX_BYTES {
            return Err(ModelError::Length(text.len()));
        }
        if text.chars().any(char::is_control) {
            return Err(ModelError::Control);
        }
        if text.matches('*').count() > MAX_STARS {
            return Err(ModelError::Stars);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Why a text is no pattern of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Empty or too long.
    #[error("a model pattern has 1 to 128 bytes, not {0}")]
    Length(usize),
    /// Control characters.
    #[error("a model pattern holds no control characters")]
    Control,
    /// Too many stars.
    #[error("a model pattern has at most 8 stars")]
    Stars,
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    fn glob(text: &str) -> ModelGlob {
        text.parse().unwrap()
    }

    #[test]
    fn a_star_stands_for_any_run() {
        for (pattern, model, matched) in [
            ("gpt-4o", "gpt-4o", true),
            ("gpt-4o", "GPT-4o", false),
            ("gpt-4o", "gpt-4o-mini", false),
            ("gpt-*", "gpt-", true),
            ("gpt-*", "gpt", false),
            ("*", "", true),
            ("*mini", "gpt-4o-mini", true),
            ("*mini", "gpt-4o-mini-2", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*a", "a", false),
            ("ab*ba", "aba", false),
            ("**", "x", true),
            ("*é*", "café", true),
            ("a?c", "abc", false),
            ("a?c", "a?c", true),
            ("org/*:latest", "org/x/y:latest", true),
        ] {
            assert_eq!(glob(pattern).matches(model), matched, "{pattern} {model}");
        }
    }

    #[test]
    fn patterns_have_limits() {
        assert_eq!("".parse::<ModelGlob>(), Err(ModelError::Length(0)));
        assert_eq!("x".repeat(129).parse::<ModelGlob>(), Err(ModelError::Length(129)));
        assert_eq!("a\nb".parse::<ModelGlob>(), Err(ModelError::Control));
        assert_eq!("*a".repeat(9).parse::<ModelGlob>(), Err(ModelError::Stars));
        assert!("*a".repeat(8).parse::<ModelGlob>().is_ok());
    }

    #[test]
    fn the_literal_prefix_ends_at_the_first_star() {
        assert_eq!(glob("gpt-*-x*").literal_prefix_len(), 4);
        assert_eq!(glob("gpt").literal_prefix_len(), 3);
        assert!(glob("gpt").is_exact());
        assert!(!glob("gpt*").is_exact());
    }

    #[test]
    fn no_model_makes_matching_slow() {
        let pattern = glob("*aaaaaaab*aaaaaaab*aaaaaaab*aaaaaaab*aaaaaaab*aaaaaaab*aaaaaaab*c");
        let model = "a".repeat(4_000_000);
        let start = Instant::now();
        assert!(!pattern.matches(&model));
        assert!(start.elapsed() < Duration::from_secs(2));
    }

    /// The definition, exponential and obvious.
    fn defined(pattern: &[u8], model: &[u8]) -> bool {
        match (pattern, model) {
            ([], []) => true,
            ([b'*', later @ ..], _) => (0..=model.len()).any(|at| defined(later, &model[at..])),
            ([p, later @ ..], [m, rest @ ..]) => p == m && defined(later, rest),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn matching_is_as_defined(pattern in "[ab*]{1,8}", model in "[ab]{0,10}") {
            let expected = defined(pattern.as_bytes(), model.as_bytes());
            prop_assert_eq!(glob(&pattern).matches(&model), expected);
        }
    }
}
