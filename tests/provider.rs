//! `keyctl provider`

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::support::Sandbox;

const SECRET: &str = "sk-proj-0123456789abcdefghijklmnop";

#[test]
fn presets_need_no_options() {
    let sandbox = Sandbox::new();
    for name in ["openai", "ollama", "demo"] {
        assert_eq!(sandbox.ok(&format!("provider add {name} -q")), format!("{name}\n"));
    }
    let columns = "--columns name,dialect,url,routes,auth,fallback";
    assert_snapshot!(sandbox.run(&format!("provider list {columns}")).shown(), @"
    name	dialect	url	routes	auth	fallback
    openai	openai	https://api.openai.com/v1	gpt-*,chatgpt-*,o1*,o3*,o4*,text-embedding-*,codex-*	key	none
    ollama	ollama	http://127.0.0.1:11434	*	none	none
    demo	demo		demo-*	none	none
    ");
}

#[test]
fn another_provider_says_what_it_speaks() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("provider add lab").shown(), @r#"
    | error: the dialect of provider "lab" was not said
    |   why: only the presets openai, ollama and demo go without one
    |   fix: keyctl provider add lab --dialect openai --url URL
    = 2
    "#);
    assert_snapshot!(sandbox.run("provider add lab --dialect soap --url https://l.example").shown(), @r#"
    | error: invalid value 'soap' for '--dialect <DIALECT>': "soap" is not one of openai, ollama, demo
    |   fix: keyctl provider add --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("provider add lab --dialect openai --url https://l.example/v1").shown(), @r#"
    | error: no model goes to provider "lab"
    |   fix: add --route 'MODEL-GLOB'
    = 2
    "#);
    let plain = "provider add lab --dialect openai --url http://l.example/v1 --route lab-*";
    assert_snapshot!(sandbox.run(plain).shown(), @"
    | error: plain http:// is only for this machine, or with --allow-private for a private one
    |   why: the provider's key and every prompt would cross the network in the clear
    = 5
    ");
    let added = "provider add lab --dialect openai --url https://l.example/v1/ --route lab-* --columns name,url";
    assert_snapshot!(sandbox.run(added).shown(), @"
    name	url
    lab	https://l.example/v1
    ");
    assert_snapshot!(sandbox.run(added).shown(), @r#"
    | error: provider "lab" exists
    |   fix: keyctl provider set lab …
    = 4
    "#);
    assert_snapshot!(sandbox.run("provider show labs").shown(), @r#"
    | error: provider "labs" not found
    |   why: did you mean "lab"?
    |   fix: keyctl provider list
    = 3
    "#);
}

#[test]
fn a_key_is_stored_sealed_and_only_its_end_is_shown() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add openai");
    let words = ["provider", "set-key", "openai", "--key-stdin", "--columns", "payer,last_four"];
    assert_snapshot!(sandbox.feed(&words, &format!("{SECRET}\n")).shown(), @"
    payer	last_four
    system	mnop
    ");
    fs::write(sandbox.path("alice.key"), format!("{SECRET}-alice\n")).unwrap();
    let of_alice = "provider set-key openai --user alice --key-file alice.key -q";
    assert_snapshot!(sandbox.run(of_alice).shown(), @r#"
    | error: file "alice.key" has mode 0644, others can use it
    |   fix: chmod 600 alice.key
    = 7
    "#);
    fs::set_permissions(sandbox.path("alice.key"), Permissions::from_mode(0o600)).unwrap();
    assert_snapshot!(sandbox.run(of_alice).shown(), @"2");
    fs::remove_file(sandbox.path("alice.key")).unwrap();
    let columns = "--columns provider,payer,user,last_four";
    assert_snapshot!(sandbox.run(&format!("provider keys {columns}")).shown(), @"
    provider	payer	user	last_four
    openai	system		mnop
    openai	user	alice	lice
    ");
    assert_eq!(sandbox.ok("provider show openai --columns fallback --no-headers"), "system\n");
    assert_eq!(sandbox.files_with(SECRET), Vec::<String>::new());
    assert_snapshot!(sandbox.run("provider unset-key openai --user alice").shown(), @r#"| deleted the key of alice for provider "openai""#);
    assert_snapshot!(sandbox.run("provider unset-key openai --user alice").shown(), @r#"
    | error: provider "openai" has no key of alice
    |   fix: keyctl provider keys
    = 3
    "#);
}

#[test]
fn a_key_comes_from_a_variable_by_its_name() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add openai");
    let words = ["provider", "set-key", "openai", "--key-env", "OPENAI_KEY"];
    assert_snapshot!(sandbox.run_words(&words).shown(), @r#"
    | error: environment variable "OPENAI_KEY" is not set
    = 3
    "#);
    let done = sandbox.command(&words).env("OPENAI_KEY", SECRET).output().unwrap();
    assert!(done.status.success());
}

#[test]
fn a_typed_key_is_refused_and_not_repeated() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add openai");
    let refused = sandbox.run(&format!("provider set-key openai {SECRET}"));
    assert!(!refused.stderr.contains(SECRET));
    assert_snapshot!(refused.shown(), @"
    | error: a provider key is not taken as an argument
    |   why: what is typed stands in the shell's history and in the list of processes
    |   fix: keyctl provider set-key openai --key-stdin
    = 2
    ");
    assert_snapshot!(sandbox.run("provider set-key openai").shown(), @r#"
    | error: input needed: key for provider "openai"
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --key-stdin, --key-file F or --key-env VAR
    = 8
    "#);
}

#[test]
fn another_server_drops_the_stored_keys() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add openai");
    sandbox.feed(&["provider", "set-key", "openai", "--key-stdin"], SECRET);
    assert_snapshot!(sandbox.run("provider set openai").shown(), @"
    | error: the following required arguments were not provided
    |   why: <--url <URL>|--route <MODEL-GLOB>|--auth <AUTH>|--allow-private[=<true|false>]|--fallback <WHO>>
    |   fix: keyctl provider set --help
    = 2
    ");
    let same =
        "provider set openai --url https://api.openai.com/v2 --route gpt-5 --columns url,routes";
    assert_snapshot!(sandbox.run(same).shown(), @"
    url	routes
    https://api.openai.com/v2	gpt-5
    ");
    let other = "provider set openai --url https://proxy.example/v1 --columns url";
    assert_snapshot!(sandbox.run(&format!("{other} --dry-run")).shown(), @r#"
    | dry run: would have changed provider "openai"
    | warning: another server: 1 key stored for the old one is dropped
    "#);
    assert_snapshot!(sandbox.run(other).shown(), @"
    url
    https://proxy.example/v1
    | warning: another server: 1 key stored for the old one is dropped
    ");
    assert_eq!(sandbox.ok("provider keys -q"), "");
    let private =
        "provider set openai --allow-private=false --auth none --columns auth,allow_private";
    assert_snapshot!(sandbox.run(private).shown(), @"
    auth	allow_private
    none	false
    ");
}

#[test]
fn a_removed_provider_is_gone() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    assert_snapshot!(sandbox.run("provider remove demo --dry-run").shown(), @r#"| dry run: would have removed provider "demo" and its stored keys"#);
    assert_snapshot!(sandbox.run("provider remove demo").shown(), @r#"| removed provider "demo" and its stored keys"#);
    assert_snapshot!(sandbox.run("provider remove demo").shown(), @r#"
    | error: provider "demo" not found
    |   fix: keyctl provider list
    = 3
    "#);
    sandbox.ok("provider add demo");
}

#[test]
fn a_stored_key_that_does_not_open_is_put_on_record() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add openai");
    let words = ["provider", "set-key", "openai", "--user", "alice", "--key-stdin"];
    assert_eq!(sandbox.feed(&words, "sk-proj-0123456789abcdef").code, 0);
    sandbox.sql("UPDATE provider_keys SET sealed = zeroblob(60)");
    for _ in 0..2 {
        let tested = sandbox.run("provider test openai --user alice");
        assert_eq!(tested.code, 10, "{tested}");
    }
    let told = sandbox.ok("audit list --event seal.* --outcome error --user alice -q");
    assert_eq!(told.lines().count(), 1, "once a minute for each row: {told}");
    let details = &sandbox.json(&format!("audit show {}", told.trim()))["details"];
    assert_eq!((&details["provider"], &details["user"]), (&"openai".into(), &"alice".into()));
}
