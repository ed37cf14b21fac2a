//! `keyctl 2fa`: a file for each thing that is done with second factors.

pub mod backup_codes;
pub mod code;
pub mod confirm;
pub mod enroll;
pub mod qr;
pub mod remove;
pub mod status;
pub mod verb;
pub mod verify;
