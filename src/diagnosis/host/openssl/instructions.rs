//! How to write commands so that they reach every program that has no commands of its own.

use crate::diagnosis::finding::Step;
use crate::message::Message;
use crate::settings::openssl_conf::{Anchor, Change, ConfState, OpensslConf};

const SYSTEM_DEFAULT: &str = "system_default = tls_system_default";
const SSL_CONF: &str = "ssl_conf = tls_ssl_conf";
const OPENSSL_CONF: &str = "openssl_conf = tls_openssl_conf";

/// Returns sentences, and lines to write into the file.
pub(super) fn steps(conf: &OpensslConf, edit: &[Change]) -> Vec<Step> {
    if conf.state == ConfState::SwitchedOff {
        return vec![Step::Do(Message::OpensslUnset), paste(&["unset OPENSSL_CONF"])];
    }
    let assignments: Vec<_> = edit.iter().map(|Change { name, value }| format!("{name} = {value}")).collect();
    let (first, links, sections) = match &conf.anchor {
        Anchor::Commands { section, place } => {
            let message = Message::OpensslSetInSection { section: section.clone(), place: place.to_string() };
            return vec![Step::Do(message), Step::Paste(assignments)];
        }
        Anchor::SslConf { section, place } => {
            let message = Message::OpensslAddToSection { section: section.clone(), place: place.to_string() };
            (message, SYSTEM_DEFAULT, &["[tls_system_default]"][..])
        }
        Anchor::Modules { section, place } => {
            let message = Message::OpensslReplaceInSection { section: section.clone(), place: place.to_string() };
            (message, SSL_CONF, &["[tls_ssl_conf]", SYSTEM_DEFAULT, "[tls_system_default]"][..])
        }
        Anchor::Start => (
            Message::OpensslReplaceAtStart { path: conf.path.clone() },
            OPENSSL_CONF,
            &["[tls_openssl_conf]", SSL_CONF, "[tls_ssl_conf]", SYSTEM_DEFAULT, "[tls_system_default]"][..],
        ),
    };
    let at_end = sections.iter().map(|line| (*line).to_owned()).chain(assignments).collect();
    vec![
        Step::Do(first),
        paste(&[links]),
        Step::Do(Message::OpensslAddAtEnd { path: conf.path.clone() }),
        Step::Paste(at_end),
    ]
}

fn paste(lines: &[&str]) -> Step {
    Step::Paste(lines.iter().map(|line| (*line).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::findings::tests::OneFile;
    use super::*;
    use crate::settings::openssl_conf::read;

    const CHAIN: &str = "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = sysdef\n[sysdef]\n";

    fn minimum() -> Change {
        Change { name: "MinProtocol".to_owned(), value: "TLSv1.2".to_owned() }
    }

    fn pasted(step: Option<&Step>) -> String {
        match step {
            Some(Step::Paste(lines)) => lines.iter().flat_map(|line| [line, "\n"]).collect(),
            _ => String::new(),
        }
    }

    #[test]
    fn the_lines_do_what_they_say() {
        for text in [
            "",
            "openssl_conf = a\n[a]\n",
            "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nother = c\n[c]\nMaxProtocol = TLSv1.2\n",
            "openssl_conf = a\n[a]\nssl_conf = gone\n",
            CHAIN,
            "[x]\ny = z\n",
        ] {
            let conf = read("/o.cnf", &OneFile(text.to_owned()));
            let steps = steps(&conf, &[minimum()]);
            // Insert the lines by hand, as a reader would.
            let line = match &conf.anchor {
                Anchor::Start => 0,
                Anchor::Commands { place, .. } | Anchor::SslConf { place, .. } | Anchor::Modules { place, .. } => {
                    place.line
                }
            };
            let text = text.replace("ssl_conf = gone\n", "");
            let split = text.split_inclusive('\n').take(line).map(str::len).sum();
            let edited =
                format!("{}{}{}{}", &text[..split], pasted(steps.get(1)), &text[split..], pasted(steps.get(3)));
            let conf = read("/o.cnf", &OneFile(edited.clone()));
            assert!(conf.problems.is_empty(), "{edited}\n{:?}", conf.problems);
            assert_eq!(conf.deciding("MinProtocol").map(|command| command.value.as_str()), Some("TLSv1.2"), "{edited}");
        }
    }

    /// Adding lines to a file that no program reads would not help.
    #[test]
    fn a_disabled_file_is_enabled_first() {
        let conf = OpensslConf::switched_off("/dev/null".to_owned());
        let steps = steps(&conf, &[minimum()]);
        assert_eq!(steps, [Step::Do(Message::OpensslUnset), paste(&["unset OPENSSL_CONF"])]);
    }
}
