//! The echo in the Ollama dialect.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::gateway::demo::call::{Call, DemoReply, whole};
use crate::gateway::demo::echo::{self, Answer};
use crate::gateway::dialect::ollama;

/// The speed of a small model on a laptop, in nanoseconds a token.
const NANOS_PER_INPUT_TOKEN: u64 = 1_000_000;
const NANOS_PER_OUTPUT_TOKEN: u64 = 20_000_000;
const LOAD_NANOS: u64 = 1_000_000;

const MODEL_CREATED_RFC3339: &str = "2025-01-01T00:00:00Z";

/// The model is never unloaded.
const EXPIRES_RFC3339: &str = "2100-01-01T00:00:00Z";

/// An identifier of the form that clients shorten for display.
const DIGEST: &str = "64656d6f2d6563686f0000000000000000000000000000000000000000000000";

/// `/api/chat`
pub fn chat(call: &Call<'_>) -> DemoReply {
    let messages = call.value("messages");
    let answer = Answer::to(&echo::last_said(&messages), call.max_tokens());
    let said = |text: &str| ("message", json!({"role": "assistant", "content": text}));
    written(call, &answer, echo::message_tokens(&messages), said)
}

/// `/api/generate`
pub fn generate(call: &Call<'_>) -> DemoReply {
    let prompt = call.value("prompt");
    let answer = Answer::to(&echo::text(&prompt), call.max_tokens());
    let said = |text: &str| ("response", json!(text));
    written(call, &answer, echo::text_tokens(&prompt), said)
}

/// `/api/embed`
pub fn embed(call: &Call<'_>) -> DemoReply {
    let Some(texts) = echo::texts(call.value("input")) else {
        return refused("input has too many texts");
    };
    let Some(vectors) = echo::embeddings(&texts, &call.value("dimensions")) else {
        return refused("dimensions is out of range");
    };
    let tokens: u64 = texts.iter().map(echo::text_tokens).sum();
    whole(&json!({
        "model": call.model(),
        "embeddings": vectors,
        "total_duration": LOAD_NANOS + tokens * NANOS_PER_INPUT_TOKEN,
        "load_duration": LOAD_NANOS,
        "prompt_eval_count": tokens,
    }))
}

/// `/api/embeddings`, the older form, which counts nothing.
pub fn embeddings(call: &Call<'_>) -> DemoReply {
    let vectors = echo::embeddings(&[call.value("prompt")], &Value::Null);
    let vector = vectors.and_then(|vectors| vectors.into_iter().next());
    whole(&json!({"embedding": vector}))
}

/// `/api/tags`
pub fn tags() -> DemoReply {
    whole(&json!({"models": [about()]}))
}

/// `/api/ps`
pub fn processes() -> DemoReply {
    let mut model = about();
    model["expires_at"] = json!(EXPIRES_RFC3339);
    model["size_vram"] = json!(0);
    model["context_length"] = json!(4_096);
    whole(&json!({"models": [model]}))
}

/// `/api/show`
pub fn show(call: &Call<'_>) -> DemoReply {
    whole(&json!({
        "modelfile": format!("FROM {}\n", call.model()),
        "parameters": "",
        "template": "{{ .Prompt }}",
        "details": details(),
        "model_info": {"general.architecture": "echo", "general.parameter_count": 0},
        "capabilities": ["completion", "embedding"],
        "modified_at": MODEL_CREATED_RFC3339,
    }))
}

/// `/api/version`
pub fn version() -> DemoReply {
    whole(&json!({"version": "0.0.0"}))
}

/// An answer, whole or streamed; `said` puts words where the path has them.
fn written(
    call: &Call<'_>,
    answer: &Answer,
    input_tokens: u64,
    said: impl Fn(&str) -> (&'static str, Value),
) -> DemoReply {
    let document = |text: &str| {
        let (key, value) = said(text);
        json!({
            "model": call.model(),
            "created_at": call.created_rfc3339,
            key: value,
            "done": false,
        })
    };
    let last = |text: &str| {
        let input_nanos = input_tokens * NANOS_PER_INPUT_TOKEN;
        let output_nanos = answer.tokens * NANOS_PER_OUTPUT_TOKEN;
        let mut last = document(text);
        last["done"] = json!(true);
        last["done_reason"] = json!(answer.finish_reason());
        last["total_duration"] = json!(LOAD_NANOS + input_nanos + output_nanos);
        last["load_duration"] = json!(LOAD_NANOS);
        last["prompt_eval_count"] = json!(input_tokens);
        last["prompt_eval_duration"] = json!(input_nanos);
        last["eval_count"] = json!(answer.tokens);
        last["eval_duration"] = json!(output_nanos);
        last
    };
    if !call.stream(true) {
        return whole(&last(&answer.text));
    }
    let lines = answer.pieces().map(document).chain([last("")]);
    DemoReply::Stream(lines.map(|line| Bytes::from(format!("{line}\n"))).collect())
}

fn about() -> Value {
    json!({
        "name": echo::MODEL,
        "model": echo::MODEL,
        "modified_at": MODEL_CREATED_RFC3339,
        "size": 0,
        "digest": DIGEST,
        "details": details(),
    })
}

fn details() -> Value {
    json!({
        "parent_model": "",
        "format": "echo",
        "family": "echo",
        "families": ["echo"],
        "parameter_size": "0",
        "quantization_level": "none",
    })
}

fn refused(message: &str) -> DemoReply {
    DemoReply::Refused(ollama::error_body(message))
}
