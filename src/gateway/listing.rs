//! Requests that run no model: lists of models, what is said of one, and the version. They are
//! forwarded, and not metered: nobody is charged for them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use hyper::header::CONTENT_TYPE;
use hyper::{HeaderMap, Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;
use tracing::warn;

use crate::domain::provider::Dialect;
use crate::domain::route::{Action, Route};
use crate::gateway::authority::{self, Upstream};
use crate::gateway::authorize::Asking;
use crate::gateway::body::JsonObject;
use crate::gateway::demo::call::Call;
use crate::gateway::demo::provider as demo;
use crate::gateway::forward::{self, Reply};
use crate::gateway::passing::{copy_headers, scrub};
use crate::gateway::reply::{JSON, Problem, ReplyBody, X_REQUEST_ID};
use crate::gateway::worker::{RequestId, Worker};
use crate::ops::decide::Refusal;

/// The longest reply that is relayed, in bytes.
const MAX_REPLY: usize = 8 << 20;

/// A request that runs no model.
#[derive(Debug)]
pub struct Inquiry<'a> {
    /// Who serves it.
    pub worker: &'a Worker,
    /// Its id.
    pub id: &'a RequestId,
    /// What it asks for, with which key.
    pub asking: Asking<'a>,
    /// Its path, as it came.
    pub path: &'a str,
    /// The headers it came with.
    pub headers: &'a HeaderMap,
    /// Its body, where it has one.
    pub body: Option<&'a JsonObject>,
}

/// A provider's reply, whole.
struct Whole {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Deserialize)]
struct OpenAiList<'a> {
    #[serde(borrow)]
    data: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct OllamaList<'a> {
    #[serde(borrow)]
    models: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(alias = "id")]
    name: String,
}

impl Inquiry<'_> {
    /// Answers it.
    ///
    /// # Errors
    /// The refusal, or the provider's problem.
    pub async fn answer(&self) -> Result<Response<ReplyBody>, Problem> {
        match self.asking.route.action() {
            Action::ListModels => self.list_models().await,
            Action::ShowModel | Action::Run => self.show_model(&self.model()?).await,
            Action::Ask => self.ask_first().await,
        }
    }

    /// The model that the path or the body names; Ollama's older clients call it `name`.
    fn model(&self) -> Result<String, Problem> {
        let Some(body) = self.body else {
            return Ok(Route::model_in(self.path).unwrap_or_default());
        };
        let named = match body.get_str("name") {
            Some(name) if body.given("model").is_none() => name,
            _ => body.model(),
        };
        named.map(Cow::into_owned).map_err(Problem::BadBody)
    }

    /// The models of every provider of the dialect, each from the provider that would run it.
    async fn list_models(&self) -> Result<Response<ReplyBody>, Problem> {
        let dialect = self.asking.route.dialect();
        let upstreams = self.worker.authority().upstreams(dialect);
        let (mut models, mut names) = (Vec::new(), HashSet::new());
        let (mut answered, mut failure) = (false, None);
        for upstream in upstreams {
            match self.models_of(&upstream).await {
                Ok(found) => {
                    answered = true;
                    let ours = found.into_iter().filter(|(name, _)| {
                        self.serves(&upstream, name) && names.insert(name.clone())
                    });
                    models.extend(ours.map(|(_, model)| model));
                }
                Err(problem) => {
                    let provider = upstream.provider.name.as_str();
                    warn!(provider, "its models are left out: {}", problem.code());
                    failure = Some(problem);
                }
            }
        }
        // A key that may use none of what was listed gets an empty list.
        if let (false, Some(problem)) = (answered, failure) {
            return Err(problem);
        }
        let list = models.join(",");
        let body = match dialect {
            Dialect::Ollama => format!(r#"{{"models":[{list}]}}"#),
            Dialect::OpenAi | Dialect::Demo => format!(r#"{{"object":"list","data":[{list}]}}"#),
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, JSON);
        Ok(self.response(Whole { status: StatusCode::OK, headers, body: body.into() }))
    }

    /// What the provider that would run a model says of it.
    async fn show_model(&self, model: &str) -> Result<Response<ReplyBody>, Problem> {
        let upstream = self.asking.upstream(&self.worker.authority(), model)?;
        Ok(self.response(self.ask(&upstream, self.path).await?))
    }

    /// What the first provider of the dialect says.
    async fn ask_first(&self) -> Result<Response<ReplyBody>, Problem> {
        let first =
            self.worker.authority().upstreams(self.asking.route.dialect()).into_iter().next();
        let first = first.ok_or_else(|| Refusal::ModelUnknown(String::new()))?;
        Ok(self.response(self.ask(&first, self.path).await?))
    }

    fn serves(&self, upstream: &Arc<Upstream>, model: &str) -> bool {
        self.asking
            .upstream(&self.worker.authority(), model)
            .is_ok_and(|serving| Arc::ptr_eq(&serving, upstream))
    }

    async fn models_of(&self, upstream: &Upstream) -> Result<Vec<(String, String)>, Problem> {
        let Whole { status, body, .. } = self.ask(upstream, self.path).await?;
        let unusable = Problem::UpstreamUnreachable;
        if !status.is_success() {
            return Err(unusable);
        }
        let listed = match self.asking.route.dialect() {
            Dialect::Ollama => serde_json::from_slice(&body).map(|OllamaList { models }| models),
            Dialect::OpenAi | Dialect::Demo => {
                serde_json::from_slice(&body).map(|OpenAiList { data }| data)
            }
        };
        let listed = listed.map_err(|_| unusable)?;
        let named = listed.into_iter().filter_map(|model| {
            let Named { name } = serde_json::from_str(model.get()).ok()?;
            Some((name, model.get().to_owned()))
        });
        Ok(named.collect())
    }

    async fn ask(&self, upstream: &Upstream, path: &str) -> Result<Whole, Problem> {
        let provider = &upstream.provider;
        let key = forward::credential(self.worker, provider, self.asking.key.user_id)?;
        let reply = if provider.dialect == Dialect::Demo {
            self.ask_demo(path)?
        } else {
            let uri = authority::uri(provider, path).ok_or(Problem::Internal)?;
            let method = if self.body.is_some() { Method::POST } else { Method::GET };
            let body = self.body.map(JsonObject::write);
            let request = forward::request(method, uri, self.headers, key.as_deref(), body)?;
            let sent = forward::send(self.worker, provider, request).await;
            sent.map_err(|failure| failure.problem)?
        };
        let Reply { status, headers, mut body } = reply;
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return Err(Problem::UpstreamAuth);
        }
        if status.is_redirection() || status.is_informational() {
            return Err(Problem::UpstreamUnreachable);
        }
        let mut whole = BytesMut::new();
        while let Some(piece) = body.next().await.map_err(|_| Problem::UpstreamUnreachable)? {
            if whole.len() + piece.len() > MAX_REPLY {
                return Err(Problem::UpstreamUnreachable);
            }
            whole.extend_from_slice(&piece);
        }
        let secret = key.as_ref().map(|key| key.key.expose().as_bytes());
        let mut kept = HeaderMap::new();
        copy_headers(&headers, &mut kept, secret);
        let body = scrub(whole.freeze(), secret.unwrap_or_default());
        Ok(Whole { status, headers: kept, body })
    }

    fn ask_demo(&self, path: &str) -> Result<Reply, Problem> {
        let reply = demo::reply(&Call {
            path,
            body: self.body,
            request_id: self.id.header.to_str().unwrap_or_default(),
            created_unix_seconds: self.asking.at.micros().div_euclid(1_000_000),
            created_rfc3339: &self.asking.at.to_string(),
        });
        let mut reply = Reply::from(reply.ok_or(Problem::NotFound)?);
        reply.headers.insert(CONTENT_TYPE, JSON);
        Ok(reply)
    }

    fn response(&self, whole: Whole) -> Response<ReplyBody> {
        let mut response = Response::new(ReplyBody::whole(whole.body));
        *response.status_mut() = whole.status;
        *response.headers_mut() = whole.headers;
        response.headers_mut().insert(X_REQUEST_ID, self.id.header.clone());
        response
    }
}
