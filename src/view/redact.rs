//! Keeps whole keys out of what is said: a message, a warning, an error.

use std::borrow::Cow;

use crate::domain::token::{Finder, parse, preview};

/// The text with every whole key of ours shortened to its preview. Messages are copied into
/// tickets and logs, so not even a key that somebody typed may stand in one.
pub fn keys(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    Finder::new().push(text.as_bytes(), &mut |key| {
        if let Some(parts) = parse(key.as_bytes()) {
            shown = shown.replace(key, &preview(parts.prefix, parts.last_four)).into();
        }
    });
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_becomes_its_preview() {
        let key = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";
        let shown = keys(&format!("unexpected argument '{key}', {key}")).into_owned();
        let preview = "sk_live_AbCd1234EfGh…Xhj0";
        assert_eq!(shown, format!("unexpected argument '{preview}', {preview}"));
        assert_eq!(keys("sk_live_AbCd1234EfGh"), "sk_live_AbCd1234EfGh");
    }
}
