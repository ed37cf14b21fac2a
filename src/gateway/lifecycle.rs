//! The life of keys over HTTP: `/api/auth/v2`.
//!
//! JSON in and out, with errors of its own shape. What changes something runs as an op on the
//! gateway's session, where the caller's key is judged once more.

use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::domain::credential::Credential;
use crate::domain::key::KeyRef;
use crate::domain::provider::Dialect;
use crate::domain::time::Span;
use crate::gateway::body::{BodyError, JsonObject};
use crate::gateway::reply::{JSON, Problem, ReplyBody, X_REQUEST_ID};
use crate::gateway::watch::observer::Asker;
use crate::gateway::worker::{RequestId, Worker};
use crate::ops::decide::{self, Case, Refusal};
use crate::ops::error::{Error, Kind};
use crate::ops::key::remote::{self, Caller, Denied, NewKey};
use crate::ops::session::Session;
use crate::secret::random;
use crate::secret::value::Secret;

const PREFIX: &str = "/api/auth/v2/";

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// What the key is and may do.
    Validate,
    /// A new secret and its lifetime anew.
    Refresh,
    /// Its end, or that of another.
    Revoke,
    /// A new key.
    Register,
}

impl Operation {
    /// What a request asks for.
    ///
    /// # Errors
    /// [`Problem::NotFound`], [`Problem::BadMethod`].
    pub fn find(method: &Method, path: &str) -> Result<Self, Problem> {
        let (operation, wanted) = match path.strip_prefix(PREFIX) {
            Some("validate") => (Self::Validate, Method::GET),
            Some("refresh") => (Self::Refresh, Method::POST),
            Some("revoke") => (Self::Revoke, Method::POST),
            Some("register") => (Self::Register, Method::POST),
            _ => return Err(Problem::NotFound),
        };
        if *method == wanted { Ok(operation) } else { Err(Problem::BadMethod) }
    }

    /// Whether its body is read.
    pub fn takes_body(self) -> bool {
        self != Self::Validate
    }
}

/// Whether a path is one of these, also where there is no such route.
pub fn owns(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// A request about keys, with a key that is alive.
#[derive(Debug)]
pub struct Call<'a> {
    /// Who serves it.
    pub worker: &'a Worker,
    /// Its id.
    pub id: &'a RequestId,
    /// What it asks for.
    pub operation: Operation,
    /// The key it came with.
    pub key: &'a Credential,
    /// Where and when it came from, and its headers.
    pub asker: Asker<'a>,
    /// Its body, where it has one.
    pub body: Option<&'a JsonObject>,
}

/// Why a request about keys is not answered.
enum Refused {
    Problem(Problem),
    Denied(Denied),
    Request(String),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<BodyError> for Refused {
    fn from(error: BodyError) -> Self {
        Self::Problem(Problem::BadBody(error))
    }
}

impl Call<'_> {
    /// Answers it.
    pub async fn answer(&self) -> Response<ReplyBody> {
        let answered = match self.operation {
            Operation::Validate => self.validate(),
            Operation::Refresh => self.refresh().await,
            Operation::Revoke => self.revoke().await,
            Operation::Register => self.register().await,
        };
        let id = &self.id.header;
        match answered {
            Ok(body) => whole(Response::new(()), &body, id),
            Err(Refused::Problem(problem)) => {
                if let Problem::Refused(refusal) = &problem {
                    self.worker.observer.denied(refusal, self.key, &self.asker);
                }
                reply(&problem, id)
            }
            Err(Refused::Denied(denied)) => denial(denied, id),
            Err(Refused::Request(message)) => {
                error(StatusCode::BAD_REQUEST, "invalid_request", &message, &json!({}), id)
            }
        }
    }

    fn validate(&self) -> Result<Value, Refused> {
        let authority = self.worker.authority();
        let snapshot = authority.snapshot();
        let case = Case::of(snapshot, self.key, self.asker.at);
        decide::decide(&Case { origin: self.asker.client.into(), ..case })
            .map_err(Problem::Refused)?;
        let role = self.key.restrictions.role_id.unwrap_or(self.key.role_id);
        let grants = decide::effective(snapshot, self.key).0;
        Ok(json!({
            "valid": true,
            "key": self.key.prefix.as_str(),
            "user": self.key.user.as_str(),
            "role": snapshot.roles.get(&role).map(|role| role.name.as_str()),
            "permissions": grants.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "expires_at": self.key.term.expires_at.map(|at| at.to_string()),
            "refresh_after": self.key.term.refresh_after().map(|at| at.to_string()),
        }))
    }

    async fn refresh(&self) -> Result<Value, Refused> {
        let caller = self.caller();
        let made =
            self.change(move |session| remote::refresh(session, &caller, &mut random::system()));
        let made = made.await?;
        Ok(json!({
            "api_key": made.secret.as_ref().map(Secret::expose),
            "expires_at": made.key.term.expires_at.map(|at| at.to_string()),
        }))
    }

    async fn revoke(&self) -> Result<Value, Refused> {
        let named = self.text("key")?.map(|text| prefix(&text)).transpose()?;
        let caller = self.caller();
        let key = self.change(move |session| remote::revoke(session, &caller, named.as_ref()));
        Ok(json!({ "revoked": true, "key": key.await?.prefix.as_str() }))
    }

    async fn register(&self) -> Result<Value, Refused> {
        let malformed =
            |field: &str| Refused::Request(format!("the body names no valid {field:?}"));
        let needed = |field: &'static str| self.text(field)?.ok_or_else(|| malformed(field));
        let new = NewKey {
            user: needed("user")?.parse().map_err(|_| malformed("user"))?,
            name: needed("name")?.parse().map_err(|_| malformed("name"))?,
            role: self.text("role")?,
            lifetime: self
                .text("ttl")?
                .map(|text| text.parse::<Span>().map_err(|_| malformed("ttl")))
                .transpose()?,
        };
        let caller = self.caller();
        let made = self
            .change(move |session| remote::register(session, &caller, &new, &mut random::system()));
        let made = made.await?;
        Ok(json!({
            "api_key": made.secret.expose(),
            "key": made.key.prefix.as_str(),
            "expires_at": made.key.term.expires_at.map(|at| at.to_string()),
        }))
    }

    /// The text under a key of the body; `None` where there is none, or `null`.
    fn text(&self, field: &'static str) -> Result<Option<String>, Refused> {
        let Some(body) = self.body.filter(|body| body.given(field).is_some()) else {
            return Ok(None);
        };
        Ok(body.get_str(field).transpose()?.map(std::borrow::Cow::into_owned))
    }

    fn caller(&self) -> Caller {
        Caller {
            prefix: self.key.prefix.clone(),
            client: self.asker.client,
            user_agent: self.asker.user_agent(),
            request_id: self.id.header.to_str().unwrap_or_default().to_owned(),
        }
    }

    /// Has an op run. What the database says ends as an error of the session, so that a failing
    /// disk is noticed there.
    async fn change<T: Send + 'static>(
        &self,
        op: impl FnOnce(&mut Session) -> Result<T, Denied> + Send + 'static,
    ) -> Result<T, Refused> {
        let changed = self.worker.changes.run(move |session| match op(session) {
            Err(Denied::Failed(error)) => Err(error),
            other => Ok(other),
        });
        match changed.await {
            Ok(outcome) => Ok(outcome?),
            Err(error) => Err(Denied::Failed(error).into()),
        }
    }
}

/// The key that a public prefix names; a whole key is not taken for one.
fn prefix(text: &str) -> Result<KeyRef, Refused> {
    let named = text.parse::<KeyRef>().ok();
    let named = named.map(|named| named.as_prefix().unwrap_or(named));
    named
        .filter(|named| matches!(named, KeyRef::Prefix(_)))
        .ok_or_else(|| Refused::Request("\"key\" must be the public prefix of a key".to_owned()))
}

/// A problem that every request can have, in the shape of these routes.
pub fn reply(problem: &Problem, id: &HeaderValue) -> Response<ReplyBody> {
    let (head, _) = problem.reply(Dialect::OpenAi, id).into_parts();
    let details = match problem {
        Problem::Refused(Refusal::PermissionMissing(wanted)) => {
            json!({ "permission": wanted.to_string() })
        }
        Problem::RateLimited(seconds) => json!({ "retry_after_seconds": seconds }),
        _ => json!({}),
    };
    let body = body(code(problem), &problem.message(), &details);
    whole(Response::from_parts(head, ()), &body, id)
}

fn code(problem: &Problem) -> &'static str {
    match problem {
        Problem::Refused(refusal) => match refusal {
            Refusal::NoCredential => "missing_credential",
            Refusal::Expired => "expired_key",
            Refusal::TwoCredentials => "invalid_request",
            Refusal::Suspended | Refusal::AddressDenied | Refusal::PermissionMissing(_) => {
                "insufficient_permission"
            }
            _ => "invalid_key",
        },
        Problem::RateLimited(_) => "rate_limited",
        Problem::Store | Problem::ShuttingDown => "store_unavailable",
        Problem::Internal => "internal_error",
        _ => "invalid_request",
    }
}

fn denial(denied: Denied, id: &HeaderValue) -> Response<ReplyBody> {
    match denied {
        Denied::Refused(refusal) => reply(&Problem::Refused(refusal), id),
        Denied::Limited(seconds) => reply(&Problem::RateLimited(seconds), id),
        Denied::Beyond(grant) => {
            let message = format!("The new key would give {grant}, which yours does not");
            let details = json!({ "permission": grant.to_string() });
            error(StatusCode::FORBIDDEN, "insufficient_permission", &message, &details, id)
        }
        Denied::Failed(failure) => failed(&failure, id),
    }
}

/// What an op says, without what it suggests: that may be of somebody else (R-G10).
fn failed(failure: &Error, id: &HeaderValue) -> Response<ReplyBody> {
    let (status, code) = match (failure.kind, failure.code) {
        (_, "role.not_found" | "key.beyond_role") => (StatusCode::BAD_REQUEST, "invalid_role"),
        (_, code @ "key.refresh_too_early") => {
            (StatusCode::CONFLICT, code.trim_start_matches("key."))
        }
        (Kind::NotFound, _) => (StatusCode::NOT_FOUND, "invalid_request"),
        (Kind::Conflict, _) => (StatusCode::CONFLICT, "invalid_request"),
        (Kind::Usage | Kind::Refused, _) => (StatusCode::BAD_REQUEST, "invalid_request"),
        (Kind::Busy | Kind::Storage | Kind::Integrity | Kind::Version, _) => {
            return reply(&Problem::Store, id);
        }
        (Kind::Internal | Kind::Denied | Kind::Unauthenticated, _) => {
            return reply(&Problem::Internal, id);
        }
    };
    let why = failure.why.as_deref();
    let why = why.filter(|_| matches!(failure.code, "key.term" | "key.refresh_too_early"));
    let details = why.map_or_else(|| json!({}), |why| json!({ "why": why }));
    error(status, code, &failure.message, &details, id)
}

fn error(
    status: StatusCode,
    code: &str,
    message: &str,
    details: &Value,
    id: &HeaderValue,
) -> Response<ReplyBody> {
    let mut response = Response::new(());
    *response.status_mut() = status;
    whole(response, &body(code, message, details), id)
}

fn body(code: &str, message: &str, details: &Value) -> Value {
    json!({ "error": { "code": code, "message": message, "details": details } })
}

fn whole(response: Response<()>, body: &Value, id: &HeaderValue) -> Response<ReplyBody> {
    let (mut head, ()) = response.into_parts();
    head.headers.insert(CONTENT_TYPE, JSON);
    head.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    head.headers.insert(X_REQUEST_ID, id.clone());
    Response::from_parts(head, ReplyBody::whole(Bytes::from(body.to_string())))
}
