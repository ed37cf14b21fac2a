//! `keyctl quickstart`: from nothing to a metered request with one command.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use clap::Args;
use zeroize::Zeroizing;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::init;
use crate::cli::output::Output;
use crate::domain::key::KeyRef;
use crate::domain::money::Picos;
use crate::domain::name::Name;
use crate::domain::page::{Page, Sort};
use crate::domain::period::{Period, PeriodSpec};
use crate::domain::price::Rates;
use crate::domain::role;
use crate::domain::rotation::{Ending, Rotation};
use crate::domain::time::Clock;
use crate::domain::usage::{Totals, UsageRow};
use crate::domain::user::{UserKind, UserRef};
use crate::gateway::probe;
use crate::gateway::server::{Config, Gateway, Listen, Stopped};
use crate::ops::error::{Error, Kind};
use crate::ops::key::create::{Request, create};
use crate::ops::key::list::show;
use crate::ops::key::rotate;
use crate::ops::price;
use crate::ops::provider;
use crate::ops::session::{Created, IfExists, Session};
use crate::ops::summary::summary;
use crate::ops::usage::{self, Scope};
use crate::ops::user::create as user;
use crate::ops::user::list;
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::db::Store;
use crate::view::column::{Column, Selection};
use crate::view::escape::visible;
use crate::view::record::Record;
use crate::view::table::{self, Table};
use crate::view::value::Value;

/// What the help shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl quickstart
  keyctl quickstart --once";

/// The user, the key and the model of the first request.
const USER: &str = "demo";
const KEY: &str = "quickstart";
const MODEL: &str = "demo-echo";
const QUESTION: &str = "Hello, gateway!";

const COLUMNS: &[Column] = &[
    Column::instant("time", "TIME"),
    Column::word("user", "USER"),
    Column::word("key", "KEY"),
    Column::word("model", "MODEL"),
    Column::number("input_tokens", "IN"),
    Column::number("output_tokens", "OUT"),
    Column::money("cost_usd", "COST"),
    Column::number("duration_ms", "MS"),
];

/// `quickstart`
#[derive(Args, Debug)]
pub struct Quickstart {
    /// Address to serve at
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,

    /// Stop after the first request
    #[arg(long)]
    once: bool,
}

/// What there is to show.
struct Tour {
    database: String,
    made: bool,
    ollama: bool,
    gateway: SocketAddr,
    secret: Secret<String>,
    reply: String,
    row: UsageRow,
    month: Period,
    totals: Totals,
}

/// Makes what is missing, serves, and shows one request from end to end.
pub fn run(args: &Quickstart, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let database = access.database()?.display().to_string();
    if output.would(&format!("served at {} from {database}", args.listen)) {
        return Ok(());
    }
    let made = !access.database()?.exists();
    if made {
        init::make(&init::Init::default(), access)?;
    }
    let mut session = access.session(output)?;
    let ollama = supply(&mut session)?;
    let secret = fresh_key(&mut session)?;
    let gateway = start(session, args.listen)?;
    let Listen::Tcp(listening) = gateway.listening else { return Err(cut_off().into()) };
    let address = reachable(listening);
    let reply = probe::chat(address, &secret, MODEL, QUESTION)?;
    let (row, month, totals) = metered(&access.store()?, access)?;
    let tour = Tour { database, made, ollama, gateway: address, secret, reply, row, month, totals };
    tour.show(output)?;
    if args.once {
        return match gateway.stop(|| false) {
            Stopped::Drained => Ok(()),
            Stopped::CutOff => Err(cut_off().into()),
        };
    }
    output.note("serving until Ctrl-C");
    match gateway.serve()? {
        Stopped::Drained => Ok(()),
        Stopped::CutOff => Err(Failure::Interrupted),
    }
}

/// Adds the user, the providers and the price that are missing; says whether an Ollama is here.
fn supply(session: &mut Session) -> Result<bool, Error> {
    let new = user::Request {
        email: None,
        handle: Some(name(USER)?),
        display_name: Some("Quickstart".parse().map_err(|_| cut_off())?),
        kind: UserKind::Person,
        role: role::DEFAULT.to_owned(),
        budget: None,
    };
    if list::show(&session.store, &UserRef::Handle(name(USER)?)).is_err() {
        user::create(session, &new, IfExists::Accept)?;
    }
    let ollama = probe::ollama_is_here();
    for (preset, wanted) in [("demo", true), ("ollama", ollama)] {
        let preset = name(preset)?;
        if wanted && provider::show(&session.store, &preset).is_err() {
            let new = provider::Request::of_preset(&preset).ok_or_else(cut_off)?;
            provider::add(session, new)?;
        }
    }
    let prices = price::show(&session.store, MODEL, session.now)?;
    if prices.iter().all(|found| found.price.is_none()) {
        let new = price::Request {
            model: "demo-*".parse().map_err(|_| cut_off())?,
            provider: None,
            rates: Rates {
                input: Some(Picos(500_000)),
                output: Some(Picos(1_500_000)),
                ..Rates::default()
            },
            max_output_tokens: None,
            effective_from: None,
        };
        price::set(session, &new)?;
    }
    Ok(ollama)
}

/// A key that can be shown: an earlier secret cannot, so it is rotated, and goes on for its grace.
fn fresh_key(session: &mut Session) -> Result<Secret<String>, Error> {
    let rng = &mut random::system();
    let earlier = KeyRef::Path(name(USER)?, name(KEY)?);
    if let Ok((key, _)) = show(&session.store, &earlier)
        && key.status_at(session.now).is_living()
    {
        let ending = Ending::After(rotate::default_grace(&session.store)?);
        let rotation = Rotation { ending, id: None };
        let rotated = rotate::rotate(session, &key, &rotation, rng, |_, _| Ok(()))?;
        return rotated.secret.ok_or_else(cut_off);
    }
    let request = Request::new(UserRef::Handle(name(USER)?), name(KEY)?);
    match create(session, &request, IfExists::Fail, rng, |_| Ok(()))? {
        Created::New(minted) => Ok(minted.secret),
        Created::Existing(_) => Err(cut_off()),
    }
}

fn start(session: Session, listen: SocketAddr) -> Result<Gateway, Error> {
    let config = Config { listen: Listen::Tcp(listen), ..Config::default() };
    Gateway::start(session, &config, Clock::System).map_err(|error| match error.kind {
        Kind::Conflict => error.fix("add --listen 127.0.0.1:0"),
        _ => error,
    })
}

/// The row of the request, and the user's month.
fn metered(store: &Store, access: &DatabaseAccess) -> Result<(UsageRow, Period, Totals), Failure> {
    let zone = usage::accounting_zone(store)?;
    let month =
        PeriodSpec::from_str("this-month").and_then(|month| month.resolve(access.now, &zone));
    let month = month.map_err(|_| cut_off())?;
    let scope = Scope { user: Some(UserRef::Handle(name(USER)?)), ..Scope::default() };
    let filter = usage::filter(store, &scope, &month)?;
    let newest = Page {
        limit: Some(1),
        sort: Some(Sort { column: "id".to_owned(), descending: true }),
        after: None,
    };
    let row = usage::list(store, &filter, &newest)?.items.pop().ok_or_else(cut_off)?;
    let totals = summary(store, &filter, &[], zone)?.total();
    Ok((row, month, totals))
}

impl Tour {
    fn show(&self, output: &mut Output) -> Result<(), Failure> {
        if output.is_quiet() {
            return output.secret_line(&self.secret);
        }
        if output.is_json() {
            return output.receipt(&self.record());
        }
        let text = Zeroizing::new(self.text(output));
        output.text(&text)
    }

    fn record(&self) -> Record {
        Record::new("quickstart")
            .with("secret", Value::Secret(Zeroizing::new(self.secret.expose().clone())))
            .with("base_url", Value::text(self.base_url()))
            .with("database", self.database.as_str())
            .with("made", self.made)
            .with("model", MODEL)
            .with("reply", self.reply.as_str())
            .with("request_id", self.row.request_id.as_str())
            .with("cost_usd", self.row.cost)
    }

    fn text(&self, output: &Output) -> String {
        let made = if self.made { "made" } else { "found" };
        let ollama = if self.ollama { ", ollama (found on its usual port)" } else { "" };
        let mut table = Table::new("usage.list", COLUMNS);
        let row = &self.row;
        table.push(vec![
            row.at.into(),
            row.user.as_str().into(),
            row.key.as_str().into(),
            row.model.as_str().into(),
            row.tokens.input.into(),
            row.tokens.output.into(),
            row.cost.into(),
            row.duration_ms.into(),
        ]);
        let table = table::render(&table, &Selection::all(COLUMNS), output.style());
        let totals = &self.totals;
        let tokens = totals.tokens.input + totals.tokens.output;
        let requests = if totals.requests == 1 { "request" } else { "requests" };
        format!(
            "\
Database   {database} ({made})
Gateway    http://{gateway}
Providers  demo{ollama}

You         {QUESTION}
{MODEL}   {reply}

{table}
{month}  {USER}  {count} {requests}  {tokens} tokens  ${cost}

Your key, which is shown this once:

  {key}

Ask again:

  curl {base}/chat/completions \\
    -H 'Authorization: Bearer {key}' \\
    -H 'Content-Type: application/json' \\
    -d '{{\"model\":\"{MODEL}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]}}'

Any OpenAI client:

  export OPENAI_BASE_URL={base}
  export OPENAI_API_KEY={key}

",
            database = visible(&self.database),
            gateway = self.gateway,
            reply = visible(&self.reply),
            month = self.month.label,
            count = totals.requests,
            cost = totals.cost,
            base = self.base_url(),
            key = self.secret.expose(),
        )
    }

    fn base_url(&self) -> String {
        format!("http://{}/v1", self.gateway)
    }
}

/// Where the gateway can be asked that listens everywhere.
fn reachable(listening: SocketAddr) -> SocketAddr {
    match listening.ip() {
        ip if !ip.is_unspecified() => listening,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, listening.port()).into(),
        IpAddr::V6(_) => (Ipv6Addr::LOCALHOST, listening.port()).into(),
    }
}

fn name(text: &str) -> Result<Name, Error> {
    text.parse().map_err(|_| cut_off())
}

fn cut_off() -> Error {
    Error::new(Kind::Internal, "quickstart.cut_off", "the first request was cut off")
}
