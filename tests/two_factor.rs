//! `keyctl 2fa`

use data_encoding::BASE32_NOPAD;
use insta::assert_snapshot;
use keyctl::domain::time::Clock;
use serde_json::Value;
use totp_rs::{Builder, Totp};

use crate::support::Sandbox;

/// What alice has in a pocket.
struct Authenticator(Totp);

impl Authenticator {
    /// Gives alice a second factor that is pending.
    fn enroll(sandbox: &Sandbox) -> Self {
        let shown = sandbox.run("2fa enroll alice --show-secret -q").stdout;
        let key = BASE32_NOPAD.decode(shown.trim().replace(' ', "").as_bytes()).unwrap();
        Self(Builder::new().with_secret(key).build().unwrap())
    }

    /// The code of the present step or of one after it.
    fn code(&self, steps_from_now: u64) -> String {
        let now = Clock::System.now().unix_seconds().cast_unsigned();
        self.0.generate(now + 30 * steps_from_now).to_string()
    }

    /// A code that is right in none of the steps about now.
    fn wrong(&self) -> String {
        let now = Clock::System.now().unix_seconds().cast_unsigned();
        let right: Vec<String> =
            (0..20).map(|step| self.0.generate(now - 120 + 30 * step).to_string()).collect();
        (0..1000).map(|n| format!("{n:06}")).find(|code| !right.contains(code)).unwrap()
    }
}

/// A sandbox in which alice has a second factor; its authenticator and backup codes.
fn enrolled() -> (Sandbox, Authenticator, Vec<String>) {
    let sandbox = Sandbox::new();
    sandbox.ok("user create alice");
    let authenticator = Authenticator::enroll(&sandbox);
    let confirm = format!("2fa confirm alice --code {} -q", authenticator.code(0));
    let codes = sandbox.run(&confirm).stdout.lines().map(str::to_owned).collect();
    (sandbox, authenticator, codes)
}
