//! `keyctl user list` and `keyctl user show`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{self, PageArgs};
use crate::cli::user::row::{COLUMNS, record, row};
use crate::domain::account::Account;
use crate::domain::user::{Standing, UserRef};
use crate::ops::user::list::{self, Wanted};

/// `user list`
#[derive(Args, Debug)]
pub struct List {
    /// Show only users of this status: active, disabled, locked or removed
    #[arg(long, value_name = "STATUS")]
    status: Option<Standing>,

    /// Show only users of this role
    #[arg(long, value_name = "R")]
    role: Option<String>,

    /// Show only people without a second factor
    #[arg(long = "no-2fa")]
    no_two_factor: bool,

    #[command(flatten)]
    page: PageArgs,
}

/// `user show`
#[derive(Args, Debug)]
pub struct Show {
    /// E-mail, handle or number, or an unambiguous beginning of 3 letters
    #[arg(value_name = "USER")]
    user: UserRef,
}

/// Runs `user list`.
pub fn list(args: &List, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let now = access.now;
    let wanted = Wanted {
        standing: args.status,
        role: args.role.clone(),
        no_two_factor: args.no_two_factor,
    };
    let filter = list::filter(&store, &wanted, now)?;
    let sort_columns = list::sort_columns();
    let row = |account: &Account| row(account, now);
    let shown =
        page::List { kind: "user.list", columns: COLUMNS, sort_columns: &sort_columns, row: &row };
    let read = |page: &_| list::list(&store, &filter, page);
    args.page.write(output, &shown, read, || list::count(&store, &filter))
}

/// Runs `user show`.
pub fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let details = list::details(&access.store()?, &args.user, access.now)?;
    output.record(&record(&details, access.now))
}
