//! A command line that clap refused, in our words.

use clap::error::{ContextKind, ContextValue};

use crate::cli::exit::Failure;

/// What clap says, as a failure: its first line as the message, its tip as the reason, the help
/// of the command it was reading as what to run.
pub fn failure(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let mut lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let first = lines.next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first).trim_end_matches(['.', ':']);
    let mut failure = Failure::usage("usage", message);
    let details: Vec<_> =
        lines.filter(|line| !line.is_empty() && !line.starts_with("For more")).collect();
    if !details.is_empty() {
        let details = details.join("; ").replace("tip: ", "");
        failure = failure.why(without_plurals(details.trim_matches(['[', ']'])));
    }
    match command(error) {
        Some(command) => failure.fix(format!("{command} --help")),
        None => failure,
    }
}

/// A list of nouns without the aliases that clap puts behind them: `user, users`.
fn without_plurals(text: &str) -> String {
    let mut words: Vec<_> = text.split(", ").collect();
    words.dedup_by(|next, word| next.strip_suffix('s').is_some_and(|bare| word.ends_with(bare)));
    words.join(", ")
}

/// The command clap was reading, from the usage line it would print: `keyctl key list`.
fn command(error: &clap::Error) -> Option<String> {
    let ContextValue::StyledStr(usage) = error.get(ContextKind::Usage)? else {
        return None;
    };
    let usage = usage.to_string();
    let is_command = |word: &&str| word.starts_with(|c: char| c.is_ascii_alphanumeric());
    let words = usage.trim_start_matches("Usage:").split_whitespace().take_while(is_command);
    let words: Vec<_> = words.take_while(|word| !word.contains(char::is_uppercase)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Arg, Command};

    fn refused(words: &[&str]) -> (String, Option<String>, Option<String>) {
        let list = Command::new("list")
            .arg(Arg::new("user").long("user"))
            .arg(Arg::new("status").long("status").value_parser(["active", "revoked"]));
        let key = Command::new("key").subcommand(list).subcommand_required(true);
        let app = Command::new("keyctl").subcommand(key);
        let failure = failure(&app.try_get_matches_from(words).unwrap_err());
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
        let (message, why, _) = refused(&["keyctl", "key", "list", "--status", "gone"]);
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
