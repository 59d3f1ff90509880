//! Kinds of programs, and what each of them offers: the same host gives different programs different versions.

use std::collections::BTreeMap;

use super::confidence::{Confidence, VersionVerdict, as_known, both};
use super::dotnet::{Asks, DotnetFacts, DotnetValues, Installed, Request, Runtime, request};
use super::os::{Generation, OsFacts, Width};
use super::schannel::Protocols;
use super::winhttp::{DEFAULT_SECURE_PROTOCOLS, WinHttpFacts, WinInetFacts, mask_text, views};
use crate::observation::host::{Known, Setting, WhenAsked};
use crate::settings::registry::{Snapshot, View};
use crate::tls::Version;

/// A kind of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// A native program on Schannel, or .NET 5 and later, that names no version.
    Schannel,
    /// A program for the .NET Framework that names no version.
    Dotnet(Runtime, View),
    /// A program on WinHTTP that names no version.
    WinHttp(View),
    /// Internet Explorer and programs on WinINET, for the user or account at this place in the list of settings.
    WinInet(usize),
    /// A program that brings its own TLS library: Go, Java, Python, OpenSSL.
    OwnStack,
}

/// What one kind of program gets.
#[derive(Clone, Debug)]
pub struct ClientFacts {
    /// Which kind.
    pub client: Client,
    /// For people.
    pub name: String,
    /// Whether such programs can run here.
    pub applies: Installed,
    /// For each version; empty where Windows' settings do not govern.
    pub versions: BTreeMap<Version, VersionVerdict>,
    /// A condition or remark, one sentence.
    pub note: Option<String>,
}

impl ClientFacts {
    /// The versions that are offered by default for all that is known, with those that are only believed.
    pub fn offered(&self) -> impl Iterator<Item = (Version, Confidence)> {
        self.versions
            .iter()
            .filter(|(_, verdict)| verdict.default == Known::Yes)
            .map(|(version, verdict)| (*version, verdict.confidence))
    }

    /// Whether a version is offered by default; belief does not count.
    pub fn offers(&self, version: Version) -> Known {
        match self.versions.get(&version) {
            Some(verdict) if verdict.supported == Known::No => Known::No,
            Some(verdict) if verdict.confidence == Confidence::Unverified => Known::Unknown,
            Some(verdict) => verdict.default,
            None => Known::Unknown,
        }
    }
}

/// Everything that clients are judged by.
#[derive(Debug)]
pub(super) struct Inputs<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) os: &'a OsFacts,
    pub(super) protocols: &'a Protocols,
    pub(super) dotnet: &'a DotnetFacts,
    pub(super) wininet: &'a [WinInetFacts],
}

/// Every kind of program, in the order in which they are shown.
pub(super) fn all(inputs: &Inputs<'_>) -> Vec<ClientFacts> {
    let mut clients = vec![ClientFacts {
        client: Client::Schannel,
        name: "Windows itself (Schannel)".to_owned(),
        applies: Installed::Yes,
        versions: inputs.protocols.client.clone(),
        note: None,
    }];
    let views = views(inputs.os);
    for runtime in [Runtime::UpTo452, Runtime::From46, Runtime::From47, Runtime::Clr2] {
        clients.extend(views.iter().map(|view| dotnet(inputs, runtime, *view)));
    }
    clients.extend(views.iter().map(|view| winhttp(inputs, *view)));
    clients.extend(inputs.wininet.iter().enumerate().map(|(at, facts)| wininet(inputs, at, facts)));
    clients.push(ClientFacts {
        client: Client::OwnStack,
        name: "with a TLS library of their own".to_owned(),
        applies: Installed::Yes,
        versions: BTreeMap::new(),
        note: Some("Go (azcmagent), Java, Python, OpenSSL: none of these settings governs them.".to_owned()),
    });
    clients
}

/// How the width of a program is named where both exist.
pub(super) fn width_name(os: &OsFacts, view: View) -> &'static str {
    match (view, os.width) {
        (View::Native, Some(Width::Bits32)) | (View::ThirtyTwo, _) => "32-bit",
        (View::Native, Some(Width::Bits64)) => "64-bit",
        (View::Native, None) => "native",
    }
}

fn dotnet(inputs: &Inputs<'_>, runtime: Runtime, view: View) -> ClientFacts {
    let values = DotnetValues::find(inputs.snapshot, runtime, view);
    let request = request(runtime, &values, inputs.dotnet);
    let versions =
        Version::ALL.into_iter().map(|version| (version, dotnet_version(inputs, runtime, &request, version))).collect();
    ClientFacts {
        client: Client::Dotnet(runtime, view),
        name: format!("{}, {}", runtime.name(), width_name(inputs.os, view)),
        applies: inputs.dotnet.can_run(runtime),
        versions,
        note: request.condition.map(str::to_owned),
    }
}

fn dotnet_version(inputs: &Inputs<'_>, runtime: Runtime, request: &Request, version: Version) -> VersionVerdict {
    let schannel = &inputs.protocols.client[&version];
    let mut verdict = match &request.asks {
        Asks::SystemDefault => {
            let mut verdict = schannel.clone();
            verdict.confidence = verdict.confidence.min(request.confidence);
            if verdict.decided_by.is_none() {
                verdict.reason.insert_str(0, "leaves the choice to Schannel, where it is ");
                verdict.decided_by = Some(request.decided_by.clone());
            }
            verdict
        }
        Asks::List(list) if list.contains(&version) => {
            let mut verdict = named(schannel, request.confidence);
            if verdict.default == Known::Yes {
                "asks for it by name".clone_into(&mut verdict.reason);
                verdict.decided_by = Some(request.decided_by.clone());
            }
            verdict
        }
        Asks::List(list) => {
            let names: Vec<_> = list.iter().map(|version| version.name()).collect();
            VersionVerdict {
                default: Known::No,
                confidence: request.confidence,
                reason: format!("asks for {} only", names.join(", ")),
                decided_by: Some(request.decided_by.clone()),
                ..schannel.clone()
            }
        }
        Asks::Unknown => VersionVerdict {
            default: if schannel.supported == Known::No { Known::No } else { Known::Unknown },
            confidence: request.confidence,
            reason: format!("{} was not read", request.decided_by.name),
            decided_by: Some(request.decided_by.clone()),
            ..schannel.clone()
        },
    };
    doubts(inputs.os, runtime, &request.asks, version, &mut verdict);
    verdict
}

/// Where the sources disagree or are silent.
fn doubts(os: &OsFacts, runtime: Runtime, asks: &Asks, version: Version, verdict: &mut VersionVerdict) {
    // What Schannel denies to whoever asks is not in doubt.
    if verdict.supported == Known::No || verdict.when_asked == WhenAsked::No {
        return;
    }
    let mut doubt = |reason: &str| {
        verdict.default = Known::Unknown;
        verdict.confidence = Confidence::Unverified;
        reason.clone_into(&mut verdict.reason);
    };
    let asks_list = matches!(asks, Asks::List(_));
    match version {
        Version::Tls13 => {
            doubt("Microsoft's page promises TLS 1.3 to .NET Framework here; its source does not bear that out");
            verdict.when_asked = WhenAsked::Unknown;
        }
        Version::Tls12 if runtime == Runtime::Clr2 && asks_list && os.at_least(Generation::Ten1507) => {
            doubt(
                "Microsoft's page promises TLS 1.2 to .NET 3.5 on Windows 10 and later; the source that was read says TLS 1.0",
            );
        }
        Version::Ssl3 if asks_list => doubt_ssl3(os, version, verdict),
        _ => {}
    }
    if runtime == Runtime::Clr2 && version >= Version::Tls11 {
        // What programs may name themselves came with the updates, and no source says which.
        verdict.when_asked = match verdict.when_asked {
            WhenAsked::No => WhenAsked::No,
            _ => WhenAsked::Unknown,
        };
    }
}

/// SSL 3.0 by name, where it is off by default.
fn doubt_ssl3(os: &OsFacts, version: Version, verdict: &mut VersionVerdict) {
    if version == Version::Ssl3 && verdict.default == Known::Yes && os.at_least(Generation::Ten1607) {
        verdict.default = Known::Unknown;
        verdict.confidence = Confidence::Unverified;
        "asked for by name, though off by default here; whether Schannel gives it is not documented"
            .clone_into(&mut verdict.reason);
    }
}

/// A version that is asked for by name: what Schannel gives when asked.
fn named(schannel: &VersionVerdict, confidence: Confidence) -> VersionVerdict {
    let default = as_known(schannel.when_asked);
    // That the default is only believed does not matter to a program that names the version.
    let schannel_confidence =
        if default == Known::Unknown { schannel.confidence } else { schannel.confidence.max(Confidence::Inferred) };
    VersionVerdict { default, confidence: schannel_confidence.min(confidence), ..schannel.clone() }
}

fn winhttp(inputs: &Inputs<'_>, view: View) -> ClientFacts {
    let facts = WinHttpFacts::find(inputs.snapshot, inputs.os, view);
    let decided_by = super::schannel::setting(&facts.path, DEFAULT_SECURE_PROTOCOLS, &facts.value);
    let versions = Version::ALL
        .into_iter()
        .map(|version| {
            let asks = facts.mask.asks(version);
            let schannel = &inputs.protocols.client[&version];
            let mut verdict = masked(schannel, asks, facts.confidence, &facts.reason, &decided_by);
            doubt_ssl3(inputs.os, version, &mut verdict);
            (version, verdict)
        })
        .collect();
    ClientFacts {
        client: Client::WinHttp(view),
        name: format!("WinHTTP, {}", width_name(inputs.os, view)),
        applies: Installed::Yes,
        versions,
        note: None,
    }
}

fn wininet(inputs: &Inputs<'_>, at: usize, facts: &WinInetFacts) -> ClientFacts {
    let decided_by = Setting {
        name: "SecureProtocols".to_owned(),
        value: format!("0x{:x}", facts.mask),
        source: facts.path.to_owned(),
    };
    let reason = format!("asks for {}", mask_text(facts.mask));
    let versions = Version::ALL
        .into_iter()
        .map(|version| {
            let asks = if facts.mask & super::winhttp::bit(version) == 0 { Known::No } else { Known::Yes };
            let schannel = &inputs.protocols.client[&version];
            (version, masked(schannel, asks, Confidence::Inferred, &reason, &decided_by))
        })
        .collect();
    ClientFacts {
        client: Client::WinInet(at),
        name: format!("WinINET, {}", facts.whose),
        applies: Installed::Yes,
        versions,
        note: None,
    }
}

/// A version that is asked for by a mask: asked for, and given when asked.
fn masked(
    schannel: &VersionVerdict,
    asks: Known,
    confidence: Confidence,
    reason: &str,
    decided_by: &Setting,
) -> VersionVerdict {
    if schannel.supported == Known::No {
        return schannel.clone();
    }
    let given = named(schannel, confidence);
    let default = both(asks, given.default);
    // Schannel says no whatever is asked.
    if given.default == Known::No {
        return named(schannel, Confidence::Documented);
    }
    VersionVerdict {
        default,
        confidence: given.confidence,
        reason: reason.to_owned(),
        decided_by: Some(decided_by.clone()),
        ..given
    }
}
