//! A request's JSON body, parsed once: what is decided on is what travels on (R-G7).
//!
//! Only the top level is taken apart; nested values stay the bytes they were. A key may stand
//! once, and in one spelling: some upstreams (Go's `encoding/json`) match keys without regard to
//! case and keep the last, so `{"model":"cheap","Model":"dear"}` would be checked as one and
//! billed as the other.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use memchr::memchr2;
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::domain::json::{CowStr, Members};

/// Levels of objects and arrays that a body may nest, the outermost included (R-G5).
pub const MAX_DEPTH: usize = 64;

/// Top-level keys a body may have; the APIs know about forty, and each costs memory here.
pub const MAX_KEYS: usize = 256;

/// The longest name of a model, in bytes: the ledger keeps each name, and patterns are shorter.
pub const MAX_MODEL: usize = 256;

/// The keys the gateway decides from, which must therefore be spelled as they are here.
const READ_KEYS: [&str; 12] = [
    "best_of",
    "images",
    "max_completion_tokens",
    "max_output_tokens",
    "max_tokens",
    "messages",
    "model",
    "n",
    "options",
    "prompt",
    "stream",
    "stream_options",
];

/// Why a body is refused (400 `invalid_body`); the messages are for the client and echo nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BodyError {
    /// Some byte sequence is not UTF-8.
    #[error("the body must be UTF-8")]
    NotUtf8,
    /// Not JSON, or something follows it.
    #[error("the body is not valid JSON (line {line}, column {column})")]
    Malformed {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, in bytes from 1.
        column: usize,
    },
    /// JSON, but a list or a bare value.
    #[error("the body must be a JSON object")]
    NotObject,
    /// More than [`MAX_DEPTH`] levels.
    #[error("the body must nest at most {MAX_DEPTH} levels")]
    TooDeep,
    /// More than [`MAX_KEYS`] keys at the top.
    #[error("the body must have at most {MAX_KEYS} top-level keys")]
    TooManyKeys,
    /// The same top-level key twice, or twice but for case.
    #[error("the body must not repeat a top-level key")]
    DuplicateKey,
    /// A key that is read here, in another spelling than the API's.
    #[error("`{0}` must be written in lower case")]
    Spelling(&'static str),
    /// A key that the route needs is not there.
    #[error("`{0}` is required")]
    Missing(&'static str),
    /// A value of another kind than the key takes.
    #[error("`{key}` must be {expected}")]
    Type {
        /// Which key.
        key: &'static str,
        /// What it takes, with its article.
        expected: &'static str,
    },
}

/// A JSON object: its keys in the order they came, their values as raw JSON.
#[derive(Clone, Default)]
pub struct JsonObject {
    source: Bytes,
    members: Vec<Member>,
}

#[derive(Clone)]
struct Member {
    /// Unescaped.
    name: Text,
    /// Raw JSON.
    value: Text,
}

/// A piece of the source, or text of our own.
#[derive(Clone)]
enum Text {
    Source(Range<usize>),
    Own(String),
}

impl Text {
    fn bytes<'a>(&'a self, source: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Source(range) => &source[range.clone()],
            Self::Own(text) => text.as_bytes(),
        }
    }
}

impl JsonObject {
    /// Takes a body apart.
    ///
    /// # Errors
    /// What is wrong with it, which says nothing of what it holds.
    pub fn parse(source: Bytes) -> Result<Self, BodyError> {
        let text = str::from_utf8(&source).map_err(|_| BodyError::NotUtf8)?;
        if text.trim_ascii_start().as_bytes().first().is_some_and(|&first| first != b'{') {
            return Err(BodyError::NotObject);
        }
        if nests_too_deep(text.as_bytes()) {
            return Err(BodyError::TooDeep);
        }
        let Members::<MAX_KEYS>(members) =
            serde_json::from_str(text).map_err(|error| fault(&error))?;
        check_names(&members)?;
        let members = members.into_iter().map(|(name, value)| Member::of(text, name, value));
        let members = members.collect();
        Ok(Self { source, members })
    }

    /// How long the body was when it came, in bytes.
    pub fn source_len(&self) -> usize {
        self.source.len()
    }

    /// The raw JSON under a key.
    pub fn raw(&self, key: &str) -> Option<&[u8]> {
        let member = self.members.iter().find(|m| m.name.bytes(&self.source) == key.as_bytes())?;
        Some(member.value.bytes(&self.source))
    }

    /// As [`Self::raw`], taking an explicit `null` for an absent key.
    pub fn given(&self, key: &str) -> Option<&[u8]> {
        self.raw(key).filter(|raw| *raw != b"null")
    }

    /// The string under a key; an error if something else is there.
    pub fn get_str(&self, key: &'static str) -> Option<Result<Cow<'_, str>, BodyError>> {
        let raw = self.raw(key)?;
        let parsed = serde_json::from_slice(raw).map(|CowStr(text)| text);
        Some(parsed.map_err(|_| BodyError::Type { key, expected: "a string" }))
    }

    /// The object under a key, `None` for `null`; an error if something else is there.
    ///
    /// # Errors
    /// [`BodyError::Type`].
    pub fn get_object(&self, key: &'static str) -> Result<Option<Self>, BodyError> {
        let Some(raw) = self.given(key) else { return Ok(None) };
        let parsed = Self::parse(Bytes::copy_from_slice(raw));
        parsed.map(Some).map_err(|_| BodyError::Type { key, expected: "an object" })
    }

    /// The model asked for, as sent on.
    ///
    /// # Errors
    /// [`BodyError::Missing`], or [`BodyError::Type`] where it is no name of 1 to 256 bytes.
    pub fn model(&self) -> Result<Cow<'_, str>, BodyError> {
        let model = self.get_str("model").unwrap_or(Err(BodyError::Missing("model")))?;
        match model.len() {
            1..=MAX_MODEL => Ok(model),
            _ => Err(BodyError::Type { key: "model", expected: "a name of 1 to 256 bytes" }),
        }
    }

    /// Whether the reply shall be a stream: `default` is what the route does when not told.
    ///
    /// # Errors
    /// [`BodyError::Type`].
    pub fn stream(&self, default: bool) -> Result<bool, BodyError> {
        match self.given("stream") {
            None => Ok(default),
            Some(b"true") => Ok(true),
            Some(b"false") => Ok(false),
            Some(_) => Err(BodyError::Type { key: "stream", expected: "true or false" }),
        }
    }

    /// Puts raw JSON under a key, in its old place if the key is there. `raw` must be JSON.
    pub fn set(&mut self, key: &str, raw: impl Into<String>) {
        let value = Text::Own(raw.into());
        let source = &self.source;
        match self.members.iter_mut().find(|m| m.name.bytes(source) == key.as_bytes()) {
            Some(member) => member.value = value,
            None => self.members.push(Member { name: Text::Own(key.to_owned()), value }),
        }
    }

    /// The body to send on: the top level written anew, nested values byte for byte.
    pub fn write(&self) -> Bytes {
        let mut out = Vec::with_capacity(self.written_len());
        let mut before = b'{';
        for member in &self.members {
            out.push(before);
            before = b',';
            match &member.name {
                Text::Source(range) => {
                    out.push(b'"');
                    out.extend_from_slice(&self.source[range.clone()]);
                    out.push(b'"');
                }
                Text::Own(name) => {
                    out.extend_from_slice(Value::from(name.as_str()).to_string().as_bytes());
                }
            }
            out.push(b':');
            out.extend_from_slice(member.value.bytes(&self.source));
        }
        if self.members.is_empty() {
            out.push(b'{');
        }
        out.push(b'}');
        out.into()
    }

    /// Exact, but for names with escapes in them.
    fn written_len(&self) -> usize {
        let len = |text: &Text| text.bytes(&self.source).len();
        2 + self.members.iter().map(|m| len(&m.name) + len(&m.value) + 4).sum::<usize>()
    }
}

/// Says nothing of the content: no body reaches a log (R-L3).
impl fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonObject").field("source_len", &self.source_len()).finish_non_exhaustive()
    }
}

impl Member {
    fn of(text: &str, name: Cow<'_, str>, value: &RawValue) -> Self {
        let name = match name {
            Cow::Borrowed(name) => Text::Source(place(text, name)),
            Cow::Owned(name) => Text::Own(name),
        };
        Self { name, value: Text::Source(place(text, value.get())) }
    }
}

/// Where `part`, which is a slice of `whole`, stands in it.
fn place(whole: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}

fn fault(error: &serde_json::Error) -> BodyError {
    // The only complaint about the data, as against the syntax, is that of `Members`.
    if error.is_data() {
        return BodyError::TooManyKeys;
    }
    BodyError::Malformed { line: error.line(), column: error.column() }
}

/// Linear and without recursion, so that no input can exhaust the stack (R-N1).
fn nests_too_deep(text: &[u8]) -> bool {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'"' => at = string_end(text, at),
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// Behind the closing quote of the string whose content begins at `at`.
fn string_end(text: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
        at += found;
        if text[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

/// Quadratic, but over at most [`MAX_KEYS`] names, and over a dozen in practice.
fn check_names(members: &[(Cow<'_, str>, &RawValue)]) -> Result<(), BodyError> {
    let mut seen: Vec<Cow<'_, str>> = Vec::with_capacity(members.len());
    for (name, _) in members {
        let folded = fold(name);
        if seen.contains(&folded) {
            return Err(BodyError::DuplicateKey);
        }
        if let Cow::Owned(folded) = &folded
            && let Some(key) = READ_KEYS.iter().find(|key| *key == folded)
        {
            return Err(BodyError::Spelling(key));
        }
        seen.push(folded);
    }
    Ok(())
}

/// A name as Go's `encoding/json` compares it: ASCII case, and the two letters beyond ASCII that
/// fold into it. Borrowed when there is nothing to fold.
fn fold(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(name);
    }
    let folded = name.chars().map(|letter| match letter {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    });
    Cow::Owned(folded.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<JsonObject, BodyError> {
        JsonObject::parse(Bytes::copy_from_slice(text.as_bytes()))
    }

    fn written(text: &str) -> String {
        String::from_utf8(parse(text).unwrap().write().to_vec()).unwrap()
    }

    #[test]
    fn the_top_level_is_written_anew_and_nested_values_stay_as_they_were() {
        let body =
            "\n { \"model\" : \"m\\u0031\",\t\"x\": { \"a\" :1,\"a\": 2.50 } , \"y\":[ 1 ] }\n";
        assert_eq!(written(body), r#"{"model":"m\u0031","x":{ "a" :1,"a": 2.50 },"y":[ 1 ]}"#);
        assert_eq!(written(" {} "), "{}");
        assert_eq!(written(r#"{"a\"b\u0001":1}"#), r#"{"a\"b\u0001":1}"#);
    }

    #[test]
    fn a_key_stands_once_however_it_is_written() {
        for body in [
            r#"{"model":"cheap","model":"dear"}"#,
            r#"{"model":"cheap","mod\u0065l":"dear"}"#,
            r#"{"model":"cheap","Model":"dear"}"#,
            r#"{"x_k":1,"X_\u212a":2}"#,
            r#"{"":1,"":2}"#,
        ] {
            assert_eq!(parse(body).unwrap_err(), BodyError::DuplicateKey, "{body}");
        }
        assert_eq!(parse(r#"{"Model":"m"}"#).unwrap_err(), BodyError::Spelling("model"));
        assert_eq!(parse(r#"{"\u017ftream":true}"#).unwrap_err(), BodyError::Spelling("stream"));
        assert!(parse(r#"{"User":"u","logitBias":{"model":1,"model":2}}"#).is_ok());
    }

    #[test]
    fn what_is_no_json_object_is_refused() {
        assert_eq!(parse("[]").unwrap_err(), BodyError::NotObject);
        assert_eq!(parse(" null").unwrap_err(), BodyError::NotObject);
        assert_eq!(parse("\u{feff}{}").unwrap_err(), BodyError::NotObject);
        assert_eq!(
            parse("{\n\"a\":tru}").unwrap_err(),
            BodyError::Malformed { line: 2, column: 8 }
        );
        for body in ["", "  ", "{", "{}{}", "{} x", r#"{"a":1,}"#, r#"{"a":"b"#, r#"{"a":"\"#] {
            assert!(matches!(parse(body), Err(BodyError::Malformed { .. })), "{body}");
        }
        let latin = Bytes::from_static(b"{\"a\":\"\xe9\"}");
        assert_eq!(JsonObject::parse(latin).unwrap_err(), BodyError::NotUtf8);
    }

    #[test]
    fn depth_counts_outside_strings_only() {
        let nested = |levels| format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parse(&nested(MAX_DEPTH + 1)).unwrap_err(), BodyError::TooDeep);
        assert_eq!(parse(&"[".repeat(1_000_000)).unwrap_err(), BodyError::NotObject);
        assert_eq!(parse(&nested(1_000_000)).unwrap_err(), BodyError::TooDeep);
        assert!(parse(&format!(r#"{{"a":"\"{}"}}"#, "[{".repeat(100))).is_ok());
        assert!(parse(&format!(r#"{{"a":[{}]}}"#, "[],".repeat(100) + "[]")).is_ok());
    }

    #[test]
    fn a_model_has_a_name_of_bounded_length() {
        let model = |len: usize| {
            let body = parse(&format!(r#"{{"model":"{}"}}"#, "m".repeat(len))).unwrap();
            body.model().map(|model| model.len())
        };
        assert_eq!(model(MAX_MODEL), Ok(MAX_MODEL));
        for len in [0, MAX_MODEL + 1] {
            assert!(matches!(model(len), Err(BodyError::Type { key: "model", .. })), "{len}");
        }
    }

    #[test]
    fn keys_are_counted() {
        let with = |count| {
            let keys: Vec<_> = (0..count).map(|i| format!("\"k{i}\":0")).collect();
            parse(&format!("{{{}}}", keys.join(",")))
        };
        assert!(with(MAX_KEYS).is_ok());
        assert_eq!(with(MAX_KEYS + 1).unwrap_err(), BodyError::TooManyKeys);
    }

    #[test]
    fn values_are_read_by_kind() {
        let body = parse(r#"{"model":"a\"b","stream":null,"x":1,"o":{"p":null}}"#).unwrap();
        assert_eq!(body.model().unwrap(), "a\"b");
        assert_eq!(body.stream(true), Ok(true));
        assert!(body.get_str("y").is_none());
        assert_eq!(
            body.get_str("x").unwrap(),
            Err(BodyError::Type { key: "x", expected: "a string" })
        );
        assert_eq!(body.get_object("o").unwrap().unwrap().raw("p"), Some(&b"null"[..]));
        assert!(body.get_object("x").is_err());
        assert!(body.get_object("stream").unwrap().is_none());
        let other = parse(r#"{"stream":"yes"}"#).unwrap();
        assert!(other.stream(false).is_err());
        assert_eq!(other.model(), Err(BodyError::Missing("model")));
        assert_eq!(parse(r#"{"stream":false}"#).unwrap().stream(true), Ok(false));
    }

    #[test]
    fn a_set_value_takes_the_place_of_the_old_one() {
        let mut body = parse(r#"{"a":1,"b":2}"#).unwrap();
        body.set("a", "[3]");
        body.set("c", "{}");
        assert_eq!(body.write(), &br#"{"a":[3],"b":2,"c":{}}"#[..]);
        assert_eq!(body.raw("a"), Some(&b"[3]"[..]));
    }
}
