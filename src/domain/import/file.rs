//! [`Rows`]: an import file, read row by row in constant memory.

use std::io::{self, BufRead, Read};
use std::marker::PhantomData;
use std::str::FromStr;

use csv_core::{ReadRecordResult, ReaderBuilder, Terminator};
use zeroize::Zeroizing;

use crate::domain::import::cells::{Cells, Table, place};
use crate::domain::import::error::ImportError;
use crate::domain::import::json;
use crate::domain::word::UnknownWord;

/// The longest row, in bytes without its line end; a quoted field may spread it over lines.
const ROW_MAX: usize = 64 << 10;
/// The most fields of a CSV row.
const FIELDS_MAX: usize = 64;
/// The three bytes that some editors begin a file of UTF-8 with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How an import file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    /// RFC 4180 with a header row; columns in any order.
    Csv,
    /// One JSON object on each line.
    JsonLines,
}

impl ImportFormat {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

impl FromStr for ImportFormat {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::JsonLines),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "csv, jsonl" }),
        }
    }
}

/// The rows of an import file, each with the number of its first line, from 1.
///
/// A bad row does not end the reading, so that all of them can be told at once; what leaves the
/// rest of the file without a meaning does: a bad header, a quote never closed, a row above
/// 64 KiB, an error of the reader. Line ends are LF or CRLF, a byte order mark is skipped, and
/// so are blank lines. What was read is wiped from memory, but for what the reader itself keeps.
pub struct Rows<R, T> {
    lines: Lines<R>,
    parser: Parser,
    ended: bool,
    /// What the rows say.
    table: PhantomData<T>,
}

/// How lines become rows.
enum Parser {
    Csv(Box<CsvParser>),
    JsonLines,
}

impl<R: BufRead, T: Table> Rows<R, T> {
    /// Reads nothing yet.
    pub fn new(input: R, format: ImportFormat) -> Self {
        let parser = match format {
            ImportFormat::Csv => Parser::Csv(Box::new(CsvParser::new())),
            ImportFormat::JsonLines => Parser::JsonLines,
        };
        Self { lines: Lines::new(input), parser, ended: false, table: PhantomData }
    }

    /// The next row, once the header was read where there is one.
    fn next_row(&mut self) -> Option<Result<T, ImportError>> {
        let cells = match &mut self.parser {
            Parser::Csv(parser) => {
                if parser.columns.is_empty()
                    && let Err(error) = parser.read_header::<T>(&mut self.lines)
                {
                    self.ended = true;
                    return Some(Err(error));
                }
                parser.next_cells(&mut self.lines, T::COLUMNS.len())?
            }
            Parser::JsonLines => match self.lines.next_filled() {
                Ok(false) => return None,
                Ok(true) => self.lines.text().and_then(json::parse::<T>),
                Err(error) => Err(error),
            },
        };
        Some(cells.and_then(T::from_cells))
    }
}

impl<R: BufRead, T: Table> Iterator for Rows<R, T> {
    type Item = (u64, Result<T, ImportError>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.next_row();
        self.ended |= match &row {
            None => true,
            Some(row) => row.as_ref().is_err_and(ImportError::is_fatal),
        };
        Some((self.lines.row_start.max(1), row?))
    }
}

/// The lines of a file, one at a time.
struct Lines<R> {
    input: R,
    /// The current line without its end.
    line: Zeroizing<Vec<u8>>,
    /// Its number.
    number: u64,
    /// The number of the first line of the current row.
    row_start: u64,
}

impl<R: BufRead> Lines<R> {
    fn new(input: R) -> Self {
        // Of its full size from the start: growing would leave copies behind.
        let line = Zeroizing::new(Vec::with_capacity(ROW_MAX + 8));
        Self { input, line, number: 0, row_start: 0 }
    }

    /// Goes to the next line that is not blank and begins a row there. `false` at the end.
    fn next_filled(&mut self) -> Result<bool, ImportError> {
        loop {
            let more = self.advance();
            self.row_start = self.number;
            if !more? {
                return Ok(false);
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }

    /// Goes to the next line. `false` at the end.
    fn advance(&mut self) -> Result<bool, ImportError> {
        self.line.clear();
        let most = BYTE_ORDER_MARK.len() + ROW_MAX + 2;
        let read = read_line(&mut self.input, most, &mut self.line)?;
        if read == 0 {
            return Ok(false);
        }
        self.number += 1;
        if self.line.pop_if(|byte| *byte == b'\n').is_some() {
            self.line.pop_if(|byte| *byte == b'\r');
        }
        if self.number == 1 && self.line.starts_with(BYTE_ORDER_MARK) {
            self.line.drain(..BYTE_ORDER_MARK.len());
        }
        if self.line.len() > ROW_MAX { Err(ImportError::TooLong) } else { Ok(true) }
    }

    fn text(&self) -> Result<&str, ImportError> {
        std::str::from_utf8(&self.line).map_err(|_| ImportError::NotUtf8)
    }
}

/// Reads up to a line end, but no more than `most` bytes.
fn read_line(input: &mut impl BufRead, most: usize, line: &mut Vec<u8>) -> io::Result<usize> {
    input.take(most as u64).read_until(b'\n', line)
}

/// Takes CSV rows apart. The buffers are its own, so that they can be wiped.
struct CsvParser {
    reader: csv_core::Reader,
    /// The places of the header's columns in the table; none before it was read.
    columns: Vec<usize>,
    /// The fields of the current row, one after the other.
    fields: Zeroizing<Vec<u8>>,
    /// Where each field ends.
    ends: [usize; FIELDS_MAX],
    /// How many there are.
    count: usize,
}

impl CsvParser {
    fn new() -> Self {
        Self {
            // Lines come without their carriage return.
            reader: ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build(),
            columns: Vec::new(),
            fields: Zeroizing::new(vec![0; ROW_MAX + 8]),
            ends: [0; FIELDS_MAX],
            count: 0,
        }
    }

    /// Reads the header.
    fn read_header<T: Table>(
        &mut self,
        lines: &mut Lines<impl BufRead>,
    ) -> Result<(), ImportError> {
        if !lines.next_filled()? {
            return Err(ImportError::NoHeader(T::COLUMNS.join(", ")));
        }
        self.read_record(lines)?;
        let mut columns = Vec::with_capacity(self.count);
        for index in 0..self.count {
            let column = place::<T>(self.field(index)?.trim(), index + 1)?;
            if columns.contains(&column) {
                return Err(ImportError::Repeated(T::COLUMNS[column]));
            }
            columns.push(column);
        }
        let has = |name: &&str| columns.iter().any(|column| T::COLUMNS[*column] == *name);
        if let Some(missing) = T::REQUIRED.iter().find(|any| !any.iter().any(has)) {
            return Err(ImportError::MissingColumn(missing.join(" or ")));
        }
        self.columns = columns;
        Ok(())
    }

    /// The next row's texts, in a table of so many columns; `None` at the end.
    fn next_cells(
        &mut self,
        lines: &mut Lines<impl BufRead>,
        width: usize,
    ) -> Option<Result<Cells, ImportError>> {
        match lines.next_filled() {
            Ok(false) => None,
            Ok(true) => Some(self.read_record(lines).and_then(|()| self.cells(width))),
            Err(error) => Some(Err(error)),
        }
    }

    /// Takes the current line apart, and those after it while a quote is open.
    fn read_record(&mut self, lines: &mut Lines<impl BufRead>) -> Result<(), ImportError> {
        let mut filled = 0;
        self.count = 0;
        loop {
            lines.line.push(b'\n');
            let (result, _, written, fields) = self.reader.read_record(
                &lines.line,
                &mut self.fields[filled..],
                &mut self.ends[self.count..],
            );
            filled += written;
            self.count += fields;
            match result {
                ReadRecordResult::Record => return Ok(()),
                ReadRecordResult::OutputFull => return Err(ImportError::TooLong),
                ReadRecordResult::OutputEndsFull => return Err(ImportError::TooManyFields),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
            if !lines.advance()? {
                return Err(ImportError::OpenQuote);
            }
        }
    }

    /// The row by the columns of the header.
    fn cells(&self, width: usize) -> Result<Cells, ImportError> {
        if self.count != self.columns.len() {
            return Err(ImportError::Width { fields: self.count, columns: self.columns.len() });
        }
        let mut cells = Cells::new(width);
        for (index, column) in self.columns.iter().enumerate() {
            cells.set(*column, self.field(index)?);
        }
        Ok(cells)
    }

    fn field(&self, index: usize) -> Result<&str, ImportError> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        std::str::from_utf8(&self.fields[start..self.ends[index]]).map_err(|_| ImportError::NotUtf8)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::credential::HashOf;
    use crate::domain::import::row::{ImportedCredential, Row, RowExpiry};
    use crate::domain::name::Name;
    use crate::domain::time::TimeSpec;

    const HEADER: &str = "user,name,prefix,key,hash,hash_of,role,expires_at\n";

    const OWN_KEY: &str = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";

    fn read(text: impl AsRef<[u8]>, format: ImportFormat) -> Vec<(u64, Result<Row, String>)> {
        Rows::new(text.as_ref(), format)
            .map(|(line, row)| (line, row.map_err(|error| error.to_string())))
            .collect()
    }

    fn csv(text: impl AsRef<[u8]>) -> Vec<(u64, Result<Row, String>)> {
        read(text, ImportFormat::Csv)
    }

    fn jsonl(text: impl AsRef<[u8]>) -> Vec<(u64, Result<Row, String>)> {
        read(text, ImportFormat::JsonLines)
    }

    /// The one row of a file.
    fn only(mut rows: Vec<(u64, Result<Row, String>)>) -> Result<Row, String> {
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0).1
    }

    fn row(line: &str) -> Result<Row, String> {
        only(csv(format!("{HEADER}{line}")))
    }

    /// Line numbers, and the names of the keys or the errors.
    fn outline(rows: Vec<(u64, Result<Row, String>)>) -> Vec<(u64, Result<String, String>)> {
        rows.into_iter().map(|(line, row)| (line, row.map(|row| row.name.to_string()))).collect()
    }

    fn ok(line: u64, name: &str) -> (u64, Result<String, String>) {
        (line, Ok(name.to_owned()))
    }

    fn secret(row: &Row) -> (&str, Option<HashOf>) {
        match &row.credential {
            ImportedCredential::Key(key) => (key, None),
            ImportedCredential::Hash { text, of } => (text, Some(*of)),
        }
    }

    #[test]
    fn a_row_with_everything_is_read() {
        let row = row("Alice@Example.com,My App,p2p_k3y,,$2b$12$x,secret,Node-Operator,2027-01-31");
        let row = row.unwrap();
        assert_eq!(row.user.to_string(), "alice@example.com");
        assert_eq!(row.name.as_str(), "my-app");
        assert_eq!(row.prefix.as_ref().unwrap().as_str(), "p2p_k3y");
        assert_eq!(secret(&row), ("$2b$12$x", Some(HashOf::Secret)));
        assert_eq!(row.role.as_deref(), Some("node_operator"));
        assert_eq!(row.expires, Some(RowExpiry::At("2027-01-31".parse().unwrap())));
    }

    #[test]
    fn a_row_says_as_little_as_it_may() {
        let row = only(csv("key,user\nsk-abc,bob\n"));
        assert_eq!(row.unwrap_err(), "name is empty, and there is no prefix to name the key after");
        let row = only(csv("name,key,user\nci,sk-abc,bob")).unwrap();
        assert_eq!(row.user.to_string(), "bob");
        assert_eq!(secret(&row), ("sk-abc", None));
        assert!(row.prefix.is_none() && row.role.is_none() && row.expires.is_none());
        let row = only(jsonl(r#"{"user":"bob","prefix":"App_1","hash":"h","name":null}"#)).unwrap();
        assert_eq!((row.name.as_str(), secret(&row)), ("app_1", ("h", Some(HashOf::Secret))));
    }

    #[test]
    fn what_was_hashed_follows_from_the_prefix() {
        for (line, of) in [
            ("bob,ci,p,,h,,,", HashOf::Secret),
            ("bob,ci,,,h,,,", HashOf::Key),
            ("bob,ci,p,,h,key,,", HashOf::Key),
            ("bob,ci,p,,h,secret,,", HashOf::Secret),
            ("bob,ci,,,h,key,,", HashOf::Key),
        ] {
            assert_eq!(secret(&row(line).unwrap()), ("h", Some(of)), "{line}");
        }
    }

    #[test]
    fn expiry_is_a_date_an_instant_or_never() {
        let expires = |text: &str| row(&format!("bob,ci,,k,,,,{text}")).map(|row| row.expires);
        assert_eq!(expires(""), Ok(None));
        assert_eq!(expires("never"), Ok(Some(RowExpiry::Never)));
        assert!(matches!(
            expires("2027-01-31T10:00:00+02:00"),
            Ok(Some(RowExpiry::At(TimeSpec::Exact(at)))) if at.to_string() == "2027-01-31T08:00:00Z"
        ));
        assert!(matches!(expires("2027-01-31"), Ok(Some(RowExpiry::At(TimeSpec::Day(_))))));
        for text in ["now", "+30d", "2027-01-31T10:00", "Never", "31.01.2027", "1800000000"] {
            assert!(expires(text).unwrap_err().starts_with("expires_at is neither"), "{text}");
        }
    }

    #[test]
    fn a_row_that_says_something_impossible_is_refused() {
        for (line, error) in [
            (",ci,,k,,,,", "user is empty"),
            ("7,ci,,k,,,,", "user is a number"),
            ("99999999999999999999,ci,,k,,,,", "user is a number"),
            ("Not Alice,ci,,k,,,,", "user is neither a handle"),
            ("a@b@c,ci,,k,,,,", "user is neither a handle"),
            ("bob,ci,a/b,k,,,,", "a prefix is 1 to 64"),
            ("bob,ci,,,,,,", "there is neither a key nor a hash"),
            ("bob,ci,,k,h,,,", "there are both a key and a hash"),
            ("bob,ci,,k,,key,,", "hash_of is given without a hash"),
            ("bob,ci,,,h,password,,", "hash_of is neither secret nor key"),
            ("bob,ci,,,h,secret,,", "the hash is of a secret, and there is no prefix"),
            ("bob,ci,,two words,,,,", "key is not 1 to 512 visible"),
            ("bob,ci,,clé,,,,", "key is not 1 to 512 visible"),
            (&format!("bob,ci,,{OWN_KEY},,,,"), "the key is one that keyctl made"),
            ("bob,ci,app,app-s3cret,,,,", "the key does not begin with its prefix"),
            ("bob,ci,app,app_1_s3cret,,,,", "the key does not begin with its prefix"),
            ("bob,ci,app,app_,,,,", "the key does not begin with its prefix"),
        ] {
            let found = row(line).unwrap_err();
            assert!(found.starts_with(error), "{line}: {found}");
        }
        assert!(row(&format!("bob,ci,,{},,,,", "k".repeat(513))).is_err());
        assert!(row("bob,ci,app_1,app_1_s3cret,,,,").is_ok());
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let file = "\u{feff}name,user,key\r\n\
                    one,bob,k1\r\n\
                    \r\n\
                    \"two\r\nlines\",bob,k2\r\n\
                    \"with \"\"quotes\"\", and comma\",bob,k3\r\n\
                    five,,k4\r\n\
                    six,bob,k5";
        assert_eq!(
            outline(csv(file)),
            [
                ok(2, "one"),
                ok(4, "two-lines"),
                ok(6, "with--quotes---and-comma"),
                (7, Err("user is empty".to_owned())),
                ok(8, "six"),
            ]
        );
        let file = "\u{feff}{\"user\":\"bob\",\"name\":\"one\",\"key\":\"k\"}\r\n\n  \n\
                    {\"key\":\"k\",\"user\":\"bob\",\"name\":\"t\\u0077o\"}\n[]\n";
        assert_eq!(
            outline(jsonl(file)),
            [ok(1, "one"), ok(4, "two"), (5, Err("the line is not a JSON object".to_owned())),]
        );
    }

    #[test]
    fn a_bad_row_does_not_hide_the_next() {
        let file = b"user,name,key\nbob,short\nbob,long,k,more\nbob,\xff,k\nbob,ci,k\n";
        assert_eq!(
            outline(csv(file)),
            [
                (2, Err("the row has 2 fields and the header has 3".to_owned())),
                (3, Err("the row has 4 fields and the header has 3".to_owned())),
                (4, Err("the row is not UTF-8".to_owned())),
                ok(5, "ci"),
            ]
        );
        let file = b"{\"user\":\"\xff\"}\n{\n{\"user\":\"bob\",\"name\":\"ci\",\"key\":\"k\"}";
        let rows = outline(jsonl(file));
        assert_eq!(rows[0], (1, Err("the row is not UTF-8".to_owned())));
        assert!(rows[1].1.is_err());
        assert_eq!(rows[2], ok(3, "ci"));
    }

    #[test]
    fn a_header_that_is_none_ends_the_reading() {
        let columns = "the columns are user, name, prefix, key, hash, hash_of, role, expires_at";
        for (file, line, error) in [
            (
                "",
                1,
                "the file is empty: its first row names its columns, out of user, name, prefix, key, hash, hash_of, role, expires_at",
            ),
            (
                "\n\n",
                2,
                "the file is empty: its first row names its columns, out of user, name, prefix, key, hash, hash_of, role, expires_at",
            ),
            ("\nuser,owner,key\na,b,c", 2, &format!("column 2, \"owner\", is unknown: {columns}")),
            ("sk-s3cret,bob\nsk-2,bob", 1, &format!("column 1 is unknown: {columns}")),
            ("user,,key\na,b,c", 1, &format!("column 2 is unknown: {columns}")),
            ("user,key,user\na,b,c", 1, "user occurs twice"),
            ("name,key\na,b", 1, "the header lacks user"),
            ("name,user\na,b", 1, "the header lacks key or hash"),
            ("user,\"key\na,b", 1, "a quote that this row opens is never closed"),
        ] {
            assert_eq!(outline(csv(file)), [(line, Err(error.to_owned()))], "{file:?}");
        }
    }

    #[test]
    fn members_are_columns_and_occur_once() {
        for (line, error) in [
            (r#"{"user":"a","user":"a"}"#, "user occurs twice"),
            (r#"{"user":"a","us\u0065r":"a"}"#, "user occurs twice"),
            (r#"{"user":"a","owner":"b"}"#, "column 2, \"owner\", is unknown"),
            (r#"{"sk-s3cret":"b"}"#, "column 1 is unknown"),
            (r#"{"user":7}"#, "user is not a JSON string"),
            (r#"{"user":["a"]}"#, "user is not a JSON string"),
            (r#"{"user":"\ud800"}"#, "user is not a JSON string"),
            (r#"{"user":"a"} {}"#, "the JSON object of this line breaks off or errs at byte 14"),
            (r#"{"user":"a""#, "the JSON object of this line breaks off or errs at byte 11"),
            (r#""s3cret""#, "the line is not a JSON object"),
        ] {
            let found = only(jsonl(line)).unwrap_err();
            assert!(found.starts_with(error), "{line}: {found}");
        }
        assert!(jsonl("").is_empty());
    }

    #[test]
    fn a_row_has_an_end() {
        let long = |len: usize| format!("user,name,key\nbob,{},k\nbob,ci,k\n", "n".repeat(len));
        let too_long = "the row is longer than 64 KiB".to_owned();
        let most = ROW_MAX - "bob,,k".len();
        assert_eq!(outline(csv(long(most)))[1], ok(3, "ci"));
        assert_eq!(outline(csv(long(most + 1))), [(2, Err(too_long.clone()))]);
        let spread = format!("user,name,key\nbob,\"{}\",k\n", "n\n".repeat(ROW_MAX));
        assert_eq!(outline(csv(spread)), [(2, Err(too_long.clone()))]);
        assert_eq!(outline(jsonl("x".repeat(1 << 20))), [(1, Err(too_long))]);
        let open = "user,name,key\nbob,\"ci,k\nbob,x,k\n";
        let error = "a quote that this row opens is never closed".to_owned();
        assert_eq!(outline(csv(open)), [(2, Err(error))]);
        let wide = format!("user,key\nbob,k{}\nbob,k\n", ",".repeat(100));
        assert_eq!(outline(csv(wide)), [(2, Err("the row has more than 64 fields".to_owned()))]);
    }

    #[test]
    fn a_reader_that_fails_ends_the_reading() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("pulled out"))
            }
        }
        let file = "user,name,key\nbob,ci,k\n".as_bytes().chain(io::BufReader::new(Failing));
        let rows: Vec<_> = Rows::<_, Row>::new(file, ImportFormat::Csv).collect();
        assert_eq!(rows.len(), 2);
        let (line, error) = (rows[1].0, rows[1].1.as_ref().unwrap_err().to_string());
        assert_eq!((line, error.as_str()), (2, "the file cannot be read: pulled out"));
    }

    #[test]
    fn no_secret_is_shown() {
        let rows = [
            row("bob,ci,app,app_s3cret,,,,"),
            row("bob,ci,,,s3cret,,,"),
            row("s3cret s3cret,ci,,k,,,,"),
            row("s3cret@@,ci,,k,,,,"),
            row("bob,ci,s3cret/,k,,,,"),
            row("bob,ci,,s3cret é,,,,"),
            row("bob,ci,,,h,s3cret,,"),
            row("bob,ci,,k,,,,s3cret"),
            only(jsonl(r#"{"user":"s3cret" s3cret"#)),
            only(jsonl(r#"{"key":[s3cret]}"#)),
        ];
        assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 2);
        for row in rows {
            assert!(!format!("{row:?}").contains("s3cret"), "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn no_file_panics(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            text in "[a-z0-9@_\",\r\n{}: \\\\-]{0,300}",
        ) {
            for file in [bytes.clone(), text.clone().into_bytes(), [HEADER.as_bytes(), &bytes].concat(),
                [HEADER.as_bytes(), text.as_bytes()].concat()]
            {
                let lines = file.split(|byte| *byte == b'\n').count() as u64;
                for format in [ImportFormat::Csv, ImportFormat::JsonLines] {
                    let mut last = 0;
                    for (line, _) in read(&file, format) {
                        prop_assert!(last < line && line <= lines, "{line} of {lines}");
                        last = line;
                    }
                }
            }
        }

        #[test]
        fn what_a_writer_wrote_is_read(
            labels in proptest::collection::vec("[ -~\n]{0,20}[a-z]", 1..6),
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["user", "name", "key"]).unwrap();
            let mut lines = vec![2];
            for label in &labels {
                writer.write_record(["bob", label, "k"]).unwrap();
                let after = lines[lines.len() - 1] + 1 + label.matches('\n').count() as u64;
                lines.push(after);
            }
            let rows = outline(csv(writer.into_inner().unwrap()));
            let expected: Vec<_> = labels
                .iter()
                .zip(lines)
                .map(|(label, line)| (line, Ok(Name::from_label(label).to_string())))
                .collect();
            prop_assert_eq!(rows, expected);
        }
    }
}
