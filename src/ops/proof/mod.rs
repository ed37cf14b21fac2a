//! Proof of who somebody is: a password, a code of an authenticator, a backup code.
//!
//! Each goes the same way. An attempt is claimed in a transaction of its own (R-D4), the answer is
//! checked outside of any (R-C2), and what it is good for is granted in a last transaction, together
//! with what makes the answer good only once (R-D2) and with its entry in the audit log. In a dry run
//! all of this is real, and only what the caller grants is undone.

pub mod code;
pub mod password;
