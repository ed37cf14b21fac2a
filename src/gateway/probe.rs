//! One question to a provider, outside any request: does it answer, and does it take our key.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use hyper::{HeaderMap, Method, StatusCode};
use tokio::runtime::Builder;

use crate::domain::provider::{Dialect, Provider};
use crate::gateway::authority;
use crate::gateway::connect;
use crate::gateway::forward;
use crate::ops::error::{Error, Kind};
use crate::ops::provider::Credential;

/// How long the usual port of Ollama is tried.
const USUAL_PORT: Duration = Duration::from_millis(300);

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whether an Ollama answers on its usual port of this machine.
pub fn ollama_is_here() -> bool {
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, 11434));
    TcpStream::connect_timeout(&usual, USUAL_PORT).is_ok()
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
    let internal = |text: String| Error::new(Kind::Internal, "provider.test", text);
    let uri = authority::uri(provider, path)
        .ok_or_else(|| internal("the provider's URL makes no address".to_owned()))?;
    let request = forward::request(Method::GET, uri, &HeaderMap::new(), credential, None)
        .map_err(|problem| internal(problem.code().to_owned()))?;
    let tls = connect::trust().map_err(|error| internal(error.to_string()))?;
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| internal(error.to_string()))?;
    let answered = runtime.block_on(async {
        let client = connect::client(provider.reach(), tls);
        tokio::time::timeout(PATIENCE, client.request(request)).await
    });
    let unreachable = |why: String| {
        let message = format!("provider \"{}\" does not answer", provider.name);
        Error::new(Kind::Refused, "provider.unreachable", message).why(why)
    };
    let response = answered
        .map_err(|_| unreachable(format!("no reply within {} s", PATIENCE.as_secs())))?
        .map_err(|error| {
            let reason = connect::connect_error(&error).map(ToString::to_string);
            unreachable(reason.unwrap_or_else(|| error.to_string()))
        })?;
    let status = response.status();
    let refused = |code, message: String| {
        let fix = format!("keyctl provider set-key {}", provider.name);
        Err(Error::new(Kind::Refused, code, message).fix(fix))
    };
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            let message = format!("provider \"{}\" refuses the key ({status})", provider.name);
            refused("provider.key_refused", message)
        }
        _ if status.is_success() => Ok(status),
        _ => Err(unreachable(format!("it answers {path} with {status}"))),
    }
}
