//! Compares what was concluded about the addresses of one name.

use std::net::IpAddr;

use super::diagnose::{Diagnosis, in_state};
use super::support::{Reason, SupportState};
use crate::diagnosis::finding::{Confidence, Finding, FindingCode, Side, Step, Weight};
use crate::message::Message;
use crate::tls::Version;

/// Adds a finding to each diagnosis if one address accepts a version that another rejects, or if one answers and another does
/// not: which one a program gets is up to DNS.
pub fn compare_addresses(diagnoses: &mut [(Option<IpAddr>, Diagnosis)]) {
    let any = |version, state| {
        diagnoses.iter().any(|(_, one)| one.versions.get(&version).is_some_and(|support| support.state == state))
    };
    let differ = |version: &Version| any(*version, SupportState::Accepted) && any(*version, SupportState::Refused);
    let versions: Vec<Version> = Version::ALL.into_iter().filter(differ).collect();
    let answers: fn(&Diagnosis) -> bool = |diagnosis| {
        let is_answer = |state| matches!(state, SupportState::Accepted | SupportState::Refused);
        diagnosis.versions.values().any(|support| is_answer(support.state))
    };
    let any_of = |test: fn(&Diagnosis) -> bool| diagnoses.iter().any(|(_, diagnosis)| test(diagnosis));
    let (side, summary) = if !versions.is_empty() {
        (Side::Endpoint, Message::EndpointAddressesDiffer { versions })
    } else if any_of(answers) && any_of(does_not_answer) {
        (Side::Network, Message::EndpointAddressesDifferInAnswering)
    } else {
        return;
    };
    let seen = |(address, diagnosis): &(Option<IpAddr>, Diagnosis)| {
        let address = (*address)?.to_string();
        let accepted = in_state(&diagnosis.versions, SupportState::Accepted);
        let rejected = in_state(&diagnosis.versions, SupportState::Refused);
        match (accepted.is_empty(), rejected.is_empty()) {
            (false, false) => Some(Message::EndpointSeenAddress { address, accepted, rejected }),
            (false, true) => Some(Message::EndpointSeenAddressAccepts { address, accepted }),
            (true, false) => Some(Message::EndpointSeenAddressRejects { address, rejected }),
            (true, true) => Some(Message::EndpointSeenAddressUnknown { address }),
        }
    };
    let finding = Finding {
        code: FindingCode::AddressesDiffer,
        side,
        weight: Weight::Risk,
        confidence: Confidence::Observed,
        summary,
        evidence: diagnoses.iter().filter_map(seen).collect(),
        remedy: vec![Step::Do(Message::EndpointDoAlignAddresses)],
    };
    for (_, diagnosis) in diagnoses {
        diagnosis.findings.push(finding.clone());
    }
}

/// Reports whether nothing at the address answers TLS. What this host or this run kept from being tried is not that.
fn does_not_answer(diagnosis: &Diagnosis) -> bool {
    let is_silence = |reason| {
        matches!(
            reason,
            Reason::ConnectionRefused
                | Reason::ConnectTimeout
                | Reason::ResetNoTls
                | Reason::ClosedNoTls
                | Reason::SilentNoTls
                | Reason::NotTls
        )
    };
    !diagnosis.versions.is_empty() && diagnosis.versions.values().all(|support| is_silence(support.reason))
}

#[cfg(test)]
mod tests {
    use super::super::diagnose;
    use super::super::script::{SILENT, USUAL, all, modern_host, record, serves, target, usual};
    use super::*;
    use Version::{Tls10, Tls11, Tls12, Tls13};

    fn compared(accepted: [&[Version]; 2]) -> Vec<(Option<IpAddr>, Diagnosis)> {
        let one = |(number, versions): (u8, &[Version])| {
            let diagnosis = diagnose(&target(usual()), &record(serves(versions)), &modern_host(), &USUAL);
            (Some(IpAddr::from([192, 0, 2, number])), diagnosis)
        };
        let mut diagnoses: Vec<_> = (1..).zip(accepted).map(one).collect();
        compare_addresses(&mut diagnoses);
        diagnoses
    }

    #[test]
    fn addresses_that_differ_are_a_finding_at_each() {
        for (_, diagnosis) in compared([&[Tls12, Tls13], &[Tls10, Tls11]]) {
            let finding = diagnosis.findings.last().expect("a finding");
            assert_eq!((finding.code, finding.weight), (FindingCode::AddressesDiffer, Weight::Risk));
            assert_eq!(finding.summary, Message::EndpointAddressesDiffer { versions: USUAL.to_vec() });
            assert_eq!(finding.evidence.len(), 2);
        }
        let (mut one, mut silent) = (compared([&[Tls12], &[Tls12]]), compared([&[Tls12], &[Tls12]]));
        silent[0].1 = diagnose(&target(usual()), &record(all(&SILENT)), &modern_host(), &USUAL);
        one.truncate(1);
        one.push(silent.remove(0));
        compare_addresses(&mut one);
        let finding = one[0].1.findings.last().expect("a finding");
        assert_eq!(finding.summary, Message::EndpointAddressesDifferInAnswering);
        assert!(matches!(finding.evidence[1], Message::EndpointSeenAddressUnknown { .. }));
        for (_, diagnosis) in compared([&[Tls12], &[Tls12]]) {
            assert!(diagnosis.findings.iter().all(|finding| finding.code != FindingCode::AddressesDiffer));
        }
    }
}
