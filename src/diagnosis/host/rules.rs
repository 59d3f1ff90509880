//! Host facts → what is stated of this host whatever the endpoints are.

use super::Readiness;
use crate::diagnosis::finding::{Confidence, Finding, FindingCode, Side, Step, Weight};
use crate::diagnosis::host::Remedy;
use crate::observation::host::{HostFacts, Known, Linkage, Remedy as RemedyFacts, StackFacts, TrustStoreFacts};
use crate::observation::openssl::{ConfChoice, OpensslFacts};
use crate::settings::openssl_conf::{ConfProblem, ConfProblemKind, ConfState};
use crate::tls::Version;

/// Most problems of a file that are quoted in one finding.
const MOST_QUOTED: usize = 5;
/// After every change of openssl.cnf.
const RESTART: &str =
    "Then restart the programs that use OpenSSL: they read the file when they start. No reboot is needed.";

/// Judges the platform's stack. A bundled library tells nothing of the host.
pub(super) fn readiness(host: &HostFacts) -> Readiness {
    let Some(stack) = host.platform_stack().filter(|stack| stack.linkage == Linkage::System) else {
        return Readiness::Inconclusive;
    };
    let default = |version| stack.versions.get(&version).map_or(Known::Unknown, |facts| facts.default);
    match (default(Version::Tls12), default(Version::Tls13)) {
        (Known::Yes, _) | (_, Known::Yes) => Readiness::Ready,
        (Known::No, Known::No) => Readiness::NotReady,
        _ => Readiness::Inconclusive,
    }
}

/// What is stated of this host, the most important first.
pub(super) fn findings(host: &HostFacts) -> Vec<Finding> {
    let mut findings = Vec::new();
    match host.platform_stack() {
        Some(stack) if stack.linkage == Linkage::Bundled => findings.push(bundled(stack)),
        Some(stack) => stack_findings(stack, &mut findings),
        None => {}
    }
    findings.extend(no_roots(&host.trust_store));
    findings
}

fn finding(code: FindingCode, summary: String, evidence: String, remedy: String) -> Finding {
    Finding {
        code,
        side: Side::Host,
        weight: Weight::Cause,
        confidence: Confidence::Observed,
        summary: summary.into(),
        evidence: vec![evidence.into()],
        remedy: if remedy.is_empty() { Vec::new() } else { vec![Step::Do(remedy.into())] },
    }
}

fn bundled(stack: &StackFacts) -> Finding {
    finding(
        FindingCode::HostLibraryBundled,
        "This build of tlsready brings its own OpenSSL: it cannot tell what the other programs of this host offer.".to_owned(),
        format!("{} is inside the program, not loaded from the system.", stack.name),
        "Use a build that is linked to the system's OpenSSL (libssl-dev or openssl-devel, pkg-config; without the feature \
         vendored-openssl)."
            .to_owned(),
    )
}

fn stack_findings(stack: &StackFacts, findings: &mut Vec<Finding>) {
    let openssl = stack.openssl.as_ref();
    findings.extend(default_offer(stack, openssl));
    let Some(openssl) = openssl else { return };
    findings.extend(configuration_ignored(openssl));
    findings.extend(level_high(openssl));
    findings.extend(lowered(stack, openssl));
    findings.extend(settings_ignored(openssl));
}

/// Whether the versions that services want are in the default offer.
fn default_offer(stack: &StackFacts, openssl: Option<&OpensslFacts>) -> Option<Finding> {
    let of = |version| stack.versions.get(&version);
    let (tls12, tls13) = (of(Version::Tls12)?, of(Version::Tls13)?);
    let evidence = |versions: &[Version]| {
        let mut told: Vec<(String, &str)> = Vec::new();
        for version in versions {
            let Some(reason) = of(*version).and_then(|facts| facts.reason.as_deref()) else { continue };
            match told.last_mut() {
                Some((names, same)) if *same == reason => *names = format!("{names} and {version}"),
                _ => told.push((version.to_string(), reason)),
            }
        }
        told.iter().map(|(names, reason)| format!("{names}: {reason}.")).collect::<Vec<_>>().join(" ")
    };
    let remedy = |wanted: &[Version]| match (openssl, &stack.remedy) {
        (Some(openssl), _) => openssl_remedy(openssl, wanted),
        (None, Some(remedy)) if wanted.contains(&remedy.version) => facts_text(remedy),
        (None, _) => String::new(),
    };
    let name = &stack.name;
    match (tls12.default, tls13.default) {
        (Known::No, Known::No) => Some(finding(
            FindingCode::HostDefaultBelowTls12,
            format!("A program on {name} that names no TLS version can use neither TLS 1.2 nor TLS 1.3 on this host."),
            evidence(&[Version::Tls12, Version::Tls13]),
            remedy(&[Version::Tls12, Version::Tls13]),
        )),
        (Known::No, Known::Yes) => Some(finding(
            FindingCode::HostDefaultOnlyTls13,
            format!(
                "A program on {name} that names no TLS version offers TLS 1.3 alone on this host: it cannot meet servers that \
                 stop at TLS 1.2."
            ),
            evidence(&[Version::Tls12]),
            remedy(&[Version::Tls12]),
        )),
        (Known::Yes, Known::No) if tls13.supported == Known::Yes => Some(finding(
            FindingCode::HostDefaultLacksTls13,
            format!(
                "A program on {name} that names no TLS version does not offer TLS 1.3 on this host; TLS 1.2 is offered."
            ),
            evidence(&[Version::Tls13]),
            format!(
                "Nothing, for servers that accept TLS 1.2. TLS 1.3 can be offered as well. {}",
                remedy(&[Version::Tls13])
            ),
        )),
        _ => None,
    }
}

/// A remedy as the text of a finding: each line to paste stands alone.
pub(in crate::diagnosis) fn remedy_text(remedy: &Remedy) -> String {
    let step = |step: &Step| match step {
        Step::Do(message) => vec![message.raw().to_owned()],
        Step::Paste(lines) => lines.iter().map(|line| format!("    {line}")).collect(),
    };
    remedy.steps.iter().flat_map(step).collect::<Vec<_>>().join("\n")
}

fn facts_text(remedy: &RemedyFacts) -> String {
    let mut lines = vec![remedy.summary.clone()];
    lines.extend(remedy.commands.iter().map(|command| format!("    {command}")));
    lines.push(remedy.restart.clone());
    lines.join("\n")
}

/// The smallest change of openssl.cnf that brings these versions into the default offer.
fn openssl_remedy(openssl: &OpensslFacts, wanted: &[Version]) -> String {
    let conf = &openssl.conf;
    let mut changes: Vec<(&str, String)> = Vec::new();
    if openssl.minimum.is_some_and(|bound| wanted.iter().any(|version| *version < bound)) {
        changes.push(("MinProtocol", "TLSv1.2".to_owned()));
    }
    if openssl.maximum.is_some_and(|bound| wanted.iter().any(|version| *version > bound)) {
        changes.push(("MaxProtocol", "TLSv1.3".to_owned()));
    }
    if wanted.iter().any(|version| openssl.switched_off.contains(version)) {
        let written = conf.commands.iter().rev().find(|command| command.name == "Protocol");
        changes.push(("Protocol", protocol_list(written.map_or("ALL", |command| &command.value), wanted)));
    }
    if changes.is_empty() {
        changes.push(("CipherString", "DEFAULT".to_owned()));
    }
    let by_policy =
        |name: &str| conf.deciding(name).is_some_and(|command| command.place.file.contains("/crypto-policies/"));
    if changes.iter().any(|(name, _)| by_policy(name)) {
        return format!(
            "This host follows crypto-policies; its files are written by a program and are not to be edited. Run:\n    \
             update-crypto-policies --set DEFAULT\n{RESTART}"
        );
    }
    let untouched = "Leave the security level, Groups and SignatureAlgorithms as they are: TLS 1.2 and 1.3 do not need them \
                     changed.";
    format!("{}\n{RESTART}{}\n{untouched}", conf.instructions(&changes), other_file(openssl))
}

/// The list of `Protocol`, with these versions switched on and everything else as it was.
fn protocol_list(written: &str, wanted: &[Version]) -> String {
    let wanted: Vec<_> =
        wanted.iter().map(|version| format!("TLSv{}", version.code().trim_start_matches("tls"))).collect();
    let mut items: Vec<&str> = written
        .split(',')
        .map(str::trim)
        .filter(|item| {
            let bare = item.trim_start_matches(['+', '-']);
            // OpenSSL stops at an item that it does not know.
            let known =
                bare.eq_ignore_ascii_case("ALL") || bare.trim_start_matches(['D', 'd']).parse::<Version>().is_ok();
            known && !(item.starts_with('-') && wanted.iter().any(|name| name.eq_ignore_ascii_case(bare)))
        })
        .collect();
    if items.iter().any(|item| item.eq_ignore_ascii_case("-ALL")) {
        let missing = wanted
            .iter()
            .filter(|name| !items.iter().any(|item| item.trim_start_matches('+').eq_ignore_ascii_case(name)));
        let missing: Vec<_> = missing.map(String::as_str).collect();
        items.extend(missing);
    }
    if items.is_empty() { "ALL".to_owned() } else { items.join(",") }
}

/// A file named by the environment is not the one that all programs read.
fn other_file(openssl: &OpensslFacts) -> String {
    match openssl.choice {
        ConfChoice::Directory => String::new(),
        ConfChoice::Environment => format!(
            "\nThe file is named by OPENSSL_CONF; programs that are started without this variable read {}/openssl.cnf.",
            openssl.directory
        ),
    }
}

fn quoted(problems: &[&ConfProblem]) -> String {
    let mut lines: Vec<_> =
        problems.iter().take(MOST_QUOTED).map(|problem| format!("{}: {}.", problem.place, problem.message)).collect();
    if problems.len() > MOST_QUOTED {
        lines.push(format!("And {} more.", problems.len() - MOST_QUOTED));
    }
    lines.join(" ")
}

fn of_kind(openssl: &OpensslFacts, kinds: &[ConfProblemKind]) -> Vec<ConfProblem> {
    openssl.conf.problems.iter().filter(|problem| kinds.contains(&problem.kind)).cloned().collect()
}

/// OpenSSL takes nothing of the file, or nothing of its TLS part.
fn configuration_ignored(openssl: &OpensslFacts) -> Option<Finding> {
    const SILENCE: &str = "it tells no program and goes on with its built-in defaults";
    let path = &openssl.conf.path;
    let problems = of_kind(openssl, &[ConfProblemKind::FileIgnored, ConfProblemKind::PolicyIgnored]);
    let (summary, evidence, remedy) = match openssl.conf.state {
        ConfState::Missing if openssl.choice == ConfChoice::Environment => (
            format!("OpenSSL does not find the configuration file that OPENSSL_CONF names; {SILENCE}."),
            format!("OPENSSL_CONF={path}"),
            "Set OPENSSL_CONF to the right file, or unset it:\n    unset OPENSSL_CONF".to_owned(),
        ),
        ConfState::Ignored => (
            format!("OpenSSL takes nothing of its configuration file {path}; {SILENCE}."),
            quoted(&problems.iter().collect::<Vec<_>>()),
            format!("Put every place named above right. {RESTART}{}", other_file(openssl)),
        ),
        ConfState::Read if !problems.is_empty() => (
            format!("OpenSSL does not take the TLS settings of {path}; {SILENCE}."),
            quoted(&problems.iter().collect::<Vec<_>>()),
            format!("Put the place named above right. {RESTART}{}", other_file(openssl)),
        ),
        _ => return None,
    };
    Some(finding(FindingCode::HostConfigurationIgnored, summary, evidence, remedy))
}

/// Single commands that have no effect.
fn settings_ignored(openssl: &OpensslFacts) -> Option<Finding> {
    if openssl.conf.state == ConfState::Ignored {
        return None;
    }
    let problems = of_kind(openssl, &[ConfProblemKind::CommandIgnored, ConfProblemKind::NotReached]);
    if problems.is_empty() {
        return None;
    }
    let what = if problems.len() == 1 { "One setting" } else { "Some settings" };
    Some(finding(
        FindingCode::HostSettingIgnored,
        format!("{what} of {} cannot have the effect that was meant; OpenSSL tells no program.", openssl.conf.path),
        quoted(&problems.iter().collect::<Vec<_>>()),
        format!("Put each place named above right, or take it out. {RESTART}"),
    ))
}

/// From level 3 on RSA keys below 3072 bits are refused (`SSL_CTX_set_security_level(3)`).
fn level_high(openssl: &OpensslFacts) -> Option<Finding> {
    let level = openssl.level.filter(|level| *level >= 3)?;
    let bits = match level {
        3 => 3072,
        4 => 7680,
        _ => 15_360,
    };
    let value = openssl.conf.security_level().map_or_else(
        || "DEFAULT@SECLEVEL=2".to_owned(),
        |(_, command)| command.value.replace(&format!("@SECLEVEL={level}"), "@SECLEVEL=2"),
    );
    let remedy = format!("{}\n{RESTART}", openssl.conf.instructions(&[("CipherString", value)]));
    Some(finding(
        FindingCode::HostSecurityLevelHigh,
        format!(
            "Security level {level} refuses RSA keys of less than {bits} bits: a program that verifies certificates fails at \
             every server with a smaller one, whatever version it accepts. Keys of 2048 bits are common."
        ),
        format!("The default is {}.", openssl.level_words()),
        remedy,
    ))
}

/// The file opens what the library's defaults would not: versions below TLS 1.2.
fn lowered(stack: &StackFacts, openssl: &OpensslFacts) -> Option<Finding> {
    let old: Vec<_> = [Version::Ssl3, Version::Tls10, Version::Tls11]
        .into_iter()
        .filter(|version| stack.versions.get(version).is_some_and(|facts| facts.default == Known::Yes))
        .map(Version::name)
        .collect();
    if old.is_empty() {
        return None;
    }
    let minimum = openssl
        .conf
        .deciding("MinProtocol")
        .filter(|command| command.value.parse::<Version>().is_ok_and(|version| version < Version::Tls12));
    let level = openssl.conf.security_level().filter(|(level, _)| *level == 0).map(|(_, command)| command);
    let causes: Vec<_> = minimum
        .into_iter()
        .chain(level)
        .map(|command| format!("{} = {} ({})", command.name, command.value, command.place))
        .collect();
    if causes.is_empty() {
        return None;
    }
    Some(finding(
        FindingCode::HostPolicyLowered,
        format!("The configuration makes programs that name no version offer {} as well.", old.join(" and ")),
        format!("{}.", causes.join("; ")),
        format!(
            "Nothing that Azure needs: its endpoints accept TLS 1.2. If no other server needs the old versions, they can go. \
             {}\n{RESTART}",
            openssl.conf.instructions(&[("MinProtocol", "TLSv1.2".to_owned())])
        ),
    ))
}

fn no_roots(store: &TrustStoreFacts) -> Option<Finding> {
    if store.roots > 0 {
        return None;
    }
    let problems = store.problems.iter().flat_map(|problem| [" ", problem.as_str(), "."]).collect::<String>();
    let remedy = if store.source.contains("SSL_CERT_") {
        "Put SSL_CERT_FILE and SSL_CERT_DIR right, or unset them:\n    unset SSL_CERT_FILE SSL_CERT_DIR"
    } else if cfg!(any(windows, target_vendor = "apple")) {
        ""
    } else {
        "Install the distribution's roots. Debian, Ubuntu:\n    apt-get install ca-certificates\nFedora, Red Hat, SUSE, \
         Alpine: the package of the same name."
    };
    Some(finding(
        FindingCode::HostNoRoots,
        "This host has no root certificate that can be read: no program that verifies can trust any server.".to_owned(),
        format!("Looked at: {}.{problems}", store.source),
        remedy.to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::observation::host::{VersionFacts, WhenAsked};
    use crate::settings::openssl_conf::{ConfFiles, FileProblem, read};

    struct OneFile(String);

    impl ConfFiles for OneFile {
        fn read(&self, path: &str, _: usize) -> Result<Vec<u8>, FileProblem> {
            if path == "/o.cnf" { Ok(self.0.clone().into_bytes()) } else { Err(FileProblem::Missing) }
        }
        fn entries(&self, _: &str) -> Option<Vec<String>> {
            None
        }
        fn variable(&self, _: &str) -> Option<String> {
            None
        }
    }

    /// A host whose default offer has these versions, and whose file says this.
    fn host(default: &[Version], body: &str, set: impl FnOnce(&mut OpensslFacts)) -> HostFacts {
        let text = format!("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n{body}");
        let mut openssl = OpensslFacts {
            directory: "/usr/lib/ssl".to_owned(),
            choice: ConfChoice::Directory,
            conf: read("/o.cnf", &OneFile(text)),
            level: Some(2),
            built_level: Some(2),
            minimum: None,
            maximum: None,
            switched_off: Vec::new(),
            crypto_policy: None,
        };
        set(&mut openssl);
        let facts = |version| VersionFacts {
            supported: Known::Yes,
            default: if default.contains(&version) { Known::Yes } else { Known::No },
            when_asked: WhenAsked::Yes,
            reason: openssl.keeps_out_of_default(version).map(|cause| format!("{cause} keeps it out")),
        };
        let versions: BTreeMap<_, _> = Version::ALL.into_iter().map(|version| (version, facts(version))).collect();
        let stack = StackFacts {
            versions,
            openssl: Some(openssl),
            gaps: Vec::new(),
            ..StackFacts::unknown("OpenSSL 3.0.22", "")
        };
        HostFacts {
            name: None,
            operating_system: "Debian".to_owned(),
            stacks: vec![stack],
            trust_store: TrustStoreFacts { source: "/etc/ssl/certs".to_owned(), roots: 140, problems: Vec::new() },
            proxy_variable: None,
        }
    }

    fn codes(host: &HostFacts) -> Vec<FindingCode> {
        super::findings(host).into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_host_as_debian_ships_it_has_no_finding() {
        let host = host(&Version::DEFAULT, "CipherString = DEFAULT\n", |_| ());
        assert_eq!(codes(&host), []);
        assert_eq!(readiness(&host), Readiness::Ready);
    }

    #[test]
    fn a_maximum_below_tls_1_2_names_its_line_and_the_cure() {
        let host = host(&[Version::Tls10, Version::Tls11], "MaxProtocol = TLSv1.1\n", |openssl| {
            openssl.maximum = Some(Version::Tls11);
        });
        assert_eq!(readiness(&host), Readiness::NotReady);
        let findings = super::findings(&host);
        assert_eq!(findings[0].code, FindingCode::HostDefaultBelowTls12);
        assert!(
            findings[0].raw_evidence().contains("MaxProtocol = TLSv1.1 (/o.cnf:7)"),
            "{}",
            findings[0].raw_evidence()
        );
        assert!(findings[0].raw_remedy().contains("\n    MaxProtocol = TLSv1.3\n"), "{}", findings[0].raw_remedy());
        assert!(!findings[0].raw_remedy().contains("MinProtocol"), "{}", findings[0].raw_remedy());
    }

    #[test]
    fn each_cause_has_its_own_cure() {
        let only_13 =
            host(&[Version::Tls13], "MinProtocol = TLSv1.3\n", |openssl| openssl.minimum = Some(Version::Tls13));
        let findings = super::findings(&only_13);
        assert_eq!(findings[0].code, FindingCode::HostDefaultOnlyTls13);
        assert!(findings[0].raw_remedy().contains("\n    MinProtocol = TLSv1.2\n"), "{}", findings[0].raw_remedy());

        let crossed = host(&[], "MinProtocol = TLSv1.3\nMaxProtocol = TLSv1.1\n", |openssl| {
            openssl.minimum = Some(Version::Tls13);
            openssl.maximum = Some(Version::Tls11);
        });
        let findings = super::findings(&crossed);
        assert!(
            findings[0].raw_remedy().contains("\n    MinProtocol = TLSv1.2\n    MaxProtocol = TLSv1.3\n"),
            "{}",
            findings[0].raw_remedy()
        );

        let switched = host(&[Version::Tls11], "Protocol = ALL,-TLSv1.2,-TLSv1.3\n", |openssl| {
            openssl.switched_off = vec![Version::Tls12, Version::Tls13];
        });
        let findings = super::findings(&switched);
        assert!(findings[0].raw_remedy().contains("\n    Protocol = ALL\n"), "{}", findings[0].raw_remedy());
        let both = [Version::Tls12, Version::Tls13];
        assert_eq!(protocol_list("ALL, -TLSv1, -TLSv1.2", &both), "ALL,-TLSv1");
        assert_eq!(protocol_list("-ALL,TLSv1.1", &both), "-ALL,TLSv1.1,TLSv1.2,TLSv1.3");
        assert_eq!(protocol_list("-ALL,+tlsv1.3", &both), "-ALL,+tlsv1.3,TLSv1.2");
        assert_eq!(protocol_list("-TLSv1.2,-Foo", &both), "ALL");

        let no_suite = host(&[], "CipherString = DEFAULT\n", |_| ());
        assert!(super::findings(&no_suite)[0].raw_remedy().contains("\n    CipherString = DEFAULT\n"));
    }

    #[test]
    fn a_broken_file_is_said_aloud() {
        let broken = host(&Version::DEFAULT, "MinProtocol = TLSv1.2\nnonsense\n", |_| ());
        let findings = super::findings(&broken);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].code, FindingCode::HostConfigurationIgnored);
        assert!(findings[0].raw_evidence().contains("/o.cnf:8"), "{}", findings[0].raw_evidence());
        // A default file that does not exist is how some distributions ship; a named one is a mistake.
        let missing = |choice| {
            host(&Version::DEFAULT, "", |openssl| {
                openssl.choice = choice;
                openssl.conf = read("/missing.cnf", &OneFile(String::new()));
            })
        };
        assert_eq!(codes(&missing(ConfChoice::Directory)), []);
        assert_eq!(codes(&missing(ConfChoice::Environment)), [FindingCode::HostConfigurationIgnored]);
    }

    #[test]
    fn settings_that_say_more_than_they_do() {
        assert_eq!(codes(&host(&Version::DEFAULT, "MinProtocol = 1.2\n", |_| ())), [FindingCode::HostSettingIgnored]);
        let strict =
            host(&Version::DEFAULT, "CipherString = HIGH@SECLEVEL=3:!SHA\n", |openssl| openssl.level = Some(3));
        let findings = super::findings(&strict);
        assert_eq!(findings[0].code, FindingCode::HostSecurityLevelHigh);
        assert!(
            findings[0].raw_remedy().contains("    CipherString = HIGH@SECLEVEL=2:!SHA"),
            "{}",
            findings[0].raw_remedy()
        );
        let without_a_line = host(&Version::DEFAULT, "MinProtocol = TLSv1.2\n", |openssl| openssl.level = Some(3));
        let findings = super::findings(&without_a_line);
        assert_eq!(findings[0].code, FindingCode::HostSecurityLevelHigh);
        assert!(
            findings[0].raw_remedy().contains("    CipherString = DEFAULT@SECLEVEL=2"),
            "{}",
            findings[0].raw_remedy()
        );
        assert!(findings[0].raw_remedy().ends_with(RESTART), "{}", findings[0].raw_remedy());
        let lowered =
            host(&Version::DEFAULT, "MinProtocol = TLSv1\n", |openssl| openssl.minimum = Some(Version::Tls10));
        assert_eq!(codes(&lowered), [FindingCode::HostPolicyLowered]);
        let capped =
            host(&[Version::Tls12], "MaxProtocol = TLSv1.2\n", |openssl| openssl.maximum = Some(Version::Tls12));
        assert_eq!(codes(&capped), [FindingCode::HostDefaultLacksTls13]);
        assert_eq!(readiness(&capped), Readiness::Ready);
    }

    #[test]
    fn a_bundled_library_says_nothing_of_the_host() {
        let mut host = host(&Version::DEFAULT, "MaxProtocol = TLSv1.1\n", |_| ());
        host.stacks[0].linkage = Linkage::Bundled;
        assert_eq!(codes(&host), [FindingCode::HostLibraryBundled]);
        assert_eq!(readiness(&host), Readiness::Inconclusive);
    }

    #[test]
    fn unknown_is_neither_fine_nor_below() {
        let mut host = host(&[], "", |_| ());
        host.stacks = vec![StackFacts::unknown("Schannel", "not collected")];
        assert_eq!(readiness(&host), Readiness::Inconclusive);
        host.trust_store.roots = 0;
        assert_eq!(codes(&host), [FindingCode::HostNoRoots]);
        host.stacks.clear();
        assert_eq!(readiness(&host), Readiness::Inconclusive);
    }
}
