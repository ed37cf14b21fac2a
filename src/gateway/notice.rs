//! What replies tell of the key that asked: that it ends soon, or that it should be replaced.

use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};

use crate::domain::credential::Credential;
use crate::domain::time::Timestamp;

const REFRESH_AFTER: HeaderName = HeaderName::from_static("x-keyctl-key-refresh-after");
const EXPIRES: HeaderName = HeaderName::from_static("x-keyctl-key-expires");
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// Adds to a reply what its reader should know of the key: in the last 24 hours when it ends, and
/// of an imported one before its sunset when it stops being one (RFC 9745, RFC 8594).
pub fn add(headers: &mut HeaderMap, key: &Credential, now: Timestamp) {
    let mut insert = |name, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    };
    if let (Some(from), Some(end)) = (key.term.refresh_after(), key.term.expires_at)
        && (from..end).contains(&now)
    {
        insert(REFRESH_AFTER, &from.to_string());
        insert(EXPIRES, &end.to_string());
    }
    if let Some(sunset) = key.sunset_at.filter(|at| key.imported && now < *at) {
        insert(DEPRECATION, &format!("@{}", key.created_at.unix_seconds()));
        insert(SUNSET, &sunset.http_date());
    }
}
