//! Words to calls, results to words: one file per noun.
