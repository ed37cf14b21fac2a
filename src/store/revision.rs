//! The revision of what gateways decide from, in eight bytes beside the database (R-E1).
//!
//! Every transaction that changes users, roles, keys, providers or prices takes the next
//! `settings.generation`, and after its commit, before its command ends, raises the number in
//! `<db>.gen`. A gateway reads that file for each request, which costs a fraction of a
//! microsecond, and drops what it holds when the number moved: a revoked key is dead at the next
//! request without a read of the database for each.

use std::fs::File;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::secret::file;
use crate::store::error::Error;

/// The file `<db>.gen`, held open.
#[derive(Debug)]
pub struct Revision {
    path: PathBuf,
    file: File,
}

impl Revision {
    /// Opens it, creating it where it is missing.
    pub(in crate::store) fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self { path: path.to_owned(), file: file::open_or_create(path)? })
    }

    /// The number that stands there; 0 in a new file.
    ///
    /// # Errors
    /// [`Error::Storage`] where the file cannot be read.
    pub fn read(&self) -> Result<u64, Error> {
        let mut bytes = [0; 8];
        let length = self.file.read_at(&mut bytes, 0)?;
        Ok(if length == bytes.len() { u64::from_le_bytes(bytes) } else { 0 })
    }

    /// Raises the number; a lower one changes nothing.
    ///
    /// # Errors
    /// [`Error::Storage`] where the file cannot be written.
    pub fn raise(&self, number: u64) -> Result<(), Error> {
        let failed = |error: rustix::io::Errno| Error::Storage(error.to_string());
        flock(&self.file, FlockOperation::LockExclusive).map_err(failed)?;
        let written = self.read().and_then(|current| {
            if current < number {
                self.file.write_all_at(&number.to_le_bytes(), 0)?;
            }
            Ok(())
        });
        flock(&self.file, FlockOperation::Unlock).map_err(failed)?;
        written
    }

    /// Opens the file anew if somebody replaced or removed it.
    ///
    /// # Errors
    /// [`Error::Storage`] where it cannot be opened.
    pub fn follow(&mut self) -> Result<(), Error> {
        let here = self.file.metadata()?;
        let same = std::fs::metadata(&self.path)
            .is_ok_and(|there| (there.ino(), there.dev()) == (here.ino(), here.dev()));
        if !same {
            self.file = file::open_or_create(&self.path)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_only_rises() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("db.gen");
        let mut revision = Revision::open(&path).unwrap();
        assert_eq!(revision.read().unwrap(), 0);
        for (raised, read) in [(7, 7), (3, 7), (9, 9)] {
            revision.raise(raised).unwrap();
            assert_eq!(revision.read().unwrap(), read);
        }
        std::fs::remove_file(&path).unwrap();
        revision.follow().unwrap();
        assert_eq!(revision.read().unwrap(), 0);
    }
}
