//! What all imports have in common: a whole file is read and checked before anything is changed,
//! every bad line is told at once, and what then remains is one transaction.

use crate::domain::import::bad_line::BadLines;
use crate::domain::import::error::ImportError;
use crate::ops::error::{Error, Kind};
use crate::store::error::Error as StoreError;

/// What a kind of file may hold, and the codes of what ends its import.
#[derive(Debug)]
pub struct Intake {
    /// What its rows are, in the plural.
    pub what: &'static str,
    /// The most of them, since all are held until all were checked.
    pub most: usize,
    /// How many bad lines are told; more are counted.
    pub most_told: usize,
    /// The code where it cannot be read.
    pub unreadable: &'static str,
    /// The code where it has more than the most.
    pub too_large: &'static str,
    /// The code where the database has changed since it was checked.
    pub overtaken: &'static str,
}

impl Intake {
    /// Hands on each row of a file with its line, and returns what is wrong with lines.
    ///
    /// # Errors
    /// [`Kind::Refused`] where more rows than the most were taken, [`Kind::Storage`] where the file
    /// cannot be read, or why a row could not be checked.
    pub fn each<T>(
        &self,
        rows: impl Iterator<Item = (u64, Result<T, ImportError>)>,
        mut take: impl FnMut(u64, T) -> Result<(), Objection>,
    ) -> Result<BadLines, Error> {
        let mut bad = BadLines::telling(self.most_told);
        let mut taken = 0;
        for (line, row) in rows {
            let judged = match row {
                Ok(row) => take(line, row),
                Err(ImportError::Read(error)) => return Err(self.unreadable(&error)),
                Err(error) => Err(Objection::Line(error.to_string())),
            };
            taken += usize::from(good(&mut bad, line, judged)?.is_some());
            if taken > self.most {
                let message = format!("the file has more than {} {}", self.most, self.what);
                return Err(Error::new(Kind::Refused, self.too_large, message)
                    .fix("import it in several parts"));
            }
        }
        Ok(bad)
    }

    /// What an error means while a plan is carried out: where it is a conflict, the plan was
    /// overtaken.
    pub fn explain(&self, error: impl Into<Error>) -> Error {
        let error = error.into();
        if error.kind == Kind::Conflict { self.overtaken() } else { error }
    }

    /// All was checked before, so somebody else came between.
    pub fn overtaken(&self) -> Error {
        Error::new(Kind::Conflict, self.overtaken, "the database changed meanwhile")
            .why("a user or a key of the file was made by another command; nothing was imported")
            .fix("try again")
    }

    fn unreadable(&self, error: &std::io::Error) -> Error {
        let message = format!("the file cannot be read: {error}");
        Error::new(Kind::Storage, self.unreadable, message)
    }
}

/// What is good of a line; what stands against it goes to the bad ones.
///
/// # Errors
/// Why it could not be checked.
pub fn good<T>(
    bad: &mut BadLines,
    line: u64,
    judged: Result<T, Objection>,
) -> Result<Option<T>, Error> {
    match judged {
        Ok(good) => Ok(Some(good)),
        Err(Objection::Line(reason)) => {
            bad.push(line, reason);
            Ok(None)
        }
        Err(Objection::Failed(error)) => Err(error),
    }
}

/// What stands against a line.
#[derive(Debug)]
pub enum Objection {
    /// Something in it.
    Line(String),
    /// It could not be checked.
    Failed(Error),
}

impl Objection {
    /// Something in the line, as the outcome of checking it.
    ///
    /// # Errors
    /// [`Objection::Line`], always.
    pub fn line<T>(reason: impl Into<String>) -> Result<T, Self> {
        Err(Self::Line(reason.into()))
    }
}

impl From<StoreError> for Objection {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What the operations refuse is wrong with the line; all else is not.
impl From<Error> for Objection {
    fn from(error: Error) -> Self {
        if error.kind != Kind::Refused {
            return Self::Failed(error);
        }
        Self::Line(match error.why {
            Some(why) => format!("{}: {why}", error.message),
            None => error.message,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    const INTAKE: Intake = Intake {
        what: "things",
        most: 2,
        most_told: 1,
        unreadable: "thing.unreadable",
        too_large: "thing.size",
        overtaken: "thing.overtaken",
    };

    fn each(rows: Vec<Result<&str, ImportError>>) -> Result<BadLines, Error> {
        INTAKE.each((1..).zip(rows), |_, row| match row {
            "bad" => Objection::line("it is bad"),
            "failed" => Err(Objection::Failed(Error::new(Kind::Busy, "db.busy", "locked"))),
            _ => Ok(()),
        })
    }

    #[test]
    fn only_rows_that_are_good_count_towards_the_most() {
        let bad = each(vec![Ok("bad"), Ok("a"), Err(ImportError::NotUtf8), Ok("b")]).unwrap();
        let bad = bad.none().unwrap_err();
        assert_eq!((bad.count, bad.told.len(), bad.told[0].line), (2, 1, 1));
        each(vec![Ok("a"), Ok("b")]).unwrap().none().unwrap();
        let error = each(vec![Ok("a"), Ok("b"), Ok("c")]).unwrap_err();
        assert_eq!(
            (error.code, error.message.as_str()),
            ("thing.size", "the file has more than 2 things")
        );
    }

    #[test]
    fn what_cannot_be_read_or_checked_ends_it() {
        let broken = ImportError::Read(io::Error::other("gone"));
        assert_eq!(each(vec![Ok("bad"), Err(broken)]).unwrap_err().code, "thing.unreadable");
        assert_eq!(each(vec![Ok("failed")]).unwrap_err().code, "db.busy");
    }

    #[test]
    fn a_conflict_is_told_as_the_import_of_the_file() {
        let explained = |kind| INTAKE.explain(Error::new(kind, "any", "any")).code;
        assert_eq!((explained(Kind::Conflict), explained(Kind::Busy)), ("thing.overtaken", "any"));
    }
}
