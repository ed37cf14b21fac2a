//! The options every verb takes.

use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args, ValueEnum};

use crate::domain::user::UserRef;
use crate::secret::value::Secret;

/// Options that stand before or after any verb.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Database to open
    #[arg(long, global = true, value_name = "FILE", env = "KEYCTL_DB", hide_env_values = true)]
    pub db: Option<PathBuf>,

    /// Master key: one line of 64 hex digits
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "KEYCTL_MASTER_KEY_FILE",
        hide_env_values = true
    )]
    pub master_key_file: Option<PathBuf>,

    /// Act as this user, by their own password and code
    #[arg(long = "as", global = true, value_name = "USER", conflicts_with = "token_file")]
    pub as_user: Option<UserRef>,

    /// File with the password of that user; asked for where none is named
    #[arg(long, global = true, value_name = "FILE", requires = "as_user")]
    pub as_password_file: Option<PathBuf>,

    /// Code for a sensitive command, from the operator's own authenticator; - reads it, or a
    /// backup code, from stdin
    #[arg(long, global = true, value_name = "CODE|-", env = "KEYCTL_OTP", hide_env_values = true)]
    pub otp: Option<Otp>,

    /// File with a key of a service user: act as that user, with what the key may do
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "KEYCTL_TOKEN_FILE",
        hide_env_values = true
    )]
    pub token_file: Option<PathBuf>,

    /// Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl
    /// or csv
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true,
        env = "KEYCTL_OUTPUT",
        hide_env_values = true
    )]
    pub output: Format,

    /// Columns to show, in this order; `help` lists them
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub columns: Vec<String>,

    /// Leave out the header line
    #[arg(long, global = true)]
    pub no_headers: bool,

    /// When to use colour: auto, always or never
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: Color,

    /// Width of tables in characters; 0 is no limit
    #[arg(long, global = true, value_name = "N")]
    pub width: Option<usize>,

    /// Print only the essential value: an id, the key
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say more on stderr; repeat for debug
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,

    /// Answer yes to moderate confirmations
    #[arg(short, long, global = true)]
    pub yes: bool,

    /// Never prompt; fail where an answer would be needed
    #[arg(
        long,
        global = true,
        env = "KEYCTL_NO_INPUT",
        hide_env_values = true,
        value_parser = FalseyValueParser::new()
    )]
    pub no_input: bool,

    /// Show what would change, and change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,

    /// Show times of tables in UTC
    #[arg(long, global = true)]
    pub utc: bool,
}

impl Global {
    /// What can be told of a command line that does not parse: whether its error is to be JSON.
    /// `variable` is `KEYCTL_OUTPUT`.
    pub fn of_unparsed(words: &[OsString], variable: Option<&OsStr>) -> Self {
        let named = |word: &OsStr| Format::from_str(word.to_str()?, true).ok();
        let flag = |(place, word): (usize, &OsString)| {
            let word = word.to_str()?;
            let value = word.strip_prefix("--output").or_else(|| word.strip_prefix("-o"))?;
            match value.strip_prefix('=').unwrap_or(value) {
                "" => named(words.get(place + 1)?),
                value => named(value.as_ref()),
            }
        };
        let format = words.iter().enumerate().find_map(flag).or_else(|| named(variable?));
        Self { output: format.unwrap_or_default(), ..Self::default() }
    }
}

/// A code among the words of a command, not yet judged, so that no message repeats it.
#[derive(Clone, Debug)]
pub struct Otp(pub Secret<String>);

impl FromStr for Otp {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Secret::new(text.to_owned())))
    }
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table on a terminal, tab-separated text elsewhere.
    #[default]
    #[value(help = "table on a terminal, tsv elsewhere")]
    Auto,
    /// Aligned for people.
    #[value(help = "aligned for people")]
    Table,
    /// Tab-separated, whole, uncoloured.
    #[value(help = "tab-separated values")]
    Tsv,
    /// One JSON object.
    #[value(help = "one object")]
    Json,
    /// One JSON object per line.
    #[value(help = "one object per line")]
    Jsonl,
    /// RFC 4180.
    #[value(help = "comma-separated values")]
    Csv,
}

/// When colour is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    #[value(help = "on a terminal, unless the environment says otherwise")]
    Auto,
    /// Always.
    #[value(help = "always")]
    Always,
    /// Never.
    #[value(help = "never")]
    Never,
}

impl Format {
    /// Whether errors are one line of JSON.
    pub const fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, Parser};

    #[derive(Parser)]
    struct App {
        #[command(flatten)]
        global: Global,
    }

    fn parsed(words: &[&str]) -> Global {
        let words = ["keyctl"].iter().chain(words);
        App::try_parse_from(words).map_err(|error| error.to_string()).unwrap().global
    }

    #[test]
    fn clap_accepts_the_declaration() {
        App::command().debug_assert();
    }

    #[test]
    fn defaults_are_those_of_a_person_at_a_terminal() {
        let global = parsed(&[]);
        assert_eq!((global.output, global.color, global.width), (Format::Auto, Color::Auto, None));
        assert!(!global.quiet && !global.yes && !global.no_input && global.verbose == 0);
    }

    #[test]
    fn short_forms_and_lists_parse() {
        let global = parsed(&["-o", "json", "-vvy", "--columns", "id,name", "--width", "0"]);
        assert_eq!((global.output, global.verbose, global.yes), (Format::Json, 2, true));
        assert_eq!(global.columns, ["id", "name"]);
        assert_eq!(global.width, Some(0));
    }

    #[test]
    fn quiet_and_verbose_exclude_each_other() {
        assert!(App::try_parse_from(["keyctl", "-q", "-v"]).is_err());
    }

    #[test]
    fn a_line_that_does_not_parse_still_says_its_format() {
        let format = |words: &[&str], variable: Option<&str>| {
            let words: Vec<_> = words.iter().map(OsString::from).collect();
            Global::of_unparsed(&words, variable.map(OsStr::new)).output
        };
        assert_eq!(format(&["keyctl", "key", "lst", "-o", "json"], None), Format::Json);
        assert_eq!(format(&["keyctl", "-ojsonl", "key"], None), Format::Jsonl);
        assert_eq!(format(&["keyctl", "--output=json"], Some("csv")), Format::Json);
        assert_eq!(format(&["keyctl", "key"], Some("json")), Format::Json);
        assert_eq!(format(&["keyctl", "-o"], None), Format::Auto);
    }

    #[test]
    fn no_input_reads_any_truthy_word_of_the_environment() {
        let word = |word: &str| {
            let command = App::command();
            let command = command.mut_arg("no_input", |arg| arg.action(ArgAction::Set).num_args(1));
            let matches = command.get_matches_from(["keyctl", "--no-input", word]);
            matches.get_flag("no_input")
        };
        assert!(word("1") && word("true") && word("yes"));
        assert!(!word("0") && !word("false") && !word(""));
    }
}
