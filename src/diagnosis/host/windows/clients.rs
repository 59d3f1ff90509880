//! Clients and what each of them offers: different programs on one host offer different versions.

use std::collections::BTreeMap;

use super::dotnet::{Asks, DotnetFacts, DotnetValues, Installed, OLD_LIST, Request, Runtime, request};
use super::os::{Generation, OsFacts, Width};
use super::schannel::Protocols;
use super::values::RegistryValue;
use super::verdict::{VersionVerdict, as_known, both, either};
use super::winhttp::{DEFAULT_SECURE_PROTOCOLS, SettingsOwner, WinHttpFacts, WinInetFacts, requests, views};
use crate::diagnosis::Confidence;
use crate::message::Message;
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::{Entry, Snapshot, View};
use crate::tls::Version;

/// A kind of program that offers TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// A native program on Schannel, or .NET 5 and later, by default.
    Schannel,
    /// A program for the .NET Framework, by default.
    Dotnet(Runtime, View),
    /// A program on WinHTTP, by default.
    WinHttp(View),
    /// Internet Explorer and programs on WinINET, by the settings of this user or account.
    WinInet(SettingsOwner),
    /// A program that brings its own TLS library: Go, Java, Python, OpenSSL.
    OwnStack,
}

impl Client {
    /// Returns the name of the client, without the width of its programs.
    pub fn name(self) -> Message {
        match self {
            Self::Schannel => Message::WindowsClientSchannel,
            Self::Dotnet(runtime, _) => Message::WindowsClientDotnet { runtime: runtime.code() },
            Self::WinHttp(_) => Message::WindowsClientWinhttp,
            Self::WinInet(owner) => Message::WindowsClientWininet { owner: owner.into() },
            Self::OwnStack => Message::WindowsClientOwnStack,
        }
    }

    /// Returns a stable id, for data.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Schannel => "schannel",
            Self::Dotnet(Runtime::Clr2, _) => "dotnet2",
            Self::Dotnet(..) => "dotnet4",
            Self::WinHttp(_) => "winhttp",
            Self::WinInet(_) => "wininet",
            Self::OwnStack => "own-stack",
        }
    }

    /// Reports whether both are the same client except for the view of the registry.
    pub fn is_twin(self, other: Self) -> bool {
        match (self, other) {
            (Self::Dotnet(one, _), Self::Dotnet(other, _)) => one == other,
            (Self::WinHttp(_), Self::WinHttp(_)) => true,
            _ => false,
        }
    }
}

/// Whether a client's programs are 32-bit or 64-bit, if it has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProgramWidth {
    /// 32-bit.
    Bits32,
    /// 64-bit.
    Bits64,
    /// The same as Windows, whose width is unknown.
    Native,
}

impl ProgramWidth {
    /// Returns its code in the catalog.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bits32 => "bits32",
            Self::Bits64 => "bits64",
            Self::Native => "native",
        }
    }
}

/// Kinds of clients that a repair or an assessment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientKind {
    /// Programs that leave the choice to Schannel.
    Schannel,
    /// .NET 4, regardless of the version that a program was built for, in both widths.
    Dotnet4,
    /// .NET 2.0 to 3.5, in both widths.
    Dotnet2,
    /// WinHTTP, in both widths.
    WinHttp,
}

impl ClientKind {
    /// What an Azure agent needs: Schannel for its native part, .NET 4 for its modules.
    pub const AGENT: [Self; 2] = [Self::Schannel, Self::Dotnet4];

    /// Reports whether a client belongs to the kind.
    pub const fn covers(self, client: Client) -> bool {
        match client {
            Client::Schannel => matches!(self, Self::Schannel),
            Client::Dotnet(Runtime::Clr2, _) => matches!(self, Self::Dotnet2),
            Client::Dotnet(..) => matches!(self, Self::Dotnet4),
            Client::WinHttp(_) => matches!(self, Self::WinHttp),
            Client::WinInet(_) | Client::OwnStack => false,
        }
    }
}

/// What one client offers.
#[derive(Clone, Debug)]
pub struct ClientFacts {
    /// Which client.
    pub client: Client,
    /// Whether its programs are 32-bit or 64-bit, if it has both.
    pub width: Option<ProgramWidth>,
    /// Whether such programs can run here.
    pub applies: Installed,
    /// The verdict for each version; empty if settings of Windows do not apply.
    pub versions: BTreeMap<Version, VersionVerdict>,
    /// A condition or remark: one clause.
    pub note: Option<Message>,
}

impl ClientFacts {
    /// Returns its name, with the width.
    pub fn name(&self) -> Message {
        let client = self.client.name();
        match self.width {
            Some(width) => Message::WindowsClientWidth { client: Box::new(client), width: width.code() },
            None => client,
        }
    }

    /// Reports whether both offer every version in the same way.
    pub fn offers_like(&self, other: &Self) -> bool {
        let offerings = |facts: &Self| facts.versions.values().map(VersionVerdict::offering).collect::<Vec<_>>();
        offerings(self) == offerings(other)
    }

    /// Returns the versions that are offered by default, including those that are only assumed.
    pub fn offered(&self) -> impl Iterator<Item = (Version, Confidence)> {
        self.versions
            .iter()
            .filter(|(_, verdict)| verdict.default == Known::Yes)
            .map(|(version, verdict)| (*version, verdict.confidence))
    }

    /// Reports whether TLS 1.2 or later is offered by default. Assumptions do not count.
    pub fn offers_modern(&self) -> Known {
        either(self.offers(Version::Tls12), self.offers(Version::Tls13))
    }

    /// Reports whether a version is offered by default. Assumptions do not count.
    pub fn offers(&self, version: Version) -> Known {
        match self.versions.get(&version) {
            Some(verdict) if verdict.supported == Known::No => Known::No,
            Some(verdict) if verdict.confidence == Confidence::Unverified => Known::Unknown,
            Some(verdict) => verdict.default,
            None => Known::Unknown,
        }
    }
}

/// The facts that clients are judged by.
#[derive(Debug)]
pub(super) struct Inputs<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) os: &'a OsFacts,
    pub(super) protocols: &'a Protocols,
    pub(super) dotnet: &'a DotnetFacts,
    pub(super) wininet: &'a [WinInetFacts],
}

/// Returns every client, in the order in which they are shown.
pub(super) fn all(inputs: &Inputs<'_>) -> Vec<ClientFacts> {
    let mut clients = vec![ClientFacts {
        client: Client::Schannel,
        width: None,
        applies: Installed::Yes,
        versions: inputs.protocols.client.clone(),
        note: None,
    }];
    let views = views(inputs.os);
    for runtime in [Runtime::UpTo452, Runtime::From46, Runtime::From47, Runtime::Clr2] {
        clients.extend(views.iter().map(|view| dotnet(inputs, runtime, *view)));
    }
    clients.extend(views.iter().map(|view| winhttp(inputs, *view)));
    clients.extend(inputs.wininet.iter().map(|facts| wininet(inputs, facts)));
    clients.push(ClientFacts {
        client: Client::OwnStack,
        width: None,
        applies: Installed::Yes,
        versions: BTreeMap::new(),
        note: Some(Message::WindowsClientOwnStackNote),
    });
    clients
}

/// Returns the width of the programs that have a view.
const fn program_width(os: &OsFacts, view: View) -> ProgramWidth {
    match (view, os.width) {
        (View::Native, Some(Width::Bits32)) | (View::ThirtyTwo, _) => ProgramWidth::Bits32,
        (View::Native, Some(Width::Bits64)) => ProgramWidth::Bits64,
        (View::Native, None) => ProgramWidth::Native,
    }
}

fn dotnet(inputs: &Inputs<'_>, runtime: Runtime, view: View) -> ClientFacts {
    let values = DotnetValues::find(inputs.snapshot, runtime, view);
    let request = request(runtime, &values, inputs.dotnet);
    let versions =
        Version::ALL.into_iter().map(|version| (version, dotnet_version(inputs, runtime, &request, version))).collect();
    ClientFacts {
        client: Client::Dotnet(runtime, view),
        width: Some(program_width(inputs.os, view)),
        applies: inputs.dotnet.can_run(runtime),
        versions,
        note: request.condition,
    }
}

fn dotnet_version(inputs: &Inputs<'_>, runtime: Runtime, request: &Request, version: Version) -> VersionVerdict {
    let schannel = &inputs.protocols.client[&version];
    let mut verdict = match &request.asks {
        Asks::SystemDefault => {
            let mut verdict = schannel.clone();
            verdict.confidence = verdict.confidence.min(request.confidence);
            if verdict.decided_by.is_none() {
                verdict.reason = Message::WindowsReasonLeftToSchannel { reason: Box::new(verdict.reason) };
                verdict.decided_by = Some(request.decided_by.clone());
            }
            verdict
        }
        Asks::List(list) if list.contains(&version) => {
            // Every runtime requests these, whatever else is only assumed.
            let is_old = OLD_LIST.contains(&version) && request.confidence == Confidence::Unverified;
            let mut verdict = named(schannel, if is_old { Confidence::Inferred } else { request.confidence });
            if verdict.default == Known::Yes {
                verdict.reason = Message::WindowsReasonRequested;
                verdict.decided_by = Some(request.decided_by.clone());
            }
            verdict
        }
        Asks::List(list) => VersionVerdict {
            default: Known::No,
            confidence: request.confidence,
            reason: Message::WindowsReasonRequestsOnly { versions: list.to_vec() },
            decided_by: Some(request.decided_by.clone()),
            ..schannel.clone()
        },
        Asks::Unknown => VersionVerdict {
            default: if schannel.supported == Known::No { Known::No } else { Known::Unknown },
            confidence: request.confidence,
            reason: Message::WindowsReasonValueNotRead { name: request.decided_by.name.clone() },
            decided_by: Some(request.decided_by.clone()),
            ..schannel.clone()
        },
    };
    doubts(inputs.os, runtime, &request.asks, version, &mut verdict);
    verdict
}

/// Marks the verdict as unknown where the sources disagree or say nothing.
fn doubts(os: &OsFacts, runtime: Runtime, asks: &Asks, version: Version, verdict: &mut VersionVerdict) {
    // If Schannel disables the version for every program, there is no doubt.
    if verdict.supported == Known::No || verdict.when_asked == WhenAsked::No {
        return;
    }
    let mut doubt = |reason: Message| {
        verdict.default = Known::Unknown;
        verdict.confidence = Confidence::Unverified;
        verdict.reason = reason;
    };
    let asks_list = matches!(asks, Asks::List(_));
    match version {
        Version::Tls13 => {
            doubt(Message::WindowsReasonDotnetTls13);
            verdict.when_asked = WhenAsked::Unknown;
        }
        Version::Tls12 if runtime == Runtime::Clr2 && asks_list && os.at_least(Generation::Ten1507) => {
            doubt(Message::WindowsReasonDotnet2Tls12);
        }
        Version::Ssl3 if asks_list => doubt_ssl3(os, version, verdict),
        _ => {}
    }
    if runtime == Runtime::Clr2 && version >= Version::Tls11 {
        // Updates added the versions that programs may request, and no source says which.
        verdict.when_asked = match verdict.when_asked {
            WhenAsked::No => WhenAsked::No,
            _ => WhenAsked::Unknown,
        };
    }
}

/// Marks SSL 3.0 on request as unknown where it is disabled by default.
fn doubt_ssl3(os: &OsFacts, version: Version, verdict: &mut VersionVerdict) {
    if version == Version::Ssl3 && verdict.default == Known::Yes && os.at_least(Generation::Ten1607) {
        verdict.default = Known::Unknown;
        verdict.confidence = Confidence::Unverified;
        verdict.reason = Message::WindowsReasonSsl3Requested;
    }
}

/// Returns the verdict for a version that the program requests: what Schannel gives on request.
fn named(schannel: &VersionVerdict, confidence: Confidence) -> VersionVerdict {
    let default = as_known(schannel.when_asked);
    // The program requests the version, so it does not matter that the default is only assumed.
    let schannel_confidence =
        if default == Known::Unknown { schannel.confidence } else { schannel.confidence.max(Confidence::Inferred) };
    VersionVerdict { default, confidence: schannel_confidence.min(confidence), ..schannel.clone() }
}

fn winhttp(inputs: &Inputs<'_>, view: View) -> ClientFacts {
    let facts = WinHttpFacts::find(inputs.snapshot, inputs.os, view);
    let decided_by = RegistryValue::new(&facts.path, DEFAULT_SECURE_PROTOCOLS, &facts.value);
    let versions = Version::ALL
        .into_iter()
        .map(|version| {
            let asks = facts.mask.asks(version);
            let schannel = &inputs.protocols.client[&version];
            let mut verdict = masked(schannel, asks, facts.confidence, &facts.reason, &decided_by);
            if needs_schannel(inputs.os, version, schannel) && verdict.default == Known::Yes {
                verdict.default = Known::Unknown;
                verdict.confidence = Confidence::Unverified;
                verdict.reason = Message::WindowsReasonWinhttpNeedsSchannel;
            }
            doubt_ssl3(inputs.os, version, &mut verdict);
            (version, verdict)
        })
        .collect();
    ClientFacts {
        client: Client::WinHttp(view),
        width: Some(program_width(inputs.os, view)),
        applies: Installed::Yes,
        versions,
        note: None,
    }
}

/// Reports whether Microsoft's article on WinHTTP's value demands that Schannel enables the version, too. It would be
/// enough that Schannel gives a version on request; no source says so.
fn needs_schannel(os: &OsFacts, version: Version, schannel: &VersionVerdict) -> bool {
    os.generation == Some(Generation::Server2008R2)
        && matches!(version, Version::Tls11 | Version::Tls12)
        && !schannel.surely_default()
}

fn wininet(inputs: &Inputs<'_>, facts: &WinInetFacts) -> ClientFacts {
    let decided_by = RegistryValue::new(facts.path, "SecureProtocols", &Entry::Number(facts.mask));
    let reason = requests(facts.mask);
    let versions = Version::ALL
        .into_iter()
        .map(|version| {
            let asks = if facts.mask & super::winhttp::bit(version) == 0 { Known::No } else { Known::Yes };
            let schannel = &inputs.protocols.client[&version];
            (version, masked(schannel, asks, Confidence::Inferred, &reason, &decided_by))
        })
        .collect();
    ClientFacts { client: Client::WinInet(facts.owner), width: None, applies: Installed::Yes, versions, note: None }
}

/// Returns the verdict for a version under a mask: offered if the mask requests it and Schannel gives it on request.
fn masked(
    schannel: &VersionVerdict,
    asks: Known,
    confidence: Confidence,
    reason: &Message,
    decided_by: &RegistryValue,
) -> VersionVerdict {
    if schannel.supported == Known::No {
        return schannel.clone();
    }
    let given = named(schannel, confidence);
    let default = both(asks, given.default);
    // Schannel rejects the version even on request. If the program does not request it for certain, that is the reason:
    // it remains when Schannel is fixed.
    let is_own = asks == Known::No && given.confidence > Confidence::Unverified;
    if given.default == Known::No && !is_own {
        return named(schannel, Confidence::Documented);
    }
    VersionVerdict {
        default,
        confidence: given.confidence,
        reason: reason.clone(),
        decided_by: Some(decided_by.clone()),
        ..given
    }
}
