//! Values to text: what a person, a spreadsheet or a script reads. No I/O.
