//! Whether the gateway lives, and whether it can do its work. Nothing else is told (R-G1).

use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

use bytes::Bytes;

use crate::gateway::reply::ReplyBody;
use crate::gateway::worker::Worker;

/// `/healthz`: the process answers.
pub fn alive() -> Response<ReplyBody> {
    plain(StatusCode::OK, "ok\n")
}

/// `/readyz`: the database can be read and written.
pub async fn ready(worker: &Worker) -> Response<ReplyBody> {
    let readable = worker.authority().compare().is_ok();
    if readable && worker.writer.probe().await.is_ok() {
        plain(StatusCode::OK, "ok\n")
    } else {
        plain(StatusCode::SERVICE_UNAVAILABLE, "unavailable\n")
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::whole(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}
