//! Edits of openssl.cnf that may bring versions into the default offer: what to try, the smallest first. Which of them
//! works is found out by trying, not here.

use super::OpensslConf;
use super::values;
use crate::tls::Version;

/// One command to set, in place of any other of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The command (`MinProtocol`).
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Change {
    fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

/// What a context without settings of its own has in force, as far as edits depend on it.
#[derive(Clone, Debug, Default)]
pub struct ActiveSettings {
    /// The lowest version.
    pub minimum: Option<Version>,
    /// The highest version.
    pub maximum: Option<Version>,
    /// Versions that are disabled individually.
    pub switched_off: Vec<Version>,
    /// The security level.
    pub level: Option<u32>,
}

/// The security level that most distributions set.
pub const USUAL_LEVEL: u32 = 2;
/// The suites of TLS 1.3, all of them enabled by default in OpenSSL.
const SUITES_13: &str = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
/// Group lists, the fullest first: a library may lack some of the groups.
const GROUPS: [&str; 2] = ["X25519:P-256:X448:P-384:P-521", "P-256:P-384:P-521"];
/// Lists of signature algorithms, the fullest first.
const SIGNATURES: [&str; 2] = [
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:\
     RSA+SHA384:RSA+SHA512",
    "ECDSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512",
];

/// Returns the edits to try, those with the fewest changes first. Each contains every change of a bound that is
/// necessary for these versions. `accepts` returns whether the library accepts a command with a value.
pub fn candidates(
    conf: &OpensslConf,
    in_force: &ActiveSettings,
    wanted: &[Version],
    accepts: impl Fn(&str, &str) -> bool,
) -> Vec<Vec<Change>> {
    let necessary = bounds(conf, in_force, wanted);
    let choices = lists(conf, in_force, accepts);
    let mut edits = vec![necessary];
    for choice in choices {
        let before = edits.clone();
        edits.extend(choice.into_iter().flat_map(|change| {
            before.iter().map(move |edit| edit.iter().chain([&change]).cloned().collect::<Vec<_>>())
        }));
    }
    edits.retain(|edit| !edit.is_empty());
    edits.sort_by_key(Vec::len);
    edits
}

/// Returns the edit that only lowers the security level to [`USUAL_LEVEL`], if the level is higher.
pub fn usual_level(conf: &OpensslConf, level: u32) -> Option<Change> {
    if level <= USUAL_LEVEL {
        return None;
    }
    let usual = format!("@SECLEVEL={USUAL_LEVEL}");
    let value = conf.security_level().map_or_else(
        || format!("DEFAULT{usual}"),
        |(_, command)| command.value.replace(&format!("@SECLEVEL={level}"), &usual),
    );
    Some(Change::new("CipherString", value))
}

/// Returns the changes without which these versions cannot be offered.
fn bounds(conf: &OpensslConf, in_force: &ActiveSettings, wanted: &[Version]) -> Vec<Change> {
    let mut changes = Vec::new();
    if in_force.minimum.is_some_and(|bound| wanted.iter().any(|version| *version < bound)) {
        changes.push(Change::new("MinProtocol", "TLSv1.2"));
    }
    if in_force.maximum.is_some_and(|bound| wanted.iter().any(|version| *version > bound)) {
        changes.push(Change::new("MaxProtocol", "TLSv1.3"));
    }
    if wanted.iter().any(|version| in_force.switched_off.contains(version)) {
        let written = conf.commands.iter().rev().find(|command| command.name == "Protocol");
        changes.push(Change::new("Protocol", protocol_list(written.map_or("ALL", |command| &command.value), wanted)));
    }
    changes
}

/// Returns the lists that could be replaced, each with its possible values. Those that the file sets, whether the
/// library accepts them or not: a rejected value can leave the library with an empty list. If what the file sets is not
/// known, every list.
fn lists(conf: &OpensslConf, in_force: &ActiveSettings, accepts: impl Fn(&str, &str) -> bool) -> Vec<Vec<Change>> {
    let last = |names: &[&'static str]| {
        let set = conf.commands.iter().rev().find_map(|it| names.iter().copied().find(|name| *name == it.name));
        if conf.commands.is_empty() { names.first().copied() } else { set }
    };
    let first = |name: &str, values: &[&str]| {
        values.iter().find(|value| accepts(name, value)).map(|value| vec![Change::new(name, *value)])
    };
    let mut choices = Vec::new();
    choices.extend(last(&["Ciphersuites"]).and_then(|name| first(name, &[SUITES_13])));
    choices.extend(last(&["Groups", "Curves", "ECDHParameters"]).and_then(|name| match name {
        // This one takes a single curve.
        "ECDHParameters" => first(name, &["P-256"]),
        _ => first(name, &GROUPS),
    }));
    choices.extend(last(&["SignatureAlgorithms"]).and_then(|name| first(name, &SIGNATURES)));
    let mut suites = Vec::new();
    if last(&["CipherString"]).is_some() {
        // The level stays as it is: that is another setting of the same line.
        let level = conf.security_level().map(|(level, _)| format!("@SECLEVEL={level}")).unwrap_or_default();
        suites.push(Change::new("CipherString", format!("DEFAULT{level}")));
    }
    if let Some(change) = in_force.level.and_then(|level| usual_level(conf, level)) {
        let with_all = Change::new("CipherString", format!("DEFAULT@SECLEVEL={USUAL_LEVEL}"));
        suites.push(change);
        suites.push(with_all);
        suites.dedup();
    }
    choices.push(suites);
    choices
}

/// Returns the list of `Protocol` with these versions enabled and everything else unchanged.
fn protocol_list(written: &str, wanted: &[Version]) -> String {
    let wanted: Vec<_> = wanted.iter().map(|version| values::configuration_name(*version)).collect();
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
        let missing: Vec<_> = missing.copied().collect();
        items.extend(missing);
    }
    if items.is_empty() { "ALL".to_owned() } else { items.join(",") }
}

/// Applies a list of `Protocol` to the set of disabled versions.
pub fn apply_protocol_list(list: &str, switched_off: &mut Vec<Version>) {
    for item in list.split(',').map(str::trim) {
        let (off, bare) = match item.strip_prefix('-') {
            Some(bare) => (true, bare),
            None => (false, item.strip_prefix('+').unwrap_or(item)),
        };
        let named: Vec<Version> = if bare.eq_ignore_ascii_case("ALL") {
            Version::ALL.to_vec()
        } else {
            let is_it = |version: &Version| values::configuration_name(*version).eq_ignore_ascii_case(bare);
            Version::ALL.into_iter().filter(is_it).collect()
        };
        switched_off.retain(|version| !named.contains(version));
        if off {
            switched_off.extend(named);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::openssl_conf::{ConfFiles, FileProblem, read};

    struct Text(String);

    impl ConfFiles for Text {
        fn read(&self, _: &str, _: usize) -> Result<Vec<u8>, FileProblem> {
            Ok(self.0.clone().into_bytes())
        }
        fn entries(&self, _: &str) -> Option<Vec<String>> {
            None
        }
        fn variable(&self, _: &str) -> Option<String> {
            None
        }
    }

    const BOTH: [Version; 2] = [Version::Tls12, Version::Tls13];

    /// Returns the edits for a file with these lines, each as it would be written.
    fn edits(body: &str, in_force: &ActiveSettings) -> Vec<Vec<String>> {
        let text = format!("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n{body}");
        let edits = candidates(&read("/o.cnf", &Text(text)), in_force, &BOTH, |_, _| true);
        let line = |change: &Change| format!("{} = {}", change.name, change.value);
        edits.iter().map(|edit| edit.iter().map(line).collect()).collect()
    }

    #[test]
    fn bounds_are_in_every_edit_and_lists_are_added_one_by_one() {
        let in_force = ActiveSettings {
            minimum: Some(Version::Tls13),
            maximum: Some(Version::Tls11),
            ..ActiveSettings::default()
        };
        let bounds = ["MinProtocol = TLSv1.2", "MaxProtocol = TLSv1.3"];
        let found = edits("MinProtocol = TLSv1.3\nMaxProtocol = TLSv1.1\nCiphersuites =\n", &in_force);
        assert_eq!(found[0], bounds);
        assert_eq!(found[1], [bounds[0], bounds[1], &format!("Ciphersuites = {SUITES_13}")]);
        assert_eq!(found.len(), 2);
        let both = edits("Groups = x\nSignatureAlgorithms = y\n", &ActiveSettings::default());
        let names: Vec<Vec<&str>> =
            both.iter().map(|edit| edit.iter().filter_map(|line| line.split(' ').next()).collect()).collect();
        assert_eq!(names, [vec!["Groups"], vec!["SignatureAlgorithms"], vec!["Groups", "SignatureAlgorithms"]]);
    }

    #[test]
    fn suites_and_level_are_one_line() {
        let level = |level| ActiveSettings { level: Some(level), ..ActiveSettings::default() };
        assert_eq!(edits("CipherString = HIGH@SECLEVEL=1\n", &level(1)), [["CipherString = DEFAULT@SECLEVEL=1"]]);
        assert_eq!(
            edits("CipherString = HIGH@SECLEVEL=5\n", &level(5)),
            [
                ["CipherString = DEFAULT@SECLEVEL=5"],
                ["CipherString = HIGH@SECLEVEL=2"],
                ["CipherString = DEFAULT@SECLEVEL=2"]
            ]
        );
        assert_eq!(edits("MinProtocol = TLSv1.2\n", &level(3)), [["CipherString = DEFAULT@SECLEVEL=2"]]);
        assert_eq!(edits("MinProtocol = TLSv1.2\n", &level(2)), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_list_of_protocols_keeps_everything_else() {
        assert_eq!(protocol_list("ALL, -TLSv1, -TLSv1.2", &BOTH), "ALL,-TLSv1");
        assert_eq!(protocol_list("-ALL,TLSv1.1", &BOTH), "-ALL,TLSv1.1,TLSv1.2,TLSv1.3");
        assert_eq!(protocol_list("-ALL,+tlsv1.3", &BOTH), "-ALL,+tlsv1.3,TLSv1.2");
        assert_eq!(protocol_list("-TLSv1.2,-Foo", &BOTH), "ALL");
        let mut off = vec![Version::Tls12];
        apply_protocol_list("ALL, -TLSv1", &mut off);
        assert_eq!(off, [Version::Tls10]);
        apply_protocol_list("-ALL,+tlsv1.3", &mut off);
        assert!(!off.contains(&Version::Tls13) && off.contains(&Version::Tls12));
    }
}
