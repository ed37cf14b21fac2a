//! The built-in provider: an echo, so that everything can be tried without a model or a bill.
//!
//! It answers every path of both dialects with the field set their official clients validate,
//! and with token counts of a believable size. No clock and no randomness in here: the same call
//! gets the same reply.

pub mod call;
pub mod echo;
pub mod ollama;
pub mod openai;
pub mod provider;
