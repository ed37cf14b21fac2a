//! Operators: the OS users who act as keyctl users.

use crate::domain::permission::Grants;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;

/// An OS user who is bound to a keyctl user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name of the OS user.
    pub os_user: String,
    /// The number of the user it acts as.
    pub user_id: UserId,
    /// The handle of that user.
    pub user: String,
    /// The name of that user's role.
    pub role: String,
    /// What that role permits.
    pub role_permissions: Grants,
    /// The most that the OS user may do of it; `None` for all of it.
    pub permissions: Option<Grants>,
    /// Whether that user is active.
    pub active: bool,
    /// When it was bound.
    pub created_at: Timestamp,
}

impl Operator {
    /// What it may do: of the role of its user what the binding leaves.
    pub fn grants(&self) -> Grants {
        match &self.permissions {
            Some(own) => self.role_permissions.within(own),
            None => self.role_permissions.clone(),
        }
    }
}
