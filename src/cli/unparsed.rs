//! A command line that clap refused, in our words.

use std::error::Error as _;
use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::exit::Failure;
use crate::domain::money::MoneyError;

/// What clap says of a command line of this tree, as a failure: its first line as the message, its
/// tip as the reason, and what to run instead: what the value's own error hints at, else the help of
/// the command that was being read. `typed` are the words of the command line.
pub fn failure(error: &clap::Error, tree: &Command, typed: &[OsString]) -> Failure {
    let text = error.render().to_string();
    let mut lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let first = lines.next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first).trim_end_matches(['.', ':']);
    let mut failure = Failure::usage("usage", message);
    let mut read = words(error);
    if read.is_empty() {
        read = named(tree, typed);
    }
    let details: Vec<_> =
        lines.filter(|line| !line.is_empty() && !line.starts_with("For more")).collect();
    if error.kind() == ErrorKind::MissingSubcommand {
        failure = failure.why(format!("the commands are {}", commands(tree, &read)));
    } else if !details.is_empty() {
        let details = details.join("; ").replace("tip: ", "");
        failure = failure.why(details.trim_matches(['[', ']']));
    }
    let hint = error.source().and_then(|source| source.downcast_ref()).and_then(MoneyError::hint);
    match hint {
        Some(hint) => failure.fix(hint),
        None if read.is_empty() => failure,
        None => failure.fix(format!("{} --help", read.join(" "))),
    }
}

/// The names that may follow the words that were read. Clap's own list has the aliases and what is
/// hidden as well.
fn commands(tree: &Command, read: &[String]) -> String {
    let mut below = read.iter().skip(1);
    let command = below.try_fold(tree, |command, word| command.find_subcommand(word));
    let command = command.unwrap_or(tree);
    let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
    shown.map(Command::get_name).collect::<Vec<_>>().join(", ")
}

/// The command clap was reading, from the usage line it would print: `keyctl`, `key`, `list`.
fn words(error: &clap::Error) -> Vec<String> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else {
        return Vec::new();
    };
    let usage = usage.to_string();
    let is_command = |word: &&str| word.starts_with(|c: char| c.is_ascii_alphanumeric());
    let words = usage.trim_start_matches("Usage:").split_whitespace().take_while(is_command);
    words.take_while(|word| !word.contains(char::is_uppercase)).map(str::to_owned).collect()
}

/// The command that these words name, where clap does not say which it was reading.
fn named(tree: &Command, typed: &[OsString]) -> Vec<String> {
    let mut names = vec![tree.get_name().to_owned()];
    let mut command = tree;
    for word in typed.iter().skip(1) {
        // What is no command is an option or its value, as long as commands may follow.
        if let Some(below) = command.find_subcommand(word) {
            names.push(below.get_name().to_owned());
            command = below;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Arg;

    fn refused(words: &[&str]) -> (String, Option<String>, Option<String>) {
        let list = Command::new("list")
            .arg(Arg::new("user").long("user"))
            .arg(Arg::new("status").long("status").value_parser(["active", "revoked"]));
        let key = Command::new("key").subcommand(list).subcommand_required(true);
        let app = Command::new("keyctl").subcommand(key);
        let typed: Vec<OsString> = words.iter().map(OsString::from).collect();
        let failure = failure(&app.clone().try_get_matches_from(words).unwrap_err(), &app, &typed);
        assert_eq!(failure.exit(), 2);
        let report = failure.report().unwrap();
        let owned = |text: Option<&str>| text.map(str::to_owned);
        (report.message.to_owned(), owned(report.why), owned(report.fix))
    }

    #[test]
    fn a_mistyped_flag_gets_a_suggestion_and_the_help_to_read() {
        let (message, why, fix) = refused(&["keyctl", "key", "list", "--usr", "alice"]);
        assert_eq!(message, "unexpected argument '--usr' found");
        assert_eq!(why.as_deref(), Some("a similar argument exists: '--user'"));
        assert_eq!(fix.as_deref(), Some("keyctl key list --help"));
    }

    #[test]
    fn a_word_that_is_none_of_the_set_gets_the_set() {
        let (message, why, fix) = refused(&["keyctl", "key", "list", "--status", "gone"]);
        assert_eq!(fix.as_deref(), Some("keyctl key list --help"));
        assert_eq!(message, "invalid value 'gone' for '--status <status>'");
        assert_eq!(why.as_deref(), Some("possible values: active, revoked"));
    }

    #[test]
    fn a_missing_verb_names_the_noun() {
        let (message, _, fix) = refused(&["keyctl", "key"]);
        assert_eq!(message, "'keyctl key' requires a subcommand but one was not provided");
        assert_eq!(fix.as_deref(), Some("keyctl key --help"));
    }
}
