//! The files of the project that follow from the command tree are those the binary writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::Sandbox;

#[test]
fn completions_manual_and_reference_are_up_to_date() {
    let sandbox = Sandbox::empty();
    sandbox.ok("generate --out-dir .");
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for place in ["completions", "man", "docs/cli.md"] {
        let (made, kept) = (files(&sandbox.path(place)), files(&project.join(place)));
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&made), names(&kept), "{place}: run keyctl generate");
        for (name, text) in &made {
            assert!(kept[name] == *text, "{place}/{name} is not up to date: run keyctl generate");
        }
    }
}

/// The files of a directory, or the one file, by name.
fn files(path: &Path) -> BTreeMap<String, String> {
    if path.is_file() {
        return BTreeMap::from([(String::new(), fs::read_to_string(path).unwrap())]);
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    entries.map(|path| (named(&path), fs::read_to_string(&path).unwrap())).collect()
}
