//! What the demo provider is asked and what it gives back.

use bytes::Bytes;
use serde_json::Value;

use crate::domain::route::Route;
use crate::gateway::body::JsonObject;
use crate::gateway::demo::echo;

/// A request to the demo provider.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The path, as in `/v1/chat/completions`.
    pub path: &'a str,
    /// The body, where there is one.
    pub body: Option<&'a JsonObject>,
    /// What the reply's id is made from.
    pub request_id: &'a str,
    /// Now, in seconds since 1970.
    pub created_unix_seconds: i64,
    /// Now, as RFC 3339.
    pub created_rfc3339: &'a str,
}

/// What the demo provider answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DemoReply {
    /// 200 and one JSON document.
    Whole(Bytes),
    /// 200 and a stream in the dialect's framing, chunk by chunk.
    Stream(Vec<Bytes>),
    /// 400 and an error in the dialect's shape.
    Refused(Bytes),
}

impl Call<'_> {
    /// The model asked for, which is echoed like everything else.
    pub fn model(&self) -> String {
        let asked = ["model", "name"].map(|key| self.value(key));
        let asked = asked.iter().find_map(Value::as_str);
        asked.filter(|name| !name.is_empty()).unwrap_or(echo::MODEL).to_owned()
    }

    /// Whether a stream is asked for.
    pub fn stream(&self, default: bool) -> bool {
        self.body.and_then(|body| body.stream(default).ok()).unwrap_or(default)
    }

    /// What stands under a key of the body, `null` where nothing does.
    pub fn value(&self, key: &str) -> Value {
        let raw = self.body.and_then(|body| body.raw(key));
        raw.and_then(|raw| serde_json::from_slice(raw).ok()).unwrap_or_default()
    }

    /// How many tokens the reply may have, where the request says so.
    pub fn max_tokens(&self) -> Option<u64> {
        let route = Route::of_path(self.path)?;
        self.body?.output_limit(route).ok()?.tokens
    }
}

/// A JSON document.
pub fn whole(document: &Value) -> DemoReply {
    DemoReply::Whole(Bytes::from(document.to_string()))
}
