//! The only place that asks.
//!
//! Whatever is asked here can also be given by a flag, a file or standard input. Where nobody can
//! be asked, because of `--no-input` or because standard input is no terminal, the failure names
//! that flag (exit 8).

use std::io::{self, BufRead, IsTerminal, Read};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use zeroize::Zeroizing;

use crate::cli::exit::Failure;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::secret::value::Secret;

/// The longest secret that is read, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Whom to ask, and what is answered already.
#[derive(Clone, Copy, Debug)]
pub struct Prompt {
    interactive: bool,
    yes: bool,
}

impl Prompt {
    /// As the options and standard input allow.
    pub fn new(global: &Global) -> Self {
        Self { interactive: io::stdin().is_terminal() && !global.no_input, yes: global.yes }
    }

    /// As it is, but nobody can be asked.
    #[must_use]
    pub const fn silent(self) -> Self {
        Self { interactive: false, yes: self.yes }
    }

    /// Whether somebody can be asked.
    pub const fn is_interactive(self) -> bool {
        self.interactive
    }

    /// Asks for a yes to a moderate change; `--yes` is one. Whatever else is answered is a no.
    pub fn confirm(self, output: &mut Output, question: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        self.may_ask(question, "--yes")?;
        output.ask(&format!("{question} [y/N]"));
        match answer()?.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(declined()),
        }
    }

    /// Fails where [`Prompt::confirm`] could not ask, for a verb that uses up its input before it
    /// knows what to ask about.
    pub fn can_confirm(self, question: &str) -> Result<(), Failure> {
        if self.yes { Ok(()) } else { self.may_ask(question, "--yes") }
    }

    /// Asks for the name of what a severe change is about. `--yes` is not enough for it; the name
    /// `given` by `--confirm` is.
    pub fn confirm_name(
        self,
        output: &mut Output,
        question: &str,
        name: &str,
        given: Option<&str>,
    ) -> Result<(), Failure> {
        if let Some(given) = given {
            return same_name(name, given);
        }
        self.may_ask(question, &format!("--confirm {name}"))?;
        output.ask(&format!("{question} Type {name:?} to go on:"));
        same_name(name, answer()?.trim())
    }

    /// Asks for a secret without showing it. `flag` is how else it can be given.
    pub fn secret(
        self,
        output: &mut Output,
        label: &str,
        flag: &str,
    ) -> Result<Secret<String>, Failure> {
        self.may_ask(label, flag)?;
        let hidden = Hidden::enter().map_err(|error| unreadable(&error))?;
        output.ask(&format!("{label}:"));
        let line = read_hidden();
        drop(hidden);
        output.answered();
        match line.map_err(|error| unreadable(&error))? {
            Some(line) => one_line(&line),
            None => Err(Failure::Interrupted),
        }
    }

    /// Reads the secret that `flag` promises on standard input: one line, whose end is dropped.
    /// On a terminal it is asked for, so that it does not show.
    pub fn secret_from_stdin(
        self,
        output: &mut Output,
        label: &str,
        flag: &str,
    ) -> Result<Secret<String>, Failure> {
        if io::stdin().is_terminal() {
            return self.secret(output, label, flag);
        }
        secret_of(io::stdin().lock())
    }

    fn may_ask(self, question: &str, flag: &str) -> Result<(), Failure> {
        if self.interactive {
            return Ok(());
        }
        Err(Failure::input_needed("input.needed", format!("input needed: {question}"))
            .why("nobody can be asked: --no-input is set or standard input is no terminal")
            .fix(format!("add {flag}")))
    }
}

fn same_name(name: &str, given: &str) -> Result<(), Failure> {
    if given == name {
        return Ok(());
    }
    let text = format!("{given:?} is not the name {name:?}");
    Err(Failure::input_needed("input.other_name", text).why("nothing was changed"))
}

fn declined() -> Failure {
    Failure::input_needed("input.declined", "declined").why("nothing was changed")
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::input_needed("input.unreadable", format!("cannot read the answer: {error}"))
}

/// A line of the terminal; the end of input answers nothing.
fn answer() -> Result<String, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|error| unreadable(&error))?;
    Ok(line)
}

/// Reads one line as a secret.
fn secret_of(input: impl Read) -> Result<Secret<String>, Failure> {
    // As large as it may become, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
    let limit = MAX_BYTES as u64 + 1;
    input.take(limit).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    one_line(&bytes)
}

fn one_line(bytes: &[u8]) -> Result<Secret<String>, Failure> {
    let refused = |text| Err(Failure::usage("input.secret", text));
    if bytes.len() > MAX_BYTES {
        return refused(format!("the secret is longer than {MAX_BYTES} bytes"));
    }
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match str::from_utf8(line) {
        Err(_) => refused("the secret is not UTF-8 text".to_owned()),
        Ok("") => refused("the secret is empty".to_owned()),
        Ok(text) if text.contains(['\r', '\n']) => {
            refused("the secret has more than one line".to_owned())
        }
        Ok(text) => Ok(Secret::new(text.to_owned())),
    }
}

/// A terminal that shows nothing and leaves Ctrl-C to us, so that it is put right before we end.
struct Hidden {
    original: Termios,
}

impl Hidden {
    fn enter() -> io::Result<Self> {
        let original = tcgetattr(io::stdin())?;
        let mut silent = original.clone();
        silent.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self { original })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        tcsetattr(io::stdin(), OptionalActions::Now, &self.original).ok();
    }
}

/// What is typed until Enter; `None` where Ctrl-C or the end of input comes first. Byte by byte,
/// so that what is typed ahead stays for whoever reads next.
fn read_hidden() -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut line = Line::new();
    let mut byte = [0];
    loop {
        match rustix::io::read(io::stdin(), &mut byte) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        match line.press(byte[0]) {
            Press::More => {}
            Press::Done => return Ok(Some(line.0)),
            Press::Cancelled => return Ok(None),
        }
    }
}

/// The keys that a terminal would handle if it handled lines.
struct Line(Zeroizing<Vec<u8>>);

#[derive(Debug, PartialEq, Eq)]
enum Press {
    More,
    Done,
    Cancelled,
}

impl Line {
    fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1)))
    }

    fn press(&mut self, byte: u8) -> Press {
        const CTRL_C: u8 = 0x03;
        const CTRL_D: u8 = 0x04;
        const CTRL_H: u8 = 0x08;
        const CTRL_U: u8 = 0x15;
        const CTRL_BACKSLASH: u8 = 0x1c;
        const DELETE: u8 = 0x7f;
        match byte {
            b'\r' | b'\n' => return Press::Done,
            CTRL_C | CTRL_BACKSLASH => return Press::Cancelled,
            CTRL_D if self.0.is_empty() => return Press::Cancelled,
            CTRL_H | DELETE => self.erase(),
            CTRL_U => self.0.clear(),
            ..b' ' => {}
            _ if self.0.len() <= MAX_BYTES => self.0.push(byte),
            _ => {}
        }
        Press::More
    }

    /// Takes back one character: its continuation bytes, then its first.
    fn erase(&mut self) {
        while self.0.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[u8]) -> (Press, String) {
        let mut line = Line::new();
        let mut last = Press::More;
        for key in keys {
            last = line.press(*key);
        }
        (last, String::from_utf8(line.0.to_vec()).unwrap())
    }

    #[test]
    fn a_hidden_line_can_be_edited() {
        assert_eq!(typed("hä\x7f\x7f\x7fok\r".as_bytes()), (Press::Done, "ok".into()));
        assert_eq!(typed(b"wrong\x15right\n"), (Press::Done, "right".into()));
        assert_eq!(typed(b"a\x1b\x04b"), (Press::More, "ab".into()));
    }

    #[test]
    fn ctrl_c_cancels_and_ctrl_d_ends_an_empty_line() {
        assert_eq!(typed(b"abc\x03").0, Press::Cancelled);
        assert_eq!(typed(b"\x04").0, Press::Cancelled);
    }

    fn read(bytes: &[u8]) -> Result<String, String> {
        match secret_of(bytes) {
            Ok(secret) => Ok(secret.expose().clone()),
            Err(failure) => {
                assert_eq!(failure.exit(), 2);
                Err(failure.report().unwrap().message.to_owned())
            }
        }
    }

    #[test]
    fn a_secret_is_one_line_of_text() {
        assert_eq!(read(b"s3cret\n").unwrap(), "s3cret");
        assert_eq!(read(b"s3cret\r\n").unwrap(), "s3cret");
        assert_eq!(read(b" s3cret ").unwrap(), " s3cret ");
        assert_eq!(read(&vec![b'a'; MAX_BYTES]).unwrap().len(), MAX_BYTES);
    }

    #[test]
    fn anything_else_is_refused_without_being_repeated() {
        assert_eq!(read(b"").unwrap_err(), "the secret is empty");
        assert_eq!(read(b"\n").unwrap_err(), "the secret is empty");
        assert_eq!(read(b"one\ntwo\n").unwrap_err(), "the secret has more than one line");
        assert_eq!(read(b"\xff").unwrap_err(), "the secret is not UTF-8 text");
        let long = read(&vec![b'a'; MAX_BYTES + 1]).unwrap_err();
        assert_eq!(long, "the secret is longer than 65536 bytes");
    }

    #[test]
    fn where_nobody_can_be_asked_the_flag_is_named() {
        let prompt = Prompt { interactive: false, yes: false };
        let failure = prompt.may_ask("revoke key \"ci\"?", "--yes").unwrap_err();
        assert_eq!(failure.exit(), 8);
        let report = failure.report().unwrap();
        assert_eq!(report.message, "input needed: revoke key \"ci\"?");
        assert_eq!(report.fix, Some("add --yes"));
    }

    #[test]
    fn a_severe_change_takes_the_exact_name() {
        assert!(same_name("alice", "alice").is_ok());
        assert_eq!(same_name("alice", "Alice").unwrap_err().exit(), 8);
    }
}
