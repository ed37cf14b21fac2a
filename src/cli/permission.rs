//! What each command needs: the one table from words to permissions.
//!
//! `keyctl NOUN VERB` needs `noun:verb`, and a verb that only reads needs `noun:read`. What differs
//! from that stands here, and what is not known here needs everything.

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::domain::permission::{Grant, Permission};
use crate::domain::user::UserRef;
use crate::ops::operator::Demand;

/// The commands that open no database, or make it.
const FREE: [&str; 5] = ["init", "completion", "man", "help", "generate"];

/// The commands without a verb, and what they need.
const ALONE: [(&str, Grant); 4] = [
    ("quickstart", Grant::Everything),
    ("serve", Grant::Exactly(Permission::literal("gateway", "serve"))),
    ("dashboard", Grant::Exactly(Permission::literal("usage", "read"))),
    ("doctor", Grant::Exactly(Permission::literal("db", "read"))),
];

/// The verbs that only read.
const READING: [&str; 11] = [
    "list", "show", "status", "export", "summary", "verify", "check", "explain", "identify", "get",
    "keys",
];

/// What everybody may do with their own account: look at it, and change what they prove themselves
/// with. The flag says whether the verb asks for their present proof itself.
const OWN: [(&str, &str, bool); 8] = [
    ("user", "show", false),
    ("user", "passwd", true),
    ("2fa", "enroll", false),
    ("2fa", "confirm", true),
    ("2fa", "verify", true),
    ("2fa", "status", false),
    ("2fa", "disable", true),
    ("2fa", "backup_codes", false),
];

/// What a command line needs.
pub fn demand(matches: &ArgMatches) -> Demand {
    let Some((noun, of_noun)) = matches.subcommand() else { return Demand::default() };
    if FREE.contains(&noun) {
        return Demand::default();
    }
    let Some((verb, of_verb)) = of_noun.subcommand() else { return alone(noun) };
    let (noun, verb) = (word(noun), word(verb));
    // One verb by two names.
    let verb = if (&*noun, &*verb) == ("key", "regenerate") { "rotate".to_owned() } else { verb };
    let act = permission(&noun, &verb);
    let reading = reads(&noun, &verb, of_verb);
    let needed = if reading { permission(&noun, "read") } else { act.clone() };
    let mut demand = Demand::default();
    demand.grants.push(needed.map_or(Grant::Everything, Grant::Exactly));
    // Looking at what is left of backup codes is not making new ones.
    demand.acts.extend(act.filter(|_| of_verb.try_contains_id("regenerate").is_err() || !reading));
    for more in also(&noun, &verb, of_verb) {
        demand.grants.push(Grant::Exactly(more.clone()));
        demand.acts.push(more);
    }
    if let Some((.., proves_itself)) = OWN.into_iter().find(|own| (own.0, own.1) == (&noun, &verb))
    {
        demand.proves_itself = proves_itself;
        demand.own = of_verb.try_get_one::<UserRef>("user").ok().flatten().cloned();
    }
    demand
}

fn alone(noun: &str) -> Demand {
    let known = ALONE.into_iter().find(|(name, _)| *name == noun);
    let grant = known.map_or(Grant::Everything, |(_, grant)| grant);
    Demand { grants: vec![grant], ..Demand::default() }
}

/// What a command does, as a permission names it.
fn word(name: &str) -> String {
    name.replace('-', "_")
}

fn permission(noun: &str, verb: &str) -> Option<Permission> {
    format!("{noun}:{verb}").parse().ok()
}

fn reads(noun: &str, verb: &str, of_verb: &ArgMatches) -> bool {
    match (noun, verb) {
        ("usage", "orphans") => !given(of_verb, "settle"),
        ("budget", "recount") => !given(of_verb, "fix"),
        ("2fa", "backup_codes") => !given(of_verb, "regenerate"),
        _ => READING.contains(&verb),
    }
}

/// What a form of a verb needs beside the verb's own permission.
fn also(noun: &str, verb: &str, of_verb: &ArgMatches) -> Vec<Permission> {
    let forms = [
        ("key", "identify", "revoke", Permission::literal("key", "revoke")),
        ("user", "create", "role", Permission::literal("user", "set_role")),
        ("user", "create", "budget", Permission::literal("budget", "set")),
        ("key", "create", "budget", Permission::literal("budget", "set")),
        ("user", "set", "role", Permission::literal("user", "set_role")),
        ("user", "import", "key", Permission::literal("key", "create")),
        ("key", "import", "create_users", Permission::literal("user", "create")),
    ];
    let wanted = |(of, is, flag, _): &(&str, &str, &str, _)| {
        *of == noun && *is == verb && given(of_verb, flag)
    };
    forms.into_iter().filter(wanted).map(|(.., more)| more).collect()
}

/// Whether an option was given. One that the verb has not was not.
fn given(of_verb: &ArgMatches, option: &str) -> bool {
    let known = matches!(of_verb.try_contains_id(option), Ok(true));
    let typed =
        || of_verb.value_source(option).is_some_and(|from| from != ValueSource::DefaultValue);
    known && typed()
}
