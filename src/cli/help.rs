//! `keyctl help`: topics, and the help of a command by its words.

use clap::{Args, Command};

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::event;
use crate::ops::error::suggest;

const TOPICS: [(&str, &str); 5] = [
    ("environment", include_str!("topics/environment.txt")),
    ("exit-codes", include_str!("topics/exit-codes.txt")),
    ("output", include_str!("topics/output.txt")),
    ("time", include_str!("topics/time.txt")),
    ("files", include_str!("topics/files.txt")),
];

/// The topic that is written from the catalogue.
const EVENTS: &str = "events";

/// `help`
#[derive(Args, Debug)]
pub struct Help {
    /// Topic (environment, exit-codes, output, time, files or events), or the words of a command
    #[arg(value_name = "TOPIC|COMMAND")]
    words: Vec<String>,
}

/// Writes what is asked for; the help of `root` where nothing is.
pub fn run(args: &Help, mut root: Command, output: &mut Output) -> Result<(), Failure> {
    if args.words == [EVENTS] {
        return output.text(&events());
    }
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

/// The catalogue of events, as text of 100 columns.
fn events() -> String {
    let mut text = String::from(
        "Events

What the entries of the audit log tell of. After the meaning stand the details that an entry can
have. Beside them, what is done by a command has os_user, host, tty and command, and what is done
over HTTP ip and user_agent.
",
    );
    for kind in event::CATALOGUE {
        let details = kind.details.join(", ");
        let details = if details.is_empty() { details } else { format!(" ({details})") };
        let lines = wrapped(&format!("{}{details}", kind.meaning), 68);
        let names = std::iter::once(kind.name).chain(std::iter::repeat(""));
        text.push('\n');
        text.push_str(
            &lines
                .iter()
                .zip(names)
                .map(|(line, name)| format!("  {name:<28}{line}"))
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    text.push_str("\n\nSee also: keyctl audit list --event 'key.*'\n");
    text
}

/// The text in lines of so many characters at most, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if line.len() + 1 + word.len() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn unknown(word: &str, among: &Command) -> Failure {
    let commands = among.get_subcommands().filter(|command| !command.is_hide_set());
    let known: Vec<&str> = commands
        .map(Command::get_name)
        .chain(TOPICS.map(|(name, _)| name))
        .chain([EVENTS])
        .collect();
    let failure = Failure::usage("help.unknown", format!("there is no command or topic {word:?}"));
    match suggest(word, known) {
        Some(meant) => failure.why(format!("did you mean {meant:?}?")).fix("keyctl help"),
        None => failure.fix("keyctl help"),
    }
}
