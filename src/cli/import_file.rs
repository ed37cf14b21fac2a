//! Import files: opening them, and telling what is wrong with them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::cli::output::Output;
use crate::domain::import::bad_line::{BadLine, BadLines};
use crate::ops::error::{Error, Kind};
use crate::view::counted::counted;

/// Opens a file, or standard input for `-`.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Refused`] for a directory, [`Kind::Storage`].
pub fn open(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    match File::open(path) {
        Ok(file) if file.metadata().is_ok_and(|meta| meta.is_dir()) => Err(irregular(path)),
        Ok(file) => Ok(Box::new(BufReader::new(file))),
        Err(error) => Err(unopened(path, &error)),
    }
}

fn irregular(path: &Path) -> Error {
    let message = format!("{:?} is not a regular file", path.display().to_string());
    Error::new(Kind::Refused, "file.irregular", message)
}

fn unopened(path: &Path, error: &io::Error) -> Error {
    let file = path.display().to_string();
    match error.kind() {
        io::ErrorKind::NotFound => {
            Error::new(Kind::NotFound, "file.not_found", format!("file {file:?} not found"))
        }
        _ => Error::new(Kind::Storage, "file.unreadable", format!("cannot read {file:?}"))
            .why(error.to_string()),
    }
}

/// Tells every bad line: one by one to people, and as the reason to programs, which read one line
/// of JSON. `code` names the failure.
pub fn refused(code: &'static str, bad: &BadLines, output: &mut Output) -> Error {
    let message =
        format!("{} cannot be imported, so nothing was", counted(bad.count as u64, "line"));
    let error = Error::new(Kind::Refused, code, message);
    let told = |bad: &BadLine| format!("line {}: {}", bad.line, bad.reason);
    let mut lines: Vec<String> = bad.told.iter().map(told).collect();
    if bad.count > lines.len() {
        lines.push(format!("and {} more", bad.count - lines.len()));
    }
    if output.is_json() {
        return error.why(lines.join("; "));
    }
    for line in lines {
        output.error(&Error::new(Kind::Refused, code, line).into());
    }
    error
}
