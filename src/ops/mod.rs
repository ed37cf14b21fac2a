//! The use cases, one file per noun: one transaction and one audit entry each.
//!
//! The command line and the gateway both call these; neither holds a rule of its own. Nothing
//! here prints, prompts, or reads the environment or the clock.
