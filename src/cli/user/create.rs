//! `keyctl user create`

use std::str::FromStr;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::user::password::PasswordIn;
use crate::cli::user::row::receipt;
use crate::domain::budget::Allowance;
use crate::domain::display_name::DisplayName;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::role;
use crate::domain::user::UserKind;
use crate::ops::session::{Created, IfExists};
use crate::ops::user::create::{Request, create_with};
use crate::ops::user::password;
use crate::secret::password::Password;

/// `user create`
#[derive(Args, Debug)]
pub struct Create {
    /// E-mail of a person, or handle of anybody
    #[arg(value_name = "E-MAIL|HANDLE")]
    who: Who,

    /// Handle to use instead of the local part of the e-mail
    #[arg(long, value_name = "H")]
    handle: Option<Name>,

    /// Name to show beside the handle
    #[arg(long, value_name = "S")]
    display_name: Option<DisplayName>,

    /// Role that says what the user's keys may do
    #[arg(long, value_name = "R", default_value = role::DEFAULT)]
    role: String,

    /// Create a service: a program, not a person
    #[arg(long)]
    service: bool,

    /// Let it spend so much, such as 50/month, day, week or total
    #[arg(long, value_name = "50/month", allow_hyphen_values = true)]
    budget: Option<Allowance>,

    #[command(flatten)]
    password: PasswordIn,

    /// Create it without a password, which is what happens where none is given
    #[arg(long, conflicts_with_all = ["password_stdin", "password_file"])]
    no_password: bool,

    /// Succeed where the same user exists already
    #[arg(long)]
    if_not_exists: bool,
}

/// A new user, as the first argument names it.
#[derive(Clone, Debug)]
enum Who {
    Email(Email),
    Handle(Name),
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('@') {
            return text.parse().map(Self::Email).map_err(|error| format!("{error}"));
        }
        text.parse().map(Self::Handle).map_err(|error| format!("{error}"))
    }
}

impl Create {
    fn request(&self) -> Result<Request, Failure> {
        let (email, handle) = match (self.who.clone(), self.handle.clone()) {
            (Who::Email(email), handle) => (Some(email), handle),
            (Who::Handle(handle), None) => (None, Some(handle)),
            (Who::Handle(_), Some(_)) => {
                return Err(Failure::usage("user.two_handles", "two handles were given")
                    .fix("write the e-mail first, or leave --handle out"));
            }
        };
        let kind = if self.service { UserKind::Service } else { UserKind::Person };
        let (display_name, role) = (self.display_name.clone(), self.role.clone());
        let budget = self.budget;
        Ok(Request { email, handle, display_name, kind, role, budget })
    }

    /// The password that is given. Nobody is asked for one: few users ever need it, and `user passwd`
    /// asks.
    fn password(
        &self,
        request: &Request,
        prompt: Prompt,
        output: &mut Output,
    ) -> Result<Option<Password>, Failure> {
        if !self.password.is_given() {
            return Ok(None);
        }
        let handle = request.handle.as_ref().map(Name::as_str);
        let named = handle.or(request.email.as_ref().map(Email::as_str)).unwrap_or_default();
        let text = self.password.read(named, prompt, output)?;
        Ok(Some(password::chosen(&text, handle, request.email.as_ref())?))
    }
}

/// Runs the verb.
pub fn run(
    args: &Create,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let request = args.request()?;
    let mut session = access.session(output)?;
    let password = args.password(&request, prompt, output)?;
    let if_exists = IfExists::from_flag(args.if_not_exists);
    let (created, user) = match create_with(&mut session, &request, password.as_ref(), if_exists)? {
        Created::New(user) => (true, user),
        Created::Existing(user) => (false, user),
    };
    if !created {
        output.note(&format!("user \"{}\" exists", user.handle));
    } else if output.would(&format!("created user \"{}\"", user.handle)) {
        return Ok(());
    }
    receipt(user.id, access, output)
}
