//! What is to be said of a Windows host, the cause first. Each statement has a stable code, evidence, and a remedy.

use serde::Serialize;

use super::clients::{Client, ClientFacts};
use super::confidence::{Confidence, VersionVerdict};
use super::dotnet::{DotnetValues, Installed, Runtime, STRONG, SYSTEM_DEFAULT};
use super::facts::WindowsFacts;
use super::os::Generation;
use super::repair::ClientKind;
use super::schannel::{Role, protocol_path};
use super::suites::SuiteSource;
use super::winhttp::{DEFAULT_SECURE_PROTOCOLS, WINHTTP, views};
use crate::diagnosis::Readiness;
use crate::observation::host::{Known, Setting, WhenAsked};
use crate::settings::registry::{Entry, Snapshot, View};
use crate::tls::Version;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::VariantArray)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Why programs do not offer TLS 1.2.
    Cause,
    /// What breaks some programs or will surprise.
    Risk,
    /// Worth knowing.
    Note,
}

/// What is stated. Stable codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::VariantArray)]
#[serde(rename_all = "kebab-case")]
pub enum WindowsFindingCode {
    /// The default set of Schannel has neither TLS 1.2 nor anything newer.
    SchannelDefaultLacksTls12,
    /// The same, and whether it is so could not be found out.
    SchannelDefaultUnknown,
    /// This Windows cannot speak TLS 1.2 as it is.
    Tls12NotSupported,
    /// No cipher suite is left for TLS 1.2.
    NoSuiteForTls12,
    /// Programs built for .NET 4.5.2 or older do not offer TLS 1.2.
    Dotnet4LacksTls12,
    /// Whether they do could not be found out.
    Dotnet4Unknown,
    /// A value of .NET is 0, which overrides the good default of newer programs.
    DotnetExplicitZero,
    /// A value of .NET, Schannel or WinHTTP has another type than `REG_DWORD`.
    WrongValueType,
    /// `SystemDefaultTlsVersions` is set where Schannel's default lacks TLS 1.2.
    SystemDefaultMakesWorse,
    /// Programs for .NET 2.0 to 3.5 do not offer TLS 1.2.
    Dotnet2LacksTls12,
    /// Programs on WinHTTP do not offer TLS 1.2.
    WinhttpLacksTls12,
    /// A group policy's suite names lack the curve that this Windows wants in them.
    SuiteNamesWithoutCurve,
    /// No ECDHE suite with RSA and AES-GCM.
    NoEcdheRsaGcm,
    /// Something stands below `SCHANNEL` that has no effect or does harm.
    RegistryStray,
    /// An algorithm's `Enabled` is neither 0 nor 0xffffffff.
    AlgorithmValueUnknown,
    /// Algorithms are denied, and suites with them.
    SuitesDenied,
    /// A service pack is missing.
    ServicePackMissing,
    /// Keys were written to after Windows was started.
    ChangedSinceStart,
    /// Single programs have overrides of their own.
    ProgramOverrides,
    /// FIPS mode is on.
    FipsMode,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WindowsFinding {
    /// Its code.
    pub code: WindowsFindingCode,
    /// How much it weighs.
    pub weight: Weight,
    /// What it means, one or two plain sentences.
    pub summary: String,
    /// What was seen: a registry path with its value, or what follows from the build.
    pub evidence: String,
    /// What it rests on.
    pub confidence: Confidence,
    /// What to do where the repair's values do not do it; empty when there is nothing to do.
    pub remedy: String,
}

/// Draws every finding, the heaviest first.
pub fn findings(facts: &WindowsFacts, snapshot: &Snapshot) -> Vec<WindowsFinding> {
    let mut all = Vec::new();
    all.extend(schannel(facts));
    all.extend(suites(facts));
    all.extend(dotnet4(facts));
    all.extend(values(facts, snapshot));
    all.extend(other_clients(facts));
    all.extend(strays(facts));
    all.extend(notes(facts));
    all.sort_by_key(|finding| finding.weight);
    all
}

/// Weighs the findings for the programs that were asked for: what keeps TLS 1.2 from these is a cause, what keeps it from
/// others is none, and where these have it there is no cause at all.
pub fn weigh(findings: &mut [WindowsFinding], facts: &WindowsFacts, kinds: &[ClientKind]) {
    use WindowsFindingCode as Code;
    let lacking = facts.readiness(kinds) != Readiness::Ready;
    let by_name = kinds.iter().all(|kind| *kind == ClientKind::WinHttp);
    let schannel = !by_name || facts.schannel(Version::Tls12).when_asked != WhenAsked::Yes;
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

fn finding(
    code: WindowsFindingCode,
    weight: Weight,
    summary: impl Into<String>,
    evidence: impl Into<String>,
) -> WindowsFinding {
    WindowsFinding {
        code,
        weight,
        summary: summary.into(),
        evidence: evidence.into(),
        confidence: Confidence::Documented,
        remedy: String::new(),
    }
}

/// `path name: value`, for people.
pub(super) fn shown(setting: &Setting) -> String {
    format!("{} {}: {}", setting.source, setting.name, setting.value)
}

/// What stands in the key of TLS 1.2 where none of its values decides.
fn evidence_of(facts: &WindowsFacts, verdict: &VersionVerdict) -> String {
    if let Some(setting) = &verdict.decided_by {
        return shown(setting);
    }
    let path = protocol_path(Version::Tls12, Role::Client);
    let values = &facts.protocols.values[&(Version::Tls12, Role::Client)];
    let (flag, enabled) = (&values.disabled_by_default, &values.enabled);
    if (flag, enabled) == (&Entry::Absent, &Entry::Absent) {
        return format!("{path} DisabledByDefault, Enabled: absent, so the default of this Windows counts");
    }
    let shown = super::algorithms::shown;
    format!("{path} DisabledByDefault: {}, Enabled: {} (neither decides here)", shown(flag), shown(enabled))
}

fn schannel(facts: &WindowsFacts) -> Option<WindowsFinding> {
    use WindowsFindingCode as Code;
    let verdict = facts.schannel(Version::Tls12);
    let evidence = evidence_of(facts, verdict);
    let cause = |code, summary: String| {
        Some(WindowsFinding {
            confidence: verdict.confidence,
            ..finding(code, Weight::Cause, summary, evidence.clone())
        })
    };
    let otherwise = facts.seen_otherwise.get(&Version::Tls12);
    let otherwise = otherwise.filter(|settings| settings.default != Known::No).map(seen_to_lack);
    match facts.schannel_offers() {
        Known::Yes => None,
        Known::No if verdict.supported == Known::No => cause(
            Code::Tls12NotSupported,
            "This Windows has no TLS 1.2. No registry value brings it.".to_owned(),
        ),
        Known::No if let Some(told) = otherwise => cause(Code::SchannelDefaultLacksTls12, told),
        Known::No if verdict.when_asked == WhenAsked::No => cause(
            Code::SchannelDefaultLacksTls12,
            "TLS 1.2 is switched off: Enabled=0 denies it to every program on Windows' own TLS, even to one that asks for it. \
             A policy or a hardening tool may have written it and may write it again."
                .to_owned(),
        ),
        Known::No => {
            let why = if verdict.decided_by.is_some() {
                "DisabledByDefault takes it out of the default set"
            } else {
                "it is off by default, and no value is set that switches it on"
            };
            cause(
                Code::SchannelDefaultLacksTls12,
                format!(
                    "This Windows can speak TLS 1.2, but {why}. A program that leaves the choice to Windows offers {}, and a \
                     server that wants TLS 1.2 refuses it.",
                    best(facts)
                ),
            )
        }
        Known::Unknown => cause(
            Code::SchannelDefaultUnknown,
            format!(
                "It is not certain that programs which leave the choice to Windows offer TLS 1.2. {}.",
                capital(&verdict.reason)
            ),
        ),
    }
}

/// Schannel's own hellos lack it: what its settings say of that.
fn seen_to_lack(settings: &VersionVerdict) -> String {
    let seen = "Schannel was seen not to offer TLS 1.2 to programs that name no version";
    if settings.surely_default() {
        format!("{seen}, and its settings say otherwise: they count from the next start of Windows on.")
    } else {
        format!("{seen}. What its settings say is not certain: {}.", settings.reason)
    }
}

/// The best that Schannel's default set has.
fn best(facts: &WindowsFacts) -> String {
    facts
        .protocols
        .client
        .iter()
        .rev()
        .find(|(_, verdict)| verdict.default == Known::Yes)
        .map_or_else(|| "nothing".to_owned(), |(version, _)| format!("{version} at most"))
}

fn suites(facts: &WindowsFacts) -> Vec<WindowsFinding> {
    use WindowsFindingCode as Code;
    let mut all = Vec::new();
    let suites = &facts.suites;
    let from = match suites.source {
        SuiteSource::Policy => format!("{} Functions", super::suites::POLICY),
        SuiteSource::Local => format!("{} Functions", super::suites::LOCAL),
        SuiteSource::WindowsDefault => format!("the default list of {}, up to date", facts.os.name),
        SuiteSource::Unknown => return all,
    };
    if facts.no_suite_for_tls12() {
        all.push(WindowsFinding {
            remedy: format!("Correct or remove {}; then restart Windows.", suites.what_to_mend()),
            confidence: suites.confidence,
            ..finding(
                Code::NoSuiteForTls12,
                Weight::Cause,
                "No cipher suite is left that TLS 1.2 could use, so it cannot be spoken even where it is on.",
                [
                    vec![format!(
                        "{from}: {} of its names are unknown here, {} suites are denied",
                        suites.unknown.len(),
                        suites.denied.len()
                    )],
                    denying(facts),
                ]
                .concat()
                .join("; "),
            )
        });
    }
    if suites.without_curve > 0 && suites.source == SuiteSource::Policy {
        all.push(WindowsFinding {
            remedy: "Give this Windows a policy of its own, with the curve in each name (…_P256).".to_owned(),
            confidence: Confidence::Unverified,
            ..finding(
                Code::SuiteNamesWithoutCurve,
                Weight::Risk,
                format!(
                    "The policy's suite order was written for Windows 10 or later: {} ECDHE suites lack the curve that this Windows \
                     wants in the name, and do not count.",
                    suites.without_curve
                ),
                from.clone(),
            )
        });
    }
    if !suites.usable.is_empty() && !suites.has_ecdhe_rsa_gcm() {
        all.push(WindowsFinding {
            remedy: "Nothing on this host; the server must accept another suite, or have an ECDSA certificate.".to_owned(),
            confidence: suites.confidence,
            ..finding(
                Code::NoEcdheRsaGcm,
                Weight::Note,
                "It offers no ECDHE suite with RSA and AES-GCM. A server that accepts nothing else (the strictest Front Door policy, \
                 for one) refuses it even with TLS 1.2 on.",
                from.clone(),
            )
        });
    }
    if !suites.denied.is_empty() {
        let names: Vec<_> = suites.denied.iter().map(|(suite, _)| suite.to_string()).collect();
        all.push(WindowsFinding {
            confidence: suites.confidence,
            ..finding(
                Code::SuitesDenied,
                Weight::Note,
                format!("Not offered, because an algorithm is denied: {}.", names.join(", ")),
                denying(facts).join("; "),
            )
        });
    }
    all
}

/// The values that deny suites.
fn denying(facts: &WindowsFacts) -> Vec<String> {
    facts.suites.denied_by().iter().map(|path| format!("{path} Enabled: 0")).collect()
}

fn lacking(facts: &WindowsFacts, wanted: impl Fn(Client) -> bool) -> Vec<&ClientFacts> {
    facts
        .clients
        .iter()
        .filter(|facts| {
            wanted(facts.client) && facts.applies != Installed::No && facts.offers(Version::Tls12) == Known::No
        })
        .collect()
}

/// The values that decide for these, each once; that both views hold the same is said and not repeated.
fn evidence_of_clients(clients: &[&ClientFacts]) -> String {
    let settings = clients.iter().filter_map(|client| client.versions.get(&Version::Tls12)?.decided_by.clone());
    both_views(settings)
}

fn both_views(settings: impl Iterator<Item = Setting>) -> String {
    const NODE: &str = r"\Wow6432Node";
    let mut seen: Vec<(Setting, bool)> = Vec::new();
    for setting in settings {
        let native = setting.source.replacen(NODE, "", 1);
        let twin = seen
            .iter_mut()
            .find(|(other, _)| other.source == native && other.name == setting.name && other.value == setting.value);
        match twin {
            Some((_, both)) => *both |= setting.source != native,
            None => seen.push((setting, false)),
        }
    }
    let texts = seen.iter().map(|(setting, both)| {
        let twin = if *both { ", and so under Wow6432Node" } else { "" };
        format!("{}{twin}", shown(setting))
    });
    texts.collect::<Vec<_>>().join("; ")
}

fn dotnet4(facts: &WindowsFacts) -> Vec<WindowsFinding> {
    let is_old = |client| matches!(client, Client::Dotnet(Runtime::UpTo452, _));
    let mut all = Vec::new();
    let old = lacking(facts, is_old);
    if let Some(first) = old.first() {
        let widths: Vec<_> =
            old.iter().filter_map(|client| client.name.rsplit_once(", ").map(|(_, width)| width)).collect();
        let (widths, offer) = (widths.join(" and "), offer(first));
        let decides = |name: &str| {
            let by = |client: &&ClientFacts| client.versions.get(&Version::Tls12)?.decided_by.clone();
            old.iter().all(|client| by(client).is_some_and(|setting| setting.name == name))
        };
        let summary = match facts.dotnet.newest() {
            _ if decides(SYSTEM_DEFAULT) => format!(
                "SystemDefaultTlsVersions=1 makes programs for .NET 4, {widths}, leave the choice to Schannel, whose default set \
                 lacks TLS 1.2: they offer {offer}."
            ),
            Some(installed) if facts.dotnet.can_run(Runtime::From46) == Installed::Yes => format!(
                ".NET {installed} is installed, yet {widths} programs built for .NET 4.5.2 or older offer {offer}: the target they \
                 were built for decides, not what is installed."
            ),
            _ => format!(
                "Programs for .NET 4, {widths}, offer {offer}, and no value is set that makes them ask for more."
            ),
        };
        let evidence = evidence_of_clients(&old);
        all.push(finding(WindowsFindingCode::Dotnet4LacksTls12, Weight::Cause, summary, evidence));
    }
    let unclear: Vec<&ClientFacts> = facts
        .clients
        .iter()
        .filter(|facts| {
            is_old(facts.client) && facts.applies != Installed::No && facts.offers(Version::Tls12) == Known::Unknown
        })
        .collect();
    // Where Schannel itself is unclear, that is said already.
    if let Some(first) = unclear.first().filter(|_| facts.schannel_offers() != Known::Unknown) {
        let verdict = &first.versions[&Version::Tls12];
        let reason = first.note.as_deref().unwrap_or(&verdict.reason);
        all.push(WindowsFinding {
            confidence: verdict.confidence,
            ..finding(
                WindowsFindingCode::Dotnet4Unknown,
                Weight::Cause,
                format!(
                    "It is not certain that programs built for .NET 4.5.2 or older offer TLS 1.2. {}.",
                    capital(reason)
                ),
                evidence_of_clients(&unclear),
            )
        });
    }
    all
}

/// `SSL 3.0 and TLS 1.0 only`, of programs that lack TLS 1.2.
fn offer(client: &ClientFacts) -> String {
    let names: Vec<_> = client.offered().map(|(version, _)| version.name()).collect();
    if names.is_empty() { "no TLS 1.2".to_owned() } else { format!("{} only", names.join(" and ")) }
}

/// Values that are wrong in themselves.
fn values(facts: &WindowsFacts, snapshot: &Snapshot) -> Vec<WindowsFinding> {
    use WindowsFindingCode as Code;
    let mut wrong = Vec::new();
    for ((version, role), values) in &facts.protocols.values {
        let path = protocol_path(*version, *role);
        for (name, entry) in [("Enabled", &values.enabled), ("DisabledByDefault", &values.disabled_by_default)] {
            if matches!(entry, Entry::WrongType(_)) {
                wrong.push(super::schannel::setting(&path, name, entry));
            }
        }
    }
    for view in views(&facts.os) {
        let path = view.path(WINHTTP);
        let entry = snapshot.entry(&path, DEFAULT_SECURE_PROTOCOLS);
        if matches!(entry, Entry::WrongType(_)) {
            wrong.push(super::schannel::setting(&path, DEFAULT_SECURE_PROTOCOLS, &entry));
        }
    }
    let (mut zero, mut worse) = (Vec::new(), Vec::new());
    let keys = [Runtime::Clr2, Runtime::UpTo452];
    for (runtime, view) in keys.into_iter().flat_map(|key| [View::Native, View::ThirtyTwo].map(|view| (key, view))) {
        let values = DotnetValues::find(snapshot, runtime, view);
        for (name, entry) in [(STRONG, &values.strong), (SYSTEM_DEFAULT, &values.system_default)] {
            let setting = super::schannel::setting(&values.path, name, entry);
            match entry {
                Entry::WrongType(_) => wrong.push(setting),
                Entry::Number(0) if runtime != Runtime::Clr2 => zero.push(setting),
                Entry::Number(1) if name == SYSTEM_DEFAULT && facts.schannel_offers() == Known::No => {
                    worse.push(setting);
                }
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    let mut add = |code, summary: &str, remedy: &str, settings: Vec<Setting>| {
        if !settings.is_empty() {
            let evidence = both_views(settings.into_iter());
            all.push(WindowsFinding { remedy: remedy.to_owned(), ..finding(code, Weight::Risk, summary, evidence) });
        }
    };
    add(
        Code::DotnetExplicitZero,
        "A value of .NET is 0, which takes the better default away from programs built for newer .NET.",
        "Set SchUseStrongCrypto to 1; beside that a SystemDefaultTlsVersions of 0 does no harm to TLS 1.2.",
        zero,
    );
    add(
        Code::SystemDefaultMakesWorse,
        "SystemDefaultTlsVersions=1 makes .NET take Schannel's default set, which lacks TLS 1.2 here.",
        "Mend Schannel; do not just delete the value.",
        worse,
    );
    add(
        Code::WrongValueType,
        "A value has a type that is not REG_DWORD. .NET ignores such a value; what Schannel and WinHTTP make of one is not \
         documented.",
        "Delete each and create it again as REG_DWORD (reg add … /f replaces the type).",
        wrong,
    );
    all
}

fn other_clients(facts: &WindowsFacts) -> Vec<WindowsFinding> {
    let mut all = Vec::new();
    let clr2 = lacking(facts, |client| matches!(client, Client::Dotnet(Runtime::Clr2, _)));
    if let Some(first) = clr2.first() {
        all.push(WindowsFinding {
            remedy: "Where such a program matters: --for dotnet2.".to_owned(),
            ..finding(
                WindowsFindingCode::Dotnet2LacksTls12,
                Weight::Note,
                format!(
                    "Programs for .NET 2.0 to 3.5 offer {}; SchUseStrongCrypto does not change that.",
                    offer(first)
                ),
                evidence_of_clients(&clr2),
            )
        });
    }
    let winhttp = lacking(facts, |client| matches!(client, Client::WinHttp(_)));
    if let Some(first) = winhttp.first() {
        all.push(WindowsFinding {
            remedy: "Where such a program matters: --for winhttp.".to_owned(),
            ..finding(
                WindowsFindingCode::WinhttpLacksTls12,
                Weight::Note,
                format!("Programs on WinHTTP that name no version offer {}.", offer(first)),
                evidence_of_clients(&winhttp),
            )
        });
    }
    all
}

fn strays(facts: &WindowsFacts) -> impl Iterator<Item = WindowsFinding> + '_ {
    facts.protocols.strays.iter().chain(&facts.algorithms.strays).map(|stray| {
        finding(WindowsFindingCode::RegistryStray, Weight::Risk, capital(&stray.problem), stray.path.clone())
    })
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn notes(facts: &WindowsFacts) -> Vec<WindowsFinding> {
    use WindowsFindingCode as Code;
    let mut all = Vec::new();
    if facts.os.build == Some(7600) || facts.os.generation == Some(Generation::Server2008Early) {
        all.push(WindowsFinding {
            remedy: "Install the service pack first.".to_owned(),
            ..finding(
                Code::ServicePackMissing,
                Weight::Risk,
                "A service pack is missing; every update around TLS 1.2 is for this Windows with it.",
                format!("build {}", facts.os.build.unwrap_or_default()),
            )
        });
    }
    if !facts.changed_since_start.is_empty() {
        all.push(WindowsFinding {
            remedy: "Restart Windows, or at least the programs concerned.".to_owned(),
            confidence: Confidence::Inferred,
            ..finding(
                Code::ChangedSinceStart,
                Weight::Risk,
                "Keys were written to after Windows was started: what runs since then may still go by what stood there before.",
                facts.changed_since_start.join("; "),
            )
        });
    }
    if let Some(first) = facts.overrides.first() {
        all.push(finding(
            Code::ProgramOverrides,
            Weight::Note,
            format!(
                "{} programs have .NET settings of their own, which win over what is said here.",
                facts.overrides.len()
            ),
            shown(first),
        ));
    }
    if let Some(odd) = facts.algorithms.found.iter().find(|algorithm| algorithm.is_odd()) {
        all.push(WindowsFinding {
            confidence: Confidence::Unverified,
            ..finding(
                Code::AlgorithmValueUnknown,
                Weight::Note,
                "Documented for an algorithm are 0 (denied) and 0xffffffff (allowed); what another value does is not.",
                format!("{} Enabled: {}", odd.path, super::algorithms::shown(&odd.enabled)),
            )
        });
    }
    if matches!(facts.suites.fips, Entry::Number(1..)) {
        all.push(finding(
            Code::FipsMode,
            Weight::Note,
            "FIPS mode is on: SSL 3.0, RC4, MD5 and curve25519 are out; TLS 1.2 is not affected.",
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy Enabled: 1",
        ));
    }
    all
}
