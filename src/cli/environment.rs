//! What surrounds the command: variables, paths, and who runs it where.
//!
//! Beside clap the only reader of the environment. It is read once; everything decided from it is
//! a function of [`Environment`] and its parts.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;
use rustix::process::{geteuid, getuid};
use rustix::system::uname;
use rustix::termios::ttyname;

use crate::secret::value::Secret;

const SYSTEM_DATABASE: &str = "/var/lib/keyctl/keyctl.db";
const SYSTEM_MASTER_KEY: &str = "/etc/keyctl/master.key";
/// The name of the systemd credential that holds the master key.
const CREDENTIAL: &str = "keyctl-master-key";
/// The name of the systemd credential that holds the key of a service user.
const TOKEN_CREDENTIAL: &str = "keyctl-token";
/// What the kernel says where nobody logged in.
const NO_LOGIN: u32 = u32::MAX;

/// What was found around the command.
#[derive(Debug)]
pub struct Environment {
    /// What it says about colour.
    pub colors: Colors,
    /// `KEYCTL_OUTPUT`, for a command line that clap cannot read.
    pub output: Option<OsString>,
    /// Where files may lie.
    pub places: Places,
    /// `KEY_ENCRYPTION_SECRET`: the passphrase of the master key.
    pub passphrase: Option<Secret<String>>,
    /// Who runs the command.
    pub login: Login,
    /// The id of this start of the machine; `None` where the kernel does not say.
    pub boot: Option<String>,
    /// What children get of it, by name (R-A11).
    pub inherited: Vec<(&'static str, OsString)>,
}

/// The variables that a child may see: where programs and its home are, and how it is to speak.
const INHERITED: [&str; 9] =
    ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR"];

/// The variables that decide on colour.
#[derive(Clone, Debug, Default)]
pub struct Colors {
    /// `NO_COLOR`: not empty, no colour.
    pub no_color: Option<OsString>,
    /// `CLICOLOR`: `0`, no colour.
    pub clicolor: Option<OsString>,
    /// `CLICOLOR_FORCE`: neither empty nor `0`, colour in pipes too.
    pub clicolor_force: Option<OsString>,
    /// `TERM`: `dumb`, no colour.
    pub term: Option<OsString>,
}

/// The directories and the user that decide where files lie.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// `$XDG_DATA_HOME` or its default; unknown without a home.
    pub data: Option<PathBuf>,
    /// `$XDG_CONFIG_HOME` or its default; unknown without a home.
    pub config: Option<PathBuf>,
    /// `$CREDENTIALS_DIRECTORY`, which systemd sets.
    pub credentials: Option<PathBuf>,
    /// Whether the effective user is root.
    pub root: bool,
}

/// Where the master key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MasterKeySource {
    /// A file that can be rewritten.
    File(PathBuf),
    /// A systemd credential: a file that cannot.
    Credential(PathBuf),
    /// [`Environment::passphrase`].
    Passphrase,
}

/// The numbers that tell who runs the command.
#[derive(Clone, Copy, Debug)]
pub struct Login {
    /// The kernel's login uid, which survives `sudo` and `su`.
    pub kernel: Option<u32>,
    /// `SUDO_UID`.
    pub sudo: Option<u32>,
    /// The real uid.
    pub real: u32,
    /// The effective uid.
    pub effective: u32,
}

impl Environment {
    /// Reads it.
    pub fn read() -> Self {
        let home = Xdg::new().ok();
        let number = |text: String| text.trim().parse().ok();
        Self {
            colors: Colors {
                no_color: variable("NO_COLOR"),
                clicolor: variable("CLICOLOR"),
                clicolor_force: variable("CLICOLOR_FORCE"),
                term: variable("TERM"),
            },
            output: variable("KEYCTL_OUTPUT"),
            places: Places {
                data: home.as_ref().map(Xdg::data_dir),
                config: home.as_ref().map(Xdg::config_dir),
                credentials: variable("CREDENTIALS_DIRECTORY").map(PathBuf::from),
                root: geteuid().is_root(),
            },
            passphrase: variable("KEY_ENCRYPTION_SECRET")
                .and_then(|text| text.into_string().ok())
                .map(Secret::new),
            login: Login {
                kernel: fs::read_to_string("/proc/self/loginuid").ok().and_then(number),
                sudo: variable("SUDO_UID")
                    .and_then(|text| text.into_string().ok())
                    .and_then(number),
                real: getuid().as_raw(),
                effective: geteuid().as_raw(),
            },
            boot: fs::read_to_string("/proc/sys/kernel/random/boot_id")
                .ok()
                .map(|id| id.trim().to_owned())
                .filter(|id| !id.is_empty()),
            inherited: INHERITED
                .into_iter()
                .filter_map(|name| variable(name).map(|value| (name, value)))
                .collect(),
        }
    }
}

impl Colors {
    /// Whether text for a person is coloured, when nothing was asked for.
    pub fn wanted(&self, terminal: bool) -> bool {
        let set = |value: &Option<OsString>| value.as_ref().is_some_and(|text| !text.is_empty());
        let is = |value: &Option<OsString>, word| value.as_ref().is_some_and(|text| text == word);
        if set(&self.no_color) {
            return false;
        }
        if set(&self.clicolor_force) && !is(&self.clicolor_force, "0") {
            return true;
        }
        terminal && !is(&self.clicolor, "0") && !is(&self.term, "dumb")
    }
}

impl Places {
    /// The database, where none is given: that of the system if it exists or root asks, else the
    /// user's own. `None` where there is no home to look in.
    pub fn database(&self, exists: impl Fn(&Path) -> bool) -> Option<PathBuf> {
        self.of_system_or_user(SYSTEM_DATABASE, self.data.as_deref(), "keyctl/keyctl.db", exists)
    }

    /// The master key, where none is given: systemd's credential, else a passphrase, else a file.
    pub fn master_key(
        &self,
        passphrase: bool,
        exists: impl Fn(&Path) -> bool,
    ) -> Option<MasterKeySource> {
        let credential = self.credentials.as_ref().map(|directory| directory.join(CREDENTIAL));
        if let Some(path) = credential.filter(|path| exists(path)) {
            return Some(MasterKeySource::Credential(path));
        }
        if passphrase {
            return Some(MasterKeySource::Passphrase);
        }
        let config = self.config.as_deref();
        self.of_system_or_user(SYSTEM_MASTER_KEY, config, "keyctl/master.key", exists)
            .map(MasterKeySource::File)
    }

    /// The key of a service user, where no file is named: systemd's credential, if there is one.
    pub fn token(&self, exists: impl Fn(&Path) -> bool) -> Option<PathBuf> {
        let credential =
            self.credentials.as_ref().map(|directory| directory.join(TOKEN_CREDENTIAL));
        credential.filter(|path| exists(path))
    }

    fn of_system_or_user(
        &self,
        system: &str,
        user: Option<&Path>,
        below: &str,
        exists: impl Fn(&Path) -> bool,
    ) -> Option<PathBuf> {
        let system = PathBuf::from(system);
        if self.root || exists(&system) {
            return Some(system);
        }
        user.map(|directory| directory.join(below))
    }
}

impl Login {
    /// The uid that answers for the command: the kernel's login uid where set, else `SUDO_UID`
    /// when the process runs as root or as the owner of the database, else the real uid. It is
    /// accountability, not a barrier.
    pub fn uid(&self, database_owner: Option<u32>) -> u32 {
        let trusted = self.effective == 0 || Some(self.effective) == database_owner;
        let sudo = self.sudo.filter(|_| trusted);
        self.kernel.filter(|uid| *uid != NO_LOGIN).or(sudo).unwrap_or(self.real)
    }
}

/// The secret in a variable that an option names.
pub fn secret_variable(name: &str) -> Option<Secret<String>> {
    variable(name).and_then(|text| text.into_string().ok()).map(Secret::new)
}

/// The name of a uid by `/etc/passwd`, or `uid:1000` for one that has none there.
pub fn user_name(uid: u32) -> String {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_in(&accounts, uid).map_or_else(|| format!("uid:{uid}"), str::to_owned)
}

fn name_in(accounts: &str, uid: u32) -> Option<&str> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _, number) = (fields.next()?, fields.next()?, fields.next()?);
        (number.parse() == Ok(uid)).then_some(name)
    })
}

/// The name of this host.
pub fn host_name() -> String {
    uname().nodename().to_string_lossy().into_owned()
}

/// The terminal at standard input or, where that is none, at standard error.
pub fn terminal_name() -> Option<String> {
    let name = ttyname(std::io::stdin(), Vec::new());
    let name = name.or_else(|_| ttyname(std::io::stderr(), Vec::new())).ok()?;
    name.into_string().ok()
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads it beside clap")]
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colors(no_color: &str, clicolor: &str, force: &str, term: &str) -> Colors {
        let set = |text: &str| (text != "unset").then(|| OsString::from(text));
        Colors {
            no_color: set(no_color),
            clicolor: set(clicolor),
            clicolor_force: set(force),
            term: set(term),
        }
    }

    #[test]
    fn colour_follows_the_variables_in_their_order() {
        let plain = colors("unset", "unset", "unset", "xterm");
        assert!(plain.wanted(true) && !plain.wanted(false));
        assert!(colors("", "unset", "unset", "xterm").wanted(true));
        assert!(!colors("1", "unset", "1", "xterm").wanted(true));
        assert!(colors("unset", "0", "1", "dumb").wanted(false));
        assert!(!colors("unset", "unset", "0", "xterm").wanted(false));
        assert!(!colors("unset", "0", "unset", "xterm").wanted(true));
        assert!(!colors("unset", "1", "unset", "dumb").wanted(true));
    }

    fn places(root: bool) -> Places {
        Places {
            data: Some("/home/a/.local/share".into()),
            config: Some("/home/a/.config".into()),
            credentials: Some("/run/credentials/keyctl".into()),
            root,
        }
    }

    #[test]
    fn the_database_of_the_system_serves_root_or_whoever_sees_it() {
        let own = Some(PathBuf::from("/home/a/.local/share/keyctl/keyctl.db"));
        let system = Some(PathBuf::from(SYSTEM_DATABASE));
        assert_eq!(places(false).database(|_| false), own);
        assert_eq!(places(false).database(|path| path == Path::new(SYSTEM_DATABASE)), system);
        assert_eq!(places(true).database(|_| false), system);
        assert_eq!(Places::default().database(|_| false), None);
    }

    #[test]
    fn the_master_key_is_a_credential_a_passphrase_or_a_file() {
        let credential = PathBuf::from("/run/credentials/keyctl/keyctl-master-key");
        let found = places(false).master_key(true, |path| path == credential);
        assert_eq!(found, Some(MasterKeySource::Credential(credential)));
        assert_eq!(places(false).master_key(true, |_| false), Some(MasterKeySource::Passphrase));
        let file = |path: &str| Some(MasterKeySource::File(path.into()));
        let own = file("/home/a/.config/keyctl/master.key");
        assert_eq!(places(false).master_key(false, |_| false), own);
        assert_eq!(places(true).master_key(false, |_| false), file(SYSTEM_MASTER_KEY));
    }

    #[test]
    fn whoever_logged_in_answers() {
        let login = Login { kernel: Some(NO_LOGIN), sudo: Some(1001), real: 0, effective: 0 };
        assert_eq!(login.uid(None), 1001);
        assert_eq!(Login { kernel: Some(1000), ..login }.uid(None), 1000);
        let someone = Login { real: 33, effective: 33, ..login };
        assert_eq!(someone.uid(Some(999)), 33);
        assert_eq!(someone.uid(Some(33)), 1001);
        assert_eq!(Login { kernel: None, sudo: None, ..someone }.uid(Some(33)), 33);
    }

    #[test]
    fn names_come_from_the_accounts() {
        let accounts = "root:x:0:0::/root:/bin/sh\nbroken\nalice:x:1000:1000::/:/bin/sh\n";
        assert_eq!(name_in(accounts, 1000), Some("alice"));
        assert_eq!(name_in(accounts, 1001), None);
    }
}
