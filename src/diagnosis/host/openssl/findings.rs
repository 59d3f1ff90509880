//! Findings about OpenSSL's policy, and how to change it.

use super::cause::Cause;
use super::faults;
use super::policy::Policy;
use super::remedy;
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

/// Returns all findings, the most important first.
pub(super) fn all(stack: &StackAssessment, policy: &Policy<'_>) -> Vec<Finding> {
    if stack.linkage == Linkage::Bundled {
        return vec![bundled(stack)];
    }
    let findings = [
        no_usable_provider(policy),
        default_offer(stack, |wanted| remedy::default_offer(policy, wanted)),
        level_high(policy),
        configuration_ignored(policy),
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
    let mut steps = vec![Step::Do(first), Step::Do(Message::OpensslRestart)];
    steps.extend(remedy::other_file(policy));
    Some(ignored(summary, evidence, steps))
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

/// Reports that no program can use the library, because the configuration activates providers without what TLS needs.
fn no_usable_provider(policy: &Policy<'_>) -> Option<Finding> {
    let providers = policy.conf.providers.as_ref()?;
    let trial = policy.facts.provider_trial.filter(|trial| !trial.in_force && trial.with_default)?;
    let evidence = policy.facts.no_context.clone()?;
    let active = providers.listed.iter().filter(|provider| provider.is_active).map(|it| it.name.clone()).collect();
    let (section, place) = (providers.section.clone(), providers.place.to_string());
    tracing::debug!(?trial, "no provider has what TLS needs");
    Some(finding(
        FindingCode::HostLibraryUnusable,
        Weight::Cause,
        Message::OpensslNoUsableProvider { place: place.clone() },
        vec![
            Message::OpensslProvidersListed { section, place, active },
            Message::OpensslProviderError { evidence },
            Message::OpensslProviderTried,
        ],
        remedy::provider(policy, providers),
    ))
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
    let accepted = policy.facts.key_trial.as_ref().and_then(|trial| trial.accepted);
    let mut evidence = vec![Message::OpensslLevelEvidence { cause: policy.level().into() }];
    let weight = match accepted {
        Some(true) => return None,
        Some(false) => {
            evidence.push(Message::OpensslLevelTried);
            Weight::Cause
        }
        None => Weight::Risk,
    };
    Some(finding(
        FindingCode::HostSecurityLevelHigh,
        weight,
        Message::OpensslLevelHigh { level: level.to_string(), bits: bits.to_owned() },
        evidence,
        remedy::level(policy),
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
    let mut steps = vec![Step::Do(Message::OpensslLoweredRemedy)];
    steps.extend(remedy::raise(policy, &old));
    Some(finding(
        FindingCode::HostPolicyLowered,
        Weight::Note,
        Message::OpensslLowered { versions: old },
        causes,
        steps,
    ))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::diagnosis::host::assessment::{Readiness, VersionFacts};
    use crate::diagnosis::host::verdict::readiness;
    use crate::observation::capture::Whole;
    use crate::observation::host::WhenAsked;
    use crate::observation::openssl::{KeyTrial, LibraryFile, OpensslFacts, ProviderTrial, Trial};
    use crate::settings::openssl_conf::{Change, ConfFiles, FileProblem, read};

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
            trials: Vec::new(),
            raising: None,
            key_trial: None,
            provider_trial: None,
        }
    }

    fn change(line: &str) -> Change {
        let (name, value) = line.split_once(" = ").expect("NAME = VALUE");
        Change { name: name.to_owned(), value: value.to_owned() }
    }

    /// An edit after which the default offer has these versions.
    fn trial(lines: &[&str], versions: &[Version]) -> Trial {
        let whole = |version| if versions.contains(&version) { Whole::GoesOn } else { Whole::Absent };
        Trial {
            edit: lines.iter().copied().map(change).collect(),
            default: Version::ALL.into_iter().map(|version| (version, whole(version))).collect(),
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
            openssl.trials = vec![trial(&["MaxProtocol = TLSv1.3"], &Version::DEFAULT)];
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
    fn only_what_was_seen_to_work_is_printed() {
        let both = [Version::Tls12, Version::Tls13];
        let (suites, groups) = ("Ciphersuites = TLS_AES_128_GCM_SHA256", "Groups = X25519");
        let with = |trials: Vec<Trial>| host(&[], "Ciphersuites =\nGroups = x\n", |openssl| openssl.trials = trials);
        let second = with(vec![trial(&[suites], &[]), trial(&[groups], &both)]);
        assert_eq!(lines(&second), [groups], "the first was tried without success");
        let both_needed = with(vec![trial(&[suites], &[]), trial(&[groups], &[]), trial(&[suites, groups], &both)]);
        assert_eq!(lines(&both_needed), [suites, groups]);
        let only_some = with(vec![trial(&[suites], &[]), trial(&[groups], &both[..1])]);
        assert_eq!(lines(&only_some), [groups]);
        let none = with(vec![trial(&[suites], &[]), trial(&[suites, groups], &[])]);
        assert_eq!(lines(&none), Vec::<String>::new());
        let edits = vec![suites.to_owned(), format!("{suites}, {groups}")];
        assert_eq!(none.1[0].remedy, [Step::Do(Message::OpensslTriedWithoutSuccess { edits })]);
        assert_eq!(with(Vec::new()).1[0].remedy, [Step::Do(Message::OpensslNothingToTry)]);
    }

    #[test]
    fn other_settings_are_left_alone_only_where_none_of_them_is_the_reason() {
        let leave = Step::Do(Message::OpensslLeaveOthers);
        let remedy = |line: &str| {
            let host = host(&[Version::Tls12], "MinProtocol = TLSv1.2\n", |openssl| {
                openssl.trials = vec![trial(&[line], &Version::DEFAULT)];
            });
            host.1[0].remedy.clone()
        };
        assert!(remedy("MaxProtocol = TLSv1.3").contains(&leave));
        assert!(!remedy("Groups = X25519").contains(&leave));
    }

    #[test]
    fn a_library_without_providers_for_tls() {
        let unusable = |trial| {
            let host = host(&[], "", |openssl| {
                let text = "openssl_conf = a\n[a]\nproviders = p\n[p]\nlegacy = l\n[l]\nactivate = 1\n";
                openssl.conf = read("/o.cnf", &OneFile(text.to_owned()));
                openssl.no_context = Some("library has no ciphers".to_owned());
                openssl.level = None;
                openssl.provider_trial = trial;
            });
            (codes(&host)[0], lines(&host))
        };
        let trial = |in_force, with_default| Some(ProviderTrial { in_force, with_default });
        let (code, lines) = unusable(trial(false, true));
        assert_eq!(code, FindingCode::HostLibraryUnusable);
        assert_eq!(lines, ["default = default_sect", "[default_sect]", "activate = 1"]);
        // Something else is wrong.
        for other in [trial(true, true), trial(false, false), None] {
            assert_ne!(unusable(other).0, FindingCode::HostLibraryUnusable);
        }
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
        let high = |accepted, with_edit| {
            let edit = change("CipherString = HIGH@SECLEVEL=2:!SHA");
            host(&Version::DEFAULT, "CipherString = HIGH@SECLEVEL=3:!SHA\n", |openssl| {
                openssl.level = Some(3);
                openssl.key_trial = Some(KeyTrial { accepted, edit, with_edit });
            })
        };
        let strict = high(Some(false), Some(true));
        assert_eq!((strict.1[0].code, strict.1[0].weight), (FindingCode::HostSecurityLevelHigh, Weight::Cause));
        assert_eq!(lines(&strict), ["CipherString = HIGH@SECLEVEL=2:!SHA"]);
        assert_eq!(high(None, None).1[0].weight, Weight::Risk);
        assert_eq!(lines(&high(Some(false), Some(false))), Vec::<String>::new(), "it does not help");
        assert_eq!(codes(&high(Some(true), Some(true))), [], "the key is accepted");
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
            openssl.trials = vec![trial(&["MinProtocol = TLSv1.2"], &Version::DEFAULT)];
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
