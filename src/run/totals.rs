//! Counts over a run, which determine the exit code of a caller.

use std::ops::{Add, AddAssign};

use crate::report::model::EndpointReport;

/// Counts over a run, or over a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Targets that were probed.
    pub endpoints: u64,
    /// Reports of endpoints that do not meet an expectation. With one report per address, a target may have several.
    pub unmet: u64,
    /// Reports in which the answer to a requested test is unknown.
    pub inconclusive: u64,
    /// Whether the run was stopped before every endpoint was finished.
    pub partial: bool,
}

impl Totals {
    /// Counts a report.
    pub fn count(&mut self, report: &EndpointReport) {
        self.unmet += u64::from(report.diagnosis.unmet);
        // All addresses were asked for, and some were not tried.
        let not_all = report.scope.all_addresses && report.more_addresses > 0;
        self.inconclusive += u64::from(report.diagnosis.inconclusive || not_all);
    }
}

impl AddAssign for Totals {
    /// Adds another part of the same run.
    fn add_assign(&mut self, other: Self) {
        self.endpoints += other.endpoints;
        self.unmet += other.unmet;
        self.inconclusive += other.inconclusive;
        self.partial |= other.partial;
    }
}

impl Add for Totals {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}
