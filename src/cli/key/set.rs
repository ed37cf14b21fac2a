//! `keyctl key set`

use clap::{ArgGroup, Args};
use ipnet::IpNet;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::expiry::ExpiryArg;
use crate::cli::key::row::record;
use crate::cli::output::Output;
use crate::domain::key::KeyRef;
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::term::Cadence;
use crate::ops::key::list;
use crate::ops::key::set::{self, Changed, Changes, Narrowing};

/// What `key set` can change.
const CHANGES: [&str; 9] = [
    "name",
    "expires",
    "rotate_every",
    "add_models",
    "remove_models",
    "any_model",
    "add_networks",
    "remove_networks",
    "any_network",
];

/// `key set`
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("changes").args(CHANGES).required(true).multiple(true)))]
pub struct Set {
    /// USER/NAME, unique name, number or public prefix of the key
    #[arg(value_name = "KEY")]
    key: KeyRef,

    /// Rename it; unique among the user's living keys
    #[arg(long, value_name = "S")]
    name: Option<Name>,

    /// End it so long from now, and again from each rotation (30d), at an instant, or never
    #[arg(long, value_name = "30d|T|never")]
    expires: Option<ExpiryArg>,

    /// Have `key rotate --due` rotate it so long after the last time, or never
    #[arg(long, value_name = "90d|never")]
    rotate_every: Option<Cadence>,

    /// Allow models that match, such as 'gpt-*'; of a key that may use any, only these from now
    /// on; may be repeated
    #[arg(long = "add-model", value_name = "GLOB")]
    add_models: Vec<ModelGlob>,

    /// Allow this model or pattern no more; may be repeated
    #[arg(long = "remove-model", value_name = "GLOB")]
    remove_models: Vec<ModelGlob>,

    /// Allow any model
    #[arg(long, conflicts_with_all = ["add_models", "remove_models"])]
    any_model: bool,

    /// Allow addresses of this network, such as 10.0.0.0/8; of a key that may be used from
    /// anywhere, only these from now on; may be repeated
    #[arg(long = "add-cidr", value_name = "NET")]
    add_networks: Vec<IpNet>,

    /// Allow this network no more; may be repeated
    #[arg(long = "remove-cidr", value_name = "NET")]
    remove_networks: Vec<IpNet>,

    /// Allow any address
    #[arg(long = "any-cidr", conflicts_with_all = ["add_networks", "remove_networks"])]
    any_network: bool,
}

impl Set {
    fn changes(&self, access: &DatabaseAccess) -> Result<Changes, Failure> {
        Ok(Changes {
            name: self.name.clone(),
            expiry: self.expires.as_ref().map(|expires| expires.resolve(access)).transpose()?,
            cadence: self.rotate_every,
            models: narrowing(self.any_model, &self.add_models, &self.remove_models),
            networks: narrowing(self.any_network, &self.add_networks, &self.remove_networks),
        })
    }
}

fn narrowing<T: Clone>(lift: bool, add: &[T], remove: &[T]) -> Narrowing<T> {
    if lift {
        return Narrowing::Lift;
    }
    Narrowing::Edit { add: add.to_vec(), remove: remove.to_vec() }
}

/// Runs the verb.
pub fn run(args: &Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let changes = args.changes(access)?;
    let Changed { key, fields, narrowed } =
        set::set(&mut access.session(output)?, &args.key, &changes)?;
    if output.would(&format!("changed key \"{}\": {}", args.key, told(&fields))) {
        return Ok(());
    }
    let path = key.path();
    if fields.is_empty() {
        output.note(&format!("key \"{path}\" is as it was asked for"));
    }
    for field in narrowed {
        output.note(&match field {
            set::MODELS => format!("key \"{path}\" could use any model, and now these only"),
            _ => format!("key \"{path}\" could be used from anywhere, and now from there only"),
        });
    }
    let (key, activity) = list::show(&access.store()?, &KeyRef::Id(key.id))?;
    output.receipt(&record(&key, activity, access))
}

fn told(fields: &[&str]) -> String {
    if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") }
}
