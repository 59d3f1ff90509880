//! Findings about OpenSSL's policy, and how to change it.

use super::cause::Cause;
use super::faults;
use super::instructions;
use super::policy::Policy;
use crate::diagnosis::finding::{Finding, FindingCode, Step, Weight};
use crate::diagnosis::host::assessment::StackAssessment;
use crate::diagnosis::host::rules::{default_offer, finding};
use crate::message::Message;
use crate::observation::host::{Known, Linkage};
use crate::observation::openssl::ConfChoice;
use crate::settings::openssl_conf::{ConfProblem, ConfProblemKind, ConfState};
use crate::tls::Version;

/// The most problems of one file that a finding quotes.
const MOST_QUOTED: usize = 5;
/// The level that most distributions set.
const USUAL_LEVEL: &str = "@SECLEVEL=2";

/// Returns all findings, the most important first.
pub(super) fn all(stack: &StackAssessment, policy: &Policy<'_>) -> Vec<Finding> {
    if stack.linkage == Linkage::Bundled {
        return vec![bundled(stack)];
    }
    let findings = [
        default_offer(stack, |wanted| remedy(policy, wanted)),
        configuration_ignored(policy),
        level_high(policy),
        lowered(stack, policy),
        settings_ignored(policy),
    ];
    findings.into_iter().flatten().collect()
}

fn bundled(stack: &StackAssessment) -> Finding {
    finding(
        FindingCode::HostLibraryBundled,
        Weight::Cause,
        Message::OpensslBundled,
        vec![Message::OpensslBundledEvidence { library: stack.name.clone() }],
        vec![Step::Do(Message::OpensslBundledRemedy)],
    )
}

/// Returns the smallest change to openssl.cnf that brings these versions into the default offer.
fn remedy(policy: &Policy<'_>, wanted: &[Version]) -> Vec<Step> {
    let (facts, conf) = (policy.facts, &policy.conf);
    let mut changes: Vec<(&str, String)> = Vec::new();
    if facts.minimum.is_some_and(|bound| wanted.iter().any(|version| *version < bound)) {
        changes.push(("MinProtocol", "TLSv1.2".to_owned()));
    }
    if facts.maximum.is_some_and(|bound| wanted.iter().any(|version| *version > bound)) {
        changes.push(("MaxProtocol", "TLSv1.3".to_owned()));
    }
    if wanted.iter().any(|version| facts.switched_off.contains(version)) {
        let written = conf.commands.iter().rev().find(|command| command.name == "Protocol");
        changes.push(("Protocol", protocol_list(written.map_or("ALL", |command| &command.value), wanted)));
    }
    if changes.is_empty() {
        changes.push(("CipherString", "DEFAULT".to_owned()));
    }
    let by_policy =
        |name: &str| conf.deciding(name).is_some_and(|command| command.place.file.contains("/crypto-policies/"));
    if changes.iter().any(|(name, _)| by_policy(name)) {
        return vec![
            Step::Do(Message::OpensslCryptoPolicies),
            Step::Paste(vec!["update-crypto-policies --set DEFAULT".to_owned()]),
            Step::Do(Message::OpensslRestart),
        ];
    }
    let mut steps = instructions::steps(conf, &changes);
    steps.push(Step::Do(Message::OpensslRestart));
    steps.extend(other_file(policy));
    steps.push(Step::Do(Message::OpensslLeaveOthers));
    steps
}

/// Returns the list of `Protocol` with these versions enabled and everything else unchanged.
fn protocol_list(written: &str, wanted: &[Version]) -> String {
    let wanted: Vec<_> =
        wanted.iter().map(|version| format!("TLSv{}", version.code().trim_start_matches("tls"))).collect();
    let mut items: Vec<&str> = written
        .split(',')
        .map(str::trim)
        .filter(|item| {
            let bare = item.trim_start_matches(['+', '-']);
            // OpenSSL stops at an unknown item.
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

/// If the environment names the file, points out that other programs read a different one.
fn other_file(policy: &Policy<'_>) -> Option<Step> {
    let path = format!("{}/openssl.cnf", policy.facts.directory);
    (policy.facts.choice == ConfChoice::Environment).then_some(Step::Do(Message::OpensslOtherFile { path }))
}

fn quoted(problems: &[&ConfProblem]) -> Vec<Message> {
    let mut lines: Vec<_> = problems.iter().take(MOST_QUOTED).map(|problem| faults::message(problem)).collect();
    if problems.len() > MOST_QUOTED {
        lines.push(Message::OpensslMoreFaults { count: (problems.len() - MOST_QUOTED) as u64 });
    }
    lines
}

fn of_kind<'a>(policy: &'a Policy<'_>, kinds: &[ConfProblemKind]) -> Vec<&'a ConfProblem> {
    policy.conf.problems.iter().filter(|problem| kinds.contains(&problem.kind())).collect()
}

/// Reports that OpenSSL ignores the whole file, or its whole TLS part.
fn configuration_ignored(policy: &Policy<'_>) -> Option<Finding> {
    let path = policy.conf.path.clone();
    let problems = of_kind(policy, &[ConfProblemKind::FileIgnored, ConfProblemKind::PolicyIgnored]);
    let (summary, evidence, first) = match policy.conf.state {
        ConfState::Missing if policy.facts.choice == ConfChoice::Environment => {
            let set = format!("OPENSSL_CONF={path}");
            let remedy =
                vec![Step::Do(Message::OpensslFixVariable), Step::Paste(vec!["unset OPENSSL_CONF".to_owned()])];
            let evidence = vec![Message::OpensslVariableSet { set }];
            return Some(ignored(Message::OpensslConfMissing, evidence, remedy));
        }
        ConfState::Ignored => (Message::OpensslConfIgnored { path }, quoted(&problems), Message::OpensslFixAll),
        ConfState::Read if !problems.is_empty() => {
            (Message::OpensslConfPolicyIgnored { path }, quoted(&problems), Message::OpensslFixOne)
        }
        _ => return None,
    };
    let mut remedy = vec![Step::Do(first), Step::Do(Message::OpensslRestart)];
    remedy.extend(other_file(policy));
    Some(ignored(summary, evidence, remedy))
}

fn ignored(summary: Message, evidence: Vec<Message>, remedy: Vec<Step>) -> Finding {
    finding(FindingCode::HostConfigurationIgnored, Weight::Risk, summary, evidence, remedy)
}

/// Reports single commands that have no effect.
fn settings_ignored(policy: &Policy<'_>) -> Option<Finding> {
    if policy.conf.state == ConfState::Ignored {
        return None;
    }
    let problems = of_kind(policy, &[ConfProblemKind::CommandIgnored, ConfProblemKind::NotReached]);
    if problems.is_empty() {
        return None;
    }
    let summary = Message::OpensslSettingsIgnored { count: problems.len() as u64, path: policy.conf.path.clone() };
    let remedy = vec![Step::Do(Message::OpensslFixOrRemove), Step::Do(Message::OpensslRestart)];
    Some(finding(FindingCode::HostSettingIgnored, Weight::Risk, summary, quoted(&problems), remedy))
}

/// Reports a high security level: from level 3 on, RSA keys below 3072 bits are rejected
/// (`SSL_CTX_set_security_level(3)`).
fn level_high(policy: &Policy<'_>) -> Option<Finding> {
    let level = policy.facts.level.filter(|level| *level >= 3)?;
    let bits = match level {
        3 => "3072",
        4 => "7680",
        _ => "15360",
    };
    let value = policy.conf.security_level().map_or_else(
        || format!("DEFAULT{USUAL_LEVEL}"),
        |(_, command)| command.value.replace(&format!("@SECLEVEL={level}"), USUAL_LEVEL),
    );
    let mut remedy = instructions::steps(&policy.conf, &[("CipherString", value)]);
    remedy.push(Step::Do(Message::OpensslRestart));
    Some(finding(
        FindingCode::HostSecurityLevelHigh,
        Weight::Risk,
        Message::OpensslLevelHigh { level: level.to_string(), bits: bits.to_owned() },
        vec![Message::OpensslLevelEvidence { cause: policy.level().into() }],
        remedy,
    ))
}

/// Reports that the file enables versions below TLS 1.2, which the library's defaults would not.
fn lowered(stack: &StackAssessment, policy: &Policy<'_>) -> Option<Finding> {
    let old: Vec<_> = [Version::Ssl3, Version::Tls10, Version::Tls11]
        .into_iter()
        .filter(|version| stack.versions.get(version).is_some_and(|facts| facts.default == Known::Yes))
        .collect();
    if old.is_empty() {
        return None;
    }
    let minimum = policy
        .conf
        .deciding("MinProtocol")
        .filter(|command| command.value.parse::<Version>().is_ok_and(|version| version < Version::Tls12));
    let level = policy.conf.security_level().filter(|(level, _)| *level == 0).map(|(_, command)| command);
    let causes: Vec<_> = minimum.into_iter().chain(level).map(|command| Cause::command(command).message()).collect();
    if causes.is_empty() {
        return None;
    }
    let mut remedy = vec![Step::Do(Message::OpensslLoweredRemedy)];
    remedy.extend(instructions::steps(&policy.conf, &[("MinProtocol", "TLSv1.2".to_owned())]));
    remedy.push(Step::Do(Message::OpensslRestart));
    Some(finding(
        FindingCode::HostPolicyLowered,
        Weight::Note,
        Message::OpensslLowered { versions: old },
        causes,
        remedy,
    ))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::diagnosis::host::assessment::{Readiness, VersionFacts};
    use crate::diagnosis::host::verdict::readiness;
    use crate::observation::host::WhenAsked;
    use crate::observation::openssl::{LibraryFile, OpensslFacts};
    use crate::settings::openssl_conf::{ConfFiles, FileProblem, read};

    /// A file system with only `/o.cnf`, which has this text.
    pub(in crate::diagnosis::host::openssl) struct OneFile(pub(in crate::diagnosis::host::openssl) String);

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

    /// Returns the facts found on a host whose file has these lines in its TLS section.
    fn openssl(body: &str) -> OpensslFacts {
        let text = format!("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n{body}");
        OpensslFacts {
            library: LibraryFile::Loaded("/usr/lib/libssl.so.3".to_owned()),
            no_context: None,
            directory: "/usr/lib/ssl".to_owned(),
            choice: ConfChoice::Directory,
            conf: read("/o.cnf", &OneFile(text)),
            level: Some(2),
            built_level: Some(2),
            minimum: None,
            maximum: None,
            switched_off: Vec::new(),
            crypto_policy: None,
        }
    }

    /// Assesses a host whose default offer has these versions and whose file has these lines.
    fn host(default: &[Version], body: &str, set: impl FnOnce(&mut OpensslFacts)) -> (StackAssessment, Vec<Finding>) {
        let mut openssl = openssl(body);
        set(&mut openssl);
        // The facts match the file, unless a test is about a difference.
        let policy = Policy { facts: &openssl, conf: openssl.conf.clone() };
        let facts = |version| VersionFacts {
            supported: Known::Yes,
            default: if default.contains(&version) { Known::Yes } else { Known::No },
            when_asked: WhenAsked::Yes,
            reason: policy
                .keeps_out_of_default(version)
                .map(|cause| Message::OpensslDefaultWithout { cause: cause.into() }),
        };
        let stack = StackAssessment {
            name: "OpenSSL 3.0.22".to_owned(),
            linkage: if openssl.library == LibraryFile::Inside { Linkage::Bundled } else { Linkage::System },
            versions: Version::ALL.into_iter().map(|version| (version, facts(version))).collect(),
            default_offer: None,
            settings: Vec::new(),
            gaps: Vec::new(),
            remedy: None,
        };
        let findings = all(&stack, &policy);
        (stack, findings)
    }

    fn codes((_, findings): &(StackAssessment, Vec<Finding>)) -> Vec<FindingCode> {
        findings.iter().map(|finding| finding.code).collect()
    }

    /// Returns the lines to paste of the first finding.
    fn lines((_, findings): &(StackAssessment, Vec<Finding>)) -> Vec<String> {
        let pasted = |step: &Step| match step {
            Step::Paste(lines) => lines.clone(),
            Step::Do(_) => Vec::new(),
        };
        findings[0].remedy.iter().flat_map(pasted).collect()
    }

    #[test]
    fn a_host_as_debian_ships_it_has_no_finding() {
        let host = host(&Version::DEFAULT, "CipherString = DEFAULT\n", |_| ());
        assert_eq!(codes(&host), []);
        assert_eq!(readiness(Some(&host.0)), Readiness::Ready);
    }

    #[test]
    fn a_maximum_below_tls_1_2_has_its_line_and_the_remedy() {
        let host = host(&[Version::Tls10, Version::Tls11], "MaxProtocol = TLSv1.1\n", |openssl| {
            openssl.maximum = Some(Version::Tls11);
        });
        assert_eq!(readiness(Some(&host.0)), Readiness::NotReady);
        let first = &host.1[0];
        assert_eq!((first.code, first.weight), (FindingCode::HostDefaultBelowTls12, Weight::Cause));
        let cause = Box::new(Message::OpensslCauseCommand {
            name: "MaxProtocol".to_owned(),
            value: "TLSv1.1".to_owned(),
            place: "/o.cnf:7".to_owned(),
        });
        let versions = vec![Version::Tls12, Version::Tls13];
        let reason = Box::new(Message::OpensslDefaultWithout { cause });
        assert_eq!(first.evidence, [Message::HostVersionReason { versions, reason }]);
        assert_eq!(lines(&host), ["MaxProtocol = TLSv1.3"]);
    }

    #[test]
    fn each_cause_has_its_own_remedy() {
        let only_13 =
            host(&[Version::Tls13], "MinProtocol = TLSv1.3\n", |openssl| openssl.minimum = Some(Version::Tls13));
        assert_eq!(only_13.1[0].code, FindingCode::HostDefaultOnlyTls13);
        assert_eq!(lines(&only_13), ["MinProtocol = TLSv1.2"]);

        let crossed = host(&[], "MinProtocol = TLSv1.3\nMaxProtocol = TLSv1.1\n", |openssl| {
            openssl.minimum = Some(Version::Tls13);
            openssl.maximum = Some(Version::Tls11);
        });
        assert_eq!(lines(&crossed), ["MinProtocol = TLSv1.2", "MaxProtocol = TLSv1.3"]);

        let disabled = host(&[Version::Tls11], "Protocol = ALL,-TLSv1.2,-TLSv1.3\n", |openssl| {
            openssl.switched_off = vec![Version::Tls12, Version::Tls13];
        });
        assert_eq!(lines(&disabled), ["Protocol = ALL"]);
        let both = [Version::Tls12, Version::Tls13];
        assert_eq!(protocol_list("ALL, -TLSv1, -TLSv1.2", &both), "ALL,-TLSv1");
        assert_eq!(protocol_list("-ALL,TLSv1.1", &both), "-ALL,TLSv1.1,TLSv1.2,TLSv1.3");
        assert_eq!(protocol_list("-ALL,+tlsv1.3", &both), "-ALL,+tlsv1.3,TLSv1.2");
        assert_eq!(protocol_list("-TLSv1.2,-Foo", &both), "ALL");

        assert_eq!(lines(&host(&[], "CipherString = DEFAULT\n", |_| ())), ["CipherString = DEFAULT"]);
    }

    #[test]
    fn a_broken_file_is_a_finding() {
        let broken = host(&Version::DEFAULT, "MinProtocol = TLSv1.2\nnonsense\n", |_| ());
        assert_eq!(codes(&broken), [FindingCode::HostConfigurationIgnored]);
        assert!(
            matches!(&broken.1[0].evidence[..], [Message::OpensslAtPlace { place, .. }] if place == "/o.cnf:8"),
            "{broken:?}"
        );
        // Some distributions ship without the default file. A missing file that the environment names is a mistake.
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
    fn only_some_faults_are_quoted() {
        let many = host(&Version::DEFAULT, &format!("MinProtocol = TLSv1.2\n{}", "nonsense\n".repeat(8)), |_| ());
        let evidence = &many.1[0].evidence;
        assert_eq!((evidence.len(), evidence.last()), (6, Some(&Message::OpensslMoreFaults { count: 3 })));
    }

    #[test]
    fn settings_that_say_more_than_they_do() {
        assert_eq!(codes(&host(&Version::DEFAULT, "MinProtocol = 1.2\n", |_| ())), [FindingCode::HostSettingIgnored]);
        let strict =
            host(&Version::DEFAULT, "CipherString = HIGH@SECLEVEL=3:!SHA\n", |openssl| openssl.level = Some(3));
        assert_eq!(strict.1[0].code, FindingCode::HostSecurityLevelHigh);
        assert_eq!(lines(&strict), ["CipherString = HIGH@SECLEVEL=2:!SHA"]);
        let without_a_line = host(&Version::DEFAULT, "MinProtocol = TLSv1.2\n", |openssl| openssl.level = Some(3));
        assert_eq!(without_a_line.1[0].code, FindingCode::HostSecurityLevelHigh);
        assert_eq!(lines(&without_a_line), ["CipherString = DEFAULT@SECLEVEL=2"]);
        assert_eq!(without_a_line.1[0].remedy.last(), Some(&Step::Do(Message::OpensslRestart)));
        let lowered =
            host(&Version::DEFAULT, "MinProtocol = TLSv1\n", |openssl| openssl.minimum = Some(Version::Tls10));
        assert_eq!(codes(&lowered), [FindingCode::HostPolicyLowered]);
        let capped =
            host(&[Version::Tls12], "MaxProtocol = TLSv1.2\n", |openssl| openssl.maximum = Some(Version::Tls12));
        assert_eq!(codes(&capped), [FindingCode::HostDefaultLacksTls13]);
        assert_eq!(readiness(Some(&capped.0)), Readiness::Ready);
    }

    #[test]
    fn a_file_of_crypto_policies_is_not_to_be_edited() {
        let host = host(&[Version::Tls13], "MinProtocol = TLSv1.3\n", |openssl| {
            openssl.minimum = Some(Version::Tls13);
            for command in &mut openssl.conf.commands {
                command.place.file = "/etc/crypto-policies/back-ends/opensslcnf.config".to_owned();
            }
        });
        assert_eq!(lines(&host), ["update-crypto-policies --set DEFAULT"]);
    }

    #[test]
    fn a_bundled_library_says_nothing_about_the_host() {
        let host = host(&Version::DEFAULT, "MaxProtocol = TLSv1.1\n", |openssl| openssl.library = LibraryFile::Inside);
        assert_eq!(codes(&host), [FindingCode::HostLibraryBundled]);
        assert_eq!(readiness(Some(&host.0)), Readiness::Inconclusive);
    }
}
