//! Charts of characters: a bar for each group, and a column for each day.
//!
//! What they show stands beside them as a number, so neither colour nor length carries it alone.

use unicode_width::UnicodeWidthStr;

use crate::domain::money::Nanos;
use crate::view::cell::{self, shorten};
use crate::view::escape::visible;
use crate::view::style::{Paint, Style};
use crate::view::value::Value;

/// How wide a chart is where nothing bounds it.
const USUAL_WIDTH: usize = 80;
/// A bar is at least so wide where there is any room.
const LEAST_BAR: usize = 10;
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
                bar.extend(std::iter::repeat_n('█', full));
                bar.extend((left > 0).then(|| ['▏', '▎', '▍', '▌', '▋', '▊', '▉'][left - 1]));
            }
            // What is there is seen, however little it is.
            Self::Ascii => bar.extend(std::iter::repeat_n(
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
            bar.extend(std::iter::repeat_n(filler, room.saturating_sub(drawn)));
        }
        bar
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
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or_default();
    let value_width = widest(&mut values.iter().map(|text| text.width()));
    let share_width = widest(&mut shares.iter().map(|text| text.width()));
    let width = style.width.unwrap_or(USUAL_WIDTH);
    let beside = 3 * GAP + value_width + share_width;
    let room = width.saturating_sub(beside);
    let label_width = widest(&mut labels.iter().map(|label| label.width()));
    let label_width = label_width.min(room.saturating_sub(LEAST_BAR).max(LEAST_BAR));
    let room = room.saturating_sub(label_width).max(LEAST_BAR);
    let longest = bars.iter().map(|bar| bar.size).max().unwrap_or_default();
    let mut text = String::new();
    for (place, bar) in bars.iter().enumerate() {
        let label = shorten(&labels[place], label_width);
        let drawn = glyphs.bar(bar.size, longest, room, false);
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        text.push_str(&format!(
            "{label}{}  {}{}  {}{}  {}{}",
            pad(&label, label_width),
            Paint::Good.apply(&drawn, style.color),
            pad(&drawn, room),
            pad(&values[place], value_width),
            values[place],
            pad(&shares[place], share_width),
            shares[place],
        ));
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// A chart of columns of money, with dollars at its left and the number of each column below, from
/// 1 on. It takes at most `width` characters.
pub fn columns(amounts: &[Nanos], glyphs: Glyphs, width: usize, style: &Style) -> String {
    let most = amounts.iter().map(|amount| amount.0).max().unwrap_or_default().max(1);
    let step = step(most);
    let rows = (most + step - 1) / step;
    let label = |row: i64| {
        let nanos = Nanos(row * step);
        let text = cell::text(&Value::Money(nanos), style);
        if step % 1_000_000_000 == 0 { text.replace(".00", "") } else { text }
    };
    let label_width = (0..=rows).map(|row| label(row).width()).max().unwrap_or_default();
    let (upright, corner, level) = glyphs.axes();
    let room = width.saturating_sub(label_width + 2);
    let each = (room / amounts.len().max(1)).clamp(1, 4);
    let shown = amounts.len().min(room / each);
    let mut text = String::new();
    for row in (1..=rows).rev() {
        let mut line = format!("{:>label_width$} {upright}", label(row));
        let mut drawn = String::new();
        for amount in &amounts[..shown] {
            let above = i128::from(amount.0 - (row - 1) * step);
            let mut filled = (above * 8 / i128::from(step)).clamp(0, 8);
            // What is there is seen, however little it is.
            if row == 1 && amount.0 > 0 {
                filled = filled.max(1);
            }
            let filled = glyphs.level(i64::try_from(filled).unwrap_or_default());
            let (body, gap) = if each > 1 { (each - 1, 1) } else { (1, 0) };
            drawn.extend(std::iter::repeat_n(filled, body));
            drawn.extend(std::iter::repeat_n(' ', gap));
        }
        line.push_str(&Paint::Good.apply(drawn.trim_end(), style.color));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push_str(&format!("{:>label_width$} {corner}", label(0)));
    text.extend(std::iter::repeat_n(level, shown * each));
    text.push('\n');
    text.push_str(&" ".repeat(label_width + 2));
    let mut line = String::new();
    for number in 1..=shown {
        let at = (number - 1) * each;
        let label = number.to_string();
        // A number that would run into the one before is left out.
        if line.len() <= at && (line.is_empty() || at > line.len() || each > 2) {
            line.push_str(&" ".repeat(at - line.len()));
            line.push_str(&label);
        }
    }
    text.push_str(&line);
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
