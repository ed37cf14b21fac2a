//! Roles: what a role permits is looked at with every request (R-F2).

use keyctl::domain::provider::Dialect;
use keyctl::ops::role::{self, Changes};

use crate::support::client::Client;
use crate::support::house::House;
use crate::support::stage::headers;

const ECHO: &str = r#"{"model":"demo-echo","messages":[{"role":"user","content":"hi"}]}"#;

#[test]
fn a_right_comes_and_goes_with_the_role_at_the_next_request_over_an_open_connection() {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.user("ada");
    let key = house.key("ada", "ci");
    let gateways = [house.serve(), house.serve()];
    let mut clients = gateways.each_ref().map(|gateway| Client::connect(gateway.address));
    let grant = vec!["chat:write".parse().unwrap()];
    let demotion = Changes { remove: grant.clone(), ..Changes::default() };
    let promotion = Changes { add: grant, ..Changes::default() };
    for _ in 0..20 {
        for (changes, status) in [(&demotion, 403), (&promotion, 200)] {
            role::set(&mut house.session, "basic", changes).unwrap();
            for client in &mut clients {
                let reply = client.ask("POST /v1/chat/completions", &headers(&key), ECHO);
                assert_eq!(reply.status, status);
            }
        }
    }
    assert_eq!(house.rows().len(), 40, "what is refused is not metered");
}
