//! `--deliver-cmd`: the command that carries a new secret to whoever uses it.
//!
//! It runs in `sh`, in a process group of its own, with a named list of variables (R-A11), and
//! gets the secret on its standard input alone. What it prints is dropped, because it may be what
//! it was given.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use zeroize::Zeroizing;

use crate::secret::value::Secret;

/// How long a command may take. What is on offer must live longer.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// What runs a command.
#[derive(Debug)]
pub struct Courier<'a> {
    /// The command, as `sh` reads it.
    pub command: &'a str,
    /// The variables that it sees, beside `KEYCTL_KEY`.
    pub variables: &'a [(&'static str, OsString)],
    /// How long it may take; it and all it began are then killed.
    pub patience: Duration,
}

impl Courier<'_> {
    /// Runs the command for the key `user/name`.
    ///
    /// # Errors
    /// In words, why the secret is not known to have arrived.
    pub fn carry(&self, key: &str, secret: &Secret<String>) -> Result<(), String> {
        let mut child = Command::new("/bin/sh")
            .args(["-c", self.command])
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("KEYCTL_KEY", key)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("the command cannot be run: {error}"))?;
        if let Some(mut input) = child.stdin.take() {
            let line = Zeroizing::new(format!("{}\n", secret.expose()));
            // A command that does not read its input may still do what it is for.
            input.write_all(line.as_bytes()).ok();
        }
        match self.wait(child)? {
            status if status.success() => Ok(()),
            status => Err(told(status)),
        }
    }

    fn wait(&self, mut child: Child) -> Result<ExitStatus, String> {
        let group = Pid::from_child(&child);
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait()).ok());
        let unknown = |error: std::io::Error| format!("the end of the command is unknown: {error}");
        match told.recv_timeout(self.patience) {
            Ok(status) => status.map_err(unknown),
            Err(RecvTimeoutError::Disconnected) => Err("the end of the command is unknown".into()),
            Err(RecvTimeoutError::Timeout) => {
                kill_process_group(group, Signal::KILL).ok();
                told.recv().ok();
                Err(format!("the command took longer than {} s", self.patience.as_secs()))
            }
        }
    }
}

fn told(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("the command ended with status {code}"),
        (None, Some(signal)) => format!("the command was ended by signal {signal}"),
        (None, None) => "the command did not succeed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Instant;

    use super::*;

    fn carry(command: &str, patience: Duration) -> Result<(), String> {
        let path = [("PATH", OsString::from("/usr/bin:/bin"))];
        let courier = Courier { command, variables: &path, patience };
        courier.carry("alice/ci", &Secret::new("the secret".to_owned()))
    }

    #[test]
    fn it_gets_the_secret_and_the_name_and_little_else() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("seen");
        let command = format!("(cat; env | sort) > '{}'", file.display());
        carry(&command, PATIENCE).unwrap();
        let seen = fs::read_to_string(file).unwrap();
        let seen: Vec<&str> = seen
            .lines()
            // Of the shell itself.
            .filter(|line| {
                !["PWD=", "OLDPWD=", "SHLVL=", "_="].iter().any(|own| line.starts_with(own))
            })
            .collect();
        assert_eq!(seen, ["the secret", "KEYCTL_KEY=alice/ci", "PATH=/usr/bin:/bin"]);
    }

    #[test]
    fn its_end_is_told() {
        assert_eq!(carry("true", PATIENCE), Ok(()));
        assert_eq!(carry("exit 3", PATIENCE).unwrap_err(), "the command ended with status 3");
        let killed = carry("kill -9 $$", PATIENCE).unwrap_err();
        assert_eq!(killed, "the command was ended by signal 9");
    }

    #[test]
    fn what_takes_too_long_is_killed_with_all_it_began() {
        let dir = tempfile::tempdir().unwrap();
        let fifo = dir.path().join("alive");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, 0o600.into()).unwrap();
        let command = format!("sleep 1000 > '{}' & wait", fifo.display());
        let since = Instant::now();
        // Reading ends when nobody has the other side open: when the child of the child is dead.
        let reader = thread::spawn(move || fs::read(fifo).unwrap());
        let told = carry(&command, Duration::from_secs(1)).unwrap_err();
        assert_eq!(told, "the command took longer than 1 s");
        reader.join().unwrap();
        assert!(since.elapsed() < Duration::from_secs(100));
    }
}
