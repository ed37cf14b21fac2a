//! Server-sent events as the HTML standard has them (section 9.2.6): fields on lines, a blank
//! line ends an event, lines end with LF, CRLF or CR.

use std::borrow::Cow;

use memchr::memchr2;

use crate::gateway::dialect::search::Search;

/// As [`crate::gateway::dialect::frame::Framing::end`]. A CR at the end of what has come may be
/// half of a CRLF, so it ends nothing before the next byte does.
pub fn event_end(bytes: &[u8], search: &mut Search) -> Option<usize> {
    loop {
        let Some(found) = memchr2(b'\n', b'\r', &bytes[search.seen..]) else {
            search.seen = bytes.len();
            return None;
        };
        let at = search.seen + found;
        search.seen = at;
        let next = match (bytes[at], bytes.get(at + 1)) {
            (b'\r', None) => return None,
            (b'\r', Some(b'\n')) => at + 2,
            _ => at + 1,
        };
        if at == search.line {
            return Some(next);
        }
        *search = Search { line: next, seen: next };
    }
}

/// What an event's `data` lines say together; `None` when it has none (a comment, say).
pub fn data(event: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut data: Option<Cow<'_, [u8]>> = None;
    for value in Lines(event).filter_map(data_field) {
        match &mut data {
            None => data = Some(Cow::Borrowed(value)),
            Some(before) => {
                let before = before.to_mut();
                before.push(b'\n');
                before.extend_from_slice(value);
            }
        }
    }
    data
}

fn data_field(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"data")?;
    if rest.is_empty() {
        return Some(rest);
    }
    let value = rest.strip_prefix(b":")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

/// The lines of an event without their ends.
struct Lines<'a>(&'a [u8]);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = memchr2(b'\n', b'\r', self.0).unwrap_or(self.0.len());
        let (line, rest) = self.0.split_at(end);
        let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.get(1..));
        self.0 = rest.unwrap_or_default();
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(bytes: &[u8]) -> Option<usize> {
        event_end(bytes, &mut Search::default())
    }

    #[test]
    fn a_blank_line_ends_an_event_whatever_ends_lines() {
        assert_eq!(first(b"data: a\n\ndata: b\n\n"), Some(9));
        assert_eq!(first(b"data: a\r\n\r\ndata"), Some(11));
        assert_eq!(first(b"data: a\r\rdata"), Some(9));
        assert_eq!(first(b"data: a\n\r\nx"), Some(10));
        assert_eq!(first(b"\nx"), Some(1));
        assert_eq!(first(b"data: a\ndata: b\n"), None);
        assert_eq!(first(b"data: a\r\n"), None);
        assert_eq!(first(b""), None);
    }

    #[test]
    fn the_search_goes_on_where_it_stopped() {
        for whole in [&b": c\r\ndata: a\r\n\r\nx"[..], b"a\n\nx", b"a\r\rx", b"a\r\n\nx", b"\r\nx"]
        {
            let mut search = Search::default();
            let found = (0..=whole.len()).find_map(|len| event_end(&whole[..len], &mut search));
            assert_eq!(found, Some(whole.len() - 1), "{whole:?}");
        }
    }

    #[test]
    fn data_lines_are_joined() {
        let data = |event: &'static str| data(event.as_bytes()).map(Cow::into_owned);
        assert_eq!(data("data: {}\n\n").unwrap(), b"{}");
        assert_eq!(data("data:  x\r\n\r\n").unwrap(), b" x");
        assert_eq!(data(": c\rid: 7\rdata:a\rdata\rdata: b\r\r").unwrap(), b"a\n\nb");
        assert_eq!(data("data: cut").unwrap(), b"cut");
        assert_eq!(data(": ping\n\n"), None);
        assert_eq!(data("database: x\n\n"), None);
        assert_eq!(data("\n"), None);
    }
}
