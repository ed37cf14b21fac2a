//! `keyctl key create`

use clap::Args;
use ipnet::IpNet;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::expiry::ExpiryArg;
use crate::cli::key::row::record;
use crate::cli::output::Output;
use crate::cli::secret_out::{self, SecretOut};
use crate::domain::budget::Allowance;
use crate::domain::key::{Activity, Key};
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::permission::{Grant, Grants};
use crate::domain::term::Expiry;
use crate::domain::time::Span;
use crate::domain::token::Environment;
use crate::domain::user::UserRef;
use crate::ops::key::create::{self, Request};
use crate::ops::session::{Created, IfExists};
use crate::secret::random;
use crate::view::value::Value;

/// `key create`
#[derive(Args, Debug)]
pub struct Create {
    /// Name of the key, unique among the user's living keys
    #[arg(value_name = "NAME")]
    name: Name,

    /// User whose key it is: e-mail, handle or number
    #[arg(long, value_name = "U")]
    user: UserRef,

    /// Role that bounds the key within the role of its user
    #[arg(long, value_name = "R")]
    role: Option<String>,

    /// Allow only this permission, such as chat:read; may be repeated
    #[arg(long = "allow", value_name = "PERM")]
    permissions: Vec<Grant>,

    /// Allow only models that match, such as 'gpt-*'; may be repeated
    #[arg(long = "model", value_name = "GLOB")]
    models: Vec<ModelGlob>,

    /// Allow only addresses of this network, such as 10.0.0.0/8; may be repeated
    #[arg(long = "cidr", value_name = "NET")]
    networks: Vec<IpNet>,

    /// End it so long from now, and again from each rotation (30d), at an instant, or never; by
    /// default as its role says
    #[arg(long, value_name = "30d|T|never")]
    expires: Option<ExpiryArg>,

    /// Word in the key that tells live keys from test keys: live or test
    #[arg(long, value_name = "ENV", default_value = "live")]
    env: Environment,

    /// Have `key rotate --due` rotate it so long after the last time
    #[arg(long, value_name = "90d")]
    rotate_every: Option<Span>,

    /// Keep an encrypted copy too, so that `key reveal` can show the key again
    #[arg(long)]
    recoverable: bool,

    /// Let it spend so much, such as 50/month, day, week or total
    #[arg(long, value_name = "50/month", allow_hyphen_values = true)]
    budget: Option<Allowance>,

    /// Succeed where the user has a living key of this name, without showing it
    #[arg(long)]
    if_not_exists: bool,

    #[command(flatten)]
    out: SecretOut,
}

impl Create {
    fn request(&self, access: &DatabaseAccess) -> Result<Request, Failure> {
        let permissions = Grants(self.permissions.clone());
        let expiry = self.expires.as_ref().map(|expires| expires.resolve(access)).transpose()?;
        Ok(Request {
            user: self.user.clone(),
            name: self.name.clone(),
            environment: self.env,
            role: self.role.clone(),
            permissions: (!permissions.0.is_empty()).then_some(permissions),
            models: self.models.clone(),
            networks: self.networks.clone(),
            expiry: expiry.unwrap_or(Expiry::AsRole),
            rotate_every: self.rotate_every,
            recoverable: self.recoverable,
            budget: self.budget,
        })
    }
}

/// Runs the verb.
pub fn run(args: &Create, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let request = args.request(access)?;
    let if_exists = IfExists::from_flag(args.if_not_exists);
    let mut prepared = None;
    let created = create::create(
        &mut access.session(output)?,
        &request,
        if_exists,
        &mut random::system(),
        |minted| {
            if !access.is_dry_run() {
                let prefix = minted.key.prefix.as_str();
                prepared = Some(secret_out::prepare(&args.out, prefix, &minted.secret)?);
            }
            Ok(())
        },
    )?;
    let key = match &created {
        Created::New(minted) => &minted.key,
        Created::Existing(key) => key,
    };
    match prepared {
        Some(prepared) => {
            if key.recoverable {
                output.note(&format!("keyctl key reveal {} shows it again", key.path()));
            } else if args.out.out.is_none() {
                output.note("the key is shown this once");
            }
            prepared.publish(output, record(key, Activity::default(), access))
        }
        None if output.would(&format!("created key \"{}\"", key.path())) => Ok(()),
        None => existing(key, args, access, output),
    }
}

/// The key stands already, and what it is cannot be shown again: whoever reads a bare secret or
/// `NAME=value` gets nothing, everybody else the record.
fn existing(
    key: &Key,
    args: &Create,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    output.note(&format!("key \"{}\" exists, and only a new key can be shown", key.path()));
    if output.is_quiet() || args.out.env_name.is_some() {
        return Ok(());
    }
    let record = record(key, Activity::default(), access);
    output.receipt(&record.with("secret", Value::Null).with("out", Value::Null))
}
