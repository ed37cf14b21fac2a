//! Which path of the demo provider answers what.

use percent_encoding::percent_decode_str;

use crate::gateway::demo::call::{Call, DemoReply};
use crate::gateway::demo::ollama;
use crate::gateway::demo::openai;

/// Answers a call; `None` for a path that neither dialect has.
pub fn reply(call: &Call<'_>) -> Option<DemoReply> {
    Some(match call.path {
        "/v1/chat/completions" => openai::chat(call),
        "/v1/completions" => openai::completion(call),
        "/v1/embeddings" => openai::embeddings(call),
        "/v1/models" => openai::models(),
        "/api/chat" => ollama::chat(call),
        "/api/generate" => ollama::generate(call),
        "/api/embed" => ollama::embed(call),
        "/api/embeddings" => ollama::embeddings(call),
        "/api/tags" => ollama::tags(),
        "/api/ps" => ollama::processes(),
        "/api/show" => ollama::show(call),
        "/api/version" => ollama::version(),
        path => {
            let id = path.strip_prefix("/v1/models/").filter(|id| !id.is_empty())?;
            openai::model(&percent_decode_str(id).decode_utf8_lossy())
        }
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::usage::Tokens;
    use crate::gateway::body::JsonObject;
    use crate::gateway::dialect::ollama as ollama_dialect;
    use crate::gateway::dialect::openai as openai_dialect;
    use crate::gateway::dialect::scanner::{Progress, Scanner};
    use crate::gateway::dialect::usage::Reported;

    fn ask(path: &str, body: &Value) -> DemoReply {
        let body = JsonObject::parse(Bytes::from(body.to_string())).unwrap();
        reply(&Call {
            path,
            body: Some(&body),
            request_id: "r1",
            created_unix_seconds: 1_795_251_600,
            created_rfc3339: "2026-11-21T09:00:00Z",
        })
        .unwrap()
    }

    fn whole(path: &str, body: &Value) -> (Value, Bytes) {
        match ask(path, body) {
            DemoReply::Whole(bytes) => (serde_json::from_slice(&bytes).unwrap(), bytes),
            other => panic!("{other:?}"),
        }
    }

    fn stream(path: &str, body: &Value, mut scanner: Scanner) -> (String, Scanner) {
        let DemoReply::Stream(chunks) = ask(path, body) else { panic!("{path} must stream") };
        let mut ready = Vec::new();
        for chunk in &chunks {
            scanner.push(chunk, &mut ready).unwrap();
        }
        assert_eq!(scanner.progress(), Progress::Complete);
        (String::from_utf8(ready.concat()).unwrap(), scanner)
    }

    fn counts(input: u64, output: u64) -> Reported {
        Reported::Counts(Tokens { input, output, ..Tokens::default() })
    }

    fn hello() -> Value {
        json!({"model": "m", "messages": [{"role": "user", "content": "hello"}]})
    }

    #[test]
    fn whole_answers_echo_and_count() {
        let (chat, bytes) = whole("/v1/chat/completions", &hello());
        assert_eq!(chat["choices"][0]["message"]["content"], "You said: hello");
        assert_eq!((&chat["model"], &chat["id"]), (&json!("m"), &json!("chatcmpl-r1")));
        assert_eq!(openai_dialect::usage(&bytes), counts(6, 4));
        let (completions, bytes) = whole("/v1/completions", &json!({"prompt": ["a", "b"]}));
        assert_eq!(completions["choices"][1]["text"], "You said: b");
        assert_eq!(completions["model"], "demo-echo");
        assert_eq!(openai_dialect::usage(&bytes), counts(2, 6));
        let mut body = hello();
        body["stream"] = json!(false);
        let (chat, bytes) = whole("/api/chat", &body);
        assert_eq!(chat["message"]["content"], "You said: hello");
        assert_eq!(ollama_dialect::usage(&bytes), counts(6, 4));
        let body = json!({"prompt": "hello", "stream": false, "options": {"num_predict": 2}});
        let (generated, bytes) = whole("/api/generate", &body);
        assert_eq!(
            (&generated["response"], &generated["done_reason"]),
            (&json!("You said"), &json!("length"))
        );
        assert_eq!(ollama_dialect::usage(&bytes), counts(2, 2));
    }

    #[test]
    fn streams_say_the_same_and_end() {
        let mut body = hello();
        body["stream"] = json!(true);
        let (text, scanner) = stream("/v1/chat/completions", &body, Scanner::openai(false));
        assert_eq!(scanner.reported(), Reported::Absent);
        assert_eq!(scanner.text_bytes(), 15);
        assert!(text.contains(r#""content":"hello""#) && !text.contains("usage"), "{text}");
        body["stream_options"] = json!({"include_usage": true});
        let (text, scanner) = stream("/v1/chat/completions", &body, Scanner::openai(true));
        assert_eq!(scanner.reported(), counts(6, 4));
        assert_eq!(text.matches(r#""usage":null"#).count(), 5);
        body["prompt"] = json!("hello");
        let (_, scanner) = stream("/v1/completions", &body, Scanner::openai(false));
        assert_eq!((scanner.reported(), scanner.text_bytes()), (counts(2, 4), 15));
        for path in ["/api/chat", "/api/generate"] {
            body["stream"] = Value::Null;
            let (text, scanner) = stream(path, &body, Scanner::ollama());
            assert_eq!(scanner.text_bytes(), 15, "{path}");
            assert!(matches!(scanner.reported(), Reported::Counts(_)), "{path}");
            assert_eq!(text.lines().count(), 3, "{path}");
        }
    }

    #[test]
    fn embeddings_come_as_numbers_or_base64() {
        let mut body = json!({"input": ["a", "b"], "dimensions": 3});
        let (numbers, bytes) = whole("/v1/embeddings", &body);
        assert_eq!(openai_dialect::usage(&bytes), counts(2, 0));
        assert_eq!(numbers["data"][1]["embedding"].as_array().unwrap().len(), 3);
        body["encoding_format"] = json!("base64");
        let (encoded, _) = whole("/v1/embeddings", &body);
        let encoded = encoded["data"][0]["embedding"].as_str().unwrap();
        let encoded = data_encoding::BASE64.decode(encoded.as_bytes()).unwrap();
        let first = f32::from_le_bytes(encoded[..4].try_into().unwrap());
        let plain = numbers["data"][0]["embedding"][0].as_f64().unwrap();
        assert!((f64::from(first) - plain).abs() < 1e-7);
        let (embed, bytes) = whole("/api/embed", &json!({"input": "hello"}));
        assert_eq!(embed["embeddings"].as_array().unwrap().len(), 1);
        assert_eq!(ollama_dialect::usage(&bytes), counts(2, 0));
        let (older, _) = whole("/api/embeddings", &json!({"prompt": "hello"}));
        assert_eq!(older["embedding"], embed["embeddings"][0]);
    }

    #[test]
    fn the_model_is_listed_under_every_path() {
        let empty = json!({});
        assert_eq!(whole("/v1/models", &empty).0["data"][0]["id"], "demo-echo");
        assert_eq!(whole("/v1/models/a%20b/c", &empty).0["id"], "a b/c");
        assert_eq!(whole("/api/tags", &empty).0["models"][0]["model"], "demo-echo");
        assert_eq!(whole("/api/ps", &empty).0["models"][0]["model"], "demo-echo");
        assert_eq!(whole("/api/show", &json!({"name": "x"})).0["modelfile"], "FROM x\n");
        assert_eq!(whole("/api/version", &empty).0["version"], "0.0.0");
    }

    #[test]
    fn what_it_cannot_do_it_refuses() {
        for (path, body) in [
            ("/v1/chat/completions", json!({"messages": "hi"})),
            ("/v1/completions", json!({"prompt": vec!["a"; 3000]})),
            ("/v1/embeddings", json!({"input": vec!["a"; 3000]})),
            ("/v1/embeddings", json!({"input": "a", "dimensions": 0})),
            ("/api/embed", json!({"input": vec!["a"; 2048], "dimensions": 4096})),
        ] {
            assert!(matches!(ask(path, &body), DemoReply::Refused(_)), "{path}");
        }
        let body = JsonObject::parse(Bytes::from_static(b"{}")).unwrap();
        let call = Call {
            path: "/v1/models/",
            body: Some(&body),
            request_id: "",
            created_unix_seconds: 0,
            created_rfc3339: "",
        };
        assert_eq!(reply(&call), None);
    }
}
