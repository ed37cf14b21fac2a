//! Commands that are given something on their standard input.
//!
//! A command runs in `sh`, in a process group of its own, with a named list of variables (R-A11).
//! What it prints is dropped, because it may be what it was given. It never outlives us: a watch in
//! its group kills the group when we end, however we end, SIGKILL included.

use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::domain::notice::Claimed;
use crate::notify::failure::Failure;

/// How long a command may take with a notice.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the watch runs: its input is a pipe that nobody writes to, so it ends when we do.
const WATCH: &str = "read -r _; kill -9 0";

/// What runs a command.
#[derive(Debug)]
pub struct Runner<'a> {
    /// The command, as `sh` reads it.
    pub command: &'a str,
    /// The variables that it sees, and none beside them.
    pub variables: &'a [(&'static str, OsString)],
    /// How long it may take; it and all it began are then killed.
    pub patience: Duration,
}

/// Gives a notice to a command: JSON on its standard input, and its kind in
/// `KEYCTL_NOTICE_KIND`.
///
/// # Errors
/// [`Failure`], unless the command ends with 0 within half a minute.
pub fn give(
    command: &str,
    variables: &[(&'static str, OsString)],
    notice: &Claimed,
) -> Result<(), Failure> {
    let kind = notice.payload.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default();
    let mut variables = variables.to_vec();
    variables.push(("KEYCTL_NOTICE_KIND", kind.into()));
    let runner = Runner { command, variables: &variables, patience: PATIENCE };
    runner.run(format!("{}\n", notice.body()).as_bytes()).map_err(Failure::refused)
}

impl Runner<'_> {
    /// Runs the command with `input` on its standard input.
    ///
    /// # Errors
    /// In words, why it is not known to have succeeded.
    pub fn run(&self, input: &[u8]) -> Result<(), String> {
        let unstarted = |error: io::Error| format!("the command cannot be run: {error}");
        let watch = Watch::start().map_err(unstarted)?;
        let mut child = Command::new("/bin/sh")
            .args(["-c", self.command])
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(watch.group().as_raw_nonzero().get())
            .spawn()
            .map_err(unstarted)?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that does not read its input may still do what it is for.
            stdin.write_all(input).ok();
        }
        match self.wait(child, &watch)? {
            status if status.success() => Ok(()),
            status => Err(told(status)),
        }
    }

    fn wait(&self, mut child: Child, watch: &Watch) -> Result<ExitStatus, String> {
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait()).ok());
        let unknown = |error: io::Error| format!("the end of the command is unknown: {error}");
        match told.recv_timeout(self.patience) {
            Ok(status) => status.map_err(unknown),
            Err(RecvTimeoutError::Disconnected) => Err("the end of the command is unknown".into()),
            Err(RecvTimeoutError::Timeout) => {
                kill_process_group(watch.group(), Signal::KILL).ok();
                told.recv().ok();
                Err(format!("the command took longer than {} s", self.patience.as_secs()))
            }
        }
    }
}

/// The leader of a process group that kills it when this process ends. Dropped, it goes alone, and
/// what a command has left behind stays.
struct Watch(Child);

impl Watch {
    fn start() -> io::Result<Self> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WATCH]).env_clear().process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map(Self)
    }

    fn group(&self) -> Pid {
        Pid::from_child(&self.0)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The pipe is closed behind it, so that it has seen no end of it.
        let pipe = self.0.stdin.take();
        self.0.kill().ok();
        self.0.wait().ok();
        drop(pipe);
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

    use serde_json::json;

    use super::*;
    use crate::domain::notice::Channel;
    use crate::domain::time::Timestamp;

    fn run(command: &str, patience: Duration) -> Result<(), String> {
        let path = [("PATH", OsString::from("/usr/bin:/bin"))];
        Runner { command, variables: &path, patience }.run(b"the input\n")
    }

    #[test]
    fn it_gets_the_notice_and_little_else() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("seen");
        let command = format!("(cat; env | sort) > '{}'", file.display());
        let notice = Claimed {
            id: 7,
            channel: Channel::Command,
            tries: 1,
            created_at: Timestamp::from_micros(0),
            payload: json!({"kind": "key.expiring"}).as_object().unwrap().clone(),
        };
        give(&command, &[("PATH", OsString::from("/usr/bin:/bin"))], &notice).unwrap();
        let seen = fs::read_to_string(file).unwrap();
        let seen: Vec<&str> = seen
            .lines()
            // Of the shell itself.
            .filter(|line| {
                !["PWD=", "OLDPWD=", "SHLVL=", "_="].iter().any(|own| line.starts_with(own))
            })
            .collect();
        let body = r#"{"id":7,"kind":"key.expiring"}"#;
        assert_eq!(seen, [body, "KEYCTL_NOTICE_KIND=key.expiring", "PATH=/usr/bin:/bin"]);
    }

    #[test]
    fn its_end_is_told() {
        assert_eq!(run("true", PATIENCE), Ok(()));
        assert_eq!(run("exit 3", PATIENCE).unwrap_err(), "the command ended with status 3");
        let killed = run("kill -9 $$", PATIENCE).unwrap_err();
        assert_eq!(killed, "the command was ended by signal 9");
    }

    #[test]
    fn what_a_command_leaves_behind_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (go, done) = (dir.path().join("go"), dir.path().join("done"));
        for fifo in [&go, &done] {
            rustix::fs::mkfifoat(rustix::fs::CWD, fifo, 0o600.into()).unwrap();
        }
        let command =
            format!("(read -r _ < '{}'; echo alive > '{}') &", go.display(), done.display());
        assert_eq!(run(&command, PATIENCE), Ok(()));
        fs::write(go, "go\n").unwrap();
        assert_eq!(fs::read_to_string(done).unwrap(), "alive\n");
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
        let told = run(&command, Duration::from_secs(1)).unwrap_err();
        assert_eq!(told, "the command took longer than 1 s");
        reader.join().unwrap();
        assert!(since.elapsed() < Duration::from_secs(100));
    }
}
