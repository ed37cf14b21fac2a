//! Keys of other systems: served in their own scheme, then as any key, and never at the cost of
//! others.

use std::time::Duration;

use crate::support::client::{Client, Reply};
use crate::support::house::eventually;
use crate::support::stage::{ANSWER, CHAT, Stage, headers};
use crate::support::upstream::json;

const LINE: &str = "POST /v1/chat/completions";

/// What follows the last underscore of each key below.
const SECRET: &str = "q7Zk0Wm3Xv9Lr2Tn5Yb8Hc1Jd4Gf6Ps";

/// A key of each scheme, and one that stood there in the clear.
const KEYS: &str = concat!(
    "user,prefix,key,hash\n",
    "ada,old_sha,,sha256$e68614379da1b0d678f3afe80b17b456e76dcd2f086c36f9172e2f9c6aabf137\n",
    "ada,old_bcrypt,,$2b$04$34Rb2k9ybqMXszfATUyHP.yq8HDZoOb5KC2lWYCX8WzD8rwqDud4i\n",
    "ada,old_pbkdf2,,pbkdf2:sha256:1000$gCAsTvOzJRjJE0aH$",
    "282e176de72a207cd1f26faa138e16fde32e8cb0cb388c190cc6dd9b08615fb7\n",
    "ada,old_scrypt,,\"$scrypt$ln=10,r=8,p=2$e++9d45x7l1rDUFIae09Zw$",
    "WvN3TZisTULmYJgDqls2ddt518d37JAfN2xxwVXs7kk\"\n",
    "ada,old_argon2,,\"$argon2id$v=19$m=64,t=1,p=2$8h7DuFcKQcjZe2+NsVZqTQ$",
    "KdU9P8aR7jshwvR8R8LGZr4cNUkKeJ378WMB/8tbuIs\"\n",
    "ada,old_plain,old_plain_q7Zk0Wm3Xv9Lr2Tn5Yb8Hc1Jd4Gf6Ps,\n",
);

const PREFIXES: [&str; 6] =
    ["old_sha", "old_bcrypt", "old_pbkdf2", "old_scrypt", "old_argon2", "old_plain"];

/// A hash of nothing that takes a second or more to compute.
const SLOW: &str = concat!(
    "user,prefix,hash\n",
    "ada,slow,pbkdf2:sha512:1000000$salt$",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000\n",
);

const HASHES_LEFT: &str = "SELECT count(*) FROM imported_hashes";

fn chat(stage: &Stage, key: &str) -> Reply {
    stage.client().ask(LINE, &headers(key), CHAT)
}

/// A request whose reply has not been read.
fn begun(stage: &Stage, key: &str) -> Client {
    let mut client = stage.client();
    client.send(LINE, &headers(key), CHAT);
    client
}

#[test]
fn each_scheme_is_served_from_the_first_request_on_and_then_by_a_digest() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.import(KEYS);
    assert_eq!(stage.house.number(HASHES_LEFT), 5);
    for prefix in PREFIXES {
        let key = format!("{prefix}_{SECRET}");
        for _ in 0..2 {
            assert_eq!(chat(&stage, &key).status, 200, "{prefix}");
        }
    }
    eventually(|| stage.house.number(HASHES_LEFT) == 0);
    let told = stage.house.told();
    let other = stage.house.serve();
    for prefix in PREFIXES {
        let key = format!("{prefix}_{SECRET}");
        let reply = Client::connect(other.address).ask(LINE, &headers(&key), CHAT);
        assert_eq!(reply.status, 200, "{prefix}, on a gateway that never saw it");
        assert_eq!(chat(&stage, &key).status, 200, "{prefix}");
    }
    assert_eq!(stage.house.told(), told, "nothing was decided");
    assert_eq!(stage.house.rows().len(), 24);
}

#[test]
fn a_wrong_secret_and_a_dead_key_are_told_alike() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let nonsense = chat(&stage, "old_sha_x");
    assert_eq!(nonsense.status, 401, "there are no imported keys yet");
    stage.house.import(KEYS);
    let mut bad: Vec<String> = PREFIXES.iter().map(|prefix| format!("{prefix}_wrong")).collect();
    bad.extend([format!("unknown_{SECRET}"), SECRET.to_owned(), "old_sha_".to_owned()]);
    for key in &bad {
        for _ in 0..2 {
            let reply = chat(&stage, key);
            assert_eq!((reply.status, reply.text()), (401, nonsense.text()), "{key}");
            assert!(!stage.house.accepts(key), "the command line judges as the gateway does");
        }
    }
    for prefix in PREFIXES {
        let key = format!("{prefix}_{SECRET}");
        if prefix != "old_scrypt" {
            assert_eq!(chat(&stage, &key).status, 200, "{prefix}, after wrong ones");
        }
        assert!(stage.house.accepts(&key));
        stage.house.revoke(prefix);
        for _ in 0..2 {
            let reply = chat(&stage, &key);
            assert_eq!((reply.status, reply.text()), (401, nonsense.text()), "{prefix}");
        }
    }
}

#[test]
fn nobody_waits_for_the_hash_of_somebody_else() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.import(SLOW);
    let mut waiting = Vec::new();
    let refused = loop {
        let mut client = begun(&stage, &format!("slow_{}", waiting.len()));
        if !client.is_silent_for(Duration::from_millis(100)) {
            break client.reply();
        }
        waiting.push(client);
    };
    assert_eq!(waiting.len(), 4, "so many wait for one key");
    assert_eq!(refused.status, 503);
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.header("x-should-retry"), Some("true"));
    assert_eq!(refused.json()["error"]["code"], "verifier_busy");
    let mut again = begun(&stage, "slow_0");
    assert!(again.is_silent_for(Duration::from_millis(100)), "it waits with whom it equals");
    for _ in 0..20 {
        assert_eq!(stage.chat(CHAT).status, 200);
    }
    for client in &mut waiting {
        assert!(client.is_silent_for(Duration::from_millis(1)), "it is still computed");
    }
}
