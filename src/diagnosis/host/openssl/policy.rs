//! The policy in force: the file, checked against what a context without settings has.

use super::cause::Cause;
use crate::observation::capture::Lift;
use crate::observation::openssl::OpensslFacts;
use crate::settings::openssl_conf::{ConfFault, ConfProblem, ConfState, OpensslConf};
use crate::tls::Version;

/// The policy in force.
#[derive(Clone, Debug)]
pub(super) struct Policy<'a> {
    /// What was found.
    pub(super) facts: &'a OpensslFacts,
    /// The file, without commands that are not in force.
    pub(super) conf: OpensslConf,
}

impl<'a> Policy<'a> {
    /// Compares the file with what the library has in force. If they differ, OpenSSL silently stopped reading the file
    /// before its TLS part, so no command of the file is in force.
    pub(super) fn of(facts: &'a OpensslFacts) -> Self {
        let mut conf = facts.conf.clone();
        if let Some(problem) = not_in_force(facts) {
            conf.problems.insert(0, problem);
            conf.commands.clear();
        }
        Self { facts, conf }
    }

    /// Returns the setting that keeps a version out of the default hello, if a bound or an option does.
    pub(super) fn keeps_out_of_default(&self, version: Version) -> Option<Cause> {
        let below = self.facts.minimum.filter(|bound| *bound > version);
        let above = self.facts.maximum.filter(|bound| *bound < version);
        self.disables(version)
            .or_else(|| below.map(|bound| self.bound("MinProtocol", bound)))
            .or_else(|| above.map(|bound| self.bound("MaxProtocol", bound)))
    }

    /// Returns the setting that disables one version even for a program that requests it.
    pub(super) fn disables(&self, version: Version) -> Option<Cause> {
        if !self.facts.switched_off.contains(&version) {
            return None;
        }
        // OpenSSL applies a list up to the first unknown item.
        let command = self.conf.commands.iter().rev().find(|command| command.name == "Protocol");
        Some(command.map_or(Cause::DefaultOption, Cause::command))
    }

    fn bound(&self, name: &'static str, bound: Version) -> Cause {
        self.conf.deciding(name).map_or(Cause::DefaultBound { name, bound }, Cause::command)
    }

    /// Returns the setting that a lift disabled.
    pub(super) fn lifted(&self, lift: Option<Lift>) -> Cause {
        match lift {
            Some(Lift::Level) => self.level(),
            Some(Lift::Suites) => self.suites(),
            Some(Lift::Signatures) => self.list("SignatureAlgorithms", Cause::DefaultSignatures),
            Some(Lift::Groups) => self.groups(),
            Some(Lift::Suites13) => self.list("Ciphersuites", Cause::DefaultSuites),
            None => Cause::Library,
        }
    }

    /// Returns the setting that determines the suites.
    pub(super) fn suites(&self) -> Cause {
        self.list("CipherString", Cause::DefaultSuites)
    }

    /// Returns the setting that determines the groups: the last of those that set them.
    fn groups(&self) -> Cause {
        let names = ["Groups", "Curves", "ECDHParameters"];
        let last = self.conf.commands.iter().rev().find_map(|it| names.into_iter().find(|name| *name == it.name));
        last.map_or(Cause::Library, |name| self.list(name, Cause::Library))
    }

    /// Returns the setting that an edit replaced when it brought the version into the default hello. Bounds and options
    /// are looked at first.
    pub(super) fn replaced_for(&self, version: Version) -> Option<Cause> {
        let trial = self.facts.trials.iter().find(|trial| trial.offers(version))?;
        trial.edit.iter().find_map(|change| match change.name.as_str() {
            "CipherString" if change.value.contains("@SECLEVEL=2") && self.facts.level.is_some_and(|it| it > 2) => {
                Some(self.level())
            }
            "CipherString" => Some(self.suites()),
            "Ciphersuites" => Some(self.list("Ciphersuites", Cause::DefaultSuites)),
            "SignatureAlgorithms" => Some(self.list("SignatureAlgorithms", Cause::DefaultSignatures)),
            "Groups" | "Curves" | "ECDHParameters" => Some(self.groups()),
            _ => None,
        })
    }

    /// Returns the last command of this name, whether the library accepts it or not. A rejected command can leave the
    /// library with an empty list.
    fn list(&self, name: &'static str, otherwise: Cause) -> Cause {
        let command = self.conf.commands.iter().rev().find(|command| command.name == name);
        command.map_or(otherwise, |command| Cause::List {
            name,
            place: command.place.to_string(),
            accepted: command.accepted,
        })
    }

    /// Returns the security level.
    pub(super) fn level(&self) -> Cause {
        self.facts.level.map_or(Cause::Library, |level| Cause::Level {
            level,
            place: self.conf.security_level().map(|(_, command)| command.place.to_string()),
        })
    }
}

/// Returns a problem for the first command of the file that the library does not have in force.
fn not_in_force(facts: &OpensslFacts) -> Option<ConfProblem> {
    let conf = &facts.conf;
    if facts.level.is_none() || conf.state != ConfState::Read {
        return None;
    }
    let bound = |value: &str| if value == "None" { None } else { value.parse::<Version>().ok() };
    let asked_and_had = [("MinProtocol", facts.minimum), ("MaxProtocol", facts.maximum)];
    let bounds = asked_and_had
        .into_iter()
        .filter_map(|(name, had)| conf.deciding(name).filter(|command| bound(&command.value) != had));
    let level = conf.security_level().filter(|(level, _)| Some(*level) != facts.level).map(|(_, command)| command);
    let command = bounds.chain(level).next()?;
    let fault = ConfFault::NotInForce { name: command.name.clone(), value: command.value.clone() };
    Some(ConfProblem { place: command.place.to_string(), fault })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::observation::openssl::{ConfChoice, LibraryFile};
    use crate::settings::openssl_conf::{Anchor, Place, TlsCommand};

    /// Returns the facts found for a library whose file has these commands.
    pub(in crate::diagnosis::host::openssl) fn facts(commands: &[(&str, &str)]) -> OpensslFacts {
        let commands = commands
            .iter()
            .enumerate()
            .map(|(index, (name, value))| TlsCommand {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
                place: Place { file: "/o.cnf".to_owned(), line: index + 1 },
                accepted: true,
                datagram_only: false,
            })
            .collect();
        OpensslFacts {
            library: LibraryFile::Loaded("/usr/lib/libssl.so.3".to_owned()),
            no_context: None,
            directory: "/usr/lib/ssl".to_owned(),
            choice: ConfChoice::Directory,
            conf: OpensslConf {
                path: "/o.cnf".to_owned(),
                state: ConfState::Read,
                commands,
                problems: Vec::new(),
                anchor: Anchor::Start,
                providers: None,
            },
            level: Some(2),
            built_level: None,
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

    fn command(name: &str, value: &str, place: &str) -> Cause {
        Cause::Command { name: name.to_owned(), value: value.to_owned(), place: place.to_owned() }
    }

    #[test]
    fn the_cause_is_the_setting_that_decides() {
        let mut facts = facts(&[("MinProtocol", "TLSv1.2"), ("Protocol", "ALL,-TLSv1")]);
        facts.minimum = Some(Version::Tls12);
        facts.switched_off = vec![Version::Tls10];
        let policy = Policy::of(&facts);
        let protocol = command("Protocol", "ALL,-TLSv1", "/o.cnf:2");
        assert_eq!(policy.keeps_out_of_default(Version::Tls10), Some(protocol.clone()));
        assert_eq!(policy.keeps_out_of_default(Version::Tls11), Some(command("MinProtocol", "TLSv1.2", "/o.cnf:1")));
        assert_eq!(policy.keeps_out_of_default(Version::Tls12), None);
        assert_eq!(policy.disables(Version::Tls10), Some(protocol));
        assert_eq!(policy.disables(Version::Tls11), None);
        assert_eq!(policy.level(), Cause::Level { level: 2, place: None });
        assert_eq!(policy.suites(), Cause::DefaultSuites);
        assert_eq!(policy.lifted(None), Cause::Library);
    }

    #[test]
    fn a_file_that_is_not_in_force_has_no_say() {
        let asked = facts(&[("CipherString", "DEFAULT"), ("MinProtocol", "TLSv1.2")]);
        let policy = Policy::of(&asked);
        assert!(policy.conf.commands.is_empty());
        assert_eq!(
            policy.conf.problems,
            [ConfProblem {
                place: "/o.cnf:2".to_owned(),
                fault: ConfFault::NotInForce { name: "MinProtocol".to_owned(), value: "TLSv1.2".to_owned() }
            }]
        );

        let level = facts(&[("CipherString", "DEFAULT@SECLEVEL=3")]);
        assert_eq!(Policy::of(&level).conf.problems[0].place, "/o.cnf:1");

        let mut had =
            facts(&[("MinProtocol", "TLSv1.2"), ("MaxProtocol", "None"), ("CipherString", "DEFAULT@SECLEVEL=2")]);
        had.minimum = Some(Version::Tls12);
        assert!(Policy::of(&had).conf.problems.is_empty());
    }
}
