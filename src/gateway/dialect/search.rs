//! The search for the end of a frame, which goes on where it stopped.

/// How far the search for the end of a frame has come; offsets from the start of the frame.
#[derive(Debug, Clone, Copy, Default)]
pub struct Search {
    /// Where the current line starts.
    pub line: usize,
    /// No line ends before this.
    pub seen: usize,
}
