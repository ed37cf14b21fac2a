//! A gateway between a client and a scripted provider: where most tests of the gateway play.

use keyctl::domain::provider::Dialect;

use crate::support::client::{Client, Reply};
use crate::support::house::{House, Serving};
use crate::support::upstream::{self, Upstream};

/// The provider's key of the system.
pub(crate) const SYSTEM_KEY: &str = "sk-upstream-of-the-system";

/// A request for a chat.
pub(crate) const CHAT: &str =
    r#"{"model":"gpt-5","messages":[{"role":"user","content":"hi"}],"max_tokens":7}"#;

/// The same, streamed.
pub(crate) const STREAMED_CHAT: &str =
    r#"{"model":"gpt-5","stream":true,"messages":[{"role":"user","content":"hi"}],"max_tokens":7}"#;

/// A chat in Ollama's dialect, which streams unless told not to.
pub(crate) const OLLAMA_CHAT: &str = concat!(
    r#"{"model":"llama3","messages":[{"role":"user","content":"hi"}],"#,
    r#""options":{"num_predict":7}}"#
);

/// A reply to a chat that used 9 and 4 tokens: 17 micro-dollars at the prices of [`House`].
pub(crate) const ANSWER: &str = concat!(
    r#"{"id":"c","object":"chat.completion","choices":[{"index":0,"message":"#,
    r#"{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"#,
    r#""usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}"#
);

/// An event of a stream that brings text.
pub(crate) fn text_event(text: &str) -> String {
    format!("data: {{\"id\":\"c\",\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
}

/// The event of a stream that tells 9 and 4 tokens.
pub(crate) const USAGE_EVENT: &str = concat!(
    r#"data: {"id":"c","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}}"#,
    "\n\n"
);

/// The event that ends a stream.
pub(crate) const DONE: &str = "data: [DONE]\n\n";

/// A gateway, its provider, and a key to use it with.
pub(crate) struct Stage {
    pub(crate) house: House,
    pub(crate) gateway: Serving,
    pub(crate) upstream: Upstream,
    pub(crate) key: String,
}

impl Stage {
    /// With an `OpenAI` provider named `main`, paid by the system, for `gpt-*`.
    pub(crate) fn openai(script: Vec<upstream::Reply>) -> Self {
        Self::new(Dialect::OpenAi, "gpt-*", script)
    }

    /// With an Ollama named `main`, which takes no key, for every model.
    pub(crate) fn ollama(script: Vec<upstream::Reply>) -> Self {
        Self::new(Dialect::Ollama, "*", script)
    }

    fn new(dialect: Dialect, route: &str, script: Vec<upstream::Reply>) -> Self {
        let mut house = House::new();
        house.user("ada");
        let key = house.key("ada", "ci");
        let upstream = Upstream::start(script);
        let path = if dialect == Dialect::OpenAi { "/v1" } else { "" };
        house.provider("main", dialect, &format!("http://{}{path}", upstream.address), route);
        if dialect == Dialect::OpenAi {
            house.provider_key("main", None, SYSTEM_KEY);
        }
        let gateway = house.serve();
        Self { house, gateway, upstream, key }
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(self.gateway.address)
    }

    /// The headers of a request with the key and a JSON body.
    pub(crate) fn headers(&self) -> String {
        headers(&self.key)
    }

    /// Posts JSON; reads the reply to its end.
    pub(crate) fn post(&self, path: &str, body: &str) -> Reply {
        self.client().ask(&format!("POST {path}"), &self.headers(), body)
    }

    /// Posts a chat; reads the reply to its end.
    pub(crate) fn chat(&self, body: &str) -> Reply {
        self.post("/v1/chat/completions", body)
    }

    /// Posts a streamed chat; reads its reply up to a text.
    pub(crate) fn begin_stream(&self, until: &str) -> Client {
        let mut client = self.begin("/v1/chat/completions", STREAMED_CHAT);
        assert_eq!(client.head().status, 200);
        client.read_until(until);
        client
    }

    /// Posts JSON; leaves the reply to be read.
    pub(crate) fn begin(&self, path: &str, body: &str) -> Client {
        let mut client = self.client();
        client.send(&format!("POST {path}"), &self.headers(), body);
        client
    }
}

/// The headers of a request with a key and a JSON body.
pub(crate) fn headers(key: &str) -> String {
    format!("authorization: Bearer {key}\r\ncontent-type: application/json\r\n")
}
