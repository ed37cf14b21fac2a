//! `keyctl serve`: the gateway.

use std::io;

use clap::Args;
use clap::builder::RangedI64ValueParser;
use ipnet::IpNet;
use tracing_subscriber::EnvFilter;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::domain::durability::Durability;
use crate::domain::time::Clock;
use crate::gateway::client::Trusted;
use crate::gateway::server::{Config, Gateway, Listen, Stopped};
use crate::notify::background::Delivering;

/// What the help shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl serve
  keyctl serve --listen unix:/run/keyctl/keyctl.sock --trusted-proxy 127.0.0.1";

/// `serve`
#[derive(Args, Debug)]
pub struct Serve {
    /// Address to serve at: IP:PORT, or unix:PATH
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    listen: Listen,

    /// Network of proxies whose X-Forwarded-For is believed; may be repeated
    #[arg(long, value_name = "NET", value_parser = network)]
    trusted_proxy: Vec<IpNet>,

    /// What a usage row outlives once its reply has ended: a power cut, or a crash of the process
    #[arg(long, value_name = "power|process", default_value = "power")]
    durability: Durability,

    /// Threads that serve, 1024 at most; one for each core where not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    workers: Option<u16>,

    /// Connections at once, a million at most
    #[arg(long, value_name = "N", default_value = "10000", value_parser = connections())]
    max_connections: u32,

    /// Connections at once from one address that is no trusted proxy
    #[arg(long, value_name = "N", default_value = "256", value_parser = connections())]
    max_connections_per_address: u32,

    /// Open everything that serving needs, and end without serving
    #[arg(long)]
    check: bool,
}

/// Serves until the process is told to stop.
pub fn run(
    args: Serve,
    global: &Global,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    let session = access.session(output)?;
    let config = Config {
        listen: args.listen,
        trusted: Trusted(args.trusted_proxy),
        durability: args.durability,
        workers: args.workers.map(usize::from),
        max_connections: args.max_connections as usize,
        max_connections_per_address: args.max_connections_per_address as usize,
    };
    if let Listen::Tcp(address) = &config.listen
        && !address.ip().is_loopback()
    {
        output.warn("keys and prompts cross the network unencrypted: put a TLS proxy before it");
    }
    if args.check {
        output.note("everything that serving needs is in order");
        return Ok(());
    }
    log(global);
    let variables = access.inherited().to_vec();
    let delivering = Delivering::start(&session, variables, Clock::System)?;
    match Gateway::start(session, &config, Clock::System)?.serve()? {
        Stopped::Drained => {
            delivering.stop();
            Ok(())
        }
        Stopped::CutOff => Err(Failure::Interrupted),
    }
}

/// Sends the log to stderr: what is refused and what fails; with `-v` each request too. JSON lines
/// under `-o json`.
fn log(global: &Global) {
    let level = match global.verbose {
        0 => "warn,keyctl=info",
        1 => "info,keyctl=debug",
        _ => "debug,keyctl=trace",
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(io::stderr)
        .with_target(false);
    if global.output.is_json() {
        log.json().init();
    } else {
        log.with_ansi(false).init();
    }
}

/// A number of connections: without any nobody is served, and no process has more than a million.
fn connections() -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=1_000_000)
}

/// A network, or an address, which is a network of one.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse().ok().map(|address: std::net::IpAddr| IpNet::from(address));
    let parsed = text.parse().ok().or_else(address);
    parsed.ok_or_else(|| "write an address or a network such as 10.0.0.0/8".to_owned())
}
