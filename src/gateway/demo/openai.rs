//! The echo in the `OpenAI` dialect.

use bytes::Bytes;
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::gateway::demo::call::{Call, DemoReply, whole};
use crate::gateway::demo::echo::{self, Answer};
use crate::gateway::dialect::openai;

/// `/v1/chat/completions`
pub fn chat(call: &Call<'_>) -> DemoReply {
    let messages = call.value("messages");
    if !messages.is_array() {
        return refused("`messages` must be a list");
    }
    let answer = Answer::to(&echo::last_said(&messages), call.max_tokens());
    let usage = usage(echo::message_tokens(&messages), answer.tokens);
    let head = Head { id: format!("chatcmpl-{}", call.request_id), call };
    if call.stream(false) {
        let choice = |delta: Value, finish: Option<&str>| json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]);
        let mut choices = vec![choice(json!({"role": "assistant", "content": ""}), None)];
        choices.extend(answer.pieces().map(|piece| choice(json!({"content": piece}), None)));
        choices.push(choice(json!({}), Some(answer.finish_reason())));
        return head.stream("chat.completion.chunk", &choices, &usage);
    }
    let message = json!({"role": "assistant", "content": answer.text, "refusal": null});
    let choices = json!([{
        "index": 0,
        "message": message,
        "logprobs": null,
        "finish_reason": answer.finish_reason(),
    }]);
    whole(&head.document("chat.completion", &choices, &usage))
}

/// `/v1/completions`
pub fn completion(call: &Call<'_>) -> DemoReply {
    let Some(prompts) = echo::texts(call.value("prompt")) else {
        return refused("`prompt` has too many texts");
    };
    let limit = call.max_tokens();
    let answers: Vec<_> =
        prompts.iter().map(|prompt| Answer::to(&echo::text(prompt), limit)).collect();
    let usage = usage(
        prompts.iter().map(echo::text_tokens).sum(),
        answers.iter().map(|answer| answer.tokens).sum(),
    );
    let head = Head { id: format!("cmpl-{}", call.request_id), call };
    let choice = |index: usize, text: &str, finish: Option<&str>| json!({"index": index, "text": text, "logprobs": null, "finish_reason": finish});
    if call.stream(false) {
        let each = answers.iter().enumerate().flat_map(|(index, answer)| {
            let pieces = answer.pieces().map(move |piece| json!([choice(index, piece, None)]));
            pieces.chain([json!([choice(index, "", Some(answer.finish_reason()))])])
        });
        return head.stream("text_completion", &each.collect::<Vec<_>>(), &usage);
    }
    let choices = answers.iter().enumerate();
    let choices: Value = choices
        .map(|(index, answer)| choice(index, &answer.text, Some(answer.finish_reason())))
        .collect();
    whole(&head.document("text_completion", &choices, &usage))
}

/// `/v1/embeddings`
pub fn embeddings(call: &Call<'_>) -> DemoReply {
    let Some(texts) = echo::texts(call.value("input")) else {
        return refused("`input` has too many texts");
    };
    let Some(vectors) = echo::embeddings(&texts, &call.value("dimensions")) else {
        return refused("`dimensions` is out of range");
    };
    let base64 = call.value("encoding_format") == "base64";
    let data: Value = vectors
        .into_iter()
        .enumerate()
        .map(|(index, vector)| {
            let embedding = if base64 { encode(&vector).into() } else { Value::from(vector) };
            json!({"object": "embedding", "index": index, "embedding": embedding})
        })
        .collect();
    let tokens: u64 = texts.iter().map(echo::text_tokens).sum();
    whole(&json!({
        "object": "list",
        "data": data,
        "model": call.model(),
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }))
}

/// `/v1/models`
pub fn models() -> DemoReply {
    whole(&json!({"object": "list", "data": [about(echo::MODEL)]}))
}

/// `/v1/models/{id}`
pub fn model(id: &str) -> DemoReply {
    whole(&about(id))
}

fn about(id: &str) -> Value {
    json!({
        "id": id,
        "object": "model",
        "created": echo::MODEL_CREATED_UNIX_SECONDS,
        "owned_by": "keyctl",
    })
}

/// What every document of one reply begins with.
struct Head<'a> {
    id: String,
    call: &'a Call<'a>,
}

impl Head<'_> {
    fn document(&self, object: &str, choices: &Value, usage: &Value) -> Value {
        json!({
            "id": self.id,
            "object": object,
            "created": self.call.created_unix_seconds,
            "model": self.call.model(),
            "choices": choices,
            "usage": usage,
        })
    }

    /// As the API does it: with usage asked for, each chunk says `null` but an extra last one.
    fn stream(&self, object: &str, choices: &[Value], usage: &Value) -> DemoReply {
        let asked = self.call.value("stream_options")["include_usage"] == true;
        let mut documents: Vec<Value> =
            choices.iter().map(|c| self.document(object, c, &Value::Null)).collect();
        if asked {
            documents.push(self.document(object, &json!([]), usage));
        } else {
            for document in documents.iter_mut().filter_map(Value::as_object_mut) {
                document.remove("usage");
            }
        }
        let events = documents.iter().map(|document| Bytes::from(format!("data: {document}\n\n")));
        DemoReply::Stream(events.chain([Bytes::from_static(b"data: [DONE]\n\n")]).collect())
    }
}

fn usage(prompt: u64, completion: u64) -> Value {
    json!({
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    })
}

/// 32-bit floats, little endian, in base64: what the official Python client asks for.
fn encode(vector: &[f64]) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "the format has 32 bits")]
    let bytes: Vec<u8> = vector.iter().flat_map(|x| (*x as f32).to_le_bytes()).collect();
    BASE64.encode(&bytes)
}

fn refused(message: &str) -> DemoReply {
    DemoReply::Refused(openai::error_body(message, "invalid_request_error", Some("invalid_body")))
}
