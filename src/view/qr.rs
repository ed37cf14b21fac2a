//! QR codes for a camera: black on white, with the quiet zone that scanners need.
//!
//! A terminal may be dark or light, and many cameras take no inverted symbol. With colour both are
//! named, black and white, by their places in the colour cube, which themes leave alone. Without it
//! the ink is black, as on paper.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

/// The light modules around a symbol (ISO/IEC 18004).
const QUIET: usize = 4;

/// `SGR` for black on white.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
/// `SGR` for black on black and white on white, for characters that must not be seen.
const ALL_BLACK: &str = "\u{1b}[38;5;16;48;5;16m";
const ALL_WHITE: &str = "\u{1b}[38;5;231;48;5;231m";
const RESET: &str = "\u{1b}[0m";

/// How a symbol is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Half blocks: one column and half a line for each module.
    Utf8,
    /// Two columns and one line for each module.
    Ascii,
    /// A picture.
    Svg,
}

/// A symbol: its modules, with the quiet zone.
pub struct Symbol {
    side: usize,
    dark: Zeroizing<Vec<bool>>,
}

impl Symbol {
    /// The symbol that holds a text, as small as it may be: what is shown on a screen needs little
    /// error correction. `None` for a text of more than 2,953 bytes.
    pub fn new(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
        let width = code.width();
        let side = width + 2 * QUIET;
        let mut dark = Zeroizing::new(vec![false; side * side]);
        for (place, color) in code.into_colors().into_iter().enumerate() {
            let (row, column) = (place / width + QUIET, place % width + QUIET);
            dark[row * side + column] = color == Color::Dark;
        }
        Some(Self { side, dark })
    }

    /// How many columns of a terminal it takes; a picture takes none.
    pub const fn columns(&self, form: Form) -> usize {
        match form {
            Form::Utf8 => self.side,
            Form::Ascii => 2 * self.side,
            Form::Svg => 0,
        }
    }

    /// The symbol, a line feed after every line. `color` is whether escapes may be used.
    pub fn render(&self, form: Form, color: bool) -> Zeroizing<String> {
        match form {
            Form::Utf8 => self.half_blocks(color),
            Form::Ascii => self.ascii(color),
            Form::Svg => self.svg(),
        }
    }

    /// Whether a module is dark; there is light beyond the last row.
    fn is_dark(&self, row: usize, column: usize) -> bool {
        row < self.side && self.dark[row * self.side + column]
    }

    /// An empty text with room for any drawing, so that no copy is left behind by growing.
    fn paper(&self) -> Zeroizing<String> {
        Zeroizing::new(String::with_capacity(24 * self.side * self.side + 1024))
    }

    fn half_blocks(&self, color: bool) -> Zeroizing<String> {
        let mut text = self.paper();
        for row in (0..self.side).step_by(2) {
            text.push_str(if color { BLACK_ON_WHITE } else { "" });
            for column in 0..self.side {
                text.push(match (self.is_dark(row, column), self.is_dark(row + 1, column)) {
                    (false, false) => ' ',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (true, true) => '█',
                });
            }
            text.push_str(if color { RESET } else { "" });
            text.push('\n');
        }
        text
    }

    fn ascii(&self, color: bool) -> Zeroizing<String> {
        let mut text = self.paper();
        for row in 0..self.side {
            let mut painted = "";
            for column in 0..self.side {
                let (paint, cell) =
                    if self.is_dark(row, column) { (ALL_BLACK, "##") } else { (ALL_WHITE, "  ") };
                if color && paint != painted {
                    text.push_str(paint);
                    painted = paint;
                }
                text.push_str(cell);
            }
            text.push_str(if color { RESET } else { "" });
            text.push('\n');
        }
        text
    }

    fn svg(&self) -> Zeroizing<String> {
        let (side, pixels) = (self.side, self.side * 8);
        let mut text = self.paper();
        // That there is no stroke is the default, which not every renderer knows. Writing to a text
        // does not fail.
        write!(
            text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" \
             viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" stroke=\"none\">\n\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#ffffff\"/>\n\
             <path fill=\"#000000\" d=\""
        )
        .ok();
        for row in 0..side {
            let mut column = 0;
            while column < side {
                let run = (column..side).take_while(|place| self.is_dark(row, *place)).count();
                if run > 0 {
                    write!(text, "M{column} {row}h{run}v1h-{run}z").ok();
                }
                column += run + 1;
            }
        }
        text.push_str("\"/>\n</svg>\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    const URI: &str = "otpauth://totp/keyctl:ada@example.com?\
                       secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=keyctl";

    fn symbol() -> Symbol {
        Symbol::new(URI).unwrap()
    }

    fn without_escapes(text: &str) -> String {
        regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(text, "").into_owned()
    }

    #[test]
    fn lines_are_as_wide_as_is_said_and_a_symbol_fits_half_a_terminal() {
        let symbol = symbol();
        assert!(symbol.columns(Form::Utf8) <= 53, "{}", symbol.columns(Form::Utf8));
        for form in [Form::Utf8, Form::Ascii] {
            for color in [false, true] {
                let text = symbol.render(form, color);
                for line in without_escapes(&text).lines() {
                    assert_eq!(line.width(), symbol.columns(form), "{form:?}");
                }
            }
        }
        assert_eq!(symbol.render(Form::Utf8, false).lines().count(), symbol.side.div_ceil(2));
    }

    #[test]
    fn the_quiet_zone_is_light_on_every_side() {
        let symbol = symbol();
        let text = symbol.render(Form::Ascii, false);
        let lines: Vec<&str> = text.lines().collect();
        let empty = |line: &&str| line.trim().is_empty();
        assert!(lines[..4].iter().all(empty) && lines[lines.len() - 4..].iter().all(empty));
        assert!(lines.iter().all(|line| empty(&&line[..8]) && empty(&&line[line.len() - 8..])));
        assert!(lines[4].starts_with("        ##############  "), "the finder pattern");
    }

    #[test]
    fn with_colour_every_cell_names_both_colours() {
        let symbol = symbol();
        for form in [Form::Utf8, Form::Ascii] {
            for line in symbol.render(form, true).lines() {
                assert!(line.starts_with("\u{1b}[38;5;") && line.ends_with(RESET), "{line:?}");
            }
        }
        let plain = symbol.render(Form::Ascii, false);
        assert_eq!(without_escapes(&symbol.render(Form::Ascii, true)), *plain);
        assert!(!plain.contains('\u{1b}') && plain.is_ascii());
    }

    #[test]
    fn what_is_too_long_makes_no_symbol() {
        assert!(Symbol::new(&"x".repeat(2953)).is_some());
        assert!(Symbol::new(&"x".repeat(2954)).is_none());
    }
}
