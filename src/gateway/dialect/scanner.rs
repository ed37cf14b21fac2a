//! One way to read streams of every dialect: bytes in as they come, frames out in order.
//!
//! Nothing is copied but a frame that arrives in pieces: what goes on is slices of what came,
//! neighbours together.

use bytes::{Bytes, BytesMut};
use thiserror::Error;

use crate::gateway::dialect::frame::{Fate, Framing, Seen};
use crate::gateway::dialect::ollama;
use crate::gateway::dialect::openai;
use crate::gateway::dialect::search::Search;
use crate::gateway::dialect::usage::Reported;

/// The longest frame, and the most that is held behind the terminal one, in bytes.
pub const MAX_FRAME_BYTES: usize = 8 << 20;

/// The upstream's stream cannot be relayed any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ScanError {
    /// A frame longer than [`MAX_FRAME_BYTES`], or one that never ends.
    #[error("the upstream sent an event longer than {MAX_FRAME_BYTES} bytes")]
    FrameTooLong,
}

/// How far a stream has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// More is to come.
    Flowing,
    /// The terminal frame is here, and held with all that follows it.
    Complete,
}

/// Whose stream it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    OpenAi { client_asked: bool },
    Ollama,
}

impl Reader {
    fn framing(self) -> Framing {
        match self {
            Self::OpenAi { .. } => Framing::Events,
            Self::Ollama => Framing::Lines,
        }
    }

    fn judge(self, frame: &[u8], seen: &mut Seen) -> Fate {
        match self {
            Self::OpenAi { client_asked } => openai::judge(frame, client_asked, seen),
            Self::Ollama => ollama::judge(frame, seen),
        }
    }
}

/// Reads one stream.
#[derive(Debug)]
pub struct Scanner {
    reader: Reader,
    /// The start of a frame whose end has not come yet.
    partial: BytesMut,
    search: Search,
    seen: Seen,
    held: BytesMut,
    progress: Progress,
}

impl Scanner {
    /// For an `OpenAI` stream; `client_asked` as [`openai::request_usage`] said.
    pub fn openai(client_asked: bool) -> Self {
        Self::new(Reader::OpenAi { client_asked })
    }

    /// For an Ollama stream.
    pub fn ollama() -> Self {
        Self::new(Reader::Ollama)
    }

    fn new(reader: Reader) -> Self {
        Self {
            reader,
            partial: BytesMut::new(),
            search: Search::default(),
            seen: Seen::default(),
            held: BytesMut::new(),
            progress: Progress::Flowing,
        }
    }

    /// Takes what came, and adds to `ready` what can go on to the client at once.
    ///
    /// # Errors
    /// [`ScanError`] where a frame is longer than may be held.
    pub fn push(&mut self, chunk: &Bytes, ready: &mut Vec<Bytes>) -> Result<Progress, ScanError> {
        if self.progress == Progress::Complete {
            self.hold(chunk)?;
            return Ok(self.progress);
        }
        if self.partial.is_empty() {
            return self.scan(chunk, ready);
        }
        self.partial.extend_from_slice(chunk);
        if self.reader.framing().end(&self.partial, &mut self.search).is_none() {
            check_len(self.partial.len())?;
            return Ok(self.progress);
        }
        let joined = self.partial.split().freeze();
        self.scan(&joined, ready)
    }

    /// The stream has ended: what is left is no whole frame, and waits for the commit as well.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn finish(&mut self) -> Result<(), ScanError> {
        let rest = self.partial.split();
        if rest.is_empty() {
            return Ok(());
        }
        match self.reader.judge(&rest, &mut self.seen) {
            Fate::Drop => return Ok(()),
            Fate::Terminal => self.progress = Progress::Complete,
            Fate::Forward => {}
        }
        self.hold(&rest)
    }

    /// What the upstream has reported so far.
    pub fn reported(&self) -> Reported {
        self.seen.reported
    }

    /// Bytes of text that the model has written so far.
    pub fn text_bytes(&self) -> u64 {
        self.seen.text_bytes
    }

    /// Whether the terminal frame has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Takes what is held: for the client, once the commit is done.
    pub fn held(&mut self) -> Bytes {
        self.held.split().freeze()
    }

    fn scan(&mut self, bytes: &Bytes, ready: &mut Vec<Bytes>) -> Result<Progress, ScanError> {
        let mut forward = |from: usize, to: usize| {
            if from < to {
                ready.push(bytes.slice(from..to));
            }
        };
        // `run` begins the frames that go on together, `start` the one looked at.
        let (mut run, mut start) = (0, 0);
        while let Some(len) = self.reader.framing().end(&bytes[start..], &mut self.search) {
            check_len(len)?;
            self.search = Search::default();
            let end = start + len;
            match self.reader.judge(&bytes[start..end], &mut self.seen) {
                Fate::Forward => {}
                Fate::Drop => {
                    forward(run, start);
                    run = end;
                }
                Fate::Terminal => {
                    forward(run, start);
                    self.progress = Progress::Complete;
                    self.hold(&bytes[start..])?;
                    return Ok(self.progress);
                }
            }
            start = end;
        }
        forward(run, start);
        self.partial.extend_from_slice(&bytes[start..]);
        check_len(self.partial.len())?;
        Ok(self.progress)
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), ScanError> {
        check_len(self.held.len() + bytes.len())?;
        self.held.extend_from_slice(bytes);
        Ok(())
    }
}

fn check_len(len: usize) -> Result<(), ScanError> {
    if len > MAX_FRAME_BYTES { Err(ScanError::FrameTooLong) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::usage::Tokens;

    const CHAT: &str = concat!(
        ": ping\n\n",
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"Grüß\"}}],\"usage\":null}\n\n",
        "id: 7\ndata: {\"choices\":\ndata: [{\"delta\":{\"content\":\" dich\"}}]}\n\n",
        "data: not json\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
        "data: [DONE]\n\n",
        ": goodbye\n\n",
    );
    const NDJSON: &str = concat!(
        "{\"message\":{\"role\":\"assistant\",\"content\":\"Grüß\"},\"done\":false}\n",
        "\n",
        "not json\n",
        "{\"response\":\" dich\",\"done\":false}\n",
        "{\"done\":true,\"prompt_eval_count\":9,\"eval_count\":4}\n",
        "{\"after\":1}\n",
    );

    /// All that a stream led to.
    #[derive(Debug, PartialEq)]
    struct Outcome {
        forwarded: String,
        held: String,
        reported: Reported,
        text_bytes: u64,
        progress: Progress,
    }

    fn run<'a>(mut scanner: Scanner, pieces: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
        let mut ready = Vec::new();
        for piece in pieces {
            let progress = scanner.push(&Bytes::copy_from_slice(piece), &mut ready).unwrap();
            assert_eq!(progress, scanner.progress());
        }
        scanner.finish().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Outcome {
            forwarded: text(&ready.concat()),
            held: text(&scanner.held()),
            reported: scanner.reported(),
            text_bytes: scanner.text_bytes(),
            progress: scanner.progress(),
        }
    }

    fn scanners() -> [(fn() -> Scanner, String); 6] {
        let asked = || Scanner::openai(true);
        let unasked = || Scanner::openai(false);
        [
            (asked, CHAT.to_owned()),
            (unasked, CHAT.to_owned()),
            (unasked, CHAT.replace('\n', "\r\n")),
            (unasked, CHAT.replace('\n', "\r")),
            (Scanner::ollama, NDJSON.to_owned()),
            (Scanner::ollama, NDJSON.replace('\n', "\r\n")),
        ]
    }

    #[test]
    fn everything_passes_but_the_usage_chunk_and_the_end_is_held() {
        let counts = Tokens { input: 9, output: 4, ..Tokens::default() };
        for (scanner, stream) in scanners() {
            let outcome = run(scanner(), [stream.as_bytes()]);
            assert_eq!(outcome.reported, Reported::Counts(counts), "{stream}");
            assert_eq!(outcome.text_bytes, 11, "{stream}");
            assert_eq!(outcome.progress, Progress::Complete, "{stream}");
            let dropped = scanner().reader == Reader::OpenAi { client_asked: false };
            let passed = outcome.forwarded + &outcome.held;
            assert_eq!(passed == stream, !dropped, "{stream}");
            assert_eq!(passed.contains("prompt_tokens"), stream == CHAT && !dropped, "{stream}");
            assert!(outcome.held.starts_with("data: [DONE]") || !dropped, "{stream}");
        }
    }

    #[test]
    fn a_split_anywhere_changes_nothing() {
        for (scanner, stream) in scanners() {
            let stream = stream.as_bytes();
            let whole = run(scanner(), [stream]);
            for at in 0..=stream.len() {
                let (left, right) = stream.split_at(at);
                assert_eq!(run(scanner(), [left, right]), whole, "split at {at}");
            }
            assert_eq!(run(scanner(), stream.chunks(1)), whole);
        }
    }

    #[test]
    fn a_cut_anywhere_passes_what_came() {
        for (scanner, stream) in scanners() {
            for at in 0..stream.len() {
                let cut = &stream.as_bytes()[..at];
                let mut scanner = scanner();
                let dropping = scanner.reader == Reader::OpenAi { client_asked: false };
                let mut passed = Vec::new();
                scanner.push(&Bytes::copy_from_slice(cut), &mut passed).unwrap();
                scanner.finish().unwrap();
                passed.push(scanner.held());
                assert!(dropping || passed.concat() == cut, "cut at {at}");
            }
        }
    }

    #[test]
    fn neighbours_go_on_together_and_without_a_copy() {
        let chunk = Bytes::from_static(b"data: a\n\ndata: b\n\ndata: c");
        let mut ready = Vec::new();
        Scanner::openai(false).push(&chunk, &mut ready).unwrap();
        assert_eq!(ready, [chunk.slice(..18)]);
        assert_eq!(ready[0].as_ptr(), chunk.as_ptr());
    }

    #[test]
    fn an_end_without_a_blank_line_is_an_end() {
        let outcome = run(Scanner::openai(false), [&b"data: a\n\ndata: [DONE]\n"[..]]);
        assert_eq!(outcome.progress, Progress::Complete);
        assert_eq!((&*outcome.forwarded, &*outcome.held), ("data: a\n\n", "data: [DONE]\n"));
        let outcome = run(Scanner::ollama(), [&br#"{"done":true}"#[..]]);
        assert_eq!(outcome.progress, Progress::Complete);
    }

    #[test]
    fn a_frame_that_never_ends_is_refused() {
        let piece = Bytes::from(vec![b'x'; MAX_FRAME_BYTES / 4]);
        for mut scanner in [Scanner::openai(false), Scanner::ollama()] {
            let mut ready = Vec::new();
            for _ in 0..4 {
                assert_eq!(scanner.push(&piece, &mut ready), Ok(Progress::Flowing));
            }
            assert_eq!(scanner.push(&piece, &mut ready), Err(ScanError::FrameTooLong));
            assert!(ready.is_empty());
        }
        let whole = Bytes::from("x".repeat(MAX_FRAME_BYTES) + "\n\n");
        let refused = Scanner::openai(false).push(&whole, &mut Vec::new());
        assert_eq!(refused, Err(ScanError::FrameTooLong));
    }

    #[test]
    fn what_follows_the_end_is_held_within_the_same_limit() {
        let mut scanner = Scanner::openai(false);
        let mut ready = Vec::new();
        scanner.push(&Bytes::from_static(b"data: [DONE]\n\n"), &mut ready).unwrap();
        let piece = Bytes::from(vec![b'\n'; MAX_FRAME_BYTES / 2]);
        assert_eq!(scanner.push(&piece, &mut ready), Ok(Progress::Complete));
        assert_eq!(scanner.push(&piece, &mut ready), Err(ScanError::FrameTooLong));
        assert!(ready.is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_pass_in_order(
            lines in proptest::collection::vec(
                prop_oneof![
                    Just("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}"),
                    Just("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":-1}}"),
                    Just("{\"response\":\"é\",\"done\":false}"),
                    Just("{\"done\":true,\"eval_count\":1,\"prompt_eval_count\":1}"),
                    Just("data: [DONE]"), Just("data"), Just(": c"), Just("\r"), Just(""),
                ],
                0..12,
            ),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
            sizes in proptest::collection::vec(1_usize..40, 1..12),
        ) {
            let stream = lines.join(end);
            for scanner in [|| Scanner::openai(true), || Scanner::openai(false), Scanner::ollama] {
                let whole = run(scanner(), [stream.as_bytes()]);
                let mut rest = stream.as_bytes();
                let mut pieces = Vec::new();
                for size in sizes.iter().cycle() {
                    if rest.is_empty() {
                        break;
                    }
                    let (piece, left) = rest.split_at(rest.len().min(*size));
                    pieces.push(piece);
                    rest = left;
                }
                prop_assert_eq!(run(scanner(), pieces), whole);
            }
        }
    }
}
