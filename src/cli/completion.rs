//! `keyctl completion`: what a shell completes.

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use crate::cli::exit::Failure;
use crate::cli::output::Output;

/// What the help shows.
pub const EXAMPLE: &str = "\
Example:
  keyctl completion bash > ~/.local/share/bash-completion/completions/keyctl";

/// `completion`
#[derive(Args, Debug)]
pub struct Completion {
    /// Shell: bash, zsh, fish, elvish or powershell
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

/// Writes the script of a shell.
pub fn run(args: &Completion, root: Command, output: &mut Output) -> Result<(), Failure> {
    output.text(&script(args.shell, root))
}

/// The script of a shell.
pub fn script(shell: Shell, mut root: Command) -> String {
    let mut script = Vec::new();
    generate(shell, &mut root, "keyctl", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
