//! Runs what the README and the pages of `docs/` show, as a person at a terminal would.
//!
//! In a block fenced as `console` a line that begins with `$ ` is a command. The lines after a
//! command that ends in `\` continue it; all others are what the terminal then shows. The blocks of
//! a page run in their order, in one shell, on a terminal 100 columns wide. A command may fail only
//! where its `error:` is shown.
//!
//! What differs from run to run may differ as long as it keeps its shape: keys and their prefixes,
//! times, ids, hashes. `[..]` stands for any text within a line, and any run of spaces for any
//! other. The home directory is `/home/ada`, the gateway's port 8787.
//!
//! What needs the network or a program of somebody else's is fenced as `sh` and not run.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;
use rexpect::session::spawn_command;

use crate::support::{KEYCTL, Sandbox};

const HOME: &str = "/home/ada";
const ADDRESS: &str = "127.0.0.1:8787";

/// What stands between two commands in the output of the shell.
const BETWEEN: char = '\u{1e}';

/// What the pages of `docs/` take for granted: the README's tour up to its first request.
const TAKEN_FOR_GRANTED: &[&str] = &[
    "keyctl -q init --admin ada@example.com",
    "keyctl -q user create alice@example.com",
    "keyctl -q provider add demo",
    "keyctl -q price set 'demo-*' --input 0.50 --output-price 1.50",
    "keyctl -q key create laptop --user alice --out laptop.key",
    "keyctl serve 2> gateway.log &",
];

/// A command and what the page says it shows.
#[derive(Debug)]
struct Step {
    command: String,
    shows: String,
}

#[test]
fn the_readme_does_what_it_says() {
    let steps = steps(&project().join("README.md"));
    assert!(steps.len() > 10, "{} commands", steps.len());
    run("README.md", &[], &steps);
}

#[test]
fn the_documentation_does_what_it_says() {
    let mut pages = 0;
    for entry in fs::read_dir(project().join("docs")).unwrap() {
        let page = entry.unwrap().path();
        let steps = steps(&page);
        if !steps.is_empty() {
            run(&page.display().to_string(), TAKEN_FOR_GRANTED, &steps);
            pages += 1;
        }
    }
    assert!(pages > 1, "{pages} pages with commands");
}

#[test]
fn every_rule_that_the_source_names_is_on_the_page_of_safety() {
    let page = fs::read_to_string(project().join("docs/safety.md")).unwrap();
    let rule = Regex::new(r"\bR-[A-Z][0-9]+\b").unwrap();
    let listed: BTreeSet<_> = rule.find_iter(&page).map(|found| found.as_str()).collect();
    let mut directories = vec![project().join("src")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for named in rule.find_iter(&text) {
                assert!(listed.contains(named.as_str()), "{}: {}", path.display(), named.as_str());
            }
        }
    }
}

#[test]
fn the_notation_tells_a_shape_from_another() {
    let same = |page: &str, shown: &str| matches(&plain(page), &plain(shown));
    assert!(same("at 2026-11-21 10:00:00  3 min ago", "at 2031-01-02 03:04:05 now"));
    assert!(same("sk_live_k7Gq2mZx9TbA…x9Yz", "sk_live_000000000000…0000"));
    assert!(!same("sk_live_k7Gq2mZx9TbA", "sk_live_k7Gq2mZx9Tb"));
    assert!(same("a [..] c", "a b b c") && !same("a [..] c", "a b b"));
    assert!(!same("cost $0.01", "cost $0.02"));
}

/// Runs commands in one shell, after those that are taken for granted, and compares what each
/// shows.
fn run(page: &str, granted: &[&str], steps: &[Step]) {
    let sandbox = Sandbox::empty();
    let port = free_port();
    let commands: Vec<_> =
        granted.iter().copied().chain(steps.iter().map(|step| step.command.as_str())).collect();
    let transcript = transcript(&sandbox, port, &commands);
    let shown: Vec<_> = transcript.split(BETWEEN).collect();
    assert_eq!(shown.len(), 2 * commands.len() + 1, "{page} broke off: {transcript}");
    for (step, shown) in steps.iter().zip(shown.chunks(2).skip(granted.len())) {
        let text = shown[0]
            .replace(sandbox.path("home").to_str().unwrap(), HOME)
            .replace(&format!("127.0.0.1:{port}"), ADDRESS);
        let told = format!("{page}: $ {}\n{text}", step.command);
        compare(&step.shows, &text, &told);
        assert!(shown[1] == "0" || step.shows.contains("error"), "status {} of {told}", shown[1]);
    }
}

fn compare(page: &str, shown: &str, told: &str) {
    let (page, shown) = (page.trim_end(), shown.trim_end());
    assert_eq!(shown.lines().count(), page.lines().count(), "another number of lines: {told}");
    for (said, seen) in page.lines().zip(shown.lines()) {
        assert!(matches(&plain(said), &plain(seen)), "the page says\n{said}\nbut it is {told}");
    }
}

/// What the shell showed: after each command [`BETWEEN`], its status and [`BETWEEN`].
fn transcript(sandbox: &Sandbox, port: u16, commands: &[&str]) -> String {
    let (home, bin) = (sandbox.path("home"), sandbox.path("bin"));
    fs::create_dir(&home).unwrap();
    fs::create_dir(&bin).unwrap();
    let program = bin.join("keyctl");
    fs::write(&program, keyctl_at(port)).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let script = sandbox.path("script");
    fs::write(&script, script_of(port, commands)).unwrap();
    let mut shell = Command::new("bash");
    shell
        .arg(&script)
        .current_dir(&home)
        .env_clear()
        .env("HOME", &home)
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()))
        .env("KEYCTL_DB", home.join(".local/share/keyctl/keyctl.db"))
        .env("KEYCTL_MASTER_KEY_FILE", home.join(".config/keyctl/master.key"))
        .env("TERM", "dumb")
        .env("TZ", "UTC");
    let mut terminal = spawn_command(shell, Some(60_000)).unwrap();
    // Each byte comes as a character of its own.
    let bytes =
        terminal.exp_eof().unwrap().chars().map(|byte| u8::try_from(byte).unwrap()).collect();
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

/// The binary under test, at a port of its own.
fn keyctl_at(port: u16) -> String {
    format!(
        "#!/bin/sh\n\
         case $1 in serve | quickstart) set -- \"$@\" --listen 127.0.0.1:{port} ;; esac\n\
         exec '{KEYCTL}' \"$@\"\n"
    )
}

/// The commands as a script. One that is left running is waited for until it serves.
fn script_of(port: u16, commands: &[&str]) -> String {
    let mut lines = vec![
        "stty cols 100".to_owned(),
        "command -v curl > gateway.log || { echo 'these commands need curl'; exit 1; }".to_owned(),
        "trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT".to_owned(),
    ];
    for command in commands {
        lines.push(command.replace(ADDRESS, &format!("127.0.0.1:{port}")));
        lines.push(format!("printf '{BETWEEN}%d{BETWEEN}' $?"));
        if command.ends_with('&') {
            let ready = format!("curl -sf http://127.0.0.1:{port}/readyz > /dev/null");
            lines.push(format!("until {ready}; do sleep 0.02; done"));
        }
    }
    lines.join("\n") + "\n"
}

/// The commands of a page.
fn steps(page: &Path) -> Vec<Step> {
    let text = fs::read_to_string(page).unwrap();
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            continue;
        }
        if !inside {
            continue;
        }
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                steps.push(Step { command: command.to_owned(), shows: String::new() });
            }
            (None, Some(step)) if step.command.ends_with('\\') => {
                step.command.extend(["\n", line]);
            }
            (None, Some(step)) => step.shows.extend([line, "\n"]),
            (None, None) => panic!("{}: no command before {line:?}", page.display()),
        }
    }
    steps
}

/// A line without what differs from run to run.
fn plain(line: &str) -> String {
    static SHAPES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let shape = |text: &str| Regex::new(text).unwrap();
        vec![
            (shape(r"\bsk_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}\b"), "KEY"),
            (shape(r"\bsk_live_[0-9A-Za-z]{12}…[0-9A-Za-z]{4}\b"), "PREVIEW"),
            (shape(r"\bsk_live_[0-9A-Za-z]{12}\b"), "PREFIX"),
            (shape(r"\b2\d{3}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?Z?"), "TIME"),
            (shape(r"\b2\d{3}-\d\d-\d\d \d\d:\d\d\b"), "MINUTE"),
            (shape(r"\b2\d{3}-\d\d-\d\d\b"), "DATE"),
            (shape(r"\bnow\b|\b\d+ (s|min) ago\b"), "AGO"),
            (shape(r"\b([0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16})\b"), "HEX"),
            (shape(r"\s+"), " "),
        ]
    });
    let shapes = SHAPES.iter();
    shapes.fold(line.trim_end().to_owned(), |line, (shape, name)| {
        shape.replace_all(&line, *name).into_owned()
    })
}

/// Whether a line is what a page says, where `[..]` may be anything.
fn matches(page: &str, shown: &str) -> bool {
    let pieces: Vec<_> = page.split("[..]").map(regex::escape).collect();
    Regex::new(&format!("^{}$", pieces.join(".*"))).unwrap().is_match(shown)
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
