//! One escaper for whatever a terminal may show (R-L1).
//!
//! A stored or received string may carry bytes that move the cursor, erase what stands above or
//! turn the direction of text. None of them reaches an output: each is shown as `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character is shown only as its escape: C0, DEL, C1, line and paragraph separators,
/// and the bidirectional controls.
pub const fn is_unsafe(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// The text on one line, every unsafe character as `\u{…}`. Measure widths after this.
pub fn visible(text: &str) -> Cow<'_, str> {
    escape(text, is_unsafe)
}

/// Like [`visible`], with tab, CR and LF left alone: a CSV field holds them in quotes.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_unsafe(c) && !matches!(c, '\t' | '\r' | '\n'))
}

fn escape(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Most text is plain ASCII, which is looked at faster.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if plain || !text.chars().any(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) {
            // Writing to a String does not fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(visible("Zoë 日本 \\u{1b}"), Cow::Borrowed(_)));
    }

    #[test]
    fn controls_become_visible() {
        assert_eq!(visible("a\x1b[2J\r\n\tb\0"), r"a\u{1b}[2J\u{d}\u{a}\u{9}b\u{0}");
        assert_eq!(visible("\u{7f}\u{9b}"), r"\u{7f}\u{9b}");
    }

    #[test]
    fn every_bidi_control_and_separator_of_the_rule_is_unsafe() {
        let rule = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}']
            .into_iter()
            .chain('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}');
        for c in rule {
            assert!(is_unsafe(c), "{:x}", u32::from(c));
        }
        for c in ['\u{20}', '\u{a0}', '\u{200d}', '\u{202f}', '\u{2065}', '\u{206a}'] {
            assert!(!is_unsafe(c), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn lines_survive_where_quotes_hold_them() {
        assert_eq!(visible_lines("a\r\n\tb\x1b"), "a\r\n\tb\\u{1b}");
    }
}
