//! `keyctl audit anchor` and `verify`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use data_encoding::HEXLOWER;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::anchor::{Anchor, MAX_FILE_BYTES};
use crate::ops::audit_proof;
use crate::ops::error::{Error, Kind};
use crate::view::record::Record;
use crate::view::value::Value;

/// `audit verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// Prove as well that it is the log of these anchors, one on a line; - for stdin
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
}

/// Runs `audit anchor`.
pub fn anchor(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let anchor = audit_proof::anchor(&mut access.session(output)?)?;
    if output.would("made an anchor") {
        return Ok(());
    }
    if !output.is_json() {
        return output.line(&anchor.to_string());
    }
    output.receipt(
        &Record::new("audit.anchor")
            .with("epoch", anchor.head.epoch)
            .with("seq", anchor.head.count)
            .with("head_hash", HEXLOWER.encode(&anchor.head.hash))
            .with("time", anchor.at)
            .with("mac", HEXLOWER.encode(&anchor.mac))
            .with("line", anchor.to_string()),
    )
}

/// Runs `audit verify`.
pub fn verify(args: &Verify, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let anchors = args.anchor.as_deref().map_or(Ok(Vec::new()), read_anchors)?;
    let store = access.store()?;
    let keyring = access.keyring(&store)?;
    let total = if output.is_watched() { audit_proof::length(&store)? } else { 0 };
    let mut progress = output.progress("entries verified:", total);
    let proof =
        audit_proof::verify(&store, &keyring, &anchors, |entries| progress.advance(entries))?;
    drop(progress);
    let mut record = Record::new("audit.head")
        .with("status", Value::status("ok"))
        .with("entries", proof.head.count)
        .with("epoch", proof.head.epoch)
        .with("head_hash", HEXLOWER.encode(&proof.head.hash))
        .with("first", proof.first);
    if args.anchor.is_some() {
        record = record.with("anchors_held", proof.anchors);
    }
    output.record(&record)
}

fn read_anchors(path: &Path) -> Result<Vec<Anchor>, Failure> {
    let unreadable = |error: &io::Error| {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => Kind::NotFound,
            io::ErrorKind::PermissionDenied => Kind::Denied,
            _ => Kind::Storage,
        };
        let name = path.display().to_string();
        let message = match error.kind() {
            io::ErrorKind::NotFound => format!("file {name:?} not found"),
            _ => format!("cannot read file {name:?}: {error}"),
        };
        Error::new(kind, "file.unread", message)
    };
    let mut text = String::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(MAX_FILE_BYTES).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(MAX_FILE_BYTES).read_to_string(&mut text))
    };
    read.map_err(|error| unreadable(&error))?;
    Ok(audit_proof::anchors(&text)?)
}
