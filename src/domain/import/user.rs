//! One row of a file of users.

use crate::domain::budget::Allowance;
use crate::domain::display_name::DisplayName;
use crate::domain::email::Email;
use crate::domain::expiry::ExpirySpec;
use crate::domain::import::cells::{Cells, Table};
use crate::domain::import::error::ImportError;
use crate::domain::import::user_error::UserRowError;
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::role;

/// The columns, or in JSON the members, in the order of the documentation.
#[derive(Clone, Copy)]
enum Column {
    Email,
    Handle,
    DisplayName,
    Role,
    Budget,
    Models,
    Expires,
}

impl From<Column> for usize {
    fn from(column: Column) -> Self {
        column as Self
    }
}

/// A user to import.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// Its e-mail; there is one, or a handle, or both.
    pub email: Option<Email>,
    /// Its handle; taken from the e-mail where the file does not say.
    pub handle: Option<Name>,
    /// What people call it.
    pub display_name: Option<DisplayName>,
    /// The name of its role, normalized; `None` where the file does not say.
    pub role: Option<String>,
    /// What it may spend, and how often anew; `None` where the file does not say.
    pub budget: Option<Allowance>,
    /// The only models that its key may use; all where there is none.
    pub models: Vec<ModelGlob>,
    /// When its key is to end; `None` where the file does not say.
    pub expires: Option<ExpirySpec>,
}

impl Table for UserRow {
    const COLUMNS: &'static [&'static str] =
        &["email", "handle", "display_name", "role", "budget", "models", "expires"];

    const REQUIRED: &'static [&'static [&'static str]] = &[&["email", "handle"]];

    fn from_cells(cells: Cells) -> Result<Self, ImportError> {
        Ok(Self::understand(&cells)?)
    }
}

impl UserRow {
    fn understand(cells: &Cells) -> Result<Self, UserRowError> {
        let row = Self {
            email: cells.get(Column::Email).map(str::parse).transpose()?,
            handle: cells.get(Column::Handle).map(str::parse).transpose()?,
            display_name: cells.get(Column::DisplayName).map(str::parse).transpose()?,
            role: cells.get(Column::Role).map(role::normalize),
            budget: cells.get(Column::Budget).map(str::parse).transpose()?,
            models: cells
                .get(Column::Models)
                .unwrap_or_default()
                .split_whitespace()
                .map(str::parse)
                .collect::<Result<_, _>>()?,
            expires: cells.get(Column::Expires).map(str::parse).transpose()?,
        };
        match (&row.email, &row.handle) {
            (None, None) => Err(UserRowError::Nobody),
            _ => Ok(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::file::{ImportFormat, Rows};

    fn read(text: &str, format: ImportFormat) -> Vec<(u64, Result<UserRow, String>)> {
        let rows = Rows::<_, UserRow>::new(text.as_bytes(), format);
        rows.map(|(line, row)| (line, row.map_err(|error| error.to_string()))).collect()
    }

    fn only(text: &str, format: ImportFormat) -> Result<UserRow, String> {
        let mut rows = read(text, format);
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0).1
    }

    #[test]
    fn a_row_is_the_same_in_both_formats() {
        let csv = only(
            "role,email,budget,models,expires,display_name,handle\n\
             Node-Operator,Ada@Example.com,50/month, gpt-* claude-* ,30d,\"Lovelace, Ada\",ada\n",
            ImportFormat::Csv,
        );
        let json = only(
            r#"{"email":"Ada@Example.com","handle":"ada","display_name":"Lovelace, Ada",
                "role":"Node-Operator","budget":"50/month","models":"gpt-* claude-*","expires":"30d"}"#
                .replace('\n', "")
                .as_str(),
            ImportFormat::JsonLines,
        );
        let row = csv.unwrap();
        assert_eq!(format!("{row:?}"), format!("{:?}", json.unwrap()));
        assert_eq!(row.email.unwrap().as_str(), "ada@example.com");
        assert_eq!(row.display_name.unwrap().as_str(), "Lovelace, Ada");
        assert_eq!((row.role.as_deref(), row.models.len()), (Some("node_operator"), 2));
        assert_eq!(row.budget.unwrap().to_string(), "50.00/month");
    }

    #[test]
    fn a_row_says_as_little_as_an_e_mail_or_a_handle() {
        let row = only("handle,role\nci,\n", ImportFormat::Csv).unwrap();
        assert!(row.email.is_none() && row.role.is_none() && row.expires.is_none());
        assert_eq!(
            only("email\n\"\"\n", ImportFormat::Csv).unwrap_err(),
            "both email and handle are empty: give one of them"
        );
        let lacks = only("display_name\nAda\n", ImportFormat::Csv).unwrap_err();
        assert_eq!(lacks, "the header lacks email or handle");
    }

    #[test]
    fn each_bad_cell_is_named_by_its_column() {
        for (row, column) in [
            ("a@b@c,,,,,,", "email: "),
            ("a\u{202e}@example.com,,,,,,", "email: "),
            (",Ada L,,,,,", "handle: "),
            (",42,,,,,", "handle: "),
            (",ada,\u{1b}[31mred,,,,", "display_name: "),
            (",ada,,,00,,", "budget: "),
            (",ada,,,5,,", "budget: "),
            (",ada,,,,\u{7}x,", "models: "),
            (",ada,,,,,soon", "expires: "),
        ] {
            let text = format!("email,handle,display_name,role,budget,models,expires\n{row}\n");
            let refused = only(&text, ImportFormat::Csv).unwrap_err();
            assert!(refused.starts_with(column), "{refused}");
            assert!(!refused.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{refused:?}");
        }
    }

    #[test]
    fn a_column_that_is_none_is_named_with_those_there_are() {
        let refused = only("email,budjet\na@example.com,5\n", ImportFormat::Csv).unwrap_err();
        assert_eq!(
            refused,
            "column 2, \"budjet\", is unknown: the columns are email, handle, display_name, role, \
             budget, models, expires"
        );
    }
}
