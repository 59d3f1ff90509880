//! Everything that is concluded about a Windows host from its registry, in one call: for this host, for exports from
//! other hosts, and for snapshots that were sent.

use std::collections::BTreeMap;

use super::clients::{Client, ClientFacts, ClientKind};
use super::dotnet::{Installed, Runtime};
use super::facts::WindowsFacts;
use super::findings::{findings, weigh};
use super::os::OsName;
use super::repair::{Repair, repair};
use super::values::RegistryValue;
use super::verdict::{both, negated};
use crate::diagnosis::host::{
    ClientAssessment, HostAssessment, Readiness, SettingLine, StackAssessment, platform, rules, verbatim,
};
use crate::diagnosis::{Finding, Weight};
use crate::message::Message;
use crate::observation::host::{Known, Linkage, TrustSource, TrustStoreFacts};
use crate::settings::registry::Snapshot;
use crate::tls::Version;

/// The flag that chooses the clients.
const FOR: &str = "--for";

/// Everything that is concluded about a Windows host.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// What was found, and what each value means on its own.
    pub facts: WindowsFacts,
    /// The kinds of clients that it is about.
    pub kinds: Vec<ClientKind>,
    /// What each client offers, with the cipher suites considered: a version without any suite is not offered.
    pub clients: Vec<ClientFacts>,
    /// Whether the clients of the kinds offer TLS 1.2.
    pub readiness: Readiness,
    /// The readiness in one sentence.
    pub sentence: Message,
    /// Why clients of the kinds do not offer TLS 1.2 for certain, if no finding says so: one clause each.
    pub reasons: Vec<Message>,
    /// What the settings say, if Schannel offers TLS 1.2 although they do not enable it for certain. The repair's
    /// values then matter from the next start of Windows on.
    pub only_seen: Option<Message>,
    /// The findings, causes first.
    pub findings: Vec<Finding>,
    /// What to do.
    pub repair: Repair,
    /// What is unknown: one clause each.
    pub gaps: Vec<Message>,
    /// Schannel, in the type that all operating systems' libraries share.
    pub stack: StackAssessment,
}

/// Clients that share a row of a table because they differ only in width.
#[derive(Clone, Debug)]
pub struct ClientRow<'a> {
    /// The name, without the width if both widths share the row.
    pub name: Message,
    /// The first of the clients.
    pub facts: &'a ClientFacts,
}

impl Assessment {
    /// Judges a registry for the clients of these kinds. `os` is the Windows that the user specified. `seen` is what
    /// Schannel was observed to do on this host.
    pub fn of(snapshot: &Snapshot, os: Option<&OsName>, kinds: &[ClientKind], seen: Option<&StackAssessment>) -> Self {
        let mut facts = WindowsFacts::examine(snapshot, os);
        let mut stack = stack(&facts);
        if let Some(seen) = seen {
            platform::confirm(&mut stack, seen.clone());
            if seen.default_offer.is_some() {
                facts.see(&seen.versions, snapshot);
            }
        }
        let mut repair = repair(snapshot, os, kinds);
        let tried = seen.is_some_and(|seen| seen.default_offer.is_some());
        if tried && repair.changes.is_empty() && repair.open.is_empty() && facts.schannel_offers() == Known::No {
            // Every value is right, but Schannel was observed to do something else.
            repair.open.push(Message::RepairOpenNotInForce);
        }
        stack.remedy = repair.remedy();
        let mut findings = findings(&facts, snapshot);
        weigh(&mut findings, &facts, kinds);
        let readiness = facts.readiness(kinds);
        Self {
            clients: in_force(&facts),
            sentence: sentence(readiness, &facts, kinds),
            reasons: reasons(readiness, &facts, kinds, &findings),
            only_seen: only_seen(&facts, &repair),
            kinds: kinds.to_vec(),
            readiness,
            findings,
            repair,
            gaps: stack.gaps.clone(),
            stack,
            facts,
        }
    }

    /// Returns the findings that explain why clients of the kinds lack TLS 1.2.
    pub fn causes(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.weight == Weight::Cause)
    }

    /// Returns the clients as rows of a table. Clients that cannot run here are left out, and the two widths share a
    /// row if they offer the same.
    pub fn rows(&self) -> Vec<ClientRow<'_>> {
        rows(self.clients.iter())
    }

    /// Reports whether there are registry values to set although nothing is wrong now.
    pub fn is_precaution(&self) -> bool {
        self.readiness == Readiness::Ready && self.only_seen.is_some()
    }

    /// Converts to the type that all hosts share. `name` is what the host calls itself, for a registry that does not
    /// contain a name.
    pub fn host(
        &self,
        name: Option<String>,
        trust_store: TrustStoreFacts,
        proxy_variable: Option<&'static str>,
    ) -> HostAssessment {
        let mut findings = self.findings.clone();
        findings.extend(no_roots(&trust_store));
        HostAssessment {
            name: self.facts.os.computer.clone().or(name),
            operating_system: self.facts.os.name.clone(),
            readiness: self.readiness,
            sentence: self.sentence.clone(),
            stacks: vec![self.stack.clone()],
            clients: self.clients.iter().map(client).collect(),
            findings,
            repair: Some(self.repair.clone()),
            gaps: self.gaps.clone(),
            trust_store,
            proxy_variable,
        }
    }
}

/// Reports that a host has no roots. Exported files say nothing about them.
fn no_roots(trust_store: &TrustStoreFacts) -> Option<Finding> {
    if trust_store.source == TrustSource::Export { None } else { rules::no_roots(trust_store, false) }
}

/// Returns the clients with the cipher suites applied to their versions.
fn in_force(facts: &WindowsFacts) -> Vec<ClientFacts> {
    let mut clients = facts.clients.clone();
    for client in &mut clients {
        for (version, verdict) in &mut client.versions {
            *verdict = facts.in_force(*version, verdict).into_owned();
        }
    }
    clients
}

/// Returns the clients of the kinds that can, or may, run here.
fn covered<'a>(facts: &'a WindowsFacts, kinds: &'a [ClientKind]) -> impl Iterator<Item = &'a ClientFacts> {
    let counts = |row: &&ClientFacts| row.applies != Installed::No && kinds.iter().any(|kind| kind.covers(row.client));
    facts.clients.iter().filter(counts)
}

fn sentence(readiness: Readiness, facts: &WindowsFacts, kinds: &[ClientKind]) -> Message {
    let by_default = kinds.contains(&ClientKind::Schannel);
    let option = FOR.to_owned();
    match readiness {
        Readiness::Ready if covered(facts, kinds).next().is_none() => Message::WindowsVerdictNoneCanRun { option },
        Readiness::Ready if lacks_tls12(facts, kinds) && by_default => Message::WindowsVerdictReadyTls13,
        Readiness::Ready if lacks_tls12(facts, kinds) => Message::WindowsVerdictReadyTls13Asked { option },
        Readiness::Ready if by_default => Message::WindowsVerdictReady,
        Readiness::Ready => Message::WindowsVerdictReadyAsked { option },
        Readiness::Partly if by_default => Message::WindowsVerdictPartly,
        Readiness::Partly => Message::WindowsVerdictPartlyAsked { option },
        Readiness::NotReady if by_default && is_windows_unclear(facts) => Message::WindowsVerdictNotReadyUnclear,
        Readiness::NotReady if by_default => Message::WindowsVerdictNotReady,
        Readiness::NotReady => Message::WindowsVerdictNotReadyAsked { option },
        Readiness::Inconclusive => Message::WindowsVerdictInconclusive,
    }
}

/// Reports whether a client of the kinds offers TLS 1.3 only.
fn lacks_tls12(facts: &WindowsFacts, kinds: &[ClientKind]) -> bool {
    let offers = |row: &ClientFacts| both(row.offers(Version::Tls12), negated(facts.lacks_suites(Version::Tls12)));
    covered(facts, kinds).any(|row| offers(row) != Known::Yes)
}

/// Reports whether it is uncertain what programs get that leave the choice to Windows.
fn is_windows_unclear(facts: &WindowsFacts) -> bool {
    match facts.lacks_suites(Version::Tls12) {
        Known::Yes => false,
        Known::Unknown => facts.schannel_offers() != Known::No,
        Known::No => facts.schannel_offers() == Known::Unknown,
    }
}

/// Explains why clients of the kinds do not offer TLS 1.2 for certain, if no finding says so.
fn reasons(readiness: Readiness, facts: &WindowsFacts, kinds: &[ClientKind], findings: &[Finding]) -> Vec<Message> {
    if readiness == Readiness::Ready {
        return Vec::new();
    }
    let has_cause = findings.iter().any(|finding| finding.weight == Weight::Cause);
    // No finding explains these. An unknown Windows is reported once for all.
    let unsaid = |row: &ClientFacts| {
        matches!(row.client, Client::Dotnet(Runtime::Clr2, _) | Client::WinHttp(_))
            && row.offers_modern() == Known::Unknown
            && facts.os.generation.is_some()
    };
    let concerned = covered(facts, kinds).filter(|row| !has_cause || unsaid(row));
    let reason = |row: ClientRow<'_>| {
        let verdict = row.facts.versions.get(&Version::Tls12)?;
        let lacks = row.facts.offers_modern() != Known::Yes;
        lacks.then(|| Message::WindowsReasonOfClient {
            client: Box::new(row.name),
            reason: Box::new(verdict.reason.clone()),
        })
    };
    rows(concerned).into_iter().filter_map(reason).collect()
}

fn rows<'a>(clients: impl Iterator<Item = &'a ClientFacts>) -> Vec<ClientRow<'a>> {
    let mut rows: Vec<ClientRow<'a>> = Vec::new();
    for facts in clients.filter(|facts| facts.applies != Installed::No && !facts.versions.is_empty()) {
        let twin =
            rows.last_mut().filter(|last| last.facts.client.is_twin(facts.client) && last.facts.offers_like(facts));
        match twin {
            Some(row) => row.name = facts.client.name(),
            None => rows.push(ClientRow { name: facts.name(), facts }),
        }
    }
    rows
}

/// Returns what the settings say, if Schannel offers TLS 1.2 although they do not enable it for certain.
fn only_seen(facts: &WindowsFacts, repair: &Repair) -> Option<Message> {
    let settings = facts.seen_otherwise.get(&Version::Tls12)?;
    (facts.schannel_offers() == Known::Yes && !repair.changes.is_empty())
        .then(|| Message::WindowsVerdictOnlySeen { reason: Box::new(settings.reason.clone()) })
}

/// Returns Schannel as its settings describe it.
fn stack(facts: &WindowsFacts) -> StackAssessment {
    let versions: BTreeMap<_, _> = facts
        .protocols
        .client
        .iter()
        .map(|(version, verdict)| (*version, facts.in_force(*version, verdict).to_facts()))
        .collect();
    let decided_by = facts.protocols.client.values().filter_map(|verdict| verdict.decided_by.as_ref());
    StackAssessment {
        name: "Schannel".to_owned(),
        linkage: Linkage::System,
        versions,
        default_offer: None,
        settings: decided_by.map(RegistryValue::line).collect(),
        gaps: facts.gaps.clone(),
        remedy: None,
    }
}

fn client(facts: &ClientFacts) -> ClientAssessment {
    let readiness = match facts.offers_modern() {
        Known::Yes => Readiness::Ready,
        Known::No => Readiness::NotReady,
        Known::Unknown => Readiness::Inconclusive,
    };
    ClientAssessment {
        id: facts.client.id(),
        name: facts.name(),
        installed: match facts.applies {
            Installed::Yes => Known::Yes,
            Installed::No => Known::No,
            Installed::Unknown => Known::Unknown,
        },
        readiness,
        versions: facts.versions.iter().map(|(version, verdict)| (*version, verdict.to_facts())).collect(),
    }
}

impl RegistryValue {
    /// Converts to the type that settings of all libraries share.
    pub fn line(&self) -> SettingLine {
        let setting = self.setting();
        SettingLine { name: verbatim(&setting.name), value: self.content(), source: verbatim(&setting.source) }
    }
}
