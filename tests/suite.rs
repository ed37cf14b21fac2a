//! All tests that look at keyctl from outside, in one binary.
#![allow(clippy::unwrap_used, reason = "a failed expectation in a test is a panic")]

mod gateway;
mod layers;
mod support;
