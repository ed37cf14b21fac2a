//! Frames: the units that a stream is cut into, looked at, and let pass or not.

use memchr::memchr;

use crate::gateway::dialect::search::Search;
use crate::gateway::dialect::sse;
use crate::gateway::dialect::usage::Reported;

/// How a stream is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events, which end with a blank line.
    Events,
    /// One JSON object on each line.
    Lines,
}

/// What becomes of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It goes on to the client.
    Forward,
    /// The client did not ask for it.
    Drop,
    /// It tells the client that the reply is whole, so it waits for the commit.
    Terminal,
}

/// What was noted of a stream in passing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// The usage; reports are cumulative, so the last one stands.
    pub reported: Reported,
    /// Bytes of text that the model has written.
    pub text_bytes: u64,
}

impl Framing {
    /// The length of the first frame in `bytes`, or `None` when its end has not come yet. Called
    /// again with more bytes and the same `search` it goes on where it stopped.
    pub fn end(self, bytes: &[u8], search: &mut Search) -> Option<usize> {
        match self {
            Self::Events => sse::event_end(bytes, search),
            Self::Lines => {
                let found = memchr(b'\n', &bytes[search.seen..]);
                search.seen = found.map_or(bytes.len(), |found| search.seen + found);
                found.map(|_| search.seen + 1)
            }
        }
    }
}
