//! `keyctl provider`: the upstreams that run models, and the keys that pay for them.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::BoolishValueParser;
use clap::{ArgGroup, Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::environment::secret_variable;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::provider::{Auth, BaseUrl, Dialect, Fallback, Provider, ProviderKey};
use crate::domain::usage::Payer;
use crate::domain::user::UserRef;
use crate::gateway::probe;
use crate::ops::error::{Error, Kind};
use crate::ops::provider;
use crate::secret::file;
use crate::secret::random;
use crate::secret::value::Secret;
use crate::view::column::Column;
use crate::view::counted::counted;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl provider add openai
  keyctl provider set-key openai --key-file openai.key
  keyctl provider add lab --dialect openai --url https://llm.example.com/v1 --route 'lab-*'";

const COLUMNS: &[Column] = &[
    Column::word("name", "NAME"),
    Column::word("dialect", "DIALECT"),
    Column::text("url", "URL"),
    Column::text("routes", "ROUTES"),
    Column::word("auth", "AUTH"),
    Column::word("fallback", "FALLBACK"),
    Column::word("allow_private", "PRIVATE").minor(),
    Column::ago("created_at", "CREATED").minor(),
];

const KEY_COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("provider", "PROVIDER"),
    Column::word("payer", "PAYER"),
    Column::word("user", "USER"),
    Column::word("last_four", "LAST FOUR"),
    Column::ago("created_at", "STORED"),
];

/// What is done with providers.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Add a provider; openai, ollama and demo need no options
    Add(Add),
    /// List providers in the order they are asked
    List,
    /// Show one provider
    Show(Show),
    /// Change a provider; what is not named stays
    Set(Set),
    /// Remove a provider and its stored keys
    Remove(Show),
    /// Ask a provider for its models, with the stored key
    Test(Test),
    /// List stored keys, without the keys
    Keys(Keys),
    /// Store a key of a user, or of the system, encrypted
    SetKey(SetKey),
    /// Delete a stored key
    UnsetKey(UnsetKey),
}

/// `provider test`
#[derive(Args, Debug)]
pub struct Test {
    /// Name of the provider
    #[arg(value_name = "NAME")]
    name: Name,

    /// User whose key is sent, or the system's where they have none; the system's where not said
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,
}

/// `provider add`
#[derive(Args, Debug)]
pub struct Add {
    /// Name of the provider, or of a preset: openai, ollama, demo
    #[arg(value_name = "NAME")]
    name: Name,

    /// API that it speaks: openai, ollama or demo
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<Dialect>,

    /// Base URL, with the path of the API
    #[arg(long, value_name = "URL")]
    url: Option<BaseUrl>,

    /// Models that go to it; repeat for several
    #[arg(long = "route", value_name = "MODEL-GLOB")]
    routes: Vec<ModelGlob>,

    /// Whether it wants a key: key or none; by dialect where not said
    #[arg(long, value_name = "AUTH")]
    auth: Option<Auth>,

    /// Allow it on a private network
    #[arg(long)]
    allow_private: bool,

    /// Who pays for users without a key of their own: system or none
    #[arg(long, value_name = "WHO", default_value = "none")]
    fallback: Fallback,
}

/// `provider show`, `provider remove`
#[derive(Args, Debug)]
pub struct Show {
    /// Name of the provider
    #[arg(value_name = "NAME")]
    name: Name,
}

/// `provider set`
#[derive(Args, Debug)]
#[command(group(
    ArgGroup::new("changes")
        .args(["url", "routes", "auth", "allow_private", "fallback"])
        .multiple(true)
        .required(true)
))]
pub struct Set {
    /// Name of the provider
    #[arg(value_name = "NAME")]
    name: Name,

    /// Move it to another base URL; another host or port drops its stored keys
    #[arg(long, value_name = "URL")]
    url: Option<BaseUrl>,

    /// Replace the models that go to it; repeat for several
    #[arg(long = "route", value_name = "MODEL-GLOB")]
    routes: Vec<ModelGlob>,

    /// Whether it wants a key: key or none
    #[arg(long, value_name = "AUTH")]
    auth: Option<Auth>,

    /// Allow it on a private network, or no longer
    #[arg(
        long,
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_parser = BoolishValueParser::new()
    )]
    allow_private: Option<bool>,

    /// Who pays for users without a key of their own: system or none
    #[arg(long, value_name = "WHO")]
    fallback: Option<Fallback>,
}

/// `provider keys`
#[derive(Args, Debug)]
pub struct Keys {
    /// Show only keys of this user
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,
}

/// `provider set-key`
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("source").args(["key_stdin", "key_file", "key_env"])))]
pub struct SetKey {
    /// Name of the provider
    #[arg(value_name = "NAME")]
    name: Name,

    /// User whose key it is; the system's where not said
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,

    /// Read the key from stdin
    #[arg(long)]
    key_stdin: bool,

    /// Read the key from a file that nobody else can read
    #[arg(long, value_name = "F")]
    key_file: Option<PathBuf>,

    /// Read the key from an environment variable
    #[arg(long, value_name = "VAR")]
    key_env: Option<String>,

    // Taken in only to be refused without being repeated.
    #[arg(hide = true, value_name = "KEY")]
    typed: Vec<Typed>,
}

/// A key that stands where no key may stand. What it is, is forgotten.
#[derive(Clone, Debug)]
struct Typed;

impl FromStr for Typed {
    type Err = Infallible;

    fn from_str(_: &str) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

/// `provider unset-key`
#[derive(Args, Debug)]
pub struct UnsetKey {
    /// Name of the provider
    #[arg(value_name = "NAME")]
    name: Name,

    /// User whose key it is; the system's where not said
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,
}

/// Runs the verb.
pub fn run(
    verb: Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::Add(args) => add(args, access, output),
        Verb::List => list(access, output),
        Verb::Show(args) => show(&args, access, output),
        Verb::Set(args) => set(args, access, output),
        Verb::Remove(args) => remove(&args, access, output),
        Verb::Test(args) => test(&args, access, output),
        Verb::Keys(args) => keys(&args, access, output),
        Verb::SetKey(args) => set_key(&args, access, prompt, output),
        Verb::UnsetKey(args) => unset_key(&args, access, output),
    }
}

fn add(args: Add, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let request = request(args)?;
    let provider = provider::add(&mut access.session(output)?, request)?;
    if output.would(&format!("added provider \"{}\"", provider.name)) {
        return Ok(());
    }
    let usual = provider::Request::of_preset(&provider.name);
    let usual = usual.is_some_and(|usual| usual.base_url == provider.base_url);
    if usual && provider.dialect == Dialect::Ollama && !probe::ollama_is_here() {
        output.warn("no Ollama answers on its usual port yet");
    }
    output.receipt(&record(&provider))
}

/// What was typed, completed by the preset of that name where it is of the same dialect.
fn request(args: Add) -> Result<provider::Request, Failure> {
    let preset = provider::Request::of_preset(&args.name);
    let preset = preset.filter(|preset| args.dialect.is_none_or(|d| d == preset.dialect));
    let Some(dialect) = args.dialect.or(preset.as_ref().map(|preset| preset.dialect)) else {
        let text = format!("the dialect of provider \"{}\" was not said", args.name);
        return Err(Failure::usage("provider.dialect_missing", text)
            .why("only the presets openai, ollama and demo go without one")
            .fix(format!("keyctl provider add {} --dialect openai --url URL", args.name)));
    };
    let (url, routes) = preset.map(|preset| (preset.base_url, preset.routes)).unwrap_or_default();
    Ok(provider::Request {
        name: args.name,
        dialect,
        base_url: args.url.or(url),
        routes: if args.routes.is_empty() { routes } else { args.routes },
        auth: args.auth,
        fallback: args.fallback,
        allow_private: args.allow_private,
    })
}

fn list(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let mut table = Table::new("provider.list", COLUMNS);
    for provider in provider::list(&access.store()?)? {
        table.push(row(&provider));
    }
    output.table(&table)
}

fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let provider = provider::show(&access.store()?, &args.name)?;
    output.record(&record(&provider))
}

fn set(args: Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let changes = provider::Changes {
        base_url: args.url,
        routes: (!args.routes.is_empty()).then_some(args.routes),
        auth: args.auth,
        fallback: args.fallback,
        allow_private: args.allow_private,
    };
    let (provider, dropped) = provider::set(&mut access.session(output)?, &args.name, changes)?;
    let is_dry = output.would(&format!("changed provider \"{}\"", provider.name));
    if dropped > 0 {
        let keys = counted(dropped as u64, "key");
        let verb = if dropped == 1 { "is" } else { "are" };
        output.warn(&format!("another server: {keys} stored for the old one {verb} dropped"));
    }
    if is_dry { Ok(()) } else { output.receipt(&record(&provider)) }
}

fn test(args: &Test, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let provider = provider::show(&access.store()?, &args.name)?;
    let credential = match provider.auth {
        Auth::None => None,
        Auth::Key => {
            let session = &mut access.session(output)?;
            Some(provider::open_stored_key(session, &provider, args.user.as_ref())?)
        }
    };
    let status = probe::ask(&provider, credential.as_ref())?;
    let payer = credential.map_or(Payer::Nobody, |credential| credential.payer);
    output.record(
        &Record::new("provider.test")
            .with("provider", Value::text(&provider.name))
            .with("status", i64::from(status.as_u16()))
            .with("key", payer.as_str()),
    )
}

fn remove(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let provider = provider::remove(&mut access.session(output)?, &args.name)?;
    let done = format!("removed provider \"{}\" and its stored keys", provider.name);
    if !output.would(&done) {
        output.note(&done);
    }
    Ok(())
}

fn keys(args: &Keys, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(KEY_COLUMNS)? {
        return Ok(());
    }
    let mut table = Table::new("provider.keys", KEY_COLUMNS);
    for key in provider::keys(&access.store()?, args.user.as_ref())? {
        table.push(key_row(&key));
    }
    output.table(&table)
}

fn set_key(
    args: &SetKey,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    if !args.typed.is_empty() {
        return Err(typed(&args.name));
    }
    let mut session = access.session(output)?;
    provider::show(&session.store, &args.name)?;
    let key = given_key(args, prompt, output)?;
    let user = args.user.as_ref();
    let rng = &mut random::system();
    let stored = provider::set_key(&mut session, &args.name, user, &key, rng)?;
    let owner = stored.user.as_ref().map_or("the system", Name::as_str);
    if output.would(&format!("stored a key of {owner} for provider \"{}\"", args.name)) {
        return Ok(());
    }
    output.receipt(&Record::of_row("provider.key", KEY_COLUMNS, key_row(&stored)))
}

fn given_key(
    args: &SetKey,
    prompt: Prompt,
    output: &mut Output,
) -> Result<Secret<String>, Failure> {
    let label = format!("key for provider \"{}\"", args.name);
    if let Some(path) = &args.key_file {
        let text = file::read(path).map_err(Error::from)?;
        return Ok(Secret::new(text.expose().trim_end_matches(['\r', '\n']).to_owned()));
    }
    if let Some(name) = &args.key_env {
        return secret_variable(name).ok_or_else(|| {
            let message = format!("environment variable {name:?} is not set");
            Error::new(Kind::NotFound, "variable.not_found", message).into()
        });
    }
    if args.key_stdin {
        return prompt.secret_from_stdin(output, &label, "--key-stdin");
    }
    prompt.secret(output, &label, "--key-stdin, --key-file F or --key-env VAR")
}

fn typed(name: &Name) -> Failure {
    Failure::usage("provider.typed_key", "a provider key is not taken as an argument")
        .why("what is typed stands in the shell's history and in the list of processes")
        .fix(format!("keyctl provider set-key {name} --key-stdin"))
}

fn unset_key(args: &UnsetKey, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let user = args.user.as_ref();
    provider::unset_key(&mut access.session(output)?, &args.name, user)?;
    let owner = user.map_or_else(|| "the system".to_owned(), ToString::to_string);
    let done = format!("deleted the key of {owner} for provider \"{}\"", args.name);
    if !output.would(&done) {
        output.note(&done);
    }
    Ok(())
}

fn row(provider: &Provider) -> Vec<Value> {
    let routes = provider.routes.iter().map(|glob| glob.as_str().to_owned());
    vec![
        Value::text(&provider.name),
        provider.dialect.as_str().into(),
        provider.base_url.as_ref().map(BaseUrl::to_string).into(),
        routes.collect::<Vec<_>>().into(),
        provider.auth.as_str().into(),
        provider.fallback.as_str().into(),
        provider.allow_private.into(),
        provider.created_at.into(),
    ]
}

fn record(provider: &Provider) -> Record {
    Record::of_row("provider", COLUMNS, row(provider))
}

fn key_row(key: &ProviderKey) -> Vec<Value> {
    vec![
        Value::Id(key.id),
        Value::text(&key.provider),
        if key.user.is_some() { "user" } else { "system" }.into(),
        key.user.as_ref().map(Name::to_string).into(),
        key.last_four.as_str().into(),
        key.created_at.into(),
    ]
}
