//! What is concluded about a host from what was found on it.

mod assessment;
mod rules;
pub mod windows;

use crate::message::Message;
use crate::observation::host::{HostFacts, StackFacts};
use crate::tls::Version;

pub use crate::observation::host::{Known, Linkage, TrustStoreFacts, WhenAsked};
pub use assessment::{ClientAssessment, HostAssessment, Readiness, Remedy, SettingLine, StackAssessment, VersionFacts};
pub(in crate::diagnosis) use rules::remedy_text;

use super::finding::Step;

/// Concludes everything about a host.
pub fn assess(host: &HostFacts) -> HostAssessment {
    let readiness = rules::readiness(host);
    let stacks: Vec<_> = host.stacks.iter().map(stack).collect();
    HostAssessment {
        name: host.name.clone(),
        operating_system: host.operating_system.clone(),
        readiness,
        sentence: sentence(readiness, stacks.first()),
        clients: stacks
            .first()
            .filter(|_| is_openssl(host))
            .map(|stack| client(stack, readiness))
            .into_iter()
            .collect(),
        stacks,
        findings: rules::findings(host),
        gaps: Vec::new(),
        trust_store: host.trust_store.clone(),
        proxy_variable: host.proxy_variable,
    }
}

fn is_openssl(host: &HostFacts) -> bool {
    host.platform_stack().is_some_and(|stack| stack.openssl.is_some())
}

fn client(stack: &StackAssessment, readiness: Readiness) -> ClientAssessment {
    ClientAssessment {
        id: "openssl",
        name: stack.name.as_str().into(),
        installed: Known::Yes,
        readiness,
        versions: stack.versions.clone(),
    }
}

fn sentence(readiness: Readiness, stack: Option<&StackAssessment>) -> Message {
    let offered = stack.map(StackAssessment::default_versions).unwrap_or_default();
    let modern: Vec<_> =
        offered.into_iter().rev().filter(|version| *version >= Version::Tls12).map(Version::name).collect();
    match readiness {
        Readiness::Ready => {
            format!("A program that names no TLS version offers {} on this host.", modern.join(" and ")).into()
        }
        Readiness::Partly | Readiness::NotReady => {
            "A program that names no TLS version offers nothing from TLS 1.2 on.".into()
        }
        Readiness::Inconclusive => "Whether programs offer TLS 1.2 on this host could not be found out.".into(),
    }
}

fn stack(stack: &StackFacts) -> StackAssessment {
    StackAssessment {
        name: stack.name.clone(),
        linkage: stack.linkage,
        versions: stack
            .versions
            .iter()
            .map(|(version, facts)| {
                let facts = VersionFacts {
                    supported: facts.supported,
                    default: facts.default,
                    when_asked: facts.when_asked,
                    reason: facts.reason.as_deref().map(Message::from),
                };
                (*version, facts)
            })
            .collect(),
        default_offer: stack.default_offer.clone(),
        settings: stack
            .settings
            .iter()
            .map(|setting| SettingLine {
                name: setting.name.as_str().into(),
                value: setting.value.as_str().into(),
                source: setting.source.as_str().into(),
            })
            .collect(),
        gaps: stack.gaps.iter().map(|gap| gap.as_str().into()).collect(),
        remedy: stack.remedy.as_ref().map(|remedy| Remedy {
            version: remedy.version,
            steps: vec![
                Step::Do(remedy.summary.as_str().into()),
                Step::Paste(remedy.commands.clone()),
                Step::Do(remedy.restart.as_str().into()),
            ],
        }),
    }
}
