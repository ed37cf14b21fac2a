//! `keyctl generate`: what the project keeps of the command tree: completions, manual, reference.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Command, ValueEnum};
use clap_complete::{Generator, Shell};

use crate::cli::completion;
use crate::cli::exit::Failure;
use crate::cli::man::{self, Page};

/// Columns of the reference.
const WIDTH: usize = 100;

const REFERENCE: &str = "\
# Commands

What `--help` says of each command, written by `keyctl generate`. The options under `keyctl` may
stand with every command.
";

/// `generate`
#[derive(Args, Debug)]
pub struct Generate {
    /// Directory of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    out_dir: PathBuf,
}

/// Writes the files of the project that follow from the command tree.
pub fn run(args: &Generate, root: &Command) -> Result<(), Failure> {
    let scripts = Shell::value_variants().iter().map(|shell| {
        let name = format!("completions/{}", shell.file_name("keyctl"));
        (name, completion::script(*shell, root.clone()))
    });
    let manual = man::pages(root.clone())?;
    let manual = manual.into_iter().map(|(name, text)| (format!("man/{name}"), text));
    let reference: Page = ("docs/cli.md".to_owned(), reference(root.clone()));
    for (name, text) in scripts.chain(manual).chain([reference]) {
        man::write(&args.out_dir.join(name), &text)?;
    }
    Ok(())
}

fn reference(root: Command) -> String {
    let mut root = root.term_width(WIDTH);
    root.build();
    let mut text = REFERENCE.to_owned();
    describe(&mut root, true, &mut text);
    text
}

fn describe(command: &mut Command, is_root: bool, text: &mut String) {
    let help = command.render_help().to_string();
    // Said once, under the root, is enough.
    let repeated = |part: &&str| is_root || !part.starts_with("Global options:");
    let help: Vec<&str> = help.trim_end().split("\n\n").filter(repeated).collect();
    let name = command.get_bin_name().unwrap_or("keyctl").to_owned();
    let level = if is_root { "##" } else { "###" };
    // Writing to a string does not fail.
    write!(text, "\n{level} {name}\n\n```text\n{}\n```\n", help.join("\n\n")).ok();
    for verb in command.get_subcommands_mut().filter(|verb| !verb.is_hide_set()) {
        describe(verb, false, text);
    }
}
