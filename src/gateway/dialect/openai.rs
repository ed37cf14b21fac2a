//! The `OpenAI` dialect: `/v1/chat/completions`, `/v1/completions`, `/v1/embeddings`.

use std::sync::LazyLock;

use bytes::Bytes;
use memchr::memmem::{self, Finder};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Deserializer as Json, Value};

use crate::gateway::body::{BodyError, JsonObject};
use crate::gateway::dialect::frame::{Fate, Seen};
use crate::gateway::dialect::sse;
use crate::gateway::dialect::text::TextBytes;
use crate::gateway::dialect::usage::{Count, Object, RawCounts, Reported};

/// Asks the upstream for usage at the end of a stream (R-H6), leaving other options as they are;
/// says whether the client had asked itself. Only for a request that streams.
///
/// # Errors
/// [`BodyError::Type`] where the options are no object.
pub fn request_usage(body: &mut JsonObject) -> Result<bool, BodyError> {
    let Some(mut options) = body.get_object("stream_options")? else {
        body.set("stream_options", r#"{"include_usage":true}"#);
        return Ok(false);
    };
    if options.raw("include_usage") == Some(b"true") {
        return Ok(true);
    }
    options.set("include_usage", "true");
    let options = String::from_utf8_lossy(&options.write()).into_owned();
    body.set("stream_options", options);
    Ok(false)
}

/// The usage in a whole reply.
pub fn usage(reply: &[u8]) -> Reported {
    if let Some(usage) = last_usage(reply) {
        return reported(usage);
    }
    let reply = serde_json::from_slice::<Object<Reply<'_>>>(reply).ok();
    reply.and_then(|Object(reply)| reply.usage).map_or(Reported::Absent, reported)
}

/// The usage where it stands at the end of a reply, as nearly always: found from behind, so that
/// what the model wrote need not be read. That the rest closes exactly one object proves that the
/// member is the reply's own and not one of something within it.
fn last_usage(reply: &[u8]) -> Option<&RawValue> {
    const MEMBER: &[u8] = b"\"usage\":";
    let at = memmem::rfind(reply, MEMBER)?;
    let before = reply[..at].trim_ascii_end().last()?;
    let mut values = Json::from_slice(&reply[at + MEMBER.len()..]).into_iter();
    let usage: &RawValue = values.next()?.ok()?;
    let rest = reply[at + MEMBER.len()..].get(values.byte_offset()..)?.trim_ascii();
    let own = matches!(before, b',' | b'{') && closes_one_object(rest);
    (own && usage.get() != "null").then_some(usage)
}

/// Whether these are the last members of one object, and its end.
fn closes_one_object(rest: &[u8]) -> bool {
    match rest.split_first() {
        Some((b'}', [])) => true,
        Some((b',', members)) => {
            let object = [b"{", members].concat();
            serde_json::from_slice::<IgnoredAny>(&object).is_ok()
        }
        _ => false,
    }
}

/// Looks at one event of a stream. Cheap for the many that bring text; one that cannot be read
/// goes on as it is.
pub fn judge(event: &[u8], client_asked: bool, seen: &mut Seen) -> Fate {
    let Some(data) = sse::data(event) else { return Fate::Forward };
    if data.trim_ascii() == b"[DONE]" {
        return Fate::Terminal;
    }
    seen.text_bytes += text_bytes(&data);
    if values(&USAGE, &data).all(|value| value.starts_with(b"null")) {
        return Fate::Forward;
    }
    let Ok(Object(Reply { usage: Some(usage), choices })) = serde_json::from_slice(&data) else {
        return Fate::Forward;
    };
    seen.reported = reported(usage);
    let only_usage =
        choices.is_some_and(|choices| choices.get().starts_with('[') && empty(choices));
    if only_usage && !client_asked { Fate::Drop } else { Fate::Forward }
}

/// A refusal in this dialect's shape.
pub fn error_body(message: &str, kind: &str, code: Option<&str>) -> Bytes {
    Bytes::from(error(message, kind, code))
}

/// An error after the first byte of a stream.
pub fn error_event(message: &str, kind: &str, code: Option<&str>) -> Bytes {
    Bytes::from(format!("data: {}\n\n", error(message, kind, code)))
}

fn error(message: &str, kind: &str, code: Option<&str>) -> String {
    let [message, kind, code] = [Value::from(message), Value::from(kind), Value::from(code)];
    format!(r#"{{"error":{{"message":{message},"type":{kind},"param":null,"code":{code}}}}}"#)
}

/// Of a whole reply or of a chunk, only what matters here.
#[derive(Deserialize)]
struct Reply<'a> {
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
    #[serde(borrow)]
    choices: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Usage {
    prompt_tokens: Count,
    completion_tokens: Count,
    total_tokens: Count,
    prompt_tokens_details: Option<Object<PromptDetails>>,
    completion_tokens_details: Option<Object<CompletionDetails>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PromptDetails {
    cached_tokens: Count,
    cache_write_tokens: Count,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct CompletionDetails {
    reasoning_tokens: Count,
}

fn reported(usage: &RawValue) -> Reported {
    let Ok(Object(usage)) = serde_json::from_str::<Object<Usage>>(usage.get()) else {
        return Reported::Implausible;
    };
    let output = usage.output();
    let Object(prompt) = usage.prompt_tokens_details.unwrap_or_default();
    let Object(completion) = usage.completion_tokens_details.unwrap_or_default();
    Reported::from(RawCounts {
        input: usage.prompt_tokens,
        output,
        cached: prompt.cached_tokens,
        cache_write: prompt.cache_write_tokens,
        reasoning: completion.reasoning_tokens,
    })
}

impl Usage {
    /// Two things that only the total tells: an embedding has no completion, and some providers
    /// count reasoning beside the completion instead of in it.
    fn output(&self) -> Count {
        let (Count::Tokens(total), Count::Tokens(prompt)) = (self.total_tokens, self.prompt_tokens)
        else {
            return self.completion_tokens;
        };
        let details = self.completion_tokens_details.as_ref();
        let reasoning = details.map_or(0, |Object(details)| details.reasoning_tokens.or_zero());
        match self.completion_tokens {
            Count::Absent if total == prompt => Count::Tokens(0),
            Count::Tokens(text) if total == prompt + text + reasoning => {
                Count::Tokens(text + reasoning)
            }
            other => other,
        }
    }
}

// A key in its quotes cannot stand inside a JSON string, where the quotes would be escaped.
static USAGE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r#""usage""#));
static DELTA: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r#""delta""#));
static TEXT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r#""text""#));

/// What stands behind each occurrence of a key, at any depth, to the end of the document.
fn values<'a>(key: &Finder<'_>, json: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let len = key.needle().len();
    key.find_iter(json).filter_map(move |at| {
        let rest = json[at + len..].trim_ascii_start();
        rest.strip_prefix(b":").map(<[u8]>::trim_ascii_start)
    })
}

/// Text in the deltas of a chat, else in the choices of a completion.
fn text_bytes(chunk: &[u8]) -> u64 {
    let key = if DELTA.find(chunk).is_some() { &DELTA } else { &TEXT };
    let texts = values(key, chunk).map(|value| {
        let text = TextBytes::deserialize(&mut Json::from_slice(value));
        text.map_or(0, |TextBytes(bytes)| bytes)
    });
    texts.sum()
}

/// A list or object with nothing in it.
fn empty(value: &RawValue) -> bool {
    value.get().get(1..value.get().len() - 1).is_some_and(|inner| inner.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::usage::Tokens;

    const TEXT_EVENT: &str = concat!(
        r#"data: {"id":"c","object":"chat.completion.chunk","usage":null,"#,
        r#""choices":[{"index":0,"delta":{"role":"assistant","content":"Hi \"you\""}}]}"#,
        "\n\n"
    );
    const USAGE_EVENT: &str = concat!(
        r#"data: {"id":"c","choices":[ ],"#,
        r#""usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}"#,
        "\n\n"
    );

    fn counts(input: u64, output: u64) -> Tokens {
        Tokens { input, output, ..Tokens::default() }
    }

    #[test]
    fn a_whole_reply_reports_all_counts() {
        let reply = br#"{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":20,
            "completion_tokens":10,"total_tokens":30,
            "prompt_tokens_details":{"cached_tokens":8,"cache_write_tokens":2,"audio_tokens":0},
            "completion_tokens_details":{"reasoning_tokens":6}}}"#;
        let all = Tokens { cached: 8, cache_write: 2, reasoning: 6, ..counts(20, 10) };
        assert_eq!(usage(reply), Reported::Counts(all));
    }

    #[test]
    fn an_embedding_has_no_completion_but_a_chat_has() {
        let embedding = br#"{"data":[],"usage":{"prompt_tokens":5,"total_tokens":5}}"#;
        assert_eq!(usage(embedding), Reported::Counts(counts(5, 0)));
        let chat = br#"{"choices":[],"usage":{"prompt_tokens":5,"total_tokens":9}}"#;
        assert_eq!(usage(chat), Reported::Absent);
    }

    #[test]
    fn reasoning_beside_the_completion_is_output_too() {
        let beside = br#"{"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":17,
            "completion_tokens_details":{"reasoning_tokens":10}}}"#;
        let all = Tokens { reasoning: 10, ..counts(5, 12) };
        assert_eq!(usage(beside), Reported::Counts(all));
    }

    #[test]
    fn absent_is_not_zero_and_nonsense_is_not_believed() {
        for reply in [
            "{}",
            r#"{"usage":null}"#,
            r#"{"usage":{}}"#,
            "<html>",
            "",
            "[]",
            r#"[{"prompt_tokens":1,"completion_tokens":1}]"#,
        ] {
            assert_eq!(usage(reply.as_bytes()), Reported::Absent, "{reply}");
        }
        let zero = br#"{"usage":{"prompt_tokens":0,"completion_tokens":0}}"#;
        assert_eq!(usage(zero), Reported::Counts(counts(0, 0)));
        for value in [
            "5",
            "[10,11]",
            r#"{"prompt_tokens":-1,"completion_tokens":1}"#,
            r#"{"prompt_tokens":1.5,"completion_tokens":1}"#,
            r#"{"prompt_tokens":1,"completion_tokens":99999999999999999999}"#,
            r#"{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":7}"#,
            r#"{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":[1]}"#,
        ] {
            let reply = format!(r#"{{"usage":{value}}}"#);
            assert_eq!(usage(reply.as_bytes()), Reported::Implausible, "{reply}");
        }
    }

    #[test]
    fn text_goes_on_and_is_counted() {
        let mut seen = Seen::default();
        assert_eq!(judge(TEXT_EVENT.as_bytes(), false, &mut seen), Fate::Forward);
        assert_eq!(seen.text_bytes, 8);
        assert_eq!(seen.reported, Reported::Absent);
        let completion = b"data: {\"choices\":[{\"text\": \"abc\"},{\"text\":\"de\"}]}\n\n";
        assert_eq!(judge(completion, false, &mut seen), Fate::Forward);
        assert_eq!(seen.text_bytes, 13);
    }

    #[test]
    fn the_usage_chunk_reaches_only_a_client_that_asked() {
        let mut seen = Seen::default();
        assert_eq!(judge(USAGE_EVENT.as_bytes(), false, &mut seen), Fate::Drop);
        assert_eq!(seen.reported, Reported::Counts(counts(9, 4)));
        assert_eq!(judge(USAGE_EVENT.as_bytes(), true, &mut seen), Fate::Forward);
        let with_text = USAGE_EVENT.replace("[ ]", r#"[{"delta":{"content":"usage"}}]"#);
        assert_eq!(judge(with_text.as_bytes(), false, &mut seen), Fate::Forward);
        assert_eq!(seen.text_bytes, 5);
    }

    #[test]
    fn what_is_not_understood_goes_on() {
        let mut seen = Seen::default();
        for event in [
            ": ping\n\n",
            "\n",
            "event: error\ndata: {\"error\":{\"message\":\"no\"}}\n\n",
            "data: {\"usage\": tru\n\n",
            "data: {\"x_groq\":{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":{}\"}}]}\n\n",
            "data: {\"delta\":\n\n",
        ] {
            assert_eq!(judge(event.as_bytes(), false, &mut seen), Fate::Forward, "{event}");
        }
        assert_eq!(seen.reported, Reported::Absent);
        assert_eq!(judge(b"data:[DONE]\r\n\r\n", false, &mut seen), Fate::Terminal);
    }

    #[test]
    fn usage_is_asked_for_once_and_other_options_stay() {
        let ask = |text: &str| {
            let mut body = JsonObject::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap();
            let asked = request_usage(&mut body)?;
            Ok((asked, String::from_utf8(body.write().to_vec()).unwrap()))
        };
        let added = r#"{"stream_options":{"include_usage":true}}"#.to_owned();
        assert_eq!(ask("{}"), Ok((false, added.clone())));
        assert_eq!(ask(r#"{"stream_options":null}"#), Ok((false, added.clone())));
        assert_eq!(
            ask(r#"{"stream_options":{"include_usage":false}}"#),
            Ok((false, added.clone()))
        );
        assert_eq!(ask(&added), Ok((true, added)));
        let other = r#"{"stream_options":{"x":{"y": 1}}}"#;
        let both = r#"{"stream_options":{"x":{"y": 1},"include_usage":true}}"#;
        assert_eq!(ask(other), Ok((false, both.to_owned())));
        let wrong = BodyError::Type { key: "stream_options", expected: "an object" };
        assert_eq!(ask(r#"{"stream_options":true}"#), Err(wrong));
    }

    #[test]
    fn usage_is_the_replys_own_wherever_it_stands() {
        let own = r#""usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}"#;
        let inner = r#""x":{"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}"#;
        let said = r#""choices":[{"m":"a \",\"usage\":{\"prompt_tokens\":9}}"}]"#;
        let wanted = Reported::Counts(Tokens { input: 3, output: 2, ..Tokens::default() });
        for reply in [
            format!("{{{own}}}"),
            format!("{{{own}, {inner}}}"),
            format!("{{{inner},{own}}}"),
            format!("{{{said},{own},\"service_tier\":\"default\"}}"),
            format!("{{{own},{said}}} "),
        ] {
            assert_eq!(usage(reply.as_bytes()), wanted, "{reply}");
        }
        for reply in
            [format!("{{{inner}}}"), format!("{{\"a\":[{{{own}}}]}}"), format!("{{{said}}}")]
        {
            assert_eq!(usage(reply.as_bytes()), Reported::Absent, "{reply}");
        }
    }

    #[test]
    fn errors_have_the_shape_of_the_contract() {
        assert_eq!(
            error_body("say \"please\"", "invalid_request_error", Some("invalid_body")),
            concat!(
                r#"{"error":{"message":"say \"please\"","type":"invalid_request_error","#,
                r#""param":null,"code":"invalid_body"}}"#
            )
        );
        assert_eq!(
            error_event("late", "api_error", None),
            "data: {\"error\":{\"message\":\"late\",\"type\":\"api_error\",\"param\":null,\
             \"code\":null}}\n\n"
        );
    }
}
