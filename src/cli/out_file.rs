//! A new file that a command writes: whole, or not at all.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::cli::exit::Failure;
use crate::ops::error::{Error, Kind};
use crate::secret::file;

/// Makes the file, mode 0600, and has `fill` write into it; where that fails it is gone again.
/// Without a path `fill` gets none. No file is ever replaced.
pub fn fill_new(
    path: Option<&Path>,
    fill: impl FnOnce(Option<File>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let filled = fill(path.map(create).transpose()?);
    if let (Err(_), Some(path)) = (&filled, path) {
        fs::remove_file(path).ok();
    }
    filled
}

fn create(path: &Path) -> Result<File, Error> {
    file::create_empty(path).map_err(|error| {
        let name = path.display().to_string();
        let kind = match error.kind() {
            io::ErrorKind::AlreadyExists => {
                return Error::new(Kind::Conflict, "file.exists", format!("file {name:?} exists"))
                    .why("an export never replaces a file");
            }
            io::ErrorKind::PermissionDenied => Kind::Denied,
            _ => Kind::Storage,
        };
        Error::new(kind, "file.unwritten", format!("cannot make file {name:?}: {error}"))
    })
}
