//! What is to be said of a Windows host, the cause first. Each statement has a stable code, evidence, and a remedy.

use serde::Serialize;

use super::callers::{Caller, CallerFacts};
use super::confidence::{Confidence, VersionVerdict};
use super::dotnet::{DotnetValues, Installed, STRONG, SYSTEM_DEFAULT, Target};
use super::facts::WindowsFacts;
use super::os::Generation;
use super::schannel::{Role, protocol_path};
use super::suites::SuiteSource;
use crate::host::facts::{Known, Setting};
use crate::host::registry::{Entry, Snapshot, View};
use crate::tls::Version;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WindowsFindingCode {
    /// The default set of Schannel has neither TLS 1.2 nor anything newer.
    SchannelDefaultLacksTls12,
    /// The same, and whether it is so could not be found out.
    SchannelDefaultUnclear,
    /// This Windows cannot speak TLS 1.2 as it is.
    Tls12NotSupported,
    /// No cipher suite is left for TLS 1.2.
    NoSuiteForTls12,
    /// Programs built for .NET 4.5.2 or older do not offer TLS 1.2.
    Dotnet4LacksTls12,
    /// Programs built for .NET 4.6 or later do not offer TLS 1.2.
    NewerDotnet4LacksTls12,
    /// A value of .NET is 0, which overrides the good default of newer programs.
    DotnetExplicitZero,
    /// A value of .NET or Schannel has another type than `REG_DWORD`.
    WrongValueType,
    /// `SystemDefaultTlsVersions` is set where Schannel's default lacks TLS 1.2.
    SystemDefaultMakesWorse,
    /// Programs for .NET 2.0 to 3.5 do not offer TLS 1.2.
    Dotnet2LacksTls12,
    /// Programs on WinHTTP do not offer TLS 1.2.
    WinHttpLacksTls12,
    /// A group policy's suite names lack the curve that this Windows wants in them.
    SuiteNamesWithoutCurve,
    /// No ECDHE suite with RSA and AES-GCM.
    NoEcdheRsaGcm,
    /// Something stands below `SCHANNEL` that has no effect or does harm.
    RegistryStray,
    /// An algorithm's `Enabled` is neither 0 nor 0xffffffff.
    AlgorithmValueUnclear,
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
    /// What to do where the plan's values do not do it; empty when there is nothing to do.
    pub remedy: String,
}

/// Draws every finding, the heaviest first.
pub fn findings(facts: &WindowsFacts, snapshot: &Snapshot) -> Vec<WindowsFinding> {
    let mut all = Vec::new();
    all.extend(schannel(facts));
    all.extend(suites(facts));
    all.extend(dotnet4(facts));
    all.extend(values(facts, snapshot));
    all.extend(other_callers(facts));
    all.extend(strays(facts));
    all.extend(notes(facts));
    all.sort_by_key(|finding| finding.weight);
    all
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

fn evidence_of(verdict: &VersionVerdict, facts: &WindowsFacts) -> String {
    if let Some(setting) = &verdict.decided_by {
        return shown(setting);
    }
    let path = protocol_path(Version::Tls12, Role::Client);
    format!("{path} DisabledByDefault, Enabled: absent, so what counts is the default of {}", facts.os.name)
}

fn schannel(facts: &WindowsFacts) -> Option<WindowsFinding> {
    use WindowsFindingCode as Code;
    let verdict = facts.schannel(Version::Tls12);
    let evidence = evidence_of(verdict, facts);
    let cause = |code, summary: String| {
        Some(WindowsFinding {
            confidence: verdict.confidence,
            ..finding(code, Weight::Cause, summary, evidence.clone())
        })
    };
    match facts.schannel_offers() {
        Known::Yes => None,
        Known::No if verdict.supported == Known::No => cause(
            Code::Tls12NotSupported,
            "This Windows has no TLS 1.2. No registry value brings it.".to_owned(),
        ),
        Known::No if verdict.when_asked == crate::host::facts::WhenAsked::No => cause(
            Code::SchannelDefaultLacksTls12,
            "TLS 1.2 is switched off: Enabled=0 denies it to every program on Windows' own TLS, even to one that asks for it. \
             A policy or a hardening tool may have written it and may write it again."
                .to_owned(),
        ),
        Known::No => {
            let why = if verdict.decided_by.is_some() {
                "DisabledByDefault takes it out of the default set"
            } else {
                "it is off by default, and no value switches it on"
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
            Code::SchannelDefaultUnclear,
            format!("Whether programs that leave the choice to Windows offer TLS 1.2 could not be found out: {}.", verdict.reason),
        ),
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
            remedy: "Correct or remove the suite order or the denied algorithms; then restart Windows.".to_owned(),
            confidence: suites.confidence,
            ..finding(
                Code::NoSuiteForTls12,
                Weight::Cause,
                "No cipher suite is left that TLS 1.2 could use, so it cannot be spoken even where it is on.",
                format!(
                    "{from}: {} of its names are unknown here, {} suites are denied",
                    suites.unknown.len(),
                    suites.denied.len()
                ),
            )
        });
    }
    if suites.without_curve > 0 && suites.source == SuiteSource::Policy {
        all.push(WindowsFinding {
            remedy: "Give this Windows a policy of its own, with the curve in each name (…_P256).".to_owned(),
            confidence: Confidence::Inferred,
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
    if let Some((_, path)) = suites.denied.first() {
        let names: Vec<_> = suites.denied.iter().map(|(suite, _)| suite.to_string()).collect();
        all.push(WindowsFinding {
            confidence: suites.confidence,
            ..finding(
                Code::SuitesDenied,
                Weight::Note,
                format!("{} suites are not offered because an algorithm is denied: {}.", names.len(), names.join(", ")),
                format!("{path} Enabled: 0"),
            )
        });
    }
    all
}

fn lacking(facts: &WindowsFacts, wanted: impl Fn(Caller) -> bool) -> Vec<&CallerFacts> {
    facts
        .callers
        .iter()
        .filter(|facts| {
            wanted(facts.caller) && facts.applies != Installed::No && facts.offers(Version::Tls12) == Known::No
        })
        .collect()
}

fn evidence_of_callers(callers: &[&CallerFacts]) -> String {
    let mut seen: Vec<String> = Vec::new();
    for setting in callers.iter().filter_map(|caller| caller.versions.get(&Version::Tls12)?.decided_by.as_ref()) {
        let text = shown(setting);
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen.join("; ")
}

fn dotnet4(facts: &WindowsFacts) -> Vec<WindowsFinding> {
    let mut all = Vec::new();
    let old = lacking(facts, |caller| matches!(caller, Caller::Dotnet(Target::UpTo452, _)));
    let installed =
        facts.dotnet.newest().map_or_else(String::new, |version| format!(".NET {version} is installed, yet "));
    if !old.is_empty() {
        let widths: Vec<_> =
            old.iter().filter_map(|caller| caller.name.rsplit_once(", ").map(|(_, width)| width)).collect();
        all.push(finding(
            WindowsFindingCode::Dotnet4LacksTls12,
            Weight::Cause,
            format!(
                "{installed}{} programs built for .NET 4.5.2 or older offer {}: the target they were built for decides, not what is \
                 installed.",
                widths.join(" and "),
                offer(old[0])
            ),
            evidence_of_callers(&old),
        ));
    }
    let newer = lacking(facts, |caller| matches!(caller, Caller::Dotnet(Target::From46 | Target::From47, _)));
    if !newer.is_empty() {
        let names: Vec<_> = newer.iter().map(|caller| caller.name.as_str()).collect();
        all.push(finding(
            WindowsFindingCode::NewerDotnet4LacksTls12,
            Weight::Risk,
            format!("So do these: {}.", names.join("; ")),
            evidence_of_callers(&newer),
        ));
    }
    all
}

/// `SSL 3.0 and TLS 1.0 only`.
fn offer(caller: &CallerFacts) -> String {
    let names: Vec<_> = caller.offered().map(|(version, _)| version.name()).collect();
    if names.is_empty() { "nothing that is sure".to_owned() } else { format!("{} only", names.join(" and ")) }
}

/// Values that are wrong in themselves.
fn values(facts: &WindowsFacts, snapshot: &Snapshot) -> Vec<WindowsFinding> {
    use WindowsFindingCode as Code;
    let mut all = Vec::new();
    let mut wrong = Vec::new();
    for ((version, role), values) in &facts.protocols.values {
        let path = protocol_path(*version, *role);
        for (name, entry) in [("Enabled", &values.enabled), ("DisabledByDefault", &values.disabled_by_default)] {
            if matches!(entry, Entry::WrongType(_)) {
                wrong.push(shown(&super::schannel::setting(&path, name, entry)));
            }
        }
    }
    let clr = [Target::Clr2, Target::UpTo452];
    for (target, view) in clr.into_iter().flat_map(|target| [View::Native, View::ThirtyTwo].map(|view| (target, view)))
    {
        let values = DotnetValues::find(snapshot, target, view);
        for (name, entry) in [(STRONG, &values.strong), (SYSTEM_DEFAULT, &values.system_default)] {
            let text = shown(&super::schannel::setting(&values.path, name, entry));
            match entry {
                Entry::WrongType(_) => wrong.push(text),
                Entry::Number(0) if target != Target::Clr2 => all.push(finding(
                    Code::DotnetExplicitZero,
                    Weight::Risk,
                    format!("{name} is 0, which takes the better default away from programs built for newer .NET. Set it to 1 or delete it."),
                    text,
                )),
                Entry::Number(1) if name == SYSTEM_DEFAULT && facts.schannel_offers() == Known::No => all.push(finding(
                    Code::SystemDefaultMakesWorse,
                    Weight::Risk,
                    "SystemDefaultTlsVersions=1 makes .NET take Schannel's default set, which lacks TLS 1.2 here. Mend Schannel; do not \
                     just delete the value.",
                    text,
                )),
                _ => {}
            }
        }
    }
    if !wrong.is_empty() {
        all.push(WindowsFinding {
            remedy: "Delete each and create it again as REG_DWORD (reg add … /f replaces the type).".to_owned(),
            ..finding(
                Code::WrongValueType,
                Weight::Risk,
                "A value has a type that is not REG_DWORD. .NET ignores such a value; what Schannel makes of one is not documented.",
                wrong.join("; "),
            )
        });
    }
    all
}

fn other_callers(facts: &WindowsFacts) -> Vec<WindowsFinding> {
    let mut all = Vec::new();
    let clr2 = lacking(facts, |caller| matches!(caller, Caller::Dotnet(Target::Clr2, _)));
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
                evidence_of_callers(&clr2),
            )
        });
    }
    let winhttp = lacking(facts, |caller| matches!(caller, Caller::WinHttp(_)));
    if let Some(first) = winhttp.first() {
        all.push(WindowsFinding {
            remedy: "Where such a program matters: --for winhttp.".to_owned(),
            ..finding(
                WindowsFindingCode::WinHttpLacksTls12,
                Weight::Note,
                format!("Programs on WinHTTP that name no version offer {}.", offer(first)),
                evidence_of_callers(&winhttp),
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
                Code::AlgorithmValueUnclear,
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
            "FIPS mode is on: RC4, MD5 and curve25519 are out; TLS 1.2 is not affected.",
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy Enabled: 1",
        ));
    }
    all
}
