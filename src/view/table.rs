//! The table that people read: no borders, titles in capitals, numbers to the right.
//!
//! It fits the width by shortening the widest free text, then by leaving out minor columns; an
//! id, an amount or a time is never cut, and what still does not fit runs over.

use std::iter;

use unicode_width::UnicodeWidthStr;

use crate::view::cell::{Cell, shorten};
use crate::view::column::{Column, Kind, Selection};
use crate::view::style::{Paint, Style};
use crate::view::value::Value;

const GAP: usize = 2;
/// Free text is not shortened below this many columns of the terminal.
const LEAST_TEXT: usize = 12;

/// A list of things of one kind, whole in memory.
#[derive(Clone)]
pub struct Table {
    /// `kind` of the JSON envelope, such as `key.list`.
    pub kind: &'static str,
    /// Every column there is, in the stable order.
    pub columns: Vec<Column>,
    /// One value per column.
    pub rows: Vec<Vec<Value>>,
    /// Where the next page begins, if there is one.
    pub next_cursor: Option<String>,
}

impl Table {
    /// An empty list.
    pub fn new(kind: &'static str, columns: impl Into<Vec<Column>>) -> Self {
        Self { kind, columns: columns.into(), rows: Vec::new(), next_cursor: None }
    }

    /// Adds a row: one value per column, in their order.
    pub fn push(&mut self, row: Vec<Value>) {
        debug_assert_eq!(row.len(), self.columns.len(), "a row of {} has other columns", self.kind);
        self.rows.push(row);
    }
}

/// The table as text, a line feed after every line.
pub fn render(table: &Table, selection: &Selection, style: &Style) -> String {
    let mut grid = Grid::new(table, selection, style);
    if let Some(limit) = style.width {
        grid.fit(limit);
    }
    grid.text(style.headers, style.color)
}

/// The table by columns, since widths belong to them.
struct Grid {
    strips: Vec<Strip>,
    rows: usize,
}

/// One column: its title and its cells.
struct Strip {
    column: Column,
    cells: Vec<Cell>,
    width: usize,
}

impl Grid {
    fn new(table: &Table, selection: &Selection, style: &Style) -> Self {
        let strip = |&(place, column): &(usize, Column)| {
            let cell = |row: &Vec<Value>| match &row[place] {
                Value::Null => Cell::absent(column.absent),
                value => Cell::new(value, column.kind, style),
            };
            Strip { column, cells: table.rows.iter().map(cell).collect(), width: 0 }
        };
        let mut strips: Vec<_> = selection.columns().iter().map(strip).collect();
        strips.iter_mut().for_each(Strip::widen);
        Self { strips, rows: table.rows.len() }
    }

    fn fit(&mut self, limit: usize) {
        while !self.shrink(limit) {
            let Some(place) = self.strips.iter().rposition(|strip| strip.column.minor) else {
                return;
            };
            self.strips.remove(place);
            self.strips.iter_mut().for_each(Strip::widen);
        }
    }

    /// Takes from the widest free text until the line fits, if it can.
    fn shrink(&mut self, limit: usize) -> bool {
        while self.width() > limit {
            let texts = self.strips.iter_mut();
            let texts = texts.filter(|strip| strip.column.shrink && strip.width > LEAST_TEXT);
            let Some(widest) = texts.max_by_key(|strip| strip.width) else {
                return false;
            };
            widest.width -= 1;
        }
        true
    }

    fn width(&self) -> usize {
        let cells: usize = self.strips.iter().map(|strip| strip.width).sum();
        cells + GAP * self.strips.len().saturating_sub(1)
    }

    fn text(&self, headers: bool, color: bool) -> String {
        let mut text = String::new();
        if headers {
            let titles = self.strips.iter().map(|strip| (strip.column.title, Paint::Bold));
            self.line(titles, color, &mut text);
        }
        for row in 0..self.rows {
            let cells = self.strips.iter().map(|strip| &strip.cells[row]);
            self.line(cells.map(|cell| (cell.text.as_str(), cell.paint)), color, &mut text);
        }
        text
    }

    fn line<'a>(
        &self,
        cells: impl Iterator<Item = (&'a str, Paint)>,
        color: bool,
        text: &mut String,
    ) {
        // Spaces are owed until something follows them, so that no line ends in one.
        let mut owed = 0;
        for (strip, (cell, paint)) in self.strips.iter().zip(cells) {
            let cell = shorten(cell, strip.width);
            let pad = strip.width - cell.width();
            let right = strip.column.kind == Kind::Number;
            text.extend(iter::repeat_n(' ', if right { owed + pad } else { owed }));
            text.push_str(&paint.apply(&cell, color));
            owed = GAP + if right { 0 } else { pad };
        }
        text.push('\n');
    }
}

impl Strip {
    /// Takes the width that title and cells ask for.
    fn widen(&mut self) {
        let cells = self.cells.iter().map(Cell::width).max().unwrap_or_default();
        self.width = cells.max(self.column.title.width());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Nanos;
    use crate::domain::time::{Timestamp, Zone};

    const COLUMNS: &[Column] = &[
        Column::number("id", "ID"),
        Column::word("preview", "PREVIEW"),
        Column::text("note", "NOTE"),
        Column::ago("last_used_at", "LAST USED"),
        Column::money("cost_usd", "COST"),
        Column::word("role", "ROLE").minor(),
    ];

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn keys() -> Table {
        let mut table = Table::new("key.list", COLUMNS);
        table.push(vec![
            Value::Id(7),
            "sk_live_k7Gq2mZx9TbA…x9Yz".into(),
            "nightly build\x1b[2J of the web site".into(),
            Value::Time(now().saturating_sub("2h".parse().unwrap())),
            Nanos(1_250_000_000).into(),
            "developer".into(),
        ]);
        table.push(vec![
            Value::Id(12),
            "sk_live_AbCd1234EfGh…xhj0".into(),
            "日本語".into(),
            Value::Null,
            Nanos(115_000).into(),
            "admin".into(),
        ]);
        table
    }

    fn rendered(width: Option<usize>) -> String {
        let style = Style { color: false, width, headers: true, now: now(), zone: Zone::Utc };
        render(&keys(), &Selection::all(COLUMNS), &style)
    }

    #[test]
    fn numbers_stand_right_and_no_line_ends_in_a_space() {
        insta::assert_snapshot!(rendered(None), @r"
        ID  PREVIEW                    NOTE                                    LAST USED       COST  ROLE
         7  sk_live_k7Gq2mZx9TbA…x9Yz  nightly build\u{1b}[2J of the web site  2 h ago        $1.25  developer
        12  sk_live_AbCd1234EfGh…xhj0  日本語                                  -          $0.000115  admin
        ");
    }

    #[test]
    fn free_text_gives_way_first() {
        insta::assert_snapshot!(rendered(Some(88)), @r"
        ID  PREVIEW                    NOTE                      LAST USED       COST  ROLE
         7  sk_live_k7Gq2mZx9TbA…x9Yz  nightly build\u{1b}[2J …  2 h ago        $1.25  developer
        12  sk_live_AbCd1234EfGh…xhj0  日本語                    -          $0.000115  admin
        ");
    }

    #[test]
    fn then_minor_columns_and_never_an_id_an_amount_or_a_time() {
        insta::assert_snapshot!(rendered(Some(70)), @r"
        ID  PREVIEW                    NOTE               LAST USED       COST
         7  sk_live_k7Gq2mZx9TbA…x9Yz  nightly build\u{…  2 h ago        $1.25
        12  sk_live_AbCd1234EfGh…xhj0  日本語             -          $0.000115
        ");
        assert_eq!(rendered(Some(20)), rendered(Some(65)));
    }

    #[test]
    fn colour_adds_nothing_but_escapes() {
        let style =
            |color| Style { color, width: None, headers: true, now: now(), zone: Zone::Utc };
        let all = Selection::all(COLUMNS);
        let (plain, colored) =
            (render(&keys(), &all, &style(false)), render(&keys(), &all, &style(true)));
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
        assert!(colored.contains("\u{1b}[1mPREVIEW\u{1b}[0m"));
    }

    #[test]
    fn shortening_counts_terminal_columns() {
        assert_eq!(shorten("日本語", 6), "日本語");
        assert_eq!(shorten("日本語", 5), "日本…");
        assert_eq!(shorten("日本語", 4), "日…");
    }
}
