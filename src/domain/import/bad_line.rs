//! What stands against the lines of an import file.

/// A line that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

/// Every line that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLines {
    /// The first of them.
    pub told: Vec<BadLine>,
    /// How many there are.
    pub count: usize,
    most: usize,
}

impl BadLines {
    /// None yet; so many at most are told, and more are counted.
    pub const fn telling(most: usize) -> Self {
        Self { told: Vec::new(), count: 0, most }
    }

    /// One more.
    pub fn push(&mut self, line: u64, reason: String) {
        self.count += 1;
        if self.told.len() < self.most {
            self.told.push(BadLine { line, reason });
        }
    }

    /// Whether there are none.
    ///
    /// # Errors
    /// All of them, by line.
    pub fn none(mut self) -> Result<(), Self> {
        if self.count == 0 {
            return Ok(());
        }
        self.told.sort_by_key(|bad| bad.line);
        Err(self)
    }
}
