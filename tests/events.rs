//! The catalogue of events: all that the source tells of stands in it, and a page shows it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keyctl::domain::event::{CATALOGUE, find};
use regex::Regex;

use crate::support::Sandbox;

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The names of events in the source: where one is made, and where a helper is told which.
fn told() -> BTreeSet<(String, String)> {
    let made = Regex::new(
        r#"(?:\bEvent::\w+|\babout|\bevent|\btell|\brecord|\bpermit)\(\s*(?:[\w.&]+,\s*)*"([a-z0-9_]+\.[a-z0-9_]+)""#,
    )
    .unwrap();
    let field = Regex::new(r#"\baction: "([a-z0-9_]+\.[a-z0-9_]+)""#).unwrap();
    let mut files = Vec::new();
    sources(&project().join("src"), &mut files);
    let mut told = BTreeSet::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for name in made.captures_iter(code).chain(field.captures_iter(code)) {
            told.insert((name[1].to_owned(), path.display().to_string()));
        }
    }
    told
}

#[test]
fn every_event_of_the_source_is_in_the_catalogue() {
    let told = told();
    for (name, file) in &told {
        assert!(find(name).is_some(), "{file} tells of {name}, which is not in domain/event.rs");
    }
    let names: BTreeSet<_> = told.iter().map(|(name, _)| name.as_str()).collect();
    for expected in ["key.create", "key.revoke", "key.refresh", "provider.set_key", "audit.prune"] {
        assert!(names.contains(expected), "the search does not see {expected}: {names:?}");
    }
}

#[test]
fn a_page_and_the_help_show_the_catalogue() {
    let page = fs::read_to_string(project().join("docs/events.md")).unwrap();
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<_> = CATALOGUE
        .iter()
        .map(|kind| {
            let details: Vec<_> = kind.details.iter().map(|name| format!("`{name}`")).collect();
            let details = details.join(", ");
            let row = format!("| `{}` | {} | {details} |", kind.name, kind.meaning);
            row.replace("|  |", "| |")
        })
        .collect();
    assert_eq!(rows, expected);

    let help = Sandbox::empty().ok("help events");
    for kind in CATALOGUE {
        assert!(help.contains(&format!("\n  {:<28}", kind.name)), "{}", kind.name);
    }
    assert!(help.lines().all(|line| line.len() <= 100), "{help}");
}
