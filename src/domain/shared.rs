//! Text that many rows have in common.

use std::ops::Deref;
use std::rc::Rc;

/// A text that is cheap to copy and looked at once, however often it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    text: Rc<str>,
    plain: bool,
}

impl Shared {
    /// Whether it is nothing but ASCII letters, digits and `-._:/@`, the first a letter, a digit or
    /// `/`: such text needs no quotes, escapes or guards in any format.
    pub const fn is_plain(&self) -> bool {
        self.plain
    }
}

impl From<&str> for Shared {
    fn from(text: &str) -> Self {
        let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:/@".contains(&byte));
        Self { text: text.into(), plain }
    }
}

impl Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_format_must_look_at_is_not_plain() {
        for plain in ["a", "user-1@example.com", "llama3.2:1b", "/v1/chat/completions", "7"] {
            assert!(Shared::from(plain).is_plain(), "{plain}");
            assert_eq!(&*Shared::from(plain), plain);
        }
        for other in [
            "", "=a", "-a", "@a", "+a", "a,b", "a b", "a\"", "a\n", "é", "a\u{1b}", "\t", "\\",
            ".a",
        ] {
            assert!(!Shared::from(other).is_plain(), "{other:?}");
        }
    }
}
