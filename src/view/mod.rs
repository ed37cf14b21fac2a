//! Values to text: what a person, a spreadsheet or a script reads.
//!
//! Pure: text is returned or written to the writer it is given. Terminal, environment, clock and
//! time zone are known only through the [`style::Style`] passed in.

pub mod ago;
pub mod cell;
pub mod chart;
pub mod clip;
pub mod column;
pub mod counted;
pub mod dashboard;
pub mod digits;
pub mod escape;
pub mod qr;
pub mod record;
pub mod records;
pub mod redact;
pub mod style;
pub mod table;
pub mod value;
