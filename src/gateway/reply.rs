//! Every refusal and failure as a status and a body, in the shape of the client's dialect.
//!
//! A fixed catalogue: no message ever contains a credential, SQL, a path of this machine, or
//! another user's data (R-G10). The gateway says less than the command line: a malformed, unknown,
//! wrong, revoked or disabled key is one and the same 401 (R-G9).
#![deny(clippy::match_wildcard_for_single_variants, clippy::wildcard_enum_match_arm)]

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{
    CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use hyper::{Response, StatusCode};
use tokio::sync::mpsc;

use crate::domain::provider::Dialect;
use crate::domain::token::Finder;
use crate::gateway::body::BodyError;
use crate::gateway::dialect::{ollama, openai};
use crate::gateway::timeouts::Activity;
use crate::ops::decide::Refusal;

/// The id of a request, in replies, logs and the ledger.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const X_SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");

/// When a spent budget begins anew.
const X_BUDGET_RESET: HeaderName = HeaderName::from_static("x-keyctl-budget-reset");

/// The media type of every body that is not a stream.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The longest name of a model that is repeated, in bytes: as long as a pattern may be.
const MAX_ECHO: usize = 128;

/// Why a request gets no answer of a model.
#[derive(Debug)]
pub enum Problem {
    /// Decided against.
    Refused(Refusal),
    /// The path is not written plainly (R-G11).
    BadPath,
    /// There is no such route.
    NotFound,
    /// A method that is spoken nowhere here.
    BadMethod,
    /// The request line or its headers are longer than allowed.
    HeadTooLarge,
    /// The body does not say what it must.
    BadBody(BodyError),
    /// The body is longer than allowed.
    TooLarge,
    /// The body came too slowly.
    BodyTimeout,
    /// Where the body ends is not written plainly, or it broke off (R-G2).
    BadFraming,
    /// The body is not JSON, or is compressed.
    MediaType,
    /// Too many requests; the seconds until the next is admitted.
    RateLimited(u32),
    /// Too many tokens; the same.
    TokensLimited(u32),
    /// The provider refuses our key.
    UpstreamAuth,
    /// The provider cannot be reached, or its reply cannot be used.
    UpstreamUnreachable,
    /// The provider is too slow.
    UpstreamTimeout,
    /// The database is busy, full or unreadable.
    Store,
    /// Too many keys wait for their slow hashes (R-A6).
    VerifierBusy,
    /// The gateway is stopping.
    ShuttingDown,
    /// A defect of keyctl's own.
    Internal,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What the catalogue says of a problem.
struct CatalogueEntry {
    status: StatusCode,
    kind: &'static str,
    code: Option<&'static str>,
    message: String,
    retry_after_s: Option<u32>,
    challenge: Option<&'static str>,
}

impl CatalogueEntry {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status, kind, code: None, message, retry_after_s: None, challenge: None }
    }

    fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    fn retry(mut self, after_s: u32) -> Self {
        self.retry_after_s = Some(after_s);
        self
    }

    fn challenge(mut self, challenge: &'static str) -> Self {
        self.challenge = Some(challenge);
        self
    }
}

impl Problem {
    /// A stable name for logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::BadPath => "bad_path",
            Self::NotFound => "not_found",
            Self::BadMethod => "bad_method",
            Self::HeadTooLarge => "head_too_large",
            Self::BadBody(_) => "invalid_body",
            Self::TooLarge => "too_large",
            Self::BodyTimeout => "body_timeout",
            Self::BadFraming => "bad_framing",
            Self::MediaType => "media_type",
            Self::RateLimited(_) | Self::TokensLimited(_) => "rate_limit_exceeded",
            Self::UpstreamAuth => "upstream_auth",
            Self::UpstreamUnreachable => "upstream_unreachable",
            Self::UpstreamTimeout => "upstream_timeout",
            Self::Store => "store_unavailable",
            Self::VerifierBusy => "verifier_busy",
            Self::ShuttingDown => "shutting_down",
            Self::Internal => "internal",
        }
    }

    /// The status that the client sees.
    pub fn status(&self) -> StatusCode {
        self.entry().status
    }

    /// What it tells the client.
    pub fn message(&self) -> String {
        self.entry().message
    }

    /// The whole reply.
    pub fn reply(&self, dialect: Dialect, request_id: &HeaderValue) -> Response<ReplyBody> {
        let entry = self.entry();
        let body = match dialect {
            Dialect::Ollama => ollama::error_body(&entry.message),
            Dialect::OpenAi | Dialect::Demo => {
                openai::error_body(&entry.message, entry.kind, entry.code)
            }
        };
        let mut response = Response::new(ReplyBody::whole(body));
        *response.status_mut() = entry.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(X_REQUEST_ID, request_id.clone());
        let retry = if entry.retry_after_s.is_some() { "true" } else { "false" };
        headers.insert(X_SHOULD_RETRY, HeaderValue::from_static(retry));
        if let Some(seconds) = entry.retry_after_s.filter(|seconds| *seconds > 0) {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Self::Refused(Refusal::BudgetExhausted(Some(at))) = self
            && let Ok(at) = HeaderValue::try_from(at.to_string())
        {
            headers.insert(X_BUDGET_RESET, at);
        }
        if matches!(self, Self::BadFraming) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(challenge) = entry.challenge {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }

    /// What ends a stream that has begun.
    pub fn last_event(&self, dialect: Dialect) -> Bytes {
        let entry = self.entry();
        match dialect {
            Dialect::Ollama => ollama::error_line(&entry.message),
            Dialect::OpenAi | Dialect::Demo => {
                openai::error_event(&entry.message, entry.kind, entry.code)
            }
        }
    }

    fn entry(&self) -> CatalogueEntry {
        const INVALID: &str = "invalid_request_error";
        const API: &str = "api_error";
        fn new(
            status: StatusCode,
            kind: &'static str,
            message: impl Into<String>,
        ) -> CatalogueEntry {
            CatalogueEntry::new(status, kind, message)
        }
        match self {
            Self::Refused(refusal) => refusal_entry(refusal),
            Self::BadPath => new(
                StatusCode::BAD_REQUEST,
                INVALID,
                "The path must be written plainly, without encoded or doubled separators",
            ),
            Self::NotFound => {
                new(StatusCode::NOT_FOUND, INVALID, "There is no such route").code("not_found")
            }
            Self::BadMethod => {
                new(StatusCode::METHOD_NOT_ALLOWED, INVALID, "This method is not allowed")
            }
            Self::HeadTooLarge => new(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                INVALID,
                "A request line may have 8 KiB, all headers together 32 KiB",
            ),
            Self::BadBody(error) => {
                new(StatusCode::BAD_REQUEST, INVALID, error.to_string()).code("invalid_body")
            }
            Self::TooLarge => {
                new(StatusCode::PAYLOAD_TOO_LARGE, INVALID, "The body is longer than 32 MiB")
                    .code("request_too_large")
            }
            Self::BodyTimeout => {
                new(StatusCode::REQUEST_TIMEOUT, INVALID, "The body did not come in time")
            }
            Self::BadFraming => new(
                StatusCode::BAD_REQUEST,
                INVALID,
                "The body broke off, or its length is not written plainly",
            ),
            Self::MediaType => new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                INVALID,
                "The body must be application/json in UTF-8, not compressed",
            ),
            Self::RateLimited(seconds) => new(
                StatusCode::TOO_MANY_REQUESTS,
                "requests",
                format!("Too many requests: try again in {seconds} s"),
            )
            .code("rate_limit_exceeded")
            .retry(*seconds),
            Self::TokensLimited(seconds) => new(
                StatusCode::TOO_MANY_REQUESTS,
                "tokens",
                format!("Too many tokens: try again in {seconds} s"),
            )
            .code("rate_limit_exceeded")
            .retry(*seconds),
            Self::UpstreamAuth => {
                new(StatusCode::BAD_GATEWAY, API, "The provider refused the gateway's credential")
                    .code("upstream_auth")
            }
            Self::UpstreamUnreachable => new(
                StatusCode::BAD_GATEWAY,
                API,
                "The provider could not be reached, or its reply could not be used",
            )
            .code("upstream_unreachable")
            .retry(0),
            Self::UpstreamTimeout => {
                new(StatusCode::GATEWAY_TIMEOUT, API, "The provider did not answer in time")
                    .code("upstream_timeout")
                    .retry(0)
            }
            Self::Store => {
                new(StatusCode::SERVICE_UNAVAILABLE, API, "The gateway's database is not available")
                    .code("store_unavailable")
                    .retry(1)
            }
            Self::VerifierBusy => new(
                StatusCode::SERVICE_UNAVAILABLE,
                API,
                "The gateway is verifying as many keys as it can",
            )
            .code("verifier_busy")
            .retry(1),
            Self::ShuttingDown => {
                new(StatusCode::SERVICE_UNAVAILABLE, API, "The gateway is shutting down")
                    .code("shutting_down")
                    .retry(1)
            }
            Self::Internal => {
                new(StatusCode::INTERNAL_SERVER_ERROR, API, "The gateway failed on this request")
                    .code("internal_error")
            }
        }
    }
}

fn refusal_entry(refusal: &Refusal) -> CatalogueEntry {
    const INVALID: &str = "invalid_request_error";
    match refusal {
        Refusal::NoCredential => CatalogueEntry::new(
            StatusCode::UNAUTHORIZED,
            INVALID,
            "You did not provide an API key: send it in the header Authorization: Bearer KEY",
        )
        .challenge(r#"Bearer realm="keyctl""#),
        Refusal::TwoCredentials => CatalogueEntry::new(
            StatusCode::BAD_REQUEST,
            INVALID,
            "The request carries more than one credential",
        ),
        Refusal::Malformed
        | Refusal::Unknown
        | Refusal::WrongSecret
        | Refusal::Revoked
        | Refusal::Expired
        | Refusal::Rotated
        | Refusal::UserDisabled => CatalogueEntry::new(
            StatusCode::UNAUTHORIZED,
            INVALID,
            "Incorrect API key provided. Ask the operator of this gateway for a valid one.",
        )
        .code("invalid_api_key")
        .challenge(r#"Bearer realm="keyctl", error="invalid_token""#),
        Refusal::PermissionMissing(wanted) => CatalogueEntry::new(
            StatusCode::FORBIDDEN,
            "permission_error",
            format!("This API key lacks the permission {wanted}"),
        )
        .code("permission_denied")
        .challenge(r#"Bearer realm="keyctl", error="insufficient_scope""#),
        Refusal::Suspended => CatalogueEntry::new(
            StatusCode::FORBIDDEN,
            "permission_error",
            "This API key is suspended",
        )
        .code("permission_denied"),
        Refusal::AddressDenied => CatalogueEntry::new(
            StatusCode::FORBIDDEN,
            "permission_error",
            "This API key may not be used from your address",
        )
        .code("permission_denied"),
        Refusal::ModelUnknown(model) | Refusal::ModelDenied(model) => CatalogueEntry::new(
            StatusCode::NOT_FOUND,
            INVALID,
            format!("The model{} does not exist or you do not have access to it", named(model)),
        )
        .code("model_not_found"),
        Refusal::OtherDialect(model) => CatalogueEntry::new(
            StatusCode::BAD_REQUEST,
            INVALID,
            format!("The model{} is served under another API's paths", named(model)),
        )
        .code("model_of_other_api"),
        Refusal::ProviderKeyMissing => CatalogueEntry::new(
            StatusCode::BAD_REQUEST,
            INVALID,
            "No provider key is stored for this user",
        )
        .code("provider_key_missing"),
        Refusal::BudgetExhausted(_) => CatalogueEntry::new(
            StatusCode::TOO_MANY_REQUESTS,
            "insufficient_quota",
            "You exceeded your current quota: a budget of this gateway is spent",
        )
        .code("insufficient_quota"),
        Refusal::BudgetInFlight => CatalogueEntry::new(
            StatusCode::TOO_MANY_REQUESTS,
            "requests",
            "What is left of a budget is held for requests in flight: try again in 1 s",
        )
        .code("rate_limit_exceeded")
        .retry(1),
        Refusal::NotPriced(model) => CatalogueEntry::new(
            StatusCode::BAD_REQUEST,
            INVALID,
            format!("The model{} has no price here, and a budget applies", named(model)),
        )
        .code("model_not_priced"),
    }
}

/// The name of a model as its client wrote it, behind a space; nothing where it is too long to be
/// one, or where somebody put a key there (R-G10).
fn named(model: &str) -> String {
    let mut holds_key = false;
    Finder::new().push(model.as_bytes(), &mut |_| holds_key = true);
    if holds_key || model.len() > MAX_ECHO { String::new() } else { format!(" {model:?}") }
}

/// The body of a reply.
#[derive(Debug)]
pub struct ReplyBody {
    content: Content,
    activity: Option<Arc<Activity>>,
}

#[derive(Debug)]
enum Content {
    Whole(Option<Bytes>),
    Stream(mpsc::Receiver<Bytes>),
}

impl ReplyBody {
    /// One piece, of known length.
    pub fn whole(bytes: Bytes) -> Self {
        Self { content: Content::Whole(Some(bytes).filter(|b| !b.is_empty())), activity: None }
    }

    /// Pieces as they come.
    pub fn stream(pieces: mpsc::Receiver<Bytes>) -> Self {
        Self { content: Content::Stream(pieces), activity: None }
    }

    /// Tells the connection when the reply has been written.
    #[must_use]
    pub fn watched(mut self, activity: Arc<Activity>) -> Self {
        self.activity = Some(activity);
        self
    }
}

impl Drop for ReplyBody {
    fn drop(&mut self) {
        if let Some(activity) = &self.activity {
            activity.idle();
        }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let next = match &mut self.content {
            Content::Whole(bytes) => Poll::Ready(bytes.take()),
            Content::Stream(pieces) => pieces.poll_recv(context),
        };
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.content, Content::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Content::Stream(_) => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: HeaderValue = HeaderValue::from_static("r1");

    #[test]
    fn every_bad_key_is_told_alike() {
        let replies: Vec<_> = [
            Refusal::Malformed,
            Refusal::Unknown,
            Refusal::WrongSecret,
            Refusal::Revoked,
            Refusal::UserDisabled,
        ]
        .into_iter()
        .map(|refusal| format!("{:?}", Problem::from(refusal).reply(Dialect::OpenAi, &ID)))
        .collect();
        assert!(replies.iter().all(|reply| *reply == replies[0]));
        assert!(replies[0].contains("401"));
    }

    #[test]
    fn retrying_is_said_where_it_helps() {
        let header = |problem: Problem, name: HeaderName| {
            let reply = problem.reply(Dialect::Ollama, &ID);
            reply.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(header(Problem::Store, RETRY_AFTER).as_deref(), Some("1"));
        assert_eq!(header(Problem::Store, X_SHOULD_RETRY).as_deref(), Some("true"));
        assert_eq!(header(Problem::UpstreamAuth, X_SHOULD_RETRY).as_deref(), Some("false"));
        assert_eq!(header(Problem::UpstreamTimeout, RETRY_AFTER), None);
    }
}
