//! `keyctl man`: the manual, a page for each command.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::error::{Error, Kind};

/// What the help shows.
pub const EXAMPLE: &str = "\
Example:
  keyctl man --out-dir ~/.local/share/man/man1";

/// `man`
#[derive(Args, Debug)]
pub struct ManArgs {
    /// Directory to write the pages into; it is made where it is missing
    #[arg(long, value_name = "DIR")]
    out_dir: PathBuf,
}

/// A file to write: its name and what is in it.
pub type Page = (String, String);

/// Writes the manual.
pub fn run(args: &ManArgs, root: Command, output: &mut Output) -> Result<(), Failure> {
    let pages = pages(root)?;
    if output.would(&format!("written {} pages", pages.len())) {
        return Ok(());
    }
    for (name, text) in &pages {
        write(&args.out_dir.join(name), text)?;
    }
    output.note(&format!("{} pages in {}", pages.len(), args.out_dir.display()));
    Ok(())
}

/// The page of every command that is not hidden.
pub fn pages(mut root: Command) -> Result<Vec<Page>, Error> {
    root.build();
    let mut pages = Vec::new();
    collect(&root, &mut pages).map_err(|error| unwritten(Path::new("the manual"), &error))?;
    Ok(pages)
}

/// Writes a file of ours anew, with its directory.
pub fn write(path: &Path, text: &str) -> Result<(), Error> {
    let written = match path.parent() {
        Some(directory) => fs::create_dir_all(directory).and_then(|()| fs::write(path, text)),
        None => fs::write(path, text),
    };
    written.map_err(|error| unwritten(path, &error))
}

fn collect(command: &Command, pages: &mut Vec<Page>) -> io::Result<()> {
    let man = Man::new(command.clone()).manual("keyctl");
    let mut page = Vec::new();
    man.render(&mut page)?;
    pages.push((man.get_filename(), String::from_utf8_lossy(&page).into_owned()));
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        collect(verb, pages)?;
    }
    Ok(())
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied => Kind::Denied,
        _ => Kind::Storage,
    };
    Error::new(kind, "file.unwritten", format!("cannot write {}: {error}", path.display()))
}
