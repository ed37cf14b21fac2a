//! Secret files: read only where nobody else could have (R-B2), written only where nobody else
//! can.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::process::geteuid;

use crate::secret::value::Secret;

/// The longest secret file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// Why a file is not trusted with, or for, a secret.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no such file.
    #[error("file {:?} not found", .0.display().to_string())]
    Missing(PathBuf),
    /// A directory, a device, a link.
    #[error("{:?} is not a regular file", .0.display().to_string())]
    NotRegular(PathBuf),
    /// A file, a device, a link, where a directory is wanted.
    #[error("{:?} is not a directory", .0.display().to_string())]
    NotDirectory(PathBuf),
    /// A directory that others can use.
    #[error("directory {:?} has mode {mode:04o}, others can use it", .path.display().to_string())]
    LooseDirectory {
        /// The directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Somebody else's file.
    #[error(
        "{:?} belongs to uid {owner}, not to uid {}",
        .path.display().to_string(),
        geteuid().as_raw()
    )]
    Owner {
        /// The file.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
    },
    /// Others can read or write it.
    #[error("file {:?} has mode {mode:04o}, others can use it", .path.display().to_string())]
    Mode {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Others can replace it, because its directory is theirs to write.
    #[error("directory {:?} is writable by others", .0.display().to_string())]
    Directory(PathBuf),
    /// Longer than any secret.
    #[error("file {:?} is longer than {MAX_BYTES} bytes", .0.display().to_string())]
    TooLong(PathBuf),
    /// Not text.
    #[error("file {:?} is not UTF-8 text", .0.display().to_string())]
    NotText(PathBuf),
    /// The system refused.
    #[error("{:?}: {source}", .path.display().to_string())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    /// The command that mends it, where one does.
    pub fn fix(&self) -> Option<String> {
        match self {
            Self::Mode { path, .. } => Some(format!("chmod 600 {}", path.display())),
            Self::LooseDirectory { path, .. } => Some(format!("chmod 700 {}", path.display())),
            Self::Directory(path) => Some(format!("chmod go-w {}", path.display())),
            Self::Owner { path, .. } => Some(format!("chown $(id -un) {}", path.display())),
            _ => None,
        }
    }
}

/// Checks that a file of ours is regular, ours, and closed to others. It looks at the file by
/// name: opening and closing a database here would drop the locks `SQLite` holds on it (R-B3).
///
/// # Errors
/// [`FileError`], naming what is wrong.
pub fn check_private(path: &Path) -> Result<(), FileError> {
    let meta = std::fs::symlink_metadata(path).map_err(|source| failed(path, source))?;
    let meta = if meta.is_symlink() {
        std::fs::metadata(path).map_err(|source| failed(path, source))?
    } else {
        meta
    };
    check(path, &meta, Owners::Mine)
}

/// Reads a secret from a file that only its owner can read and nobody else can replace.
///
/// # Errors
/// [`FileError`], naming what is wrong; links are refused.
pub fn read(path: &Path) -> Result<Secret<String>, FileError> {
    read_from(path, Owners::MineOrRoot)
}

/// Reads a secret that systemd hands to a service. To a service with a user of its own it gives the
/// file, which stays root's, by an access list, and that shows as readable by the group.
///
/// # Errors
/// As [`read`].
pub fn read_credential(path: &Path) -> Result<Secret<String>, FileError> {
    read_from(path, Owners::Systemd)
}

fn read_from(path: &Path, owners: Owners) -> Result<Secret<String>, FileError> {
    let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let open = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path);
    let file = open.map_err(|source| match source.raw_os_error() {
        Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => {
            FileError::NotRegular(path.to_owned())
        }
        _ => failed(path, source),
    })?;
    let meta = file.metadata().map_err(|source| failed(path, source))?;
    check(path, &meta, owners)?;
    check_directory(path)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|source| failed(path, source))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(FileError::TooLong(path.to_owned()));
    }
    String::from_utf8(bytes).map(Secret::new).map_err(|_| FileError::NotText(path.to_owned()))
}

/// Creates a file that did not exist, readable by its owner alone, with its contents on disk. It
/// gets its name when it is whole, so neither a crash nor a full disk leaves a part of a secret.
///
/// # Errors
/// [`FileError::Io`], also where the file exists.
pub fn create(path: &Path, contents: &[u8]) -> Result<(), FileError> {
    let draft = parent(path).join(format!(".keyctl-{}.tmp", std::process::id()));
    let written = write_draft(&draft, contents)
        .and_then(|()| std::fs::hard_link(&draft, path))
        .and_then(|()| std::fs::remove_file(&draft))
        .and_then(|()| sync_directory(path));
    written.map_err(|source| {
        std::fs::remove_file(&draft).ok();
        failed(path, source)
    })
}

fn write_draft(draft: &Path, contents: &[u8]) -> io::Result<()> {
    // Of a process that crashed and had this one's number.
    match std::fs::remove_file(draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = create_empty(draft)?;
    file.write_all(contents)?;
    file.sync_all()
}

/// Creates an empty file with mode 0600 that did not exist before.
///
/// # Errors
/// What the system said; `AlreadyExists` where the name is taken.
pub fn create_empty(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Opens a file to read and write, creating it with mode 0600 where it is missing.
///
/// # Errors
/// What the system said, with the path before it.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    options
        .open(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// Opens a directory for secrets, creating it with mode 0700 where it is missing. It must be ours
/// and closed to others, no link, and nobody else may be able to replace it.
///
/// # Errors
/// [`FileError`], naming what is wrong.
pub fn open_private_directory(path: &Path) -> Result<File, FileError> {
    // A slash at its end would follow a link.
    let path: &Path = &path.components().collect::<PathBuf>();
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => sync_directory(path).map_err(|source| failed(path, source))?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(source) => return Err(failed(path, source)),
    }
    let flags = OFlags::NOFOLLOW | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let open = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path);
    let directory = open.map_err(|source| {
        let code = source.raw_os_error();
        let other = [rustix::io::Errno::LOOP, rustix::io::Errno::NOTDIR];
        if other.into_iter().any(|errno| code == Some(errno.raw_os_error())) {
            FileError::NotDirectory(path.to_owned())
        } else {
            failed(path, source)
        }
    })?;
    let meta = directory.metadata().map_err(|source| failed(path, source))?;
    if meta.uid() != geteuid().as_raw() {
        return Err(FileError::Owner { path: path.to_owned(), owner: meta.uid() });
    }
    let mode = meta.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(FileError::LooseDirectory { path: path.to_owned(), mode });
    }
    check_directory(path)?;
    Ok(directory)
}

/// Makes the entry of `path` in its directory durable.
///
/// # Errors
/// What the system said.
pub fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(parent(path))?.sync_all()
}

/// The directory a path stands in; `.` for a bare name.
pub fn parent(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[derive(Clone, Copy)]
enum Owners {
    Mine,
    MineOrRoot,
    /// As before, and what is root's may be read by its group.
    Systemd,
}

fn check(path: &Path, meta: &Metadata, owners: Owners) -> Result<(), FileError> {
    if !meta.is_file() {
        return Err(FileError::NotRegular(path.to_owned()));
    }
    let (me, owner) = (geteuid().as_raw(), meta.uid());
    let trusted = match owners {
        Owners::Mine => owner == me,
        Owners::MineOrRoot | Owners::Systemd => owner == me || owner == 0,
    };
    if !trusted {
        return Err(FileError::Owner { path: path.to_owned(), owner });
    }
    let closed = match owners {
        Owners::Systemd if owner == 0 => 0o037,
        _ => 0o077,
    };
    let mode = meta.mode() & 0o7777;
    if mode & closed != 0 {
        return Err(FileError::Mode { path: path.to_owned(), mode });
    }
    Ok(())
}

fn check_directory(path: &Path) -> Result<(), FileError> {
    let dir = parent(path);
    let meta = std::fs::metadata(dir).map_err(|source| failed(dir, source))?;
    let sticky = meta.mode() & 0o1000 != 0;
    if meta.mode() & 0o022 != 0 && !sticky {
        return Err(FileError::Directory(dir.to_owned()));
    }
    Ok(())
}

fn failed(path: &Path, source: io::Error) -> FileError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => FileError::Missing(path),
        _ => FileError::Io { path, source },
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn file(mode: u32) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        create(&path, b"s3cret\n").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        (dir, path)
    }

    #[test]
    fn a_file_gets_its_name_when_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let names = || -> Vec<_> {
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect()
        };
        let left = dir.path().join(format!(".keyctl-{}.tmp", std::process::id()));
        fs::write(left, "of a crash").unwrap();
        let path = dir.path().join("secret");
        create(&path, b"s3cret\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"s3cret\n");
        assert_eq!(names(), ["secret"]);
        assert!(matches!(create(&path, b"other\n"), Err(FileError::Io { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"s3cret\n");
        assert_eq!(names(), ["secret"]);
    }

    #[test]
    fn reads_a_private_file() {
        let (_dir, path) = file(0o600);
        assert_eq!(read(&path).unwrap().expose(), "s3cret\n");
        check_private(&path).unwrap();
    }

    #[test]
    fn refuses_what_others_can_use() {
        for mode in [0o640, 0o604, 0o620, 0o602, 0o601] {
            let (_dir, path) = file(mode);
            let error = read(&path).unwrap_err();
            assert!(matches!(error, FileError::Mode { .. }), "{mode:o}: {error}");
            assert_eq!(error.fix().unwrap(), format!("chmod 600 {}", path.display()));
            assert!(check_private(&path).is_err());
        }
    }

    #[test]
    fn a_credential_of_root_may_show_its_access_list_as_a_group() {
        for (mode, accepted) in [(0o400, true), (0o440, geteuid().is_root()), (0o444, false)] {
            let (_dir, path) = file(mode);
            assert_eq!(read_credential(&path).is_ok(), accepted, "{mode:o}");
        }
        let (_dir, path) = file(0o440);
        assert!(read(&path).is_err(), "no other file may");
    }

    #[test]
    fn refuses_links_directories_and_long_files() {
        let (dir, path) = file(0o600);
        let link = dir.path().join("link");
        symlink(&path, &link).unwrap();
        assert!(matches!(read(&link).unwrap_err(), FileError::NotRegular(_)));
        assert!(matches!(read(dir.path()).unwrap_err(), FileError::NotRegular(_)));
        let long = dir.path().join("long");
        create(&long, &vec![b'a'; 65_537]).unwrap();
        assert!(matches!(read(&long).unwrap_err(), FileError::TooLong(_)));
        assert!(matches!(read(&dir.path().join("none")).unwrap_err(), FileError::Missing(_)));
    }

    #[test]
    fn refuses_a_directory_that_others_can_write() {
        let (dir, path) = file(0o600);
        fs::set_permissions(dir.path(), Permissions::from_mode(0o777)).unwrap();
        assert!(matches!(read(&path).unwrap_err(), FileError::Directory(_)));
        fs::set_permissions(dir.path(), Permissions::from_mode(0o1777)).unwrap();
        read(&path).unwrap();
    }

    #[test]
    fn a_directory_for_secrets_is_ours_closed_and_no_link() {
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("keys"), dir.path().join("link"));
        open_private_directory(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        open_private_directory(&path).unwrap();
        symlink(&path, &link).unwrap();
        for link in [link.clone(), link.join("")] {
            let refused = open_private_directory(&link).unwrap_err();
            assert!(matches!(refused, FileError::NotDirectory(_)), "{refused}");
        }
        let (_dir, file) = file(0o600);
        assert!(matches!(open_private_directory(&file), Err(FileError::NotDirectory(_))));
        for mode in [0o750, 0o705, 0o720, 0o1777] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let refused = open_private_directory(&path).unwrap_err();
            assert_eq!(refused.fix().unwrap(), format!("chmod 700 {}", path.display()));
        }
        fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
        fs::set_permissions(dir.path(), Permissions::from_mode(0o777)).unwrap();
        assert!(matches!(open_private_directory(&path), Err(FileError::Directory(_))));
        let orphan = dir.path().join("none/keys");
        assert!(matches!(open_private_directory(&orphan), Err(FileError::Missing(_))));
    }

    #[test]
    fn never_replaces_a_file() {
        let (_dir, path) = file(0o600);
        assert!(create(&path, b"other").is_err());
        assert_eq!(read(&path).unwrap().expose(), "s3cret\n");
    }
}
