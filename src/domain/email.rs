//! E-mail addresses in the one form in which they are stored and compared (R-D10).

use std::fmt;
use std::str::FromStr;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// The longest address, in bytes (RFC 5321 section 4.5.3.1.3).
const MAX_BYTES: usize = 254;

/// A canonical address: NFKC, case folded, its domain in the ASCII of IDNA. Two spellings of one
/// address are equal; the letter a Kelvin sign or a fullwidth form imitates is that letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email {
    text: String,
    at: usize,
}

impl Email {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        &self.text[..self.at]
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// `local-part@domain`, without comments and quoted local parts.
impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let trimmed = text.trim();
        if trimmed.len() > MAX_BYTES {
            return Err(EmailError::TooLong);
        }
        if trimmed.chars().any(is_unseen) {
            return Err(EmailError::Unseen);
        }
        let folded = fold(trimmed);
        let (local_part, domain) =
            folded.split_once('@').ok_or_else(|| EmailError::Shape(trimmed.to_owned()))?;
        if !local_part.split('.').all(is_atom) {
            return Err(EmailError::LocalPart(local_part.to_owned()));
        }
        let domain = idna::domain_to_ascii_strict(domain)
            .map_err(|_| EmailError::Domain(domain.to_owned()))?;
        let text = format!("{local_part}@{domain}");
        if text.len() > MAX_BYTES {
            return Err(EmailError::TooLong);
        }
        Ok(Self { at: local_part.len(), text })
    }
}

/// Compatibility caseless form (Unicode section 3.13, D146), composed. Folding once is not
/// enough: what normalisation yields may fold again.
fn fold(text: &str) -> String {
    text.chars().nfd().default_case_fold().nfkc().default_case_fold().nfkc().collect()
}

/// A run of an address without dots (RFC 5321 `Atom`, with the letters of RFC 6531).
fn is_atom(run: &str) -> bool {
    !run.is_empty()
        && run.chars().all(|c| {
            c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii()
        })
        && !run.chars().any(is_unseen)
}

/// Whether a reader cannot see the character or is misled by it: controls, white space, marks
/// that turn the direction of writing, and what is drawn with no width.
pub(in crate::domain) fn is_unseen(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Why an address was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Longer than an address may be.
    #[error("an e-mail address has at most 254 bytes")]
    TooLong,
    /// Characters that cannot be seen.
    #[error("an e-mail address holds no spaces, control characters or invisible characters")]
    Unseen,
    /// No `@`.
    #[error("{0:?} is not an e-mail address: give one such as alice@example.com")]
    Shape(String),
    /// A local part that mail does not carry unquoted.
    #[error(
        "{0:?} cannot stand before the @ of an e-mail address: give letters, digits, single dots \
         and !#$%&'*+-/=?^_`{{|}}~"
    )]
    LocalPart(String),
    /// No domain name.
    #[error("{0:?} is not a domain name: give one such as example.com")]
    Domain(String),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(text: &str) -> Result<String, EmailError> {
        text.parse::<Email>().map(|email| email.to_string())
    }

    #[test]
    fn spellings_of_one_address_are_equal() {
        for (text, form) in [
            ("alice@example.com", "alice@example.com"),
            ("  Alice@Example.COM\n", "alice@example.com"),
            ("\u{212a}im@example.com", "kim@example.com"),
            ("ａｌｉｃｅ＠example.com", "alice@example.com"),
            ("STRASSE@example.com", "strasse@example.com"),
            ("straße@example.com", "strasse@example.com"),
            ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
            ("a@bu\u{308}cher.example", "a@xn--bcher-kva.example"),
            ("root@localhost", "root@localhost"),
        ] {
            assert_eq!(canonical(text).unwrap(), form, "{text}");
        }
        assert_ne!(canonical("admın@example.com"), canonical("admin@example.com"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "alice",
            "@example.com",
            "alice@",
            "a@b@c",
            "a b@example.com",
            "a@exa mple.com",
            "a\u{202e}b@example.com",
            "a\0@example.com",
            "a\u{200b}@example.com",
            "a..b@example.com",
            ".a@example.com",
            "\"a b\"@example.com",
            "a@[127.0.0.1]",
            "a@-x.example",
            "a<b@example.com",
            "a@example..com",
        ] {
            assert!(canonical(text).is_err(), "{text:?}");
        }
        assert_eq!(
            canonical(&format!("{}@example.com", "a".repeat(243))),
            Err(EmailError::TooLong)
        );
    }

    #[test]
    fn the_local_part_is_before_the_at() {
        assert_eq!("Bob+x@example.com".parse::<Email>().unwrap().local_part(), "bob+x");
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_its_own(local_part in "\\PC{1,12}") {
            if let Ok(email) = format!("{local_part}@example.com").parse::<Email>() {
                prop_assert_eq!(email.as_str().parse::<Email>().unwrap(), email);
            }
        }

        #[test]
        fn no_text_panics(text in ".*@.*") {
            let _outcome = text.parse::<Email>();
        }
    }
}
