//! What of a provider's reply may reach the client.

use bytes::{Bytes, BytesMut};
use hyper::header::{CONNECTION, HeaderMap};
use memchr::memmem;

/// Copies what of a provider's headers concerns the client (R-G4): none that is for one hop, by its
/// name or because `Connection` lists it (RFC 9110 section 7.6.1).
pub fn copy_headers(from: &HeaderMap, to: &mut HeaderMap, secret: Option<&[u8]>) {
    const DROPPED: [&str; 17] = [
        "alt-svc",
        "anthropic-organization-id",
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "openai-organization",
        "openai-project",
        "server",
        "set-cookie",
        "strict-transport-security",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
        "x-request-id",
    ];
    let listed = from.get_all(CONNECTION).iter().filter_map(|list| list.to_str().ok());
    let hops: Vec<&str> = listed.flat_map(|list| list.split(',')).map(str::trim).collect();
    for (name, value) in from {
        let text = name.as_str();
        let dropped = DROPPED.binary_search(&text).is_ok()
            || hops.iter().any(|hop| hop.eq_ignore_ascii_case(text))
            || text.starts_with("proxy-")
            || text.starts_with("x-keyctl-")
            || value.as_bytes().iter().any(u8::is_ascii_control)
            || secret.is_some_and(|secret| memmem::find(value.as_bytes(), secret).is_some());
        if !dropped {
            to.append(name.clone(), value.clone());
        }
    }
}

/// Takes every occurrence of a secret out of a body.
pub fn scrub(body: Bytes, secret: &[u8]) -> Bytes {
    if secret.is_empty() || memmem::find(&body, secret).is_none() {
        return body;
    }
    let mut clean = BytesMut::with_capacity(body.len());
    let mut rest = body.as_ref();
    while let Some(at) = memmem::find(rest, secret) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(b"***");
        rest = &rest[at + secret.len()..];
    }
    clean.extend_from_slice(rest);
    clean.freeze()
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn headers_that_are_no_affair_of_the_client_are_dropped() {
        let mut from = HeaderMap::new();
        for name in [
            "alt-svc",
            "set-cookie",
            "www-authenticate",
            "openai-organization",
            "proxy-status",
            "x-keyctl-key",
            "x-request-id",
            "transfer-encoding",
        ] {
            from.insert(name, HeaderValue::from_static("x"));
        }
        from.insert("connection", HeaderValue::from_static("close, X-Hop"));
        from.insert("x-hop", HeaderValue::from_static("x"));
        from.insert("retry-after", HeaderValue::from_static("3"));
        from.insert("x-echo", HeaderValue::from_static("Bearer sk-ours"));
        let mut to = HeaderMap::new();
        copy_headers(&from, &mut to, Some(b"sk-ours"));
        assert_eq!(to.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["retry-after"]);
    }

    #[test]
    fn a_secret_leaves_no_trace() {
        let body = Bytes::from_static(b"key sk-a is bad; sk-a!");
        assert_eq!(scrub(body.clone(), b"sk-a"), "key *** is bad; ***!");
        assert_eq!(scrub(body.clone(), b"sk-b"), body);
    }
}
