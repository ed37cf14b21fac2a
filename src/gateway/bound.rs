//! What a request can cost at most, before anything is known of the reply (R-I2).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer as Json;
use serde_json::value::RawValue;

use crate::domain::provider::Dialect;
use crate::domain::route::Route;
use crate::gateway::body::{BodyError, JsonObject};

/// No limit field or count beyond this is plausible.
const MAX_PLAUSIBLE: u64 = 1 << 40;

/// What the request itself allows the reply to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputLimit {
    /// Tokens of each choice; `None` when not given.
    pub tokens: Option<u64>,
    /// How many choices are generated for each prompt, at least 1.
    pub choices: u64,
}

/// The most a request can cost, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenBound {
    /// Input tokens: no token is shorter than a byte.
    pub input: u64,
    /// Output tokens of all choices together; `None` when the request gives no limit.
    pub output: Option<u64>,
    /// How many choices are generated for all prompts, at least 1: what a limit of the gateway's
    /// own must be multiplied by.
    pub choices: u64,
}

impl JsonObject {
    /// Reads and checks the limit fields, cheaply enough for every request.
    pub fn output_limit(&self, route: Route) -> Result<OutputLimit, BodyError> {
        match route.dialect() {
            Dialect::Ollama => {
                let options = self.get_object("options")?;
                let tokens = options.map_or(Ok(None), |options| options.num_predict())?;
                Ok(OutputLimit { tokens, choices: 1 })
            }
            Dialect::OpenAi | Dialect::Demo => {
                let mut tokens = None;
                for field in ["max_completion_tokens", "max_tokens", "max_output_tokens"] {
                    let limit = self.count(field)?;
                    if route.output_limit_fields().contains(&field) {
                        tokens = tokens.max(limit);
                    }
                }
                let choices = self.count("n")?.max(self.count("best_of")?).unwrap_or(1);
                Ok(OutputLimit { tokens, choices })
            }
        }
    }

    /// The upper bound; walks the whole body, so only for requests that reserve. An image, a sound or
    /// a file counts for so many tokens each, since its size in bytes says nothing.
    pub fn bound(&self, route: Route, tokens_per_attachment: u64) -> Result<TokenBound, BodyError> {
        let limit = self.output_limit(route)?;
        let choices = limit.choices.saturating_mul(self.prompts());
        let attachments = self.attachments();
        let text = (self.source_len() as u64).saturating_sub(attachments.bytes);
        let input = text.saturating_add(attachments.count.saturating_mul(tokens_per_attachment));
        let output = limit.tokens.map(|tokens| tokens.saturating_mul(choices));
        Ok(TokenBound { input, output, choices })
    }

    /// An integer of at least 1, or not given.
    fn count(&self, key: &'static str) -> Result<Option<u64>, BodyError> {
        let Some(raw) = self.given(key) else { return Ok(None) };
        positive(raw).map(Some).ok_or(BodyError::Type { key, expected: "an integer of at least 1" })
    }

    /// Ollama's own limit, where a negative number stands for none.
    fn num_predict(&self) -> Result<Option<u64>, BodyError> {
        match self.given("num_predict") {
            Some([b'-', rest @ ..]) if positive(rest).is_some() => Ok(None),
            _ => self.count("num_predict"),
        }
    }

    /// `/v1/completions` takes a list of prompts and answers each; a list of numbers is one.
    fn prompts(&self) -> u64 {
        let list = self.raw("prompt").and_then(|raw| serde_json::from_slice(raw).ok());
        let list: Vec<&RawValue> = list.unwrap_or_default();
        let each = list.iter().filter(|item| item.get().starts_with(['"', '[']));
        (each.count() as u64).max(1)
    }

    fn attachments(&self) -> Attachments {
        let mut found = Attachments::default();
        for key in ["messages", "images"] {
            if let Some(raw) = self.raw(key) {
                let walk = Walk { place: Place::Body.below(key), found: &mut found };
                // Valid JSON of bounded depth: the walk takes any shape and cannot fail.
                let walked = walk.deserialize(&mut Json::from_slice(raw));
                debug_assert!(walked.is_ok(), "{walked:?}");
            }
        }
        found
    }
}

fn positive(raw: &[u8]) -> Option<u64> {
    let number: u64 = str::from_utf8(raw).ok()?.parse().ok()?;
    (1..=MAX_PLAUSIBLE).contains(&number).then_some(number)
}

#[derive(Debug, Default)]
struct Attachments {
    count: u64,
    /// Their base64, which is no text.
    bytes: u64,
}

/// Where in a body the walk stands. Only what an upstream takes for data there is not text: the
/// same characters in a message's text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Body,
    Messages,
    Content,
    /// One attachment, a string or an object.
    Attachment,
    /// A list of attachments.
    Images,
    Data,
    Elsewhere,
}

impl Place {
    fn below(self, key: &str) -> Self {
        match (self, key) {
            (Self::Body, "messages") => Self::Messages,
            (Self::Body | Self::Messages, "images") => Self::Images,
            (Self::Messages, "content") => Self::Content,
            (Self::Content, "image_url" | "input_audio" | "file") => Self::Attachment,
            (Self::Attachment, "url" | "data" | "file_data") => Self::Data,
            _ => Self::Elsewhere,
        }
    }
}

/// Visits nested values and notes attachments.
struct Walk<'a> {
    place: Place,
    found: &'a mut Attachments,
}

impl Walk<'_> {
    fn at(&mut self, place: Place) -> Walk<'_> {
        Walk { place, found: self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.place == Place::Elsewhere {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(drop);
        }
        if self.place == Place::Attachment {
            self.found.count += 1;
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let place = self.place.below(&key);
            map.next_value_seed(self.at(place))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let place = if self.place == Place::Images { Place::Attachment } else { self.place };
        while list.next_element_seed(self.at(place))?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if matches!(self.place, Place::Attachment | Place::Data) && is_base64(text) {
            self.found.bytes += text.len() as u64;
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// Base64, bare or behind the head of a `data:` URL.
fn is_base64(text: &str) -> bool {
    let data = text.strip_prefix("data:").and_then(|rest| rest.split_once(','));
    let data = data.map_or(text, |(_, data)| data);
    data.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    const CHAT: Route = Route::OpenAiChat;
    const COMPLETIONS: Route = Route::OpenAiCompletions;
    const TOKENS_PER_ATTACHMENT: u64 = 50_000;

    fn body(text: &str) -> JsonObject {
        JsonObject::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap()
    }

    fn output(text: &str, route: Route) -> Result<Option<u64>, BodyError> {
        body(text).bound(route, TOKENS_PER_ATTACHMENT).map(|bound| bound.output)
    }

    fn overhead(text: &str) -> (u64, u64) {
        let input = body(text).bound(CHAT, TOKENS_PER_ATTACHMENT).unwrap().input;
        let attachments = input / TOKENS_PER_ATTACHMENT;
        (attachments, input % TOKENS_PER_ATTACHMENT)
    }

    #[test]
    fn the_output_bound_is_the_requests_own_maximum_for_every_choice() {
        assert_eq!(output("{}", CHAT), Ok(None));
        assert_eq!(output(r#"{"max_tokens":null,"n":3}"#, CHAT), Ok(None));
        assert_eq!(output(r#"{"max_tokens":7}"#, CHAT), Ok(Some(7)));
        assert_eq!(output(r#"{"max_tokens":7,"max_completion_tokens":9}"#, CHAT), Ok(Some(9)));
        assert_eq!(output(r#"{"max_tokens":5,"n":3}"#, CHAT), Ok(Some(15)));
        assert_eq!(output(r#"{"max_tokens":5,"n":2,"best_of":4}"#, COMPLETIONS), Ok(Some(20)));
        assert_eq!(
            output(r#"{"max_tokens":5,"n":2,"prompt":["a","b"]}"#, COMPLETIONS),
            Ok(Some(20))
        );
        assert_eq!(output(r#"{"max_tokens":5,"prompt":[[1,2],[3]]}"#, COMPLETIONS), Ok(Some(10)));
        assert_eq!(output(r#"{"max_tokens":5,"prompt":[1,2,3]}"#, COMPLETIONS), Ok(Some(5)));
        let huge = r#"{"max_tokens":1099511627776,"n":1099511627776}"#;
        assert_eq!(output(huge, CHAT), Ok(Some(u64::MAX)));
        assert_eq!(body(r#"{"n":3}"#).bound(CHAT, TOKENS_PER_ATTACHMENT).unwrap().choices, 3);
    }

    #[test]
    fn a_limit_that_the_route_does_not_know_is_none() {
        let bodies = |field: &str| format!(r#"{{"{field}":1}}"#);
        let limits = |route| {
            let fields = ["max_completion_tokens", "max_tokens", "max_output_tokens"];
            fields.map(|field| output(&bodies(field), route).unwrap())
        };
        assert_eq!(limits(CHAT), [Some(1), Some(1), None]);
        assert_eq!(limits(COMPLETIONS), [None, Some(1), None]);
        assert_eq!(limits(Route::OllamaChat), [None; 3]);
    }

    #[test]
    fn a_limit_that_is_no_positive_integer_is_refused() {
        for value in ["0", "-1", "1.0", "1e3", "\"5\"", "true", "[1]", "1099511627777"] {
            for key in ["max_tokens", "max_completion_tokens", "max_output_tokens", "n"] {
                let limit = body(&format!(r#"{{"{key}":{value}}}"#)).output_limit(CHAT);
                assert!(matches!(limit, Err(BodyError::Type { .. })), "{key} {value}");
            }
        }
    }

    #[test]
    fn ollama_keeps_its_limit_among_the_options() {
        let limit = |options| output(&format!(r#"{{"options":{options}}}"#), Route::OllamaChat);
        assert_eq!(limit("null"), Ok(None));
        assert_eq!(limit(r#"{"temperature":0}"#), Ok(None));
        assert_eq!(limit(r#"{"num_predict":42}"#), Ok(Some(42)));
        assert_eq!(limit(r#"{"num_predict":-1}"#), Ok(None));
        assert_eq!(limit(r#"{"num_predict":null}"#), Ok(None));
        for refused in [r#"{"num_predict":0}"#, r#"{"num_predict":-1.5}"#, "[]", "3"] {
            assert!(limit(refused).is_err(), "{refused}");
        }
        assert_eq!(output(r#"{"max_tokens":7}"#, Route::OllamaChat), Ok(None));
    }

    #[test]
    fn attachments_count_by_number_and_text_by_length() {
        let base64 = "QUJD".repeat(1000);
        let parts = |parts: &str| format!(r#"{{"messages":[{{"content":[{parts}]}}]}}"#);
        let cases = [
            parts(r#"{"image_url":{"url":"data:image/png;base64,@"}}"#),
            parts(r#"{"input_audio":{"data":"@","format":"wav"}}"#),
            parts(r#"{"file":{"file_data":"data:application/pdf;base64,@"}}"#),
            r#"{"messages":[{"content":"hi","images":["@"]}]}"#.to_owned(),
            r#"{"prompt":"hi","images":["@"]}"#.to_owned(),
        ];
        for case in cases {
            let (count, text) = overhead(&case.replace('@', &base64));
            assert_eq!(count, 1, "{case}");
            assert!(text < case.len() as u64, "{case}");
        }
        let linked = parts(r#"{"image_url":{"url":"https://example.org/a b"}}"#);
        assert_eq!(overhead(&linked), (1, linked.len() as u64));
        let two = parts(r#"{"image_url":{"url":""}},{"file":{"file_id":"f"}}"#);
        assert_eq!(overhead(&two), (2, two.len() as u64));
    }

    #[test]
    fn text_that_looks_like_data_is_text() {
        let data = format!("data:text/plain;base64,{}", "QUJD".repeat(100));
        for body in [
            r#"{"messages":[{"content":"@"}]}"#,
            r#"{"messages":[{"content":[{"type":"text","text":"@"}]}]}"#,
            r#"{"prompt":"@"}"#,
            r#"{"tools":[{"image_url":{"url":"@"}}]}"#,
            r#"{"messages":[{"tool_calls":[{"file":{"file_data":"@"}}]}]}"#,
        ] {
            let body = body.replace('@', &data);
            assert_eq!(overhead(&body), (0, body.len() as u64), "{body}");
        }
    }

    #[test]
    fn a_repeated_or_misshapen_part_still_counts() {
        let twice =
            r#"{"messages":[{"content":[{"image_url":"a b","image_url":{"url":[7,null,-1.5]}}]}]}"#;
        assert_eq!(overhead(twice), (2, twice.len() as u64));
        assert_eq!(overhead(r#"{"messages":true}"#), (0, 17));
    }
}
