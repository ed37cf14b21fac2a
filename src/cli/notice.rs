//! `keyctl notice`: what people are told of without asking.

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{List, PageArgs};
use crate::domain::notice::{Channel, Claimed, Listed, NewNotice};
use crate::domain::time::Clock;
use crate::notify::deliver::{self, Deliverer, Missed};
use crate::ops::error::{Error, Kind};
use crate::ops::notice::{self, Settled};
use crate::ops::occasion;
use crate::ops::session::Session;
use crate::view::column::Column;
use crate::view::counted::counted;
use crate::view::record::Record;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl notice test --to mail
  keyctl notice deliver --quiet
  keyctl notice list --sort id:desc";

const COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("kind", "KIND"),
    Column::word("subject", "SUBJECT"),
    Column::word("channel", "CHANNEL"),
    Column::word("status", "STATUS"),
    Column::number("tries", "TRIES"),
    Column::ago("created_at", "CREATED"),
    Column::instant("next_try_at", "NEXT TRY").minor(),
    Column::ago("delivered_at", "DELIVERED").minor(),
    Column::text("last_error", "LAST ERROR"),
];

/// What is done with notices.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List notices, and how far they have come
    List(PageArgs),
    /// Deliver what is due, as a running gateway does by itself
    Deliver,
    /// Send a notice now, to see whether it arrives
    Test(Test),
}

/// `notice test`
#[derive(Args, Debug)]
pub struct Test {
    /// Way to send it: mail, webhook or command
    #[arg(long, value_name = "CHANNEL")]
    to: Channel,
}

/// Runs the verb.
pub fn run(verb: &Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::List(page) => list(page, access, output),
        Verb::Deliver => deliver(access, output),
        Verb::Test(args) => test(args, access, output),
    }
}

fn list(page: &PageArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let list = List {
        kind: "notice.list",
        columns: COLUMNS,
        sort_columns: &notice::sort_columns(),
        row: &row,
    };
    page.write(output, &list, |page| notice::list(&store, page), || notice::count(&store))
}

fn deliver(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let queued = occasion::queue_expiring(&mut session)?;
    if access.is_dry_run() {
        // A claim that is undone would be made again and again.
        let due = queued + notice::due(&session.store, session.now)?;
        let done = format!("tried to deliver {}", counted(due, "notice"));
        return if output.would(&done) { Ok(()) } else { Err(Failure::Partial) };
    }
    notice::prune(&mut session)?;
    let round = deliverer(access).round(&mut session, || false)?;
    for missed in &round.missed {
        output.error_of(&format!("notice {}", missed.id), &failure(missed).into());
    }
    output.receipt(
        &Record::new("notice.deliver")
            .with("delivered", round.delivered)
            .with("failed", round.missed.len() as u64),
    )?;
    if round.missed.is_empty() { Ok(()) } else { Err(Failure::Partial) }
}

fn test(args: &Test, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    if access.is_dry_run() {
        deliver::check(&session, args.to)
            .map_err(|failed| undelivered(args.to, failed.text, failed.fix))?;
    }
    if output.would(&format!("sent a notice to {}", args.to.as_str())) {
        return Ok(());
    }
    let result = deliverer(access).attempt(&session, &trial(&session, args.to));
    let told = result.as_ref().copied().map_err(|failure| failure.text.as_str());
    notice::record_test(&mut session, args.to, told)?;
    result.map_err(|failed| undelivered(args.to, failed.text, failed.fix))?;
    let record = Record::new("notice.test");
    output.record(&record.with("channel", args.to.as_str()).with("status", "delivered"))
}

fn undelivered(channel: Channel, why: String, fix: Option<String>) -> Error {
    let message = format!("no notice arrived by {}", channel.as_str());
    Error { fix, ..Error::new(Kind::Internal, "notice.undelivered", message).why(why) }
}

/// A notice that is in no outbox; its number is 0.
fn trial(session: &Session, channel: Channel) -> Claimed {
    let notice = NewNotice {
        kind: "notice.test".to_owned(),
        subject: format!("channel:{}", channel.as_str()),
        occasion: String::new(),
        summary: "this is a test".to_owned(),
        details: serde_json::Map::new(),
    };
    let payload = notice.payload(session.now);
    let payload = payload.as_object().cloned().unwrap_or_default();
    Claimed { id: 0, channel, tries: 1, created_at: session.now, payload }
}

fn deliverer(access: &DatabaseAccess) -> Deliverer {
    Deliverer { clock: Clock::System, variables: access.inherited().to_vec() }
}

fn failure(missed: &Missed) -> Error {
    let Missed { id, channel, reason, settled } = missed;
    let channel = channel.as_str();
    let then = match settled {
        Settled::GivenUp => "it is given up".to_owned(),
        Settled::Again(at) => format!("it is tried again at {at}"),
        Settled::Delivered | Settled::Overtaken => "another deliverer has it".to_owned(),
    };
    let message = format!("notice {id} did not arrive by {channel}: {reason}");
    Error::new(Kind::Internal, "notice.undelivered", message).why(then)
}

fn row(notice: &Listed) -> Vec<Value> {
    vec![
        Value::Id(notice.id),
        notice.kind.as_str().into(),
        notice.subject.as_str().into(),
        notice.channel.as_str().into(),
        Value::status(notice.state.as_str()),
        notice.tries.into(),
        notice.created_at.into(),
        notice.next_try_at.into(),
        notice.delivered_at.into(),
        notice.last_error.clone().into(),
    ]
}
