//! The findings about a Windows host, the cause first.

mod clients;
mod notes;
mod schannel;
mod suites;
mod values;

use super::clients::ClientKind;
use super::facts::WindowsFacts;
use crate::diagnosis::{Confidence, Finding, FindingCode, Readiness, Side, Step, Weight};
use crate::message::Message;
use crate::observation::host::WhenAsked;
use crate::settings::registry::Snapshot;
use crate::tls::Version;

/// Returns every finding, the most important first.
pub(super) fn findings(facts: &WindowsFacts, snapshot: &Snapshot) -> Vec<Finding> {
    let mut all = Vec::new();
    all.extend(schannel::default_set(facts));
    all.extend(suites::all(facts));
    all.extend(clients::dotnet4(facts));
    all.extend(values::all(facts, snapshot));
    all.extend(clients::others(facts));
    all.extend(notes::strays(facts));
    all.extend(notes::all(facts));
    all.sort_by_key(|finding| finding.weight);
    all
}

/// Weighs the findings for the requested clients. What keeps TLS 1.2 from them is a cause; what keeps it from others is
/// not. If the requested clients offer TLS 1.2, there is no cause at all.
pub(super) fn weigh(findings: &mut [Finding], facts: &WindowsFacts, kinds: &[ClientKind]) {
    use FindingCode as Code;
    let lacking = facts.readiness(kinds) != Readiness::Ready;
    let on_request = kinds.iter().all(|kind| *kind == ClientKind::WinHttp);
    let schannel = !on_request || facts.schannel(Version::Tls12).when_asked != WhenAsked::Yes;
    for finding in findings.iter_mut() {
        let (concerned, otherwise) = match finding.code {
            Code::SchannelDefaultLacksTls12 | Code::SchannelDefaultUnknown => (schannel, Weight::Risk),
            Code::Dotnet4LacksTls12 | Code::Dotnet4Unknown => (kinds.contains(&ClientKind::Dotnet4), Weight::Risk),
            Code::Dotnet2LacksTls12 => (kinds.contains(&ClientKind::Dotnet2), Weight::Note),
            Code::WinhttpLacksTls12 => (kinds.contains(&ClientKind::WinHttp), Weight::Note),
            _ => continue,
        };
        finding.weight = if concerned && lacking { Weight::Cause } else { otherwise };
        if finding.weight == Weight::Cause {
            // The repair says what to do.
            finding.remedy.clear();
        }
    }
    findings.sort_by_key(|finding| finding.weight);
}

/// A documented finding without a remedy.
fn finding(code: FindingCode, weight: Weight, summary: Message, evidence: Vec<Message>) -> Finding {
    Finding {
        code,
        side: Side::Host,
        weight,
        confidence: Confidence::Documented,
        summary,
        evidence,
        remedy: Vec::new(),
    }
}

/// Returns a remedy of one sentence.
fn to_do(message: Message) -> Vec<Step> {
    vec![Step::Do(message)]
}
