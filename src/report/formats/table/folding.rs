//! Rows that are equal because nothing was reached are shown as one: a page of them hides the rest.

use std::collections::HashMap;

use crate::diagnosis::FindingCode;
use crate::message::Message;
use crate::report::model::{EndpointReport, Report};

/// The fewest endpoints of a service whose rows are folded.
const LEAST_OF_SERVICE: usize = 3;
/// The fewest endpoints outside a catalog whose rows are folded: a reader looks for the names that were given.
const LEAST: usize = 8;

/// How a row that belongs to a fold is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// It stands for this many endpoints.
    Standing(u64),
    /// It is not shown.
    Hidden,
}

/// The folded rows of a report.
#[derive(Debug, Default)]
pub(super) struct Folds {
    /// By the place in the report.
    rows: HashMap<usize, Fold>,
    /// The names and ports of their endpoints.
    names: std::collections::HashSet<(String, u16)>,
}

/// What endpoints in one row have in common. The support of every version is unknown in each.
type Key<'a> = (Option<(&'a str, &'a str)>, FindingCode, &'a Message);

impl Folds {
    /// Finds the endpoints of each service that were not reached for the same reason.
    pub(super) fn of(report: &Report) -> Self {
        let mut alike: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
        for (place, endpoint) in report.endpoints.iter().enumerate() {
            let Some(finding) = endpoint.diagnosis.findings.first() else { continue };
            if endpoint.diagnosis.never_reached().is_none() || endpoint.address.is_some() {
                continue;
            }
            let service = endpoint.target.origin.as_ref();
            let service = service.map(|origin| (origin.service_name.as_str(), origin.cloud.as_str()));
            alike.entry((service, finding.code, &finding.summary)).or_default().push(place);
        }
        let mut folds = Self::default();
        for ((service, ..), places) in alike {
            let least = if service.is_some() { LEAST_OF_SERVICE } else { LEAST };
            if places.len() < least {
                continue;
            }
            for (number, place) in places.iter().enumerate() {
                let fold = if number == 0 { Fold::Standing(places.len() as u64) } else { Fold::Hidden };
                folds.rows.insert(*place, fold);
                if let Some(endpoint) = report.endpoints.get(*place) {
                    folds.names.insert((endpoint.target.given.clone(), endpoint.target.port));
                }
            }
        }
        folds
    }

    /// Returns how the row at this place is shown, if it is folded.
    pub(super) fn at(&self, place: usize) -> Option<Fold> {
        self.rows.get(&place).copied()
    }

    /// Reports whether no row shows the name of this endpoint.
    pub(super) fn hides(&self, endpoint: &EndpointReport) -> bool {
        self.names.contains(&(endpoint.target.given.clone(), endpoint.target.port))
    }
}
