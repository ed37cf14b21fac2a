//! Charts of characters: a bar for each group, and a column for each day.
//!
//! What they show stands beside them as a number, so neither colour nor length carries it alone.

use std::iter;

use unicode_width::UnicodeWidthStr;

use crate::domain::money::Nanos;
use crate::view::cell::{self, shorten};
use crate::view::escape::visible;
use crate::view::style::{Paint, Style};
use crate::view::value::Value;

/// How wide a chart is where nothing bounds it.
const USUAL_WIDTH: usize = 80;
/// A bar is at least so wide where there is any room.
const LEAST_BAR: usize = 8;
/// A label is never cut shorter than this.
const LEAST_LABEL: usize = 8;
const GAP: usize = 2;
/// The most rows of a chart of columns.
const MAX_ROWS: i64 = 8;

/// Which characters are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyphs {
    /// Blocks, down to an eighth of a character.
    Blocks,
    /// `#` and `-` alone.
    Ascii,
}

/// One bar.
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// What is said of it besides, to the right of all labels.
    pub note: String,
    /// How long it is beside the others; nothing below 0.
    pub size: i64,
    /// The number that it shows.
    pub value: Value,
}

impl Glyphs {
    /// A bar that is `part` of `whole`, in a room of so many characters, filled up where the rest
    /// is to be seen.
    pub fn bar(self, part: i64, whole: i64, room: usize, rest: bool) -> String {
        let eighths = eighths(part, whole, room);
        let (full, left) = (eighths / 8, eighths % 8);
        let mut bar = String::new();
        match self {
            Self::Blocks => {
                bar.extend(iter::repeat_n('█', full));
                bar.extend((left > 0).then(|| ['▏', '▎', '▍', '▌', '▋', '▊', '▉'][left - 1]));
            }
            // What is there is seen, however little.
            Self::Ascii => bar.extend(iter::repeat_n(
                '#',
                full + usize::from(left >= 4 || (full == 0 && left > 0)),
            )),
        }
        if rest {
            let filler = match self {
                Self::Blocks => '░',
                Self::Ascii => '-',
            };
            let drawn = bar.chars().count();
            bar.extend(iter::repeat_n(filler, room.saturating_sub(drawn)));
        }
        bar
    }

    /// The text with no character of ours that these are without: what was shortened ends in `~`
    /// where `…` cannot be drawn. Names stay as they are.
    pub fn plain(self, text: String) -> String {
        match self {
            Self::Blocks => text,
            Self::Ascii => text.replace('…', "~"),
        }
    }

    /// One character of a column that is filled by so many eighths.
    const fn level(self, eighths: i64) -> char {
        match (self, eighths) {
            (_, ..=0) => ' ',
            (Self::Ascii, 1..=3) => '.',
            (Self::Ascii, _) => '#',
            (Self::Blocks, 1) => '▁',
            (Self::Blocks, 2) => '▂',
            (Self::Blocks, 3) => '▃',
            (Self::Blocks, 4) => '▄',
            (Self::Blocks, 5) => '▅',
            (Self::Blocks, 6) => '▆',
            (Self::Blocks, 7) => '▇',
            (Self::Blocks, _) => '█',
        }
    }

    /// The lines at the left and below.
    const fn axes(self) -> (char, char, char) {
        match self {
            Self::Blocks => ('│', '└', '─'),
            Self::Ascii => ('|', '+', '-'),
        }
    }
}

/// How many eighths of a character `part` of `whole` is in a room: at least one, where it is
/// anything, and never more than the room.
fn eighths(part: i64, whole: i64, room: usize) -> usize {
    let most = room.saturating_mul(8);
    if part <= 0 || whole <= 0 {
        return 0;
    }
    let scaled = i128::from(part) * most as i128 / i128::from(whole);
    usize::try_from(scaled).unwrap_or(most).clamp(1, most.max(1))
}

/// A line for each bar: its label, the bar, the number and its share of all.
pub fn bars(bars: &[Bar], glyphs: Glyphs, style: &Style) -> String {
    let labels: Vec<_> = bars.iter().map(|bar| visible(&bar.label)).collect();
    let values: Vec<_> = bars.iter().map(|bar| cell::text(&bar.value, style)).collect();
    let whole: i128 = bars.iter().map(|bar| i128::from(bar.size.max(0))).sum();
    let share = |bar: &Bar| match whole {
        0 => String::new(),
        // Rounded half up.
        _ => format!("{} %", (i128::from(bar.size.max(0)) * 200 + whole) / (2 * whole)),
    };
    let shares: Vec<_> = bars.iter().map(share).collect();
    let note_width = bars.iter().map(|bar| bar.note.width()).max().unwrap_or_default();
    let note_gap = if note_width > 0 { GAP } else { 0 };
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or_default();
    let value_width = widest(&mut values.iter().map(|text| text.width()));
    let share_width = widest(&mut shares.iter().map(|text| text.width()));
    let width = style.width.unwrap_or(USUAL_WIDTH);
    let beside = 3 * GAP + value_width + share_width + note_gap + note_width;
    let room = width.saturating_sub(beside);
    let label_width = widest(&mut labels.iter().map(|label| label.width()));
    let label_width = label_width.min(room.saturating_sub(LEAST_BAR).max(LEAST_LABEL));
    let room = room.saturating_sub(label_width).max(LEAST_BAR);
    let longest = bars.iter().map(|bar| bar.size).max().unwrap_or_default();
    let mut text = String::new();
    for (place, bar) in bars.iter().enumerate() {
        let label = shorten(&labels[place], label_width);
        let drawn = glyphs.bar(bar.size, longest, room, false);
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        let line = format!(
            "{label}{}{}{}  {}{}  {}{}  {}{}",
            pad(&label, label_width),
            pad(&bar.note, note_gap + note_width),
            bar.note,
            Paint::Good.apply(&drawn, style.color),
            pad(&drawn, room),
            pad(&values[place], value_width),
            values[place],
            pad(&shares[place], share_width),
            shares[place],
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    glyphs.plain(text)
}

/// A chart of columns of money, with dollars at its left and the label of each column below. It
/// takes at most `width` characters; columns that do not fit are left out at the left.
pub fn columns(amounts: &[(String, Nanos)], glyphs: Glyphs, width: usize, style: &Style) -> String {
    let most = amounts.iter().map(|(_, amount)| amount.0).max().unwrap_or_default().max(1);
    let step = step(most);
    let rows = (most - 1) / step + 1;
    let label = |row: i64| {
        let text = cell::text(&Value::Money(Nanos(row.saturating_mul(step))), style);
        if step % 1_000_000_000 == 0 { text.replace(".00", "") } else { text }
    };
    let label_width = (0..=rows).map(|row| label(row).width()).max().unwrap_or_default();
    let (upright, corner, level) = glyphs.axes();
    let room = width.saturating_sub(label_width + 2).max(1);
    let each = (room / amounts.len().max(1)).clamp(1, 4);
    let shown = &amounts[amounts.len() - amounts.len().min(room / each)..];
    let mut text = String::new();
    for row in (1..=rows).rev() {
        let mut drawn = String::new();
        for (_, amount) in shown {
            let above = i128::from(amount.0) - i128::from(row - 1) * i128::from(step);
            let filled = (above * 8 / i128::from(step)).clamp(0, 8);
            // What is there is seen, however little it is.
            let least = i128::from(row == 1 && amount.0 > 0);
            let filled = glyphs.level(i64::try_from(filled.max(least)).unwrap_or_default());
            let (body, gap) = if each > 1 { (each - 1, 1) } else { (1, 0) };
            drawn.extend(iter::repeat_n(filled, body));
            drawn.extend(iter::repeat_n(' ', gap));
        }
        let drawn = Paint::Good.apply(drawn.trim_end(), style.color);
        text.push_str(format!("{:>label_width$} {upright}{drawn}", label(row)).trim_end());
        text.push('\n');
    }
    let axis: String = iter::repeat_n(level, shown.len() * each).collect();
    let axis = format!("{:>label_width$} {corner}{axis}\n", label(0));
    text.push_str(&axis);
    let mut below = " ".repeat(label_width + 2);
    for (place, (label, _)) in shown.iter().enumerate() {
        let at = label_width + 2 + place * each;
        // A label that would touch the one before is left out.
        if place == 0 || below.width() < at {
            below.push_str(&" ".repeat(at - below.width()));
            below.push_str(label);
        }
    }
    text.push_str(below.trim_end());
    text.push('\n');
    text
}

/// The least round amount by which at most eight steps reach the greatest: 1, 2 or 5 of a decimal
/// place.
fn step(most: i64) -> i64 {
    let mut place: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = place.saturating_mul(factor);
            if step.saturating_mul(MAX_ROWS) >= most {
                return step;
            }
        }
        place = place.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::time::Zone;

    fn style(width: Option<usize>) -> Style {
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        Style { color: false, width, headers: true, now, zone: Zone::Utc }
    }

    fn bar(label: &str, size: i64) -> Bar {
        let value = Value::Money(Nanos(size));
        Bar { label: label.to_owned(), note: String::new(), size, value }
    }

    fn models() -> [Bar; 4] {
        [
            bar("llama3.2:1b", 32_940_000_000),
            bar("mistral", 8_400_000_000),
            bar("codellama", 3_890_000_000),
            bar("free", 0),
        ]
    }

    #[test]
    fn bars_are_as_long_as_what_they_stand_for() {
        assert_snapshot!(bars(&models(), Glyphs::Blocks, &style(Some(80))), @"
        llama3.2:1b  █████████████████████████████████████████████████████  $32.94  73 %
        mistral      █████████████▌                                          $8.40  19 %
        codellama    ██████▎                                                 $3.89   9 %
        free                                                                 $0.00   0 %
        ");
        assert_snapshot!(bars(&models(), Glyphs::Ascii, &style(Some(60))), @"
        llama3.2:1b  #################################  $32.94  73 %
        mistral      ########                            $8.40  19 %
        codellama    ####                                $3.89   9 %
        free                                             $0.00   0 %
        ");
    }

    #[test]
    fn no_line_is_longer_than_the_width() {
        let long = [bar(&"very-long-model-name/".repeat(9), 5), bar("日本語のモデル", 1)];
        for width in [40, 80, 120] {
            for glyphs in [Glyphs::Blocks, Glyphs::Ascii] {
                for bars_of in [&models()[..], &long[..]] {
                    let text = bars(bars_of, glyphs, &style(Some(width)));
                    let widest = text.lines().map(UnicodeWidthStr::width).max();
                    assert!(widest.unwrap() <= width, "{width}\n{text}");
                }
            }
        }
    }

    #[test]
    fn a_bar_shows_all_there_is_and_no_more() {
        for (part, whole, drawn) in [
            (0, 10, "----------"),
            (1, 1_000_000, "#---------"),
            (5, 10, "#####-----"),
            (10, 10, "##########"),
            (25, 10, "##########"),
            (i64::MAX, i64::MAX, "##########"),
            (-5, 10, "----------"),
            (5, 0, "----------"),
        ] {
            assert_eq!(Glyphs::Ascii.bar(part, whole, 10, true), drawn, "{part} of {whole}");
            let blocks = Glyphs::Blocks.bar(part, whole, 10, true);
            assert_eq!(blocks.chars().count(), 10, "{blocks}");
        }
        assert_eq!(Glyphs::Blocks.bar(1, 16, 4, false), "▎");
    }

    #[test]
    fn columns_stand_on_their_days() {
        let amounts = [2_340_000_000, 3_450_000_000, 0, 4_999_999_999, 10_000_000];
        let days: Vec<_> =
            (1..).zip(amounts).map(|(day, nanos)| (format!("{day}"), Nanos(nanos))).collect();
        assert_snapshot!(columns(&days, Glyphs::Blocks, 40, &style(None)), @"
        $5 │            ▇▇▇
        $4 │    ▃▃▃     ███
        $3 │▂▂▂ ███     ███
        $2 │███ ███     ███
        $1 │███ ███     ███ ▁▁▁
        $0 └────────────────────
            1   2   3   4   5
        ");
        assert_snapshot!(columns(&days, Glyphs::Ascii, 40, &style(None)), @"
        $5 |            ###
        $4 |    ...     ###
        $3 |... ###     ###
        $2 |### ###     ###
        $1 |### ###     ### ...
        $0 +--------------------
            1   2   3   4   5
        ");
        for (most, rows) in [(1, 1), (7, 7), (8, 8), (9, 5), (999, 5), (i64::MAX, 5)] {
            let text = columns(&[("1".to_owned(), Nanos(most))], Glyphs::Ascii, 40, &style(None));
            assert_eq!(text.lines().count(), rows + 2, "{most}\n{text}");
        }
    }

    #[test]
    fn many_columns_keep_within_the_width() {
        let days: Vec<_> = (1..=90).map(|day| (day.to_string(), Nanos(day))).collect();
        for width in [20, 40, 80, 120] {
            let text = columns(&days, Glyphs::Blocks, width, &style(None));
            let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= width + 1, "{width}\n{text}");
        }
    }
}
