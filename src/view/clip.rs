//! Keeps messages readable, whatever was typed.

use std::borrow::Cow;

/// The longest word of a message that is shown whole, in characters. Most paths are shorter.
const MAX_WORD: usize = 300;

/// How much of a longer one is shown, at its beginning and at its end.
const HEAD: usize = 200;
const TAIL: usize = 40;

/// The text with the middle of every overlong word left out: what somebody pasted by mistake fills
/// no screen and no log. Keep keys out of it first: half of one is not known as one.
pub fn words(text: &str) -> Cow<'_, str> {
    if text.split(' ').all(|word| word.len() <= MAX_WORD) {
        return text.into();
    }
    text.split(' ').map(word).collect::<Vec<_>>().join(" ").into()
}

fn word(word: &str) -> Cow<'_, str> {
    let length = word.chars().count();
    if length <= MAX_WORD {
        return word.into();
    }
    let head: String = word.chars().take(HEAD).collect();
    let tail: String = word.chars().skip(length - TAIL).collect();
    format!("{head}…{tail}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_overlong_word_is_left_out() {
        for whole in ["", "a b", " two  spaces ", &"x".repeat(300), &"ä".repeat(300)] {
            assert_eq!(words(whole), whole);
        }
        let long = format!("is \"{}end\" known", "ä".repeat(5000));
        let shown = words(&long);
        assert_eq!(shown.chars().count(), "is ".len() + 241 + " known".len());
        assert!(shown.starts_with("is \"ää") && shown.ends_with("ääend\" known"), "{shown}");
    }
}
