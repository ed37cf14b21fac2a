//! What a process that holds secrets does first: closes its files and its memory to others.

use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask,
};

/// New files are for their owner alone (R-B1), and neither a core file nor another process of the
/// same user shows this one's memory (R-A11). A kernel that refuses the latter two is obeyed: the
/// command is more useful than the precaution.
pub fn harden() {
    umask(Mode::from_raw_mode(0o077));
    let no_core = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let _ = setrlimit(Resource::Core, no_core);
}
