//! `keyctl init`: a database, its master key, and its first operator.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::environment::MasterKeySource;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::time::Zone;
use crate::domain::token::Brand;
use crate::ops::db;
use crate::ops::error::{Error, Kind};
use crate::secret::file;
use crate::secret::master_key::MasterKey;
use crate::secret::random;
use crate::view::record::Record;
use crate::view::value::Value;

/// What the help shows.
pub const EXAMPLE: &str = "\
Example:
  keyctl init --admin root@example.com";

/// `init`
#[derive(Args, Debug)]
pub struct Init {
    /// E-mail of the first operator, whose handle is its local part; else the OS user's name
    #[arg(long, value_name = "E-MAIL")]
    pub admin: Option<Email>,

    /// Word that API keys begin with
    #[arg(long, value_name = "BRAND", default_value = "sk")]
    pub brand: Brand,

    /// Zone in which days and months of reports begin
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub time_zone: Zone,
}

/// The master key of a new database, and what is to be undone where there will be none.
struct Ready {
    key: MasterKey,
    salt: Option<[u8; 16]>,
    made: bool,
}

impl Default for Init {
    fn default() -> Self {
        Self { admin: None, brand: Brand::default(), time_zone: Zone::Utc }
    }
}

/// A new database, as it is told.
pub struct Made {
    /// The handle of its first operator.
    pub operator: Name,
    /// Where its master key is.
    pub master_key: String,
    /// Whether that key was made with it.
    pub master_key_made: bool,
    /// The id of that key.
    pub kek_id: String,
}

/// Makes the master key where it is missing, and the database.
pub fn run(args: &Init, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let path = access.database()?;
    if path.exists() {
        return Err(exists(path).into());
    }
    if output.would(&format!("made a database at {}", path.display())) {
        return Ok(());
    }
    let Made { operator, master_key, master_key_made, kek_id } = make(args, access)?;
    output.note(&format!(
        "next: keyctl user create E-MAIL, keyctl key create NAME --user {operator}"
    ));
    output.receipt(
        &Record::new("db")
            .with("database", Value::text(path.display()))
            .with("master_key", master_key)
            .with("master_key_made", master_key_made)
            .with("kek_id", kek_id)
            .with("operator", Value::text(operator))
            .with("brand", args.brand.as_str())
            .with("time_zone", Value::text(args.time_zone)),
    )
}

/// Makes them without a word.
///
/// # Errors
/// `Conflict` where there is a database; a master key that was made for one that failed is gone
/// again.
pub fn make(args: &Init, access: &DatabaseAccess) -> Result<Made, Failure> {
    let path = access.database()?;
    let source = access.master_key_source()?;
    let os_user = access.os_user();
    let handle = match &args.admin {
        Some(email) => Name::from_local_part(email.local_part()),
        None => Name::from_local_part(&os_user),
    };
    make_directory(path)?;
    let site = db::claim(path)?;
    let Ready { key, salt, made } = master_key(access, source)?;
    let request = db::Request {
        master_key: &key,
        salt,
        brand: args.brand.clone(),
        zone: args.time_zone,
        os_user,
        handle: handle.clone(),
        email: args.admin.clone(),
    };
    let rng = &mut random::system();
    if let Err(error) = db::init(&site, &request, access.founder(), access.now, rng) {
        if let (MasterKeySource::File(path), true) = (source, made) {
            fs::remove_file(path).ok();
        }
        return Err(error.into());
    }
    let place = match source {
        MasterKeySource::File(path) | MasterKeySource::Credential(path) => {
            path.display().to_string()
        }
        MasterKeySource::Passphrase => "KEY_ENCRYPTION_SECRET".to_owned(),
    };
    let kek_id = key.id().to_string();
    Ok(Made { operator: handle, master_key: place, master_key_made: made, kek_id })
}

fn master_key(access: &DatabaseAccess, source: &MasterKeySource) -> Result<Ready, Failure> {
    let rng = &mut random::system();
    match source {
        MasterKeySource::File(path) if !path.exists() => {
            make_directory(path)?;
            let key = MasterKey::generate(rng);
            file::create(path, key.to_line().expose().as_bytes()).map_err(Error::from)?;
            Ok(Ready { key, salt: None, made: true })
        }
        MasterKeySource::File(_) | MasterKeySource::Credential(_) => {
            Ok(Ready { key: access.master_key_of(None)?, salt: None, made: false })
        }
        MasterKeySource::Passphrase => {
            let salt = random::bytes(rng);
            Ok(Ready { key: access.master_key_of(Some(salt))?, salt: Some(salt), made: false })
        }
    }
}

/// The directory of a file, closed to others where it had to be made.
fn make_directory(path: &Path) -> Result<(), Error> {
    let directory = file::parent(path);
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|error| {
        let message =
            format!("cannot make directory {:?}: {error}", directory.display().to_string());
        let kind = match error.kind() {
            std::io::ErrorKind::PermissionDenied => Kind::Denied,
            _ => Kind::Storage,
        };
        Error::new(kind, "file.storage", message)
    })
}

fn exists(path: &Path) -> Error {
    let message = format!("database {:?} exists", path.display().to_string());
    Error::new(Kind::Conflict, "db.exists", message)
        .why("a database is never replaced")
        .fix("keyctl db status")
}
