//! `keyctl user set`

use clap::{ArgGroup, Args};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::user::row::receipt;
use crate::domain::display_name::NewDisplayName;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::user::UserRef;
use crate::ops::user::set::{self, Changes};

/// `user set`
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("changes")
    .args(["email", "handle", "display_name", "role"]).required(true).multiple(true)))]
pub struct Set {
    /// E-mail, handle or number
    #[arg(value_name = "USER")]
    user: UserRef,

    /// Give it this e-mail
    #[arg(long, value_name = "E")]
    email: Option<Email>,

    /// Give it this handle; its keys are USER/NAME by it from now on
    #[arg(long, value_name = "H")]
    handle: Option<Name>,

    /// Name to show beside the handle; '' for none
    #[arg(long, value_name = "S")]
    display_name: Option<NewDisplayName>,

    /// Give it this role: its keys may do from the next request on what the role says
    #[arg(long, value_name = "R")]
    role: Option<String>,
}

/// Runs the verb.
pub fn run(args: &Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let changes = Changes {
        email: args.email.clone(),
        handle: args.handle.clone(),
        display_name: args.display_name.clone(),
        role: args.role.clone(),
    };
    let done = set::set(&mut access.session(output)?, &args.user, &changes)?;
    let handle = &done.user.handle;
    if done.fields.is_empty() {
        output.note(&format!("user \"{handle}\" is as it was asked for"));
    }
    let fields = match done.fields.as_slice() {
        [] => "nothing".to_owned(),
        fields => fields.join(", "),
    };
    if output.would(&format!("changed user \"{handle}\": {fields}")) {
        return Ok(());
    }
    receipt(done.user.id, access, output)
}
