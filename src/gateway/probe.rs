//! One request of keyctl's own: does a provider answer, does the gateway.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::time::timeout;

use crate::domain::provider::{Dialect, Provider, Reach};
use crate::gateway::authority;
use crate::gateway::connect;
use crate::gateway::forward;
use crate::gateway::pool::Pool;
use crate::ops::error::{Error, Kind};
use crate::ops::provider::Credential;
use crate::secret::value::Secret;

/// How long the usual port of Ollama is tried.
const USUAL_PORT: Duration = Duration::from_millis(300);

/// The longest reply that is read, in bytes.
const MAX_REPLY: usize = 8 << 20;

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whether an Ollama answers on its usual port of this machine.
pub fn ollama_is_here() -> bool {
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, 11434));
    TcpStream::connect_timeout(&usual, USUAL_PORT).is_ok()
}

/// Sends one chat request to a gateway of this machine, as any client would; returns the text of
/// the reply.
///
/// # Errors
/// [`Kind::Internal`] where the gateway does not answer it.
pub fn chat(
    gateway: SocketAddr,
    key: &Secret<String>,
    model: &str,
    text: &str,
) -> Result<String, Error> {
    let failed = |why: String| {
        Error::new(Kind::Internal, "gateway.no_reply", "the gateway did not answer").why(why)
    };
    let message = json!({ "role": "user", "content": text });
    let body = json!({ "model": model, "messages": [message] }).to_string();
    let request = Request::post(format!("http://{gateway}/v1/chat/completions"))
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, format!("Bearer {}", key.expose()))
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| failed(error.to_string()))?;
    let (status, body) = exchange(Reach::Loopback, request).map_err(failed)?;
    let reply: Value = serde_json::from_slice(&body).map_err(|error| failed(error.to_string()))?;
    let content = reply.pointer("/choices/0/message/content").and_then(Value::as_str);
    content.map(str::to_owned).ok_or_else(|| failed(format!("it answered with {status}")))
}

/// Asks a provider for its models, as the gateway would; returns the status it answers with.
///
/// # Errors
/// [`Kind::Refused`] where it does not answer, or does not take the key.
pub fn ask(provider: &Provider, credential: Option<&Credential>) -> Result<StatusCode, Error> {
    let path = match provider.dialect {
        Dialect::Demo => return Ok(StatusCode::OK),
        Dialect::OpenAi => "/v1/models",
        Dialect::Ollama => "/api/tags",
    };
    let internal = |text: &str| Error::new(Kind::Internal, "provider.test", text);
    let uri = authority::uri(provider, path)
        .ok_or_else(|| internal("the provider's URL makes no address"))?;
    let request = forward::request(Method::GET, uri, &HeaderMap::new(), credential, None)
        .map_err(|problem| internal(problem.code()))?;
    let unreachable = |why: String| {
        let message = format!("provider \"{}\" does not answer", provider.name);
        Error::new(Kind::Refused, "provider.unreachable", message).why(why)
    };
    let (status, _) = exchange(provider.reach(), request).map_err(unreachable)?;
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            let message = format!("provider \"{}\" refuses the key ({status})", provider.name);
            Err(Error::new(Kind::Refused, "provider.key_refused", message)
                .fix(format!("keyctl provider set-key {}", provider.name)))
        }
        _ if status.is_success() => Ok(status),
        _ => Err(unreachable(format!("it answers {path} with {status}"))),
    }
}

/// One request and its whole reply, or the reason why there is none.
fn exchange(reach: Reach, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes), String> {
    let tls = connect::trust().map_err(|error| error.to_string())?;
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        let client = Pool::new(reach, tls);
        let answered = timeout(PATIENCE, client.request(request)).await;
        let response = answered
            .map_err(|_| format!("no reply within {} s", PATIENCE.as_secs()))?
            .map_err(|error| error.to_string())?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MAX_REPLY).collect();
        let body = timeout(PATIENCE, body).await.map_err(|_| "the reply stalls".to_owned())?;
        Ok((status, body.map_err(|error| error.to_string())?.to_bytes()))
    })
}
