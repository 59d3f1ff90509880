//! The settings that determine the policy, with their sources.

use super::policy::Policy;
use crate::diagnosis::host::assessment::SettingLine;
use crate::diagnosis::host::words::verbatim;
use crate::message::Message;
use crate::observation::openssl::{ConfChoice, LibraryFile};
use crate::settings::openssl_conf::{ConfState, shown_as_written};

/// Returns the settings, the most important first.
pub(super) fn lines(policy: &Policy<'_>) -> Vec<SettingLine> {
    let (facts, conf) = (policy.facts, &policy.conf);
    let mut lines = vec![file(policy)];
    let mut add = |name: Message, value: Message, source: Message| lines.push(SettingLine { name, value, source });
    if let Some(policy) = &facts.crypto_policy {
        add(verbatim("crypto-policies"), verbatim(&policy.name), verbatim(&policy.source));
    }
    if let Some(level) = facts.level {
        let source = match conf.security_level() {
            Some((_, command)) => verbatim(&command.place.to_string()),
            None if facts.built_level == Some(level) => Message::OpensslSourceBuilt,
            None => Message::OpensslSourceDefault,
        };
        add(Message::OpensslSettingLevel, verbatim(&level.to_string()), source);
        for (name, bound) in [("MinProtocol", facts.minimum), ("MaxProtocol", facts.maximum)] {
            let source = conf
                .deciding(name)
                .map_or(Message::OpensslSourceDefault, |command| verbatim(&command.place.to_string()));
            add(verbatim(name), bound.map_or(Message::OpensslNoBound, |bound| verbatim(bound.name())), source);
        }
    }
    for name in shown_as_written() {
        if let Some(command) = conf.deciding(name) {
            add(verbatim(name), verbatim(&command.value), verbatim(&command.place.to_string()));
        }
    }
    if let LibraryFile::Loaded(path) = &facts.library {
        add(Message::OpensslSettingLibrary, verbatim(path), Message::OpensslSourceMappings);
    }
    lines
}

fn file(policy: &Policy<'_>) -> SettingLine {
    let path = policy.conf.path.clone();
    let chosen = match policy.facts.choice {
        ConfChoice::Environment => Message::OpensslSourceEnvironment,
        ConfChoice::Directory => Message::OpensslSourceDirectory,
    };
    let (value, source) = match policy.conf.state {
        ConfState::Read => (verbatim(&path), chosen),
        ConfState::Missing => (Message::OpensslFileMissing { path }, chosen),
        ConfState::Ignored => (Message::OpensslFileIgnored { path }, chosen),
        ConfState::Unknown => (Message::OpensslFilePartly { path }, chosen),
        ConfState::SwitchedOff if path.is_empty() => (Message::OpensslFileNone, Message::OpensslSourceEmpty),
        ConfState::SwitchedOff => (verbatim(&path), Message::OpensslSourceNull),
    };
    SettingLine { name: Message::OpensslSettingFile, value, source }
}

#[cfg(test)]
mod tests {
    use super::super::policy::tests::facts;
    use super::*;
    use crate::settings::openssl_conf::OpensslConf;

    #[test]
    fn a_disabled_file_is_not_a_mistake() {
        for (path, value, source) in [
            ("", Message::OpensslFileNone, Message::OpensslSourceEmpty),
            ("/dev/null", verbatim("/dev/null"), Message::OpensslSourceNull),
        ] {
            let mut facts = facts(&[]);
            facts.conf = OpensslConf::switched_off(path.to_owned());
            let policy = Policy::of(&facts);
            let settings = lines(&policy);
            assert_eq!((&settings[0].value, &settings[0].source), (&value, &source));
            assert!(policy.conf.problems.is_empty());
        }
    }

    #[test]
    fn the_source_of_a_command_that_is_not_in_force_is_not_its_line() {
        let asked = facts(&[("CipherString", "DEFAULT"), ("MinProtocol", "TLSv1.2")]);
        let settings = lines(&Policy::of(&asked));
        let minimum = settings.iter().find(|line| line.name == verbatim("MinProtocol")).expect("it is listed");
        assert_eq!((&minimum.value, &minimum.source), (&Message::OpensslNoBound, &Message::OpensslSourceDefault));
    }
}
