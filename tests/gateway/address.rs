//! The client's address: whose word about it is taken.

use crate::support::client::Client;
use crate::support::house::House;
use crate::support::stage::headers;
use keyctl::domain::provider::Dialect;

/// The address in the ledger of a request with these headers, to a gateway behind these proxies.
fn noted(proxies: &[&str], forwarded: &str) -> String {
    let mut house = House::new();
    let key = house.key("root", "ci");
    house.provider("demo", Dialect::Demo, "", "demo-*");
    let gateway = house.serve_behind(proxies);
    let headers = headers(&key) + forwarded;
    let body = r#"{"model":"demo-echo","input":"hi"}"#;
    let reply = Client::connect(gateway.address).ask("POST /v1/embeddings", &headers, body);
    assert_eq!(reply.status, 200);
    house.row().client.unwrap().to_string()
}

#[test]
fn a_stranger_is_not_believed() {
    assert_eq!(noted(&[], "x-forwarded-for: 203.0.113.9\r\n"), "127.0.0.1");
    assert_eq!(noted(&["10.0.0.0/8"], "x-forwarded-for: 203.0.113.9\r\n"), "127.0.0.1");
}

#[test]
fn a_proxy_of_ours_is_believed_about_the_hop_before_it() {
    let proxies = &["127.0.0.0/8", "10.0.0.0/8"];
    for (forwarded, client) in [
        ("x-forwarded-for: 203.0.113.9\r\n", "203.0.113.9"),
        ("x-forwarded-for: 6.6.6.6, 203.0.113.9, 10.0.0.7\r\n", "203.0.113.9"),
        ("x-forwarded-for: 6.6.6.6\r\nx-forwarded-for: 2001:db8::7\r\n", "2001:db8::7"),
        ("x-forwarded-for: 6.6.6.6, unknown\r\n", "127.0.0.1"),
        ("x-real-ip: 6.6.6.6\r\nforwarded: for=6.6.6.6\r\n", "127.0.0.1"),
    ] {
        assert_eq!(noted(proxies, forwarded), client, "{forwarded}");
    }
}
