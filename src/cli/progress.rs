//! Progress of long work: on a terminal, after half a second, gone when it ends.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use crate::view::escape::visible;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far some work has come. Dropping it clears the line.
pub struct Progress {
    label: String,
    total: u64,
    done: u64,
    since: Instant,
    watched: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Work of so many steps; `watched` is whether a person sees standard error.
    pub fn new(label: &str, total: u64, watched: bool) -> Self {
        let label = visible(label).into_owned();
        Self { label, total, done: 0, since: Instant::now(), watched, bar: None }
    }

    /// Says that so many further steps are done.
    pub fn advance(&mut self, steps: u64) {
        self.done = self.done.saturating_add(steps);
        if self.bar.is_none() && self.watched && self.since.elapsed() >= PATIENCE {
            self.bar = Some(bar(&self.label, self.total));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }
}

/// A line of plain text on standard error.
fn bar(label: &str, total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {pos} of {len} ({percent} %)");
    let bar = ProgressBar::new(total)
        .with_message(label.to_owned())
        .with_finish(ProgressFinish::AndClear);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shows_before_half_a_second_or_without_a_watcher() {
        let mut early = Progress::new("checking", 10, true);
        early.advance(3);
        assert!(early.bar.is_none());
        let past = Instant::now().checked_sub(PATIENCE).unwrap();
        let mut late = Progress { since: past, ..Progress::new("checking", 10, false) };
        late.advance(3);
        assert!(late.bar.is_none());
    }
}
