//! All tests that look at keyctl from outside, in one binary.
#![allow(clippy::unwrap_used, reason = "a failed expectation in a test is a panic")]

mod audit;
mod budget;
mod dashboard;
mod db;
mod events;
mod explain;
mod gateway;
mod generated;
mod import;
mod init;
mod key;
mod key_refresh;
mod key_reveal;
mod key_set;
mod layers;
mod notice;
mod operator;
mod output;
mod price;
mod provider;
mod readme;
mod role;
mod rotation;
mod secrets;
mod setting;
mod support;
mod two_factor;
mod upgrade;
mod usage;
mod user;
mod user_import;
mod user_password;

#[test]
fn every_file_of_the_folder_is_in_the_suite() {
    let suite = include_str!("suite.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "suite") {
            assert!(suite.contains(&format!("mod {module};")), "{name}");
        }
    }
}
