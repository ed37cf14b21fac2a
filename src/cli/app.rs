//! The command line as a whole: its tree, and the way of a command from words to exit code.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use signal_hook::consts::signal::SIGXFSZ;

use crate::cli::access::DatabaseAccess;
use crate::cli::audit::verb as audit;
use crate::cli::budget;
use crate::cli::completion;
use crate::cli::dashboard;
use crate::cli::db;
use crate::cli::environment::Environment;
use crate::cli::exit::Failure;
use crate::cli::generate;
use crate::cli::global::Global;
use crate::cli::help;
use crate::cli::init;
use crate::cli::key::verb as key;
use crate::cli::limit;
use crate::cli::man;
use crate::cli::notice;
use crate::cli::operator;
use crate::cli::output::{Output, Streams};
use crate::cli::permission;
use crate::cli::price::verb as price;
use crate::cli::prompt::Prompt;
use crate::cli::provider;
use crate::cli::quickstart;
use crate::cli::role;
use crate::cli::serve;
use crate::cli::setting;
use crate::cli::two_factor::verb as two_factor;
use crate::cli::unparsed;
use crate::cli::usage::verb as usage;
use crate::cli::user::verb as user;
use crate::cli::words;
use crate::domain::time::Clock;
use crate::ops::operator::Demand;
use crate::secret::process;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (LLM API keys; not keyutils)");

const TOPICS: &str = "\
Begin with: keyctl quickstart
Topics: keyctl help environment | exit-codes | output | time | files | events";

/// API keys for a self-hosted LLM gateway
#[derive(Debug, Parser)]
#[command(
    name = "keyctl",
    version = VERSION,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = TOPICS
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the database, the master key and the first operator
    #[command(after_help = init::EXAMPLE)]
    Init(init::Init),
    /// Make everything that is missing, serve, and send a first request
    #[command(after_help = quickstart::EXAMPLE)]
    Quickstart(quickstart::Quickstart),
    /// Manage users: the people and services that keys belong to
    #[command(subcommand, alias = "users", after_help = user::EXAMPLE)]
    User(user::Verb),
    /// Manage second factors: codes of an authenticator, and backup codes
    #[command(name = "2fa", subcommand, after_help = two_factor::EXAMPLE)]
    TwoFactor(two_factor::Verb),
    /// Manage roles: what the keys of a user may do, and how long they live
    #[command(subcommand, alias = "roles", after_help = role::EXAMPLE)]
    Role(role::Verb),
    /// Manage operators: which OS user acts as which user
    #[command(subcommand, alias = "operators", after_help = operator::EXAMPLE)]
    Operator(operator::Verb),
    /// Manage keys: what programs call the gateway with
    #[command(subcommand, alias = "keys", after_help = key::EXAMPLE)]
    Key(key::Verb),
    /// Manage providers: the upstreams that run models
    #[command(subcommand, alias = "providers", after_help = provider::EXAMPLE)]
    Provider(provider::Verb),
    /// Manage prices: what models cost
    #[command(subcommand, alias = "prices", after_help = price::EXAMPLE)]
    Price(price::Verb),
    /// Manage budgets: how much may be spent
    #[command(subcommand, alias = "budgets", after_help = budget::EXAMPLE)]
    Budget(budget::Verb),
    /// Manage limits: how many requests and tokens in how much time
    #[command(subcommand, alias = "limits", after_help = limit::EXAMPLE)]
    Limit(limit::Verb),
    /// Report usage: who used what, and what it cost
    #[command(subcommand, after_help = usage::EXAMPLE)]
    Usage(usage::Verb),
    /// Show an account at a glance: usage, budget, keys, models, days
    #[command(after_help = dashboard::EXAMPLE)]
    Dashboard(dashboard::DashboardArgs),
    /// Read the audit log, and prove that it is whole
    #[command(subcommand, after_help = audit::EXAMPLE)]
    Audit(audit::Verb),
    /// Deliver notices: what people are told of without asking
    #[command(subcommand, alias = "notices", after_help = notice::EXAMPLE)]
    Notice(notice::Verb),
    /// Read and change settings
    #[command(subcommand, alias = "settings", after_help = setting::EXAMPLE)]
    Setting(setting::Verb),
    /// Look after the database
    #[command(subcommand, after_help = db::EXAMPLE)]
    Db(db::Verb),
    /// Serve the gateway
    #[command(after_help = serve::EXAMPLE)]
    Serve(serve::Serve),
    /// Write the completions of a shell
    #[command(after_help = completion::EXAMPLE)]
    Completion(completion::Completion),
    /// Write the manual
    #[command(after_help = man::EXAMPLE)]
    Man(man::ManArgs),
    /// Show the help of a command, or a topic
    Help(help::Help),
    /// Write what the project keeps of the command tree
    #[command(hide = true)]
    Generate(generate::Generate),
}

/// The tree of the commands. A missing verb is an error like any other, also where the environment
/// names a database, which clap takes for an argument.
fn tree() -> clap::Command {
    Cli::command()
        .arg_required_else_help(false)
        .mut_subcommands(|noun| noun.arg_required_else_help(false))
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    process::harden();
    // A handler that does nothing: a write beyond the limit of file sizes is an error to be told,
    // not the end of the process (R-N2).
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).ok();
    panic::set_hook(Box::new(|panicked| {
        let place = panicked.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
        let place = place.unwrap_or_default();
        writeln!(io::stderr(), "error: keyctl has met a fault of its own{place}").ok();
    }));
    panic::catch_unwind(AssertUnwindSafe(|| ExitCode::from(run()))).unwrap_or(ExitCode::FAILURE)
}

/// Why a command line names nothing to run.
enum Unrun {
    /// It is not understood.
    Refused(Failure),
    /// It asks for help or the version.
    Asked(clap::Error),
}

fn run() -> u8 {
    let words: Vec<OsString> = env::args_os().collect();
    let environment = Environment::read();
    let now = Clock::System.now();
    let parsed = parse(&words);
    let global = match &parsed {
        Ok((cli, _)) => cli.global.clone(),
        Err(_) => Global::of_unparsed(&words, environment.output.as_deref()),
    };
    let mut output = Output::new(&global, &environment.colors, now, Streams::of_process());
    let result = match parsed {
        Ok((cli, demand)) => {
            let access = DatabaseAccess::new(&global, environment, &words, now, demand);
            output.detail(&access.describe());
            let done = access.authenticate(&mut output).and_then(|()| {
                dispatch(cli.command, &global, &access, access.prompt(), &mut output)
            });
            access.end(&done, &mut output);
            done
        }
        Err(Unrun::Refused(failure)) => Err(failure),
        Err(Unrun::Asked(answer)) => tell(&answer, &mut output),
    };
    let Err(failure) = result else { return 0 };
    output.error(&failure);
    failure.exit()
}

/// The command line, and what its command needs.
fn parse(words: &[OsString]) -> Result<(Cli, Demand), Unrun> {
    words::refuse_keys(words).map_err(Unrun::Refused)?;
    let matches = tree().try_get_matches_from(words);
    let parsed = matches.and_then(|matches| {
        let demand = permission::demand(&matches);
        Cli::from_arg_matches(&matches).map(|cli| (cli, demand))
    });
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Unrun::Asked(error),
        _ => Unrun::Refused(
            words::keyutils(&error).unwrap_or_else(|| unparsed::failure(&error, &tree(), words)),
        ),
    })
}

/// Writes the help or the version that was asked for.
fn tell(answer: &clap::Error, output: &mut Output) -> Result<(), Failure> {
    output.styled(&answer.render())
}

fn dispatch(
    command: Command,
    global: &Global,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match command {
        Command::Init(args) => init::run(&args, access, output),
        Command::Quickstart(args) => quickstart::run(&args, access, output),
        Command::User(verb) => user::run(&verb, access, prompt, output),
        Command::TwoFactor(verb) => two_factor::run(&verb, access, prompt, output),
        Command::Role(verb) => role::run(verb, access, output),
        Command::Operator(verb) => operator::run(verb, access, output),
        Command::Key(verb) => key::run(&verb, access, prompt, output),
        Command::Provider(verb) => provider::run(verb, access, prompt, output),
        Command::Price(verb) => price::run(verb, access, output),
        Command::Budget(verb) => budget::run(verb, access, prompt, output),
        Command::Limit(verb) => limit::run(&verb, access, output),
        Command::Usage(verb) => usage::run(&verb, access, prompt, output),
        Command::Dashboard(args) => dashboard::run(&args, access, output),
        Command::Audit(verb) => audit::run(&verb, access, prompt, output),
        Command::Notice(verb) => notice::run(&verb, access, output),
        Command::Setting(verb) => setting::run(&verb, access, prompt, output),
        Command::Db(verb) => db::run(&verb, access, output),
        Command::Serve(args) => serve::run(args, global, access, output),
        Command::Completion(args) => completion::run(&args, tree(), output),
        Command::Man(args) => man::run(&args, tree(), output),
        Command::Help(args) => help::run(&args, tree(), output),
        Command::Generate(args) => generate::run(&args, &tree()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clap_accepts_the_tree() {
        tree().debug_assert();
    }

    fn demand(line: &str) -> Demand {
        let matches = tree().try_get_matches_from(line.split_whitespace());
        permission::demand(&matches.map_err(|error| error.to_string()).unwrap())
    }

    fn needed(line: &str) -> String {
        demand(line).grants.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_command_needs_what_its_words_say() {
        for (line, grants) in [
            ("keyctl key create ci --user alice", "key:create"),
            ("keyctl keys list", "key:read"),
            ("keyctl key rotate ci", "key:rotate"),
            ("keyctl key regenerate ci", "key:rotate"),
            ("keyctl key verify", "key:read"),
            ("keyctl key identify", "key:read"),
            ("keyctl key identify --revoke", "key:read key:revoke"),
            ("keyctl user create bob", "user:create"),
            ("keyctl user create bob --role admin", "user:create user:set_role"),
            ("keyctl user set bob --handle rob", "user:set"),
            ("keyctl user set bob --role admin", "user:set user:set_role"),
            ("keyctl provider set-key main --key-stdin", "provider:set_key"),
            ("keyctl provider keys", "provider:read"),
            ("keyctl 2fa status", "2fa:read"),
            ("keyctl 2fa backup-codes bob", "2fa:read"),
            ("keyctl 2fa backup-codes bob --regenerate", "2fa:backup_codes"),
            ("keyctl usage export", "usage:read"),
            ("keyctl audit verify", "audit:read"),
            ("keyctl setting get brand", "setting:read"),
            ("keyctl setting set brand x", "setting:set"),
            ("keyctl db backup f", "db:backup"),
            ("keyctl operator bind ann --user ann", "operator:bind"),
            ("keyctl operator list", "operator:read"),
            ("keyctl budget set 5/day --user ann", "budget:set"),
            ("keyctl budget raise 5 --user ann", "budget:raise"),
            ("keyctl budget unset --user ann", "budget:unset"),
            ("keyctl budgets list", "budget:read"),
            ("keyctl budget show --user ann", "budget:read"),
            ("keyctl budget check --exit-code", "budget:read"),
            ("keyctl budget recount", "budget:read"),
            ("keyctl budget recount --fix", "budget:recount"),
            ("keyctl user create ann --budget 5/day", "user:create budget:set"),
            ("keyctl key create ci --user ann --budget 5/day", "key:create budget:set"),
            ("keyctl limit set --user ann --concurrent 8", "limit:set"),
            ("keyctl limit unset --user ann", "limit:unset"),
            ("keyctl limits list", "limit:read"),
            ("keyctl serve", "gateway:serve"),
            ("keyctl quickstart", "*"),
            ("keyctl init", ""),
            ("keyctl completion bash", ""),
        ] {
            assert_eq!(needed(line), grants, "{line}");
        }
    }

    #[test]
    fn what_a_command_does_is_what_may_ask_for_a_code() {
        let acts = |line: &str| {
            demand(line).acts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(acts("keyctl key regenerate ci"), "key:rotate");
        assert_eq!(acts("keyctl key identify --revoke"), "key:identify key:revoke");
        assert_eq!(acts("keyctl user set bob --role admin"), "user:set user:set_role");
        assert_eq!(acts("keyctl 2fa backup-codes bob"), "");
        assert_eq!(acts("keyctl 2fa backup-codes bob --regenerate"), "2fa:backup_codes");
    }

    #[test]
    fn ones_own_account_is_known_by_its_name() {
        let own = |line: &str| demand(line).own.map(|user| user.to_string());
        assert_eq!(own("keyctl 2fa enroll alice").as_deref(), Some("alice"));
        assert_eq!(own("keyctl user passwd a@example.com").as_deref(), Some("a@example.com"));
        assert!(demand("keyctl user passwd alice").proves_itself);
        assert!(!demand("keyctl 2fa enroll alice").proves_itself);
        assert_eq!(own("keyctl user remove alice"), None);
        assert_eq!(own("keyctl 2fa reset alice --reason lost"), None);
    }

    /// The permission of every command below one, by its own name.
    fn permissions(command: &clap::Command, path: &str, found: &mut Vec<(String, String)>) {
        for below in command.get_subcommands() {
            let path = format!("{path} {}", below.get_name());
            if below.has_subcommands() {
                permissions(below, &path, found);
                continue;
            }
            // Without its arguments, which say nothing of what a verb needs at the least.
            let bare = |command: clap::Command| {
                command.mut_args(|arg| arg.required(false)).ignore_errors(true)
            };
            let matches = bare(tree()).get_matches_from(path.split_whitespace());
            let grants = permission::demand(&matches).grants;
            let text = grants.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            found.push((path, text));
        }
    }

    #[test]
    fn no_command_that_opens_a_database_needs_nothing_and_no_verb_needs_all() {
        let mut found = Vec::new();
        permissions(&tree(), "keyctl", &mut found);
        assert!(found.len() > 50, "{}", found.len());
        let free = ["init", "completion", "man", "help", "generate"];
        for (path, grants) in found {
            let name = path.trim_start_matches("keyctl ");
            assert_eq!(grants.is_empty(), free.contains(&name), "{path}: {grants:?}");
            assert_eq!(grants == "*", name == "quickstart", "{path}: {grants:?}");
        }
    }

    /// Checks the help of a command and of all below it.
    fn check_help(command: &clap::Command, nouns: &mut usize) {
        let name = command.get_name();
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(!about.is_empty() && !about.ends_with('.'), "{name}: {about:?}");
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty() && !help.ends_with('.'), "{name} {}: {help:?}", arg.get_id());
        }
        if command.has_subcommands() {
            *nouns += 1;
            let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(example.contains("keyctl "), "{name}: {example:?}");
        }
        command.get_subcommands().for_each(|below| check_help(below, nouns));
    }

    /// Checks that below a heading stand only options that belong there.
    fn check_headings(command: &clap::Command, path: &str) {
        let path = format!("{path} {}", command.get_name());
        for arg in command.get_arguments() {
            let of_heading: &[&str] = match arg.get_help_heading() {
                Some("Scope options") => &["user", "key", "role", "global", "model"],
                Some("Period options") => &["period", "since", "until"],
                Some("Page options") => &["limit", "all", "cursor", "sort"],
                _ => continue,
            };
            let name = arg.get_long().unwrap_or_default();
            assert!(of_heading.contains(&name), "{path} --{name}");
        }
        command.get_subcommands().for_each(|below| check_headings(below, &path));
    }

    #[test]
    fn options_stand_under_the_heading_that_is_theirs() {
        let mut tree = tree();
        tree.build();
        check_headings(&tree, "");
    }

    #[test]
    fn everything_is_explained_and_every_noun_shows_an_example() {
        let mut tree = tree();
        tree.build();
        let mut nouns = 0;
        check_help(&tree, &mut nouns);
        assert!(nouns > 8, "{nouns}");
    }
}
