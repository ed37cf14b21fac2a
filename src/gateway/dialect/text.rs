//! How much text a model has written: what a reply that breaks off is charged by (R-I6).

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Bytes of all strings in a JSON value that the model wrote: text, reasoning, arguments of tool
/// calls, by whatever name. Roles, types and ids are the provider's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextBytes(pub u64);

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Id,
    Role,
    Type,
    #[serde(other)]
    Text,
}

impl<'de> Deserialize<'de> for TextBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = TextBytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<TextBytes, E> {
        Ok(TextBytes(text.len() as u64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<TextBytes, A::Error> {
        let mut sum = 0;
        while let Some(TextBytes(bytes)) = list.next_element()? {
            sum += bytes;
        }
        Ok(TextBytes(sum))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TextBytes, A::Error> {
        let mut sum = 0;
        while let Some(key) = map.next_key()? {
            match key {
                Key::Text => sum += map.next_value::<TextBytes>()?.0,
                Key::Id | Key::Role | Key::Type => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(TextBytes(sum))
    }

    fn visit_unit<E>(self) -> Result<TextBytes, E> {
        Ok(TextBytes(0))
    }

    fn visit_bool<E>(self, _: bool) -> Result<TextBytes, E> {
        Ok(TextBytes(0))
    }

    fn visit_u64<E>(self, _: u64) -> Result<TextBytes, E> {
        Ok(TextBytes(0))
    }

    fn visit_i64<E>(self, _: i64) -> Result<TextBytes, E> {
        Ok(TextBytes(0))
    }

    fn visit_f64<E>(self, _: f64) -> Result<TextBytes, E> {
        Ok(TextBytes(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_model_wrote_counts() {
        let bytes = |json| serde_json::from_str::<TextBytes>(json).unwrap().0;
        assert_eq!(bytes("null"), 0);
        assert_eq!(bytes(r#""h\u00e9""#), 3);
        assert_eq!(bytes(r#"{"role":"assistant","content":"abc","refusal":null}"#), 3);
        let call = r#"{"tool_calls":[{"index":0,"id":"call_1","type":"function",
            "function":{"name":"f","arguments":"{\"x\":1}"}}],"weight":-1.5,"n":-1,"ok":true}"#;
        assert_eq!(bytes(call), 8);
    }
}
