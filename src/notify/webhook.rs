//! Notices as POST requests, signed.
//!
//! The request goes to the addresses that a provider's would (R-H2): names are resolved and
//! classified when the connection is made, no proxy of the environment is used and no redirect is
//! followed (R-H1).

use std::time::Duration;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Request, StatusCode, Uri};
use tokio::runtime::Builder;
use tokio::time::timeout;
use url::Position;

use crate::domain::notice::Claimed;
use crate::domain::time::Timestamp;
use crate::gateway::connect::{self, CONNECT_TIMEOUT, ConnectError, Connector};
use crate::notify::failure::Failure;
use crate::ops::channel::Webhook;
use crate::secret::digest::Mac256;
use crate::secret::value::Secret;

/// For name, connection, request and answer together.
const PATIENCE: Duration = Duration::from_secs(15);

/// When the request was signed, in seconds since 1970.
const TIMESTAMP: &str = "keyctl-timestamp";
/// The number of the notice, the same at every try.
const NOTICE: &str = "keyctl-notice";
/// `v1=` and the signature.
const SIGNATURE: &str = "keyctl-signature";

const AGENT: &str = concat!("keyctl/", env!("CARGO_PKG_VERSION"));

/// Posts a notice.
///
/// # Errors
/// [`Failure`], unless the answer is of the 200s.
pub fn post(webhook: &Webhook, notice: &Claimed, now: Timestamp) -> Result<(), Failure> {
    let request = request(webhook, notice, now).map_err(Failure::refused)?;
    let uri: Uri = webhook.url.as_str().parse().map_err(Failure::refused)?;
    let tls = connect::trust().map_err(Failure::unreachable)?;
    let connector = Connector::new(webhook.reach, tls, CONNECT_TIMEOUT);
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::unreachable)?;
    let status = runtime.block_on(async {
        let answer = timeout(PATIENCE, answer(&connector, uri, request)).await;
        answer.unwrap_or_else(|_| Err(Failure::unreachable("no answer within 15 s")))
    })?;
    match status {
        status if status.is_success() => Ok(()),
        status if status.is_redirection() => {
            Err(Failure::refused(format!("answered {status}; redirects are not followed")))
        }
        status => Err(Failure::refused(format!("answered {status}"))),
    }
}

/// What the other side answers. Its body is not read.
async fn answer(
    connector: &Connector,
    uri: Uri,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, Failure> {
    let broken = |_| Failure::unreachable("the connection broke before an answer");
    let stream = connector.connect(uri).await.map_err(|error| unconnected(&error))?;
    let (mut sender, connection) = http1::handshake(stream).await.map_err(broken)?;
    let driving = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(broken)?;
    driving.abort();
    Ok(answer.status())
}

fn request(
    webhook: &Webhook,
    notice: &Claimed,
    now: Timestamp,
) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let body = notice.body();
    let timestamp = (now.micros() / 1_000_000).to_string();
    let url = &webhook.url;
    let mut request = Request::post(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, AGENT)
        .header(NOTICE, notice.id)
        .header(TIMESTAMP, &timestamp);
    if let Some(secret) = &webhook.secret {
        request = request.header(SIGNATURE, format!("v1={}", signature(secret, &timestamp, &body)));
    }
    request.body(Full::from(body))
}

/// HMAC-SHA-256 of the timestamp, a full stop and the body, in hexadecimal. The timestamp is signed
/// along, so that a receiver can refuse what somebody has kept.
fn signature(secret: &Secret<String>, timestamp: &str, body: &str) -> String {
    let parts = [timestamp.as_bytes(), b".", body.as_bytes()];
    HEXLOWER.encode(&Mac256::of_text(secret).tag(&parts))
}

/// Why there is no connection, in words of a webhook.
fn unconnected(error: &ConnectError) -> Failure {
    Failure::unreachable(match error {
        ConnectError::Refused => {
            "the URL leads to no address that a notice may be posted to".to_owned()
        }
        ConnectError::Dns(why) => format!("the name could not be resolved: {why}"),
        ConnectError::Connect(why) => format!("no connection: {why}"),
        ConnectError::Tls(why) => format!("no secure connection: {why}"),
        ConnectError::Timeout => "no connection in time".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use serde_json::Map;

    use super::*;
    use crate::domain::notice::Channel;
    use crate::domain::provider::Reach;

    fn notice() -> Claimed {
        Claimed {
            id: 7,
            channel: Channel::Webhook,
            tries: 1,
            created_at: Timestamp::from_micros(0),
            payload: Map::new(),
        }
    }

    fn webhook(url: &str, reach: Reach) -> Webhook {
        let secret = Some(Secret::new("whsec".to_owned()));
        Webhook { url: url.parse().unwrap(), reach, secret }
    }

    fn posted(url: &str, reach: Reach) -> Result<(), Failure> {
        post(&webhook(url, reach), &notice(), Timestamp::from_micros(1_000_000))
    }

    /// Answers one request; the port, and what was sent.
    fn server(answer: &'static str) -> (u16, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !request.ends_with(br#"{"id":7}"#) {
                let mut chunk = [0; 1024];
                let length = stream.read(&mut chunk).unwrap();
                assert!(length > 0, "{}", String::from_utf8_lossy(&request));
                request.extend_from_slice(&chunk[..length]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(request).unwrap()
        });
        (port, serving)
    }

    #[test]
    fn it_is_posted_with_its_number_and_a_signature_over_time_and_body() {
        let (port, serving) = server("HTTP/1.1 204 No Content\r\n\r\n");
        posted(&format!("http://127.0.0.1:{port}/hook?x=1"), Reach::Loopback).unwrap();
        let request = serving.join().unwrap();
        assert!(request.starts_with("POST /hook?x=1 HTTP/1.1\r\n"), "{request}");
        // printf '1.{"id":7}' | openssl dgst -sha256 -hmac whsec
        let signature = "keyctl-signature: v1=739075dea883ce24a2f98def34b236af5927ba9ad798d6be89e6b221a83418b0\r\n";
        let host = format!("host: 127.0.0.1:{port}\r\n");
        for header in [&host, "keyctl-notice: 7\r\n", "keyctl-timestamp: 1\r\n", signature] {
            assert!(request.contains(header), "{header} in {request}");
        }
    }

    #[test]
    fn a_key_of_any_length_signs() {
        // printf '1.{}' | openssl dgst -sha256 -hmac KEY
        for (length, expected) in [
            (1, "3dd49b2593d0f9a349e9e71c4bde3e2b862c2be4003fe9b4ba81332029310158"),
            (64, "3d20fcefc11ffb12bc7de871c6bab7822af2b326df1c32048f0670668f96d061"),
            (65, "a2cba6b6fdd47d636c414dd5b0595fb020fd19798f80c392eabfe6dbbb945c31"),
            (1024, "deb41de818f659919e5ca2abfba8d4c903c918c8302840f3e6f85b2ebae3c06c"),
        ] {
            let secret = Secret::new("k".repeat(length));
            assert_eq!(signature(&secret, "1", "{}"), expected, "{length}");
        }
    }

    #[test]
    fn only_an_answer_of_the_two_hundreds_is_one() {
        for (answer, told) in [
            ("HTTP/1.1 500 Oh\r\n\r\n", "answered 500 Internal Server Error"),
            (
                "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n",
                "answered 302 Found; redirects are not followed",
            ),
        ] {
            let (port, serving) = server(answer);
            let failure = posted(&format!("http://127.0.0.1:{port}/"), Reach::Loopback);
            assert_eq!(failure, Err(Failure::refused(told)));
            serving.join().unwrap();
        }
        let (port, serving) = server("");
        let failure = posted(&format!("http://127.0.0.1:{port}/"), Reach::Loopback).unwrap_err();
        assert!(failure.unreachable, "{failure:?}");
        serving.join().unwrap();
    }

    #[test]
    fn it_leads_to_no_address_of_ours() {
        for url in ["https://127.0.0.1/", "https://[::ffff:a00:1]/", "https://169.254.169.254/"] {
            let failure = posted(url, Reach::Public).unwrap_err();
            assert!(failure.text.contains("no address"), "{url}: {failure:?}");
        }
        let failure = posted("https://169.254.169.254/", Reach::Private).unwrap_err();
        assert!(failure.text.contains("no address"), "{failure:?}");
    }
}
