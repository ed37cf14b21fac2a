//! The only writer: data to standard output, everything said to a person to standard error.
//!
//! Standard output is written through a handle whose failures are seen. A closed pipe ends the
//! command in silence, any other failure is one (R-L5). What is said is escaped (R-L1) and never
//! holds a whole key.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::mem;

use clap::builder::StyledStr;
use rustix::termios::tcgetwinsize;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::cli::environment::Colors;
use crate::cli::exit::{Failure, Report};
use crate::cli::global::{Color, Format, Global};
use crate::cli::progress::Progress;
use crate::domain::time::{Timestamp, Zone};
use crate::ops::error::{Error, Kind};
use crate::secret::value::Secret;
use crate::view::clip;
use crate::view::column::{Column, Selection};
use crate::view::escape::visible;
use crate::view::record::{self, Record};
use crate::view::records::{self, Formulas, RowWriter};
use crate::view::redact;
use crate::view::style::{Paint, Style};
use crate::view::table::{self, Table};
use crate::view::value::Value;

/// Rows of a list on a terminal, where no number was asked for.
const PAGE_ROWS: u32 = 50;

/// How much is gathered before it is written, in bytes.
const FILE_BUFFER: usize = 64 << 10;

/// Where a command writes, and how.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Output {
    streams: Streams,
    format: Format,
    columns: Vec<String>,
    headers: bool,
    quiet: bool,
    verbose: u8,
    dry_run: bool,
    frame: Vec<(&'static str, Value)>,
    style: Style,
    error_color: bool,
}

/// The two streams of a process and what stands behind them.
pub struct Streams {
    /// Standard output.
    pub out: Box<dyn Write>,
    /// Standard error.
    pub err: Box<dyn Write>,
    /// Whether a person looks at standard output.
    pub out_terminal: bool,
    /// Whether a person looks at standard error.
    pub err_terminal: bool,
    /// Columns of the terminal at standard output.
    pub width: Option<usize>,
}

impl Streams {
    /// Those of this process.
    pub fn of_process() -> Self {
        let terminal = io::stdout().is_terminal();
        let columns = || tcgetwinsize(io::stdout()).ok().map(|size| usize::from(size.ws_col));
        Self {
            out: Box::new(BufWriter::with_capacity(FILE_BUFFER, io::stdout())),
            err: Box::new(io::stderr()),
            out_terminal: terminal,
            err_terminal: io::stderr().is_terminal(),
            width: if terminal { columns().filter(|width| *width > 0) } else { None },
        }
    }
}

/// What becomes of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Aligned for people.
    Table,
    /// A format that programs read.
    Machine(records::Format),
}

impl Output {
    /// An output as the options, the environment and the streams ask for.
    pub fn new(global: &Global, colors: &Colors, now: Timestamp, streams: Streams) -> Self {
        let color = |terminal| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => colors.wanted(terminal),
        };
        let style = Style {
            color: color(streams.out_terminal),
            width: global.width.or(streams.width).filter(|width| *width > 0),
            headers: !global.no_headers,
            now,
            zone: if global.utc { Zone::Utc } else { Zone::Local },
        };
        Self {
            format: global.output,
            columns: global.columns.clone(),
            headers: !global.no_headers,
            quiet: global.quiet,
            verbose: global.verbose,
            dry_run: global.dry_run,
            frame: Vec::new(),
            error_color: color(streams.err_terminal),
            style,
            streams,
        }
    }

    /// How text for people is to look.
    pub const fn style(&self) -> &Style {
        &self.style
    }

    /// Whether only the essential value is to be written.
    pub const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether a person looks at standard output.
    pub const fn is_terminal(&self) -> bool {
        self.streams.out_terminal
    }

    /// Whether a person looks at standard output and gets text for people there.
    pub fn is_for_people(&self) -> bool {
        self.is_terminal() && self.shape(Auto::Tsv) == Shape::Table
    }

    /// How many lines the terminal has now, where a person looks at one.
    pub fn terminal_lines(&self) -> Option<usize> {
        let size = tcgetwinsize(io::stdout()).ok().filter(|_| self.is_terminal())?;
        Some(usize::from(size.ws_row)).filter(|lines| *lines > 0)
    }

    /// How many rows a list shows where no number was asked for: a page in a table on a terminal,
    /// all (`None`) everywhere else.
    pub fn page_rows(&self) -> Option<u32> {
        let page = self.is_terminal() && !self.quiet && self.shape(Auto::Tsv) == Shape::Table;
        page.then_some(PAGE_ROWS)
    }

    /// Whether results are text for people: what they ask for, or what stands in for it in a pipe.
    pub fn is_text(&self) -> bool {
        matches!(self.format, Format::Auto | Format::Table)
    }

    /// Whether results are one JSON document each.
    pub fn is_document(&self) -> bool {
        self.format == Format::Json
    }

    /// Leaves out the headers of all lists that follow: they go on with one that has them.
    pub fn drop_headers(&mut self) {
        self.headers = false;
        self.style.headers = false;
    }

    /// Answers `--columns help` with the names, and says whether that was asked. A list verb
    /// calls it before it reads anything.
    pub fn columns_help(&mut self, columns: &[Column]) -> Result<bool, Failure> {
        let asked = self.columns.iter().any(|name| name == "help");
        if asked {
            let names: Vec<_> = columns.iter().map(|column| column.name).collect();
            self.text(&format!("{}\n", names.join("\n")))?;
        }
        Ok(asked)
    }

    /// Writes a list; with `--quiet` its first column alone.
    pub fn table(&mut self, table: &Table) -> Result<(), Failure> {
        if self.columns_help(&table.columns)? {
            return Ok(());
        }
        if self.quiet || self.shape(Auto::Tsv) != Shape::Table {
            let mut rows = self.stream(table.kind, table.columns.as_slice())?;
            for row in &table.rows {
                rows.write(row)?;
            }
            return rows.end(table.next_cursor.as_deref());
        }
        let text = table::render(table, &self.selection(&table.columns)?, &self.style);
        self.text(&text)
    }

    /// Writes a list of what a verb has done. It is done: as with [`Output::receipt`], a wrong
    /// `--columns` no longer fails the command, and secrets are shown whatever was asked for.
    pub fn receipts(&mut self, table: &Table) -> Result<(), Failure> {
        let secret =
            |row: &Vec<Value>| row.iter().position(|value| matches!(value, Value::Secret(_)));
        let secret = table.rows.iter().find_map(secret);
        let shows = |selection: &Selection| {
            secret.is_none_or(|at| selection.columns().iter().any(|(place, _)| *place == at))
        };
        let fits = self.selection(&table.columns).is_ok_and(|selection| shows(&selection));
        let asked = mem::take(&mut self.columns);
        if fits {
            self.columns.clone_from(&asked);
        }
        let written = self.table(table);
        self.columns = asked;
        written
    }

    /// Begins a list whose rows come one by one; with `--quiet` their first column alone. A table
    /// gathers them, every other format keeps none.
    pub fn stream(
        &mut self,
        kind: &'static str,
        columns: impl Into<Vec<Column>>,
    ) -> Result<Rows<'_>, Failure> {
        let columns = columns.into();
        let mut selection = self.selection(&columns)?;
        let mut headers = self.headers;
        let mut shape = self.shape(Auto::Tsv);
        if self.quiet {
            selection.keep_first();
            headers = false;
            shape = Shape::Machine(records::Format::Tsv);
        }
        let out = Box::new(&mut self.streams.out);
        let list = (kind, self.frame.as_slice(), columns, selection);
        Rows::new(out, Target::Stdout, shape, list, headers, &self.style)
    }

    /// Begins a batch of rows of a list that goes on and on; only the first has headers.
    pub fn batch(
        &mut self,
        kind: &'static str,
        columns: impl Into<Vec<Column>>,
        first: bool,
    ) -> Result<Rows<'_>, Failure> {
        if !first {
            (self.headers, self.style.headers) = (false, false);
        }
        self.stream(kind, columns)
    }

    /// Refuses the one format in which a list that never ends cannot be written.
    pub fn refuse_endless_json(&self) -> Result<(), Failure> {
        if self.format == Format::Json {
            let text = "a list that goes on cannot be one JSON object";
            return Err(Failure::usage("output.endless", text).fix("-o jsonl"));
        }
        Ok(())
    }

    /// Begins an export: CSV unless another format was asked for, to standard output or into a
    /// file. `--quiet` changes nothing about it.
    pub fn export(
        &mut self,
        kind: &'static str,
        columns: impl Into<Vec<Column>>,
        formulas: Formulas,
        file: Option<File>,
    ) -> Result<Rows<'_>, Failure> {
        let columns = columns.into();
        let selection = self.selection(&columns)?;
        let shape = self.shape(Auto::Csv(formulas));
        let (out, target): (Box<dyn Write>, _) = match file {
            Some(file) => (Box::new(BufWriter::with_capacity(FILE_BUFFER, file)), Target::File),
            None => (Box::new(&mut self.streams.out), Target::Stdout),
        };
        let list = (kind, self.frame.as_slice(), columns, selection);
        Rows::new(out, target, shape, list, self.headers, &self.style)
    }

    /// Writes a single object; with `--quiet` its first field alone.
    pub fn record(&mut self, record: &Record) -> Result<(), Failure> {
        let columns = record.columns();
        if self.columns_help(&columns)? {
            return Ok(());
        }
        let picked = record.pick(&self.selection(&columns)?);
        self.write_record(&picked)
    }

    /// Writes what a verb has done. It is done: a wrong `--columns` no longer fails the command,
    /// and a secret among the fields is shown, whatever columns were asked for.
    pub fn receipt(&mut self, record: &Record) -> Result<(), Failure> {
        let is_secret = |(_, value): &(&str, Value)| matches!(value, Value::Secret(_));
        let picked = self.selection(&record.columns()).map(|selection| record.pick(&selection));
        let lost = |picked: &Record| {
            record.fields.iter().any(is_secret) && !picked.fields.iter().any(is_secret)
        };
        match picked {
            Ok(picked) if !lost(&picked) => self.write_record(&picked),
            _ => self.write_record(record),
        }
    }

    fn write_record(&mut self, record: &Record) -> Result<(), Failure> {
        let tsv = records::Format::Tsv;
        let (format, headers) = match self.shape(Auto::Tsv) {
            _ if self.quiet => (tsv, false),
            Shape::Machine(format) => (format, self.headers),
            Shape::Table => return self.text(&record::render(record, &self.style)),
        };
        let first = Record { kind: record.kind, fields: record.fields[..1].to_vec() };
        let record = if self.quiet { &first } else { record };
        records::write_record(&mut self.streams.out, format, record, headers)
            .map_err(|error| Failure::unwritten(&error))
    }

    /// Whether results are JSON.
    pub fn is_json(&self) -> bool {
        self.format.is_json()
    }

    /// Writes one line of data: the essential value alone.
    pub fn line(&mut self, value: &str) -> Result<(), Failure> {
        let line = format!("{}\n", visible(value));
        self.text(&line)
    }

    /// Writes a secret on a line of its own: the only time it is shown (R-B5).
    pub fn secret_line(&mut self, secret: &Secret<String>) -> Result<(), Failure> {
        self.text(&Zeroizing::new(format!("{}\n", secret.expose())))
    }

    /// Writes text of our own as it is: help, completions, a chart. Whatever is stored or received
    /// must have been escaped before.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        let out = &mut self.streams.out;
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| Failure::unwritten(&error))
    }

    /// Writes what clap has rendered, in colour where colour may be used.
    pub fn styled(&mut self, text: &StyledStr) -> Result<(), Failure> {
        let color = self.style.color;
        self.text(&if color { text.ansi().to_string() } else { text.to_string() })
    }

    /// Says something useful, unless `--quiet`.
    pub fn note(&mut self, text: &str) {
        if !self.quiet {
            self.say("", Paint::Plain, text);
        }
    }

    /// Says what the list that follows is about: in fields of its envelope where it is one JSON
    /// object, else to a person.
    pub fn frame(&mut self, fields: Vec<(&'static str, Value)>, text: &str) {
        if self.format == Format::Json {
            self.frame.extend(fields);
        } else {
            self.note(text);
        }
    }

    /// Whether somebody sees what is said, and wants to.
    pub const fn is_watched(&self) -> bool {
        self.streams.err_terminal && !self.quiet
    }

    /// Says how much of a list is shown, unless all of it.
    pub fn shown(&mut self, rows: usize, total: u64) {
        if (rows as u64) < total {
            self.note(&format!("{rows} of {total} shown"));
        }
    }

    /// Says what `--verbose` asks for.
    pub fn detail(&mut self, text: &str) {
        if self.verbose > 0 {
            self.say("", Paint::Dim, text);
        }
    }

    /// In a dry run says what would have been done, and that this is one. `done` follows "would
    /// have": `created user "alice"`.
    #[must_use]
    pub fn would(&mut self, done: &str) -> bool {
        if self.dry_run {
            self.say("dry run: ", Paint::Caution, &format!("would have {done}"));
        }
        self.dry_run
    }

    /// Says what may be wrong, also with `--quiet`.
    pub fn warn(&mut self, text: &str) {
        self.say("warning: ", Paint::Caution, text);
    }

    /// Tells whoever runs the command what others did, also with `--quiet`: it is said only once.
    pub fn announce(&mut self, at: Timestamp, text: &str) {
        self.say("notice: ", Paint::Caution, &format!("{text}, {at}"));
    }

    /// Says why the command failed: for people, or as one line of JSON where results are JSON.
    pub fn error(&mut self, failure: &Failure) {
        let Some(report) = failure.report() else {
            return;
        };
        if self.format.is_json() {
            return self.error_json(&report, failure.exit());
        }
        self.say("error: ", Paint::Bad, report.message);
        for (label, text) in [("  why: ", report.why), ("  fix: ", report.fix)] {
            if let Some(text) = text {
                self.say(label, Paint::Bold, text);
            }
        }
    }

    /// Says in one line why one of several things failed: `what` it was, unless its failure says
    /// that already, and the failure.
    pub fn error_of(&mut self, what: &str, failure: &Failure) {
        let Some(report) = failure.report() else {
            return;
        };
        let message = match report.message {
            whole if whole.contains(what) => whole.to_owned(),
            part => format!("{what}: {part}"),
        };
        if self.format.is_json() {
            return self.error_json(&Report { message: &message, ..report }, failure.exit());
        }
        let why = report.why.map(|why| format!(" ({why})")).unwrap_or_default();
        self.say("error: ", Paint::Bad, &format!("{message}{why}"));
    }

    fn error_json(&mut self, report: &Report<'_>, exit: u8) {
        let told = |text| clip::words(&redact::keys(text)).into_owned();
        let (message, why) = (told(report.message), report.why.map(told));
        let fix = report.fix.map(told);
        let error = ErrorBody {
            code: report.code,
            message: &message,
            why: why.as_deref(),
            fix: fix.as_deref(),
            exit,
        };
        let err = &mut self.streams.err;
        records::write_json(err, &ErrorLine { error }).and_then(|()| err.write_all(b"\n")).ok();
    }

    /// Asks: writes the question and leaves the cursor behind it.
    pub fn ask(&mut self, question: &str) {
        let question = redact::keys(question);
        write!(self.streams.err, "{} ", visible(&question)).ok();
        self.streams.err.flush().ok();
    }

    /// Ends the line of a prompt whose answer was not echoed.
    pub fn answered(&mut self) {
        self.streams.err.write_all(b"\n").ok();
    }

    /// Progress of long work, shown on a terminal after half a second.
    pub fn progress(&self, label: &str, total: u64) -> Progress {
        Progress::new(label, total, self.is_watched())
    }

    /// One line to a person. When nobody can be told, nothing is left to do.
    fn say(&mut self, label: &str, paint: Paint, text: &str) {
        // Keys are found in the whole text: of one that is cut in two a half would be shown.
        let text = redact::keys(text);
        let text = clip::words(&text);
        let text = visible(&text);
        let line = if label.is_empty() {
            paint.apply(&text, self.error_color)
        } else {
            format!("{}{text}", paint.apply(label, self.error_color))
        };
        writeln!(self.streams.err, "{line}").ok();
    }

    fn selection(&self, columns: &[Column]) -> Result<Selection, Failure> {
        let before = |at: usize| &self.columns[..at];
        let mut named = self.columns.iter().enumerate();
        if let Some((at, name)) = named.find(|(at, name)| before(*at).contains(name)) {
            let text = format!("column \"{name}\" is asked for twice");
            return Err(Failure::usage("columns.repeated", text)
                .why("each column has a name of its own")
                .fix(format!("--columns {}", before(at).join(","))));
        }
        Selection::named(columns, &self.columns).map_err(|unknown| {
            let failure = Failure::usage("columns.unknown", unknown.to_string())
                .why(format!("the columns are {}", unknown.known));
            match unknown.suggestion {
                Some(name) => failure.fix(format!("--columns {name}")),
                None => failure,
            }
        })
    }

    fn shape(&self, auto: Auto) -> Shape {
        let csv = |formulas| Shape::Machine(records::Format::Csv(formulas));
        match (self.format, auto) {
            (Format::Auto | Format::Csv, Auto::Csv(formulas)) => csv(formulas),
            (Format::Auto, Auto::Tsv) if self.streams.out_terminal => Shape::Table,
            (Format::Table, _) => Shape::Table,
            (Format::Auto | Format::Tsv, _) => Shape::Machine(records::Format::Tsv),
            (Format::Json, _) => Shape::Machine(records::Format::Json),
            (Format::Jsonl, _) => Shape::Machine(records::Format::JsonLines),
            (Format::Csv, Auto::Tsv) => csv(Formulas::Guarded),
        }
    }
}

/// What `auto` stands for: a table on a terminal and TSV elsewhere, or CSV.
#[derive(Clone, Copy)]
enum Auto {
    Tsv,
    Csv(Formulas),
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
    why: Option<&'a str>,
    fix: Option<&'a str>,
    exit: u8,
}

/// A list before its rows: its kind, what its envelope says, its columns and those shown.
type Described<'a> = (&'static str, &'a [(&'static str, Value)], Vec<Column>, Selection);

/// A list that is being written. End it: a list that is dropped stays open.
pub struct Rows<'a> {
    sink: RowSink<'a>,
    target: Target,
}

enum RowSink<'a> {
    Table { table: Table, selection: Selection, style: &'a Style, out: Box<dyn Write + 'a> },
    Machine(RowWriter<Box<dyn Write + 'a>>),
}

/// What cannot be written when writing fails.
#[derive(Clone, Copy)]
enum Target {
    Stdout,
    File,
}

impl<'a> Rows<'a> {
    fn new(
        out: Box<dyn Write + 'a>,
        target: Target,
        shape: Shape,
        (kind, frame, columns, selection): Described<'_>,
        headers: bool,
        style: &'a Style,
    ) -> Result<Self, Failure> {
        let sink = match shape {
            Shape::Table => {
                RowSink::Table { table: Table::new(kind, columns), selection, style, out }
            }
            Shape::Machine(format) => RowSink::Machine(
                RowWriter::framed(out, format, (kind, frame), &selection, headers)
                    .map_err(|error| target.failure(&error))?,
            ),
        };
        Ok(Self { sink, target })
    }

    /// Writes a row: one value per declared column, in their order.
    pub fn write(&mut self, row: &[Value]) -> Result<(), Failure> {
        match &mut self.sink {
            RowSink::Table { table, .. } => table.push(row.to_vec()),
            RowSink::Machine(writer) => {
                writer.row(row).map_err(|error| self.target.failure(&error))?;
            }
        }
        Ok(())
    }

    /// Ends the list; `next_cursor` is where the next page begins, if there is one.
    pub fn end(self, next_cursor: Option<&str>) -> Result<(), Failure> {
        let ended = match self.sink {
            RowSink::Table { table, selection, style, mut out } => {
                let text = table::render(&table, &selection, style);
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            }
            RowSink::Machine(writer) => writer.finish(next_cursor),
        };
        ended.map_err(|error| self.target.failure(&error))
    }
}

impl Target {
    fn failure(self, error: &io::Error) -> Failure {
        match self {
            Self::Stdout => Failure::unwritten(error),
            Self::File => {
                let text = format!("cannot write the file: {error}");
                Failure::Op(Error::new(Kind::Storage, "file.unwritten", text))
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    const COLUMNS: &[Column] = &[Column::number("id", "ID"), Column::word("name", "NAME")];
    const KEY: &str = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";

    #[derive(Clone, Default)]
    pub(crate) struct Shared(Rc<RefCell<Vec<u8>>>);

    impl Shared {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A stream that fails at once, as `/dev/full` and a closed pipe do.
    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// An output whose two streams can be read back.
    pub(crate) struct Seen {
        pub(crate) output: Output,
        pub(crate) out: Shared,
        pub(crate) err: Shared,
    }

    pub(crate) fn seen(terminal: bool, global: &Global) -> Seen {
        let (out, err) = (Shared::default(), Shared::default());
        let streams = Streams {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            out_terminal: terminal,
            err_terminal: terminal,
            width: terminal.then_some(80),
        };
        Seen { output: output(global, streams), out, err }
    }

    fn output(global: &Global, streams: Streams) -> Output {
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let dumb = Colors { term: Some("dumb".into()), ..Colors::default() };
        Output::new(global, &dumb, now, streams)
    }

    /// An output whose data cannot be written.
    pub(crate) fn broken(kind: io::ErrorKind) -> Seen {
        let mut seen = seen(false, &Global::default());
        seen.output.streams.out = Box::new(Broken(kind));
        seen
    }

    fn with(format: Format) -> Global {
        Global { output: format, ..Global::default() }
    }

    fn columns(names: &[&str]) -> Global {
        let columns = names.iter().map(|&name| name.to_owned()).collect();
        Global { columns, ..Global::default() }
    }

    fn quiet() -> Global {
        Global { quiet: true, ..Global::default() }
    }

    fn keys() -> Table {
        let mut table = Table::new("key.list", COLUMNS);
        table.push(vec![Value::Id(1), "ci".into()]);
        table.push(vec![Value::Id(2), "web".into()]);
        table
    }

    fn created() -> Record {
        let secret = Value::Secret(Zeroizing::new(KEY.to_owned()));
        Record::new("key").with("id", Value::Id(1)).with("name", "ci").with("secret", secret)
    }

    #[test]
    fn auto_is_a_table_on_a_terminal_and_tsv_in_a_pipe() {
        let mut terminal = seen(true, &Global::default());
        terminal.output.table(&keys()).unwrap();
        assert_eq!(terminal.out.text(), "ID  NAME\n 1  ci\n 2  web\n");
        assert_eq!(terminal.output.page_rows(), Some(50));
        let mut pipe = seen(false, &Global::default());
        pipe.output.table(&keys()).unwrap();
        assert_eq!(pipe.out.text(), "id\tname\n1\tci\n2\tweb\n");
        assert_eq!(pipe.output.page_rows(), None);
    }

    #[test]
    fn a_list_and_its_stream_are_the_same_text() {
        for format in [Format::Table, Format::Tsv, Format::Csv, Format::Json, Format::Jsonl] {
            let mut list = seen(false, &with(format));
            list.output.table(&keys()).unwrap();
            let mut stream = seen(false, &with(format));
            let mut rows = stream.output.stream("key.list", COLUMNS).unwrap();
            for row in keys().rows {
                rows.write(&row).unwrap();
            }
            rows.end(None).unwrap();
            assert_eq!(list.out.text(), stream.out.text(), "{format:?}");
            assert!(list.out.text().contains("web"));
        }
    }

    #[test]
    fn quiet_leaves_the_essential_value() {
        let mut list = seen(true, &quiet());
        list.output.table(&keys()).unwrap();
        list.output.note("said to nobody");
        assert_eq!((list.out.text(), list.err.text()), ("1\n2\n".into(), String::new()));
        let mut record = seen(true, &quiet());
        record.output.record(&created()).unwrap();
        assert_eq!(record.out.text(), "1\n");
    }

    #[test]
    fn an_export_is_csv_even_on_a_terminal_and_when_quiet() {
        let mut seen = seen(true, &quiet());
        let export = seen.output.export("usage.export", COLUMNS, Formulas::Guarded, None);
        let mut rows = export.unwrap();
        rows.write(&[Value::Id(1), "=x".into()]).unwrap();
        rows.end(None).unwrap();
        assert_eq!(seen.out.text(), "id,name\n1,'=x\n");
    }

    #[test]
    fn columns_are_chosen_listed_and_corrected() {
        let mut chosen = seen(false, &columns(&["name"]));
        chosen.output.table(&keys()).unwrap();
        assert_eq!(chosen.out.text(), "name\nci\nweb\n");
        let mut help = seen(false, &columns(&["help"]));
        assert!(help.output.columns_help(COLUMNS).unwrap());
        assert_eq!(help.out.text(), "id\nname\n");
        let mut wrong = seen(false, &columns(&["nmae"]));
        let failure = wrong.output.table(&keys()).unwrap_err();
        assert_eq!(failure.exit(), 2);
        assert_eq!(failure.report().unwrap().fix, Some("--columns name"));
        assert_eq!(wrong.out.text(), "");
    }

    #[test]
    fn what_is_done_is_told_whatever_the_columns() {
        for names in ["nmae", "name", "help"] {
            let mut seen = seen(false, &columns(&[names]));
            seen.output.receipt(&created()).unwrap();
            assert_eq!(seen.out.text(), format!("id\tname\tsecret\n1\tci\t{KEY}\n"), "{names}");
        }
        let mut chosen = seen(false, &columns(&["secret"]));
        chosen.output.receipt(&created()).unwrap();
        assert_eq!(chosen.out.text(), format!("secret\n{KEY}\n"));
    }

    #[test]
    fn an_error_is_three_lines_or_one_of_json() {
        let failure = Failure::usage("key.whole", format!("{KEY} stands in the\nhistory"))
            .why("a whole key was typed")
            .fix("keyctl key revoke AbCd1234EfGh");
        let mut people = seen(false, &Global::default());
        people.output.error(&failure);
        assert_eq!(
            people.err.text(),
            "error: sk_live_AbCd1234EfGh…Xhj0 stands in the\\u{a}history\n  \
             why: a whole key was typed\n  fix: keyctl key revoke AbCd1234EfGh\n"
        );
        let mut program = seen(false, &with(Format::Jsonl));
        program.output.error(&Failure::input_needed("confirm", "nobody can be asked"));
        assert_eq!(
            program.err.text(),
            concat!(
                r#"{"error":{"code":"confirm","message":"nobody can be asked","#,
                r#""why":null,"fix":null,"exit":8}}"#,
                "\n"
            )
        );
        assert_eq!(people.out.text() + &program.out.text(), "");
    }

    #[test]
    fn a_closed_pipe_ends_in_silence_and_a_full_disk_does_not() {
        let closed = broken(io::ErrorKind::BrokenPipe).output.table(&keys()).unwrap_err();
        assert_eq!((closed.exit(), closed.report()), (0, None));
        for format in [Format::Table, Format::Tsv, Format::Csv, Format::Json, Format::Jsonl] {
            let mut full = broken(io::ErrorKind::StorageFull).output;
            full.format = format;
            assert_eq!(full.table(&keys()).unwrap_err().exit(), 13, "{format:?}");
            assert_eq!(full.record(&created()).unwrap_err().exit(), 13, "{format:?}");
        }
        let secret = Secret::new(KEY.to_owned());
        let failure = broken(io::ErrorKind::StorageFull).output.secret_line(&secret).unwrap_err();
        assert_eq!(failure.exit(), 13);
    }

    #[test]
    fn messages_are_escaped_and_colour_is_only_for_a_terminal() {
        let mut plain = seen(true, &Global::default());
        plain.output.warn("bell\x07");
        assert_eq!(plain.err.text(), "warning: bell\\u{7}\n");
        let mut colored = seen(false, &Global { color: Color::Always, ..Global::default() });
        colored.output.warn("x");
        assert_eq!(colored.err.text(), "\u{1b}[33mwarning: \u{1b}[0mx\n");
    }

    #[test]
    fn a_width_of_zero_is_no_limit() {
        let none = Global { width: Some(0), ..Global::default() };
        assert_eq!(seen(true, &none).output.style().width, None);
        assert_eq!(seen(true, &Global::default()).output.style().width, Some(80));
    }
}
