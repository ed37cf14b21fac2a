//! The options of a report that say which stretch of time it is about.

use clap::Args;

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::period::{Period, PeriodError, PeriodSpec};
use crate::domain::time::{Timestamp, Zone};

/// A stretch of time.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Period options")]
pub struct PeriodArgs {
    /// Only this period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B
    #[arg(long, value_name = "P", conflicts_with_all = ["since", "until"])]
    period: Option<PeriodSpec>,

    /// From a day, month, year or time on
    #[arg(long, value_name = "T")]
    since: Option<String>,

    /// Up to a day, month or year, which is included, or to a time
    #[arg(long, value_name = "T")]
    until: Option<String>,
}

impl PeriodArgs {
    /// The period in the accounting zone; `usual` where none was named.
    pub fn resolve(&self, usual: &str, now: Timestamp, zone: Zone) -> Result<Period, Failure> {
        self.meant(usual, now, zone).map_err(|error| {
            Failure::usage("period.unusable", error.to_string()).fix("keyctl help time")
        })
    }

    fn meant(&self, usual: &str, now: Timestamp, zone: Zone) -> Result<Period, PeriodError> {
        match (&self.period, self.since.as_deref(), self.until.as_deref()) {
            (Some(period), ..) => period.resolve(now, &zone),
            (None, None, None) => usual.parse::<PeriodSpec>()?.resolve(now, &zone),
            (None, since, until) => Period::between(since, until, now, &zone),
        }
    }
}

/// Says which period a report is of, with both its ends.
pub fn tell(period: &Period, zone: Zone, output: &mut Output) {
    let Period { start, end, label } = period;
    let fields = vec![
        ("period", label.as_str().into()),
        ("since", (*start).into()),
        ("until", (*end).into()),
        ("time_zone", zone.to_string().into()),
    ];
    output.frame(fields, &format!("{label}: {start} to {end}, zone {zone}"));
}
