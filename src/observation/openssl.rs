//! What decides OpenSSL's behaviour: the configuration file and what a bare context makes of it. Pure: collected in
//! the room of the operating system, put into words here.

use super::host::Setting;
use crate::settings::openssl_conf::{ConfProblem, ConfProblemKind, ConfState, OpensslConf, told_as_written};
use crate::tls::Version;

/// How the configuration file was chosen (`CONF_get1_default_config_file(3)`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfChoice {
    /// The environment variable `OPENSSL_CONF` names it.
    Environment,
    /// It is `openssl.cnf` in the library's own directory.
    Directory,
}

impl ConfChoice {
    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Environment => "named by OPENSSL_CONF",
            Self::Directory => "in the library's OPENSSLDIR",
        }
    }
}

/// The system-wide policy of a distribution (Red Hat's crypto-policies).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CryptoPolicy {
    /// What the administrator chose: `DEFAULT`, `LEGACY`, `FUTURE`, `FIPS`, with subpolicies after colons.
    pub name: String,
    /// The file that says so.
    pub source: String,
}

/// The policy of a bare context, with its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpensslFacts {
    /// The directory that the library was built to look in.
    pub directory: String,
    /// How the file was chosen.
    pub choice: ConfChoice,
    /// The file.
    pub conf: OpensslConf,
    /// Security level of a bare context (`SSL_CTX_set_security_level(3)`), 0 to 5; none if no context could be made.
    pub level: Option<u32>,
    /// The level that the library was built with, where its build flags tell.
    pub built_level: Option<u32>,
    /// Lowest version of a bare context; none if there is no bound (or no context).
    pub minimum: Option<Version>,
    /// Highest version of a bare context; none if there is no bound (or no context).
    pub maximum: Option<Version>,
    /// Versions that a bare context has switched off one by one (`SSL_OP_NO_TLSv1`, …).
    pub switched_off: Vec<Version>,
    /// The distribution's policy, if it has one.
    pub crypto_policy: Option<CryptoPolicy>,
}

/// Where a value comes from that the file does not set.
const LIBRARY_DEFAULT: &str = "library default";

impl OpensslFacts {
    /// Holds what the file asks for against what the library has, and notes where they differ: OpenSSL then gave up
    /// inside the file, before it came to the TLS part, and said nothing.
    pub fn cross_check(&mut self) {
        if self.level.is_none() || self.conf.state != ConfState::Read {
            return;
        }
        let bound = |value: &str| if value == "None" { None } else { value.parse::<Version>().ok() };
        let asked_and_had =
            [(self.conf.deciding("MinProtocol"), self.minimum), (self.conf.deciding("MaxProtocol"), self.maximum)];
        let mut differing = asked_and_had
            .into_iter()
            .filter_map(|(command, had)| command.filter(|command| bound(&command.value) != had))
            .chain(
                self.conf.security_level().filter(|(level, _)| Some(*level) != self.level).map(|(_, command)| command),
            );
        let Some(command) = differing.next().cloned() else { return };
        drop(differing);
        let message = format!(
            "{} = {} is not in force: OpenSSL stopped in the file before it came to it, most likely at a module (engine, \
             provider) that it could not load",
            command.name, command.value
        );
        let place = command.place.to_string();
        self.conf.problems.insert(0, ConfProblem { kind: ConfProblemKind::PolicyIgnored, place, message });
        self.conf.commands.clear();
    }

    /// The settings that decide, with their sources, in the order in which they weigh.
    pub fn settings(&self) -> Vec<Setting> {
        let mut settings = vec![self.file_setting()];
        let mut add = |name: &str, value: String, source: String| {
            settings.push(Setting { name: name.to_owned(), value, source });
        };
        if let Some(policy) = &self.crypto_policy {
            add("crypto-policies", policy.name.clone(), policy.source.clone());
        }
        if let Some(level) = self.level {
            let source = match self.conf.security_level() {
                Some((_, command)) => command.place.to_string(),
                None if self.built_level == Some(level) => format!("{LIBRARY_DEFAULT}, set when it was built"),
                None => LIBRARY_DEFAULT.to_owned(),
            };
            add("security level", level.to_string(), source);
            for (name, bound) in [("MinProtocol", self.minimum), ("MaxProtocol", self.maximum)] {
                let source = self
                    .conf
                    .deciding(name)
                    .map_or_else(|| LIBRARY_DEFAULT.to_owned(), |command| command.place.to_string());
                add(name, bound.map_or_else(|| "no bound".to_owned(), |version| version.name().to_owned()), source);
            }
        }
        for name in told_as_written() {
            if let Some(command) = self.conf.deciding(name) {
                add(name, command.value.clone(), command.place.to_string());
            }
        }
        settings
    }

    fn file_setting(&self) -> Setting {
        let name = "configuration file".to_owned();
        let state = match self.conf.state {
            ConfState::Read => "",
            ConfState::Missing => " (does not exist)",
            ConfState::Ignored => " (OpenSSL takes nothing of it)",
            ConfState::Unknown => " (not read to the end)",
            ConfState::SwitchedOff => {
                let (value, source) = if self.conf.path.is_empty() {
                    ("none".to_owned(), "OPENSSL_CONF is empty, which switches it off")
                } else {
                    (self.conf.path.clone(), "named by OPENSSL_CONF, which switches it off")
                };
                return Setting { name, value, source: source.to_owned() };
            }
        };
        Setting { name, value: format!("{}{state}", self.conf.path), source: self.choice.words().to_owned() }
    }

    /// The setting that keeps a version out of the hello of a program that names none, where a bound or a switch does.
    pub fn keeps_out_of_default(&self, version: Version) -> Option<String> {
        let below = self.minimum.filter(|bound| *bound > version);
        let above = self.maximum.filter(|bound| *bound < version);
        self.switches_off(version)
            .or_else(|| below.map(|bound| self.named("MinProtocol", bound)))
            .or_else(|| above.map(|bound| self.named("MaxProtocol", bound)))
    }

    /// The setting that switches one version off, also for a program that names it.
    pub fn switches_off(&self, version: Version) -> Option<String> {
        if !self.switched_off.contains(&version) {
            return None;
        }
        // A list with an unknown item is applied up to it.
        Some(match self.conf.commands.iter().rev().find(|command| command.name == "Protocol") {
            Some(command) => format!("Protocol = {} ({})", command.value, command.place),
            None => "an option of the library's default context".to_owned(),
        })
    }

    fn named(&self, name: &str, bound: Version) -> String {
        match self.conf.deciding(name) {
            Some(command) => format!("{name} = {} ({})", command.value, command.place),
            None => format!("{name} {} ({LIBRARY_DEFAULT})", bound.name()),
        }
    }

    /// What decides the suites, with its source.
    pub fn suite_words(&self) -> String {
        self.command_words("CipherString", "the library's own list of cipher suites")
    }

    /// What decides the signature algorithms, with its source.
    pub fn signature_words(&self) -> String {
        self.command_words("SignatureAlgorithms", "the library's own list of signature algorithms")
    }

    /// The last command of this name, taken or not: one that the library refuses can leave it with nothing.
    fn command_words(&self, name: &str, otherwise: &str) -> String {
        match self.conf.commands.iter().rev().find(|command| command.name == name) {
            Some(command) if command.accepted => format!("{name} ({})", command.place),
            Some(command) => format!("{name} ({}; the library refuses its value)", command.place),
            None => otherwise.to_owned(),
        }
    }

    /// The level with its source.
    pub fn level_words(&self) -> String {
        match (self.level, self.conf.security_level()) {
            (Some(level), Some((_, command))) => format!("security level {level} ({})", command.place),
            (Some(level), None) => format!("security level {level} ({LIBRARY_DEFAULT})"),
            (None, _) => "a policy of the library".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::openssl_conf::{Anchor, Place, TlsCommand};

    fn facts(commands: &[(&str, &str)]) -> OpensslFacts {
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
            directory: "/usr/lib/ssl".to_owned(),
            choice: ConfChoice::Directory,
            conf: OpensslConf {
                path: "/o.cnf".to_owned(),
                state: ConfState::Read,
                commands,
                problems: Vec::new(),
                anchor: Anchor::Start,
            },
            level: Some(2),
            built_level: None,
            minimum: None,
            maximum: None,
            switched_off: Vec::new(),
            crypto_policy: None,
        }
    }

    #[test]
    fn the_cause_is_the_setting_that_decides() {
        let mut facts = facts(&[("MinProtocol", "TLSv1.2"), ("Protocol", "ALL,-TLSv1")]);
        facts.minimum = Some(Version::Tls12);
        facts.switched_off = vec![Version::Tls10];
        assert_eq!(facts.keeps_out_of_default(Version::Tls10).as_deref(), Some("Protocol = ALL,-TLSv1 (/o.cnf:2)"));
        assert_eq!(facts.keeps_out_of_default(Version::Tls11).as_deref(), Some("MinProtocol = TLSv1.2 (/o.cnf:1)"));
        assert_eq!(facts.keeps_out_of_default(Version::Tls12), None);
        assert_eq!(facts.switches_off(Version::Tls10).as_deref(), Some("Protocol = ALL,-TLSv1 (/o.cnf:2)"));
        assert_eq!(facts.switches_off(Version::Tls11), None);
        assert_eq!(facts.level_words(), "security level 2 (library default)");
    }

    #[test]
    fn a_file_that_is_switched_off_is_no_mistake() {
        for (path, told) in [("", "none"), ("/dev/null", "/dev/null")] {
            let mut facts = facts(&[]);
            facts.conf = OpensslConf::switched_off(path.to_owned());
            facts.cross_check();
            let settings = facts.settings();
            assert_eq!(settings[0].value, told);
            assert!(settings[0].source.contains("OPENSSL_CONF") && settings[0].source.contains("switches it off"));
            assert!(facts.conf.problems.is_empty());
            // Lines for a file that nobody reads would help nobody.
            let way_out = facts.conf.instructions(&[("MinProtocol", "TLSv1.2".to_owned())]);
            assert!(way_out.contains("unset OPENSSL_CONF") && !way_out.contains("MinProtocol"), "{way_out}");
        }
    }

    #[test]
    fn a_file_that_is_not_in_force_is_told() {
        let mut asked = facts(&[("CipherString", "DEFAULT"), ("MinProtocol", "TLSv1.2")]);
        asked.cross_check();
        assert_eq!(asked.conf.problems.len(), 1);
        assert_eq!(asked.conf.problems[0].place, "/o.cnf:2");
        assert!(asked.settings().iter().all(|setting| !setting.source.starts_with("/o.cnf")));

        let mut level = facts(&[("CipherString", "DEFAULT@SECLEVEL=3")]);
        level.cross_check();
        assert_eq!(level.conf.problems[0].place, "/o.cnf:1");

        let mut had =
            facts(&[("MinProtocol", "TLSv1.2"), ("MaxProtocol", "None"), ("CipherString", "DEFAULT@SECLEVEL=2")]);
        had.minimum = Some(Version::Tls12);
        had.cross_check();
        assert!(had.conf.problems.is_empty());
    }
}
