//! Clients that do not offer TLS 1.2 for certain, although Schannel may.

use super::{finding, to_do};
use crate::diagnosis::host::windows::clients::{Client, ClientFacts, ProgramWidth};
use crate::diagnosis::host::windows::dotnet::{Installed, Runtime, SYSTEM_DEFAULT};
use crate::diagnosis::host::windows::facts::WindowsFacts;
use crate::diagnosis::host::windows::values::{RegistryValue, SCHANNEL, both_views};
use crate::diagnosis::{Finding, FindingCode, Weight};
use crate::message::Message;
use crate::observation::host::Known;
use crate::settings::registry::Entry;
use crate::tls::Version;

/// Returns the clients that can run here and whose TLS 1.2 offer is `offers`.
fn rows(facts: &WindowsFacts, wanted: impl Fn(Client) -> bool, offers: Known) -> Vec<&ClientFacts> {
    let counts =
        |row: &&ClientFacts| wanted(row.client) && row.applies != Installed::No && row.offers(Version::Tls12) == offers;
    facts.clients.iter().filter(counts).collect()
}

/// Returns the values that decide for these clients.
fn evidence(clients: &[&ClientFacts]) -> Vec<Message> {
    both_views(clients.iter().filter_map(|client| client.versions.get(&Version::Tls12)?.decided_by.clone()))
}

/// Returns the clients that lack TLS 1.2 because of what they request themselves. What Schannel denies is said of
/// Schannel: no value of these clients would change it.
fn own(rows: Vec<&ClientFacts>) -> Vec<&ClientFacts> {
    let is_own = |row: &&ClientFacts| {
        let decided_by = row.versions.get(&Version::Tls12).and_then(|verdict| verdict.decided_by.as_ref());
        decided_by.is_none_or(|value| !value.path.starts_with(SCHANNEL))
    };
    rows.into_iter().filter(is_own).collect()
}

/// Returns what a client without TLS 1.2 offers: a code of the catalog, and the versions.
fn offer(client: &ClientFacts) -> (&'static str, Vec<Version>) {
    let versions: Vec<_> = client.offered().map(|(version, _)| version).collect();
    (if versions.is_empty() { "none" } else { "some" }, versions)
}

/// Returns the widths of these clients as a code of the catalog.
fn widths(clients: &[&ClientFacts]) -> &'static str {
    let widths: Vec<ProgramWidth> = clients.iter().filter_map(|client| client.width).collect();
    match widths.as_slice() {
        [one] => one.code(),
        [ProgramWidth::Native, _] => "native-and-bits32",
        _ => "both",
    }
}

pub(super) fn dotnet4(facts: &WindowsFacts) -> Vec<Finding> {
    let is_old = |client| matches!(client, Client::Dotnet(Runtime::UpTo452, _));
    let mut all = Vec::new();
    let old = own(rows(facts, is_old, Known::No));
    if let Some(first) = old.first() {
        let (width, (offers, versions)) = (widths(&old), offer(first));
        let decides = |name: &str| {
            let by = |client: &&ClientFacts| client.versions.get(&Version::Tls12)?.decided_by.clone();
            // A value that was not read decides nothing.
            let is_read = |value: &RegistryValue| value.name == name && matches!(value.entry, Entry::Number(_));
            old.iter().all(|client| by(client).as_ref().is_some_and(is_read))
        };
        let summary = match facts.dotnet.newest() {
            _ if decides(SYSTEM_DEFAULT) => Message::WindowsFindingDotnet4SystemDefault { width, offers, versions },
            Some(installed) if facts.dotnet.can_run(Runtime::From46) == Installed::Yes => {
                Message::WindowsFindingDotnet4Target { installed: installed.to_owned(), width, offers, versions }
            }
            _ => Message::WindowsFindingDotnet4Lacks { width, offers, versions },
        };
        all.push(finding(FindingCode::Dotnet4LacksTls12, Weight::Cause, summary, evidence(&old)));
    }
    let unclear = rows(facts, is_old, Known::Unknown);
    // If Schannel itself is unclear, another finding already says so.
    if let Some(first) = unclear.first().filter(|_| facts.schannel_offers() != Known::Unknown) {
        let verdict = &first.versions[&Version::Tls12];
        let reason = Box::new(first.note.as_ref().unwrap_or(&verdict.reason).clone());
        let summary = Message::WindowsFindingDotnet4Unknown { reason };
        all.push(Finding {
            confidence: verdict.confidence,
            ..finding(FindingCode::Dotnet4Unknown, Weight::Cause, summary, evidence(&unclear))
        });
    }
    all
}

pub(super) fn others(facts: &WindowsFacts) -> Vec<Finding> {
    let mut all = Vec::new();
    let mut add = |code, rows: Vec<&ClientFacts>, summary: fn(&'static str, Vec<Version>) -> Message, option: &str| {
        let Some(first) = rows.first() else { return };
        let (offers, versions) = offer(first);
        all.push(Finding {
            remedy: to_do(Message::WindowsRemedyInclude { option: option.to_owned() }),
            ..finding(code, Weight::Note, summary(offers, versions), evidence(&rows))
        });
    };
    add(
        FindingCode::Dotnet2LacksTls12,
        own(rows(facts, |client| matches!(client, Client::Dotnet(Runtime::Clr2, _)), Known::No)),
        |offers, versions| Message::WindowsFindingDotnet2Lacks { offers, versions },
        "--for dotnet2",
    );
    add(
        FindingCode::WinhttpLacksTls12,
        own(rows(facts, |client| matches!(client, Client::WinHttp(_)), Known::No)),
        |offers, versions| Message::WindowsFindingWinhttpLacks { offers, versions },
        "--for winhttp",
    );
    all
}
