//! `keyctl help`: topics, and the help of a command by its words.

use clap::{Args, Command};

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::error::suggest;

const TOPICS: [(&str, &str); 5] = [
    ("environment", include_str!("topics/environment.txt")),
    ("exit-codes", include_str!("topics/exit-codes.txt")),
    ("output", include_str!("topics/output.txt")),
    ("time", include_str!("topics/time.txt")),
    ("files", include_str!("topics/files.txt")),
];

/// `help`
#[derive(Args, Debug)]
pub struct Help {
    /// Topic (environment, exit-codes, output, time or files), or the words of a command
    #[arg(value_name = "TOPIC|COMMAND")]
    words: Vec<String>,
}

/// Writes what is asked for; the help of `root` where nothing is.
pub fn run(args: &Help, mut root: Command, output: &mut Output) -> Result<(), Failure> {
    let topic = |word: &String| TOPICS.iter().find(|(name, _)| name == word);
    if let [word] = args.words.as_slice()
        && let Some((_, text)) = topic(word)
    {
        return output.text(text);
    }
    root.build();
    let mut command = &root;
    for word in &args.words {
        command = command.find_subcommand(word).ok_or_else(|| unknown(word, command))?;
    }
    output.styled(&command.clone().render_help())
}

fn unknown(word: &str, among: &Command) -> Failure {
    let commands = among.get_subcommands().filter(|command| !command.is_hide_set());
    let known: Vec<&str> =
        commands.map(Command::get_name).chain(TOPICS.map(|(name, _)| name)).collect();
    let failure = Failure::usage("help.unknown", format!("there is no command or topic {word:?}"));
    match suggest(word, known) {
        Some(meant) => failure.why(format!("did you mean {meant:?}?")).fix("keyctl help"),
        None => failure.fix("keyctl help"),
    }
}
