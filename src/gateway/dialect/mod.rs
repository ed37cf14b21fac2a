//! What the dialects of the upstream APIs say: usage out of replies, errors in their shape.
//!
//! One file per dialect; `scanner` treats their streams alike. A further dialect is one more
//! file and one more variant there.

pub mod frame;
pub mod ollama;
pub mod openai;
pub mod scanner;
pub mod search;
pub mod sse;
pub mod text;
pub mod usage;
