//! The Ollama dialect: `/api/chat`, `/api/generate`, `/api/embed`, `/api/embeddings`.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use crate::gateway::dialect::frame::{Fate, Seen};
use crate::gateway::dialect::text::TextBytes;
use crate::gateway::dialect::usage::{Count, Object, RawCounts, Reported};

/// The usage in a whole reply.
pub fn usage(reply: &[u8]) -> Reported {
    serde_json::from_slice(reply)
        .map_or(Reported::Absent, |Object(reply): Object<Reply>| reply.reported())
}

/// Looks at one line of a stream. One that cannot be read goes on as it is.
pub fn judge(line: &[u8], seen: &mut Seen) -> Fate {
    let Ok(Object(reply)) = serde_json::from_slice::<Object<Reply>>(line) else {
        return Fate::Forward;
    };
    let TextBytes(message) = reply.message;
    let TextBytes(response) = reply.response;
    let TextBytes(thinking) = reply.thinking;
    seen.text_bytes += message + response + thinking;
    if reply.done != Some(true) {
        return Fate::Forward;
    }
    seen.reported = reply.reported();
    Fate::Terminal
}

/// A refusal in this dialect's shape.
pub fn error_body(message: &str) -> Bytes {
    Bytes::from(error(message))
}

/// An error after the first byte of a stream, as its last line.
pub fn error_line(message: &str) -> Bytes {
    Bytes::from(error(message) + "\n")
}

fn error(message: &str) -> String {
    format!(r#"{{"error":{}}}"#, Value::from(message))
}

/// Of a whole reply or of a line, only what matters here.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Reply {
    /// What `/api/chat` has written; also `thinking` and tool calls.
    message: TextBytes,
    /// What `/api/generate` has written.
    response: TextBytes,
    thinking: TextBytes,
    /// Not there in an embedding, which writes nothing.
    done: Option<bool>,
    prompt_eval_count: Count,
    eval_count: Count,
}

impl Reply {
    fn reported(&self) -> Reported {
        let output = match (self.done, self.eval_count) {
            (None, Count::Absent) => Count::Tokens(0),
            (_, count) => count,
        };
        let input = self.prompt_eval_count;
        Reported::from(RawCounts { input, output, ..RawCounts::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::usage::Tokens;

    fn counts(input: u64, output: u64) -> Reported {
        Reported::Counts(Tokens { input, output, ..Tokens::default() })
    }

    #[test]
    fn a_whole_reply_reports_its_counts() {
        let chat = br#"{"model":"m","message":{"role":"assistant","content":"hi"},"done":true,
            "total_duration":5,"prompt_eval_count":26,"eval_count":298,"eval_duration":4}"#;
        assert_eq!(usage(chat), counts(26, 298));
        let embed = br#"{"model":"m","embeddings":[[0.1,-2e-3]],"prompt_eval_count":8}"#;
        assert_eq!(usage(embed), counts(8, 0));
    }

    #[test]
    fn absent_is_not_zero_and_nonsense_is_not_believed() {
        for reply in [
            r#"{"done":true}"#,
            r#"{"done":true,"prompt_eval_count":3}"#,
            r#"{"done":true,"eval_count":3}"#,
            r#"{"embedding":[0.5]}"#,
            r#"["a","b","c",true,7,2]"#,
            "null",
            "oops",
        ] {
            assert_eq!(usage(reply.as_bytes()), Reported::Absent, "{reply}");
        }
        let negative = br#"{"done":true,"prompt_eval_count":-3,"eval_count":1}"#;
        assert_eq!(usage(negative), Reported::Implausible);
        let zero = br#"{"done":true,"prompt_eval_count":0,"eval_count":0}"#;
        assert_eq!(usage(zero), counts(0, 0));
    }

    #[test]
    fn lines_go_on_until_the_last() {
        let mut seen = Seen::default();
        for line in [
            "{\"message\":{\"role\":\"assistant\",\"content\":\"abc\",\"thinking\":\"de\"},\"done\":false}\n",
            "{\"response\":\"f\",\"done\":false,\"prompt_eval_count\":1,\"eval_count\":1}\r\n",
            "\n",
            "not json\n",
            "{\"error\":\"out of memory\"}\n",
        ] {
            assert_eq!(judge(line.as_bytes(), &mut seen), Fate::Forward, "{line}");
        }
        assert_eq!(seen.text_bytes, 6);
        assert_eq!(seen.reported, Reported::Absent);
        let last = b"{\"response\":\"\",\"done\": true,\"prompt_eval_count\":7,\"eval_count\":2}\n";
        assert_eq!(judge(last, &mut seen), Fate::Terminal);
        assert_eq!(seen.reported, counts(7, 2));
    }

    #[test]
    fn errors_have_the_shape_of_the_contract() {
        assert_eq!(error_body("no \"m\""), r#"{"error":"no \"m\""}"#);
        assert_eq!(error_line("late"), "{\"error\":\"late\"}\n");
    }
}
