//! How the key of an authenticator is shown: as a QR code on a terminal or in a file, or as text.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::error::{Error, Kind};
use crate::ops::two_factor::Enrolment;
use crate::secret::file;
use crate::secret::value::Secret;
use crate::view::qr::{Form, Symbol};
use crate::view::record::Record;
use crate::view::value::Value;

/// Where and how the key is shown.
#[derive(Args, Debug)]
pub struct QrArgs {
    /// How to draw the QR code: auto takes what the terminal shows, or a picture with --out
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Qr::Auto)]
    qr: Qr,

    /// Write the QR code to this new file, mode 0600, for somebody elsewhere; never replaces one
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Show the key as text too
    #[arg(long)]
    show_secret: bool,
}

/// How a QR code is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Qr {
    /// Half blocks on a terminal that is wide enough, a picture in a file
    Auto,
    /// Half blocks, also into a pipe
    Utf8,
    /// `#` and spaces, also into a pipe
    Ascii,
    /// A picture, in a file
    Svg,
    /// Not at all: the key as text
    None,
}

/// What is shown, and where.
#[derive(Debug)]
pub enum Showing {
    /// The QR code on standard output.
    Drawn(Form),
    /// The QR code in a file.
    Filed(Form, PathBuf),
    /// The key as text alone.
    Text,
}

impl QrArgs {
    /// What is to be shown. Without a terminal nothing secret is, unless it was asked for by name
    /// (R-B5).
    pub fn showing(&self, output: &Output) -> Result<Showing, Failure> {
        match (self.qr, &self.out) {
            (Qr::Auto | Qr::Svg, Some(path)) => filed(Form::Svg, path),
            (Qr::Utf8, Some(path)) => filed(Form::Utf8, path),
            (Qr::Ascii, Some(path)) => filed(Form::Ascii, path),
            (Qr::None, Some(_)) => {
                Err(Failure::usage("2fa.nothing_to_write", "--out has nothing to write")
                    .why("--qr none draws no QR code")
                    .fix("leave --qr none out"))
            }
            (Qr::Svg, None) => {
                Err(Failure::usage("2fa.picture_without_file", "a picture goes to a file")
                    .fix("add --out FILE"))
            }
            (Qr::Utf8 | Qr::Ascii, None) if output.is_json() => {
                Err(Failure::usage("2fa.drawing_in_json", "a QR code does not go into JSON")
                    .fix("write --show-secret in place of --qr, or add --out FILE"))
            }
            (Qr::Utf8, None) => Ok(Showing::Drawn(Form::Utf8)),
            (Qr::Ascii, None) => Ok(Showing::Drawn(Form::Ascii)),
            (Qr::Auto, None) if output.is_for_people() => Ok(Showing::Drawn(Form::Utf8)),
            (Qr::None, None) if output.is_for_people() => Ok(Showing::Text),
            (Qr::Auto | Qr::None, None) if self.show_secret => Ok(Showing::Text),
            (Qr::Auto | Qr::None, None) => {
                Err(Failure::usage("2fa.unseen", "nobody would see the key")
                    .why("standard output is no terminal")
                    .fix("add --qr utf8, --qr ascii, --out FILE or --show-secret"))
            }
        }
    }

    /// Shows the key, once.
    pub fn show(
        &self,
        enrolment: &Enrolment,
        showing: &Showing,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let symbol = Symbol::new(enrolment.uri.expose());
        let text = match (showing, &symbol) {
            (Showing::Drawn(form), Some(symbol)) => !draw(symbol, *form, output)?,
            (Showing::Filed(form, path), Some(symbol)) => {
                write(path, symbol.render(*form, false).as_bytes())?;
                false
            }
            (Showing::Drawn(_) | Showing::Filed(..), None) => {
                output.warn("the names are too long for a QR code");
                true
            }
            (Showing::Text, _) => true,
        };
        tell(enrolment, showing, text || self.show_secret, output)
    }
}

/// Tells of the second factor what the QR code does not, with the key where it is to be typed.
fn tell(
    enrolment: &Enrolment,
    showing: &Showing,
    text: bool,
    output: &mut Output,
) -> Result<(), Failure> {
    if text && output.is_quiet() {
        return output.secret_line(&enrolment.key);
    }
    let out = match showing {
        Showing::Filed(_, path) => Value::text(path.display()),
        Showing::Drawn(_) | Showing::Text => Value::Null,
    };
    if !text && out == Value::Null {
        return Ok(());
    }
    let secret = |secret: &Secret<String>| {
        if text { Value::Secret(secret.expose().clone().into()) } else { Value::Null }
    };
    let record = Record::new("2fa.enrolment")
        .with("user", Value::text(&enrolment.user.handle))
        .with("state", Value::status("pending"))
        .with("secret", secret(&enrolment.key))
        .with("uri", secret(&enrolment.uri))
        .with("out", out);
    output.receipt(&record)
}

/// Draws the symbol, unless the terminal is too narrow for it; says whether it did.
fn draw(symbol: &Symbol, form: Form, output: &mut Output) -> Result<bool, Failure> {
    let (style, terminal) = (output.style(), output.is_terminal());
    let (color, needed) = (style.color, symbol.columns(form));
    if terminal && style.width.is_some_and(|width| width < needed) {
        output.note(&format!("the QR code needs {needed} columns; type the key instead"));
        return Ok(false);
    }
    output.text(&symbol.render(form, color))?;
    if terminal {
        output.warn("the scrollback of the terminal keeps this QR code; clear it afterwards");
        if !color {
            output.note("on a dark background add --color always, or the QR code is inverted");
        }
    }
    Ok(true)
}

fn filed(form: Form, path: &Path) -> Result<Showing, Failure> {
    if path.symlink_metadata().is_ok() {
        let text = format!("file {:?} exists", path.display().to_string());
        return Err(Error::new(Kind::Conflict, "file.exists", text)
            .why("a secret never replaces a file")
            .into());
    }
    Ok(Showing::Filed(form, path.to_owned()))
}

fn write(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    Ok(file::create(path, contents).map_err(Error::from)?)
}
