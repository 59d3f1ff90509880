//! Entries that have no effect: keys and values with a wrong name or at a wrong place.

use super::dotnet::{CLR2, CLR4, STRONG, SYSTEM_DEFAULT};
use super::os::{OsDefault, OsFacts};
use super::values::{SCHANNEL, Stray};
use super::winhttp::{DEFAULT_SECURE_PROTOCOLS, WINHTTP};
use crate::message::Message;
use crate::settings::registry::{Key, Lookup, Snapshot, View, last_name};
use crate::tls::Version;

/// The key names below `Protocols` that have a meaning, exactly as Schannel spells them.
const PROTOCOLS: &[&str] = &[
    "Multi-Protocol Unified Hello",
    "PCT 1.0",
    "SSL 2.0",
    "SSL 3.0",
    "TLS 1.0",
    "TLS 1.1",
    "TLS 1.2",
    "TLS 1.3",
    "DTLS 1.0",
    "DTLS 1.2",
];
/// The keys below that of Schannel whose names may be misspelled.
const GROUPS: &[&str] = &["Protocols", "Ciphers", "Hashes", "KeyExchangeAlgorithms", "CipherSuites"];
const ENABLED: &str = "Enabled";
const DISABLED_BY_DEFAULT: &str = "DisabledByDefault";
/// The key above those of all runtimes of .NET, and the same without its dot.
const DOTNET: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework";
const DOTNET_WITHOUT_DOT: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NETFramework";
const DOTNET_VALUES: &[&str] = &[STRONG, SYSTEM_DEFAULT];

/// Returns what is wrong with a key directly below that of Schannel, if it was meant to be one that Schannel reads.
/// Other keys are left alone: Schannel has more of them than are documented.
fn misplaced(snapshot: &Snapshot, path: String) -> Option<Stray> {
    let name = last_name(&path).to_owned();
    if is_one_of(&name, GROUPS) {
        return None;
    }
    if nearest(&name, PROTOCOLS).is_some() {
        let correct = format!("{SCHANNEL}\\Protocols\\{name}");
        return Some(Stray { path, problem: Message::WindowsStrayMisplacedKey { name, correct } });
    }
    let correct = nearest(&name, GROUPS)?.to_owned();
    let is_used = matches!(snapshot.key(&path), Lookup::Found(_)) || !snapshot.children(&path).is_empty();
    is_used.then_some(Stray { path, problem: Message::WindowsStrayMisspelledKey { name, correct } })
}

/// Returns values of .NET and WinHTTP that no program reads, because a name is misspelled or the key is another.
pub(super) fn program_strays(snapshot: &Snapshot) -> Vec<Stray> {
    let mut found = Vec::new();
    for view in [View::Native, View::ThirtyTwo] {
        for key in [CLR4, CLR2] {
            found.extend(misspelled_values(snapshot, &view.path(key), DOTNET_VALUES));
        }
        found.extend(misspelled_values(snapshot, &view.path(WINHTTP), &[DEFAULT_SECURE_PROTOCOLS]));
        let above = view.path(DOTNET);
        found.extend(values_of(snapshot, &above, DOTNET_VALUES).map(|name| Stray {
            path: above.clone(),
            problem: Message::WindowsStrayDotnetAbove { name, key: last_name(CLR4).to_owned() },
        }));
        for path in snapshot.children(&above) {
            let own = last_name(&path).to_owned();
            let runtimes = [CLR4, CLR2].map(last_name);
            if is_one_of(&own, &runtimes) || !has_meant(snapshot, &path) {
                continue;
            }
            let is_old = own.trim_start_matches(['v', 'V']).starts_with(['1', '2', '3']);
            let correct = runtimes[usize::from(is_old)].to_owned();
            found.push(Stray { path, problem: Message::WindowsStrayMisspelledKey { name: own, correct } });
        }
        let without_dot = view.path(DOTNET_WITHOUT_DOT);
        let children = snapshot.children(&without_dot);
        if has_meant(snapshot, &without_dot) || children.iter().any(|path| has_meant(snapshot, path)) {
            let (name, correct) = (last_name(DOTNET_WITHOUT_DOT).to_owned(), last_name(DOTNET).to_owned());
            found.push(Stray { path: without_dot, problem: Message::WindowsStrayMisspelledKey { name, correct } });
        }
    }
    found
}

/// Reports whether a key has a value that was meant for .NET's own key, also with a misspelled name.
fn has_meant(snapshot: &Snapshot, path: &str) -> bool {
    values_of(snapshot, path, DOTNET_VALUES).next().is_some()
        || !misspelled_values(snapshot, path, DOTNET_VALUES).is_empty()
}

/// Returns the values of a key that have one of these names.
fn values_of<'a>(snapshot: &'a Snapshot, path: &str, names: &'a [&str]) -> impl Iterator<Item = String> + use<'a> {
    let key = match snapshot.key(path) {
        Lookup::Found(key) => Some(key),
        Lookup::Absent | Lookup::NotRead => None,
    };
    let names = key.into_iter().flat_map(Key::values).filter(|value| is_one_of(&value.name, names));
    names.map(|value| value.name.clone())
}

/// Returns the values of a key whose names are almost one of these.
fn misspelled_values(snapshot: &Snapshot, path: &str, known: &[&'static str]) -> Vec<Stray> {
    let Lookup::Found(key) = snapshot.key(path) else { return Vec::new() };
    let stray = |name: &String| {
        let correct = nearest(name, known)?.to_owned();
        let problem = Message::WindowsStrayMisspelledValue { name: name.clone(), correct };
        Some(Stray { path: key.path.clone(), problem })
    };
    key.values().filter(|value| !is_one_of(&value.name, known)).filter_map(|value| stray(&value.name)).collect()
}

/// Returns everything below the key of Schannel that it ignores.
pub(super) fn protocol_strays(snapshot: &Snapshot, os: &OsFacts) -> Vec<Stray> {
    let mut found: Vec<Stray> =
        snapshot.children(SCHANNEL).into_iter().filter_map(|path| misplaced(snapshot, path)).collect();
    let protocols = format!("{SCHANNEL}\\Protocols");
    for protocol in snapshot.children(&protocols) {
        let name = last_name(&protocol);
        let stray = |problem: Message| Stray { path: protocol.clone(), problem };
        if !is_one_of(name, PROTOCOLS) {
            found.push(stray(misspelled_key(name, PROTOCOLS)));
            continue;
        }
        if name.eq_ignore_ascii_case("TLS 1.3") && os.default_for(Version::Tls13).0 == OsDefault::Unsupported {
            found.push(stray(Message::WindowsStrayTls13));
        }
        if let Some(name) = first_value(snapshot, &protocol, &[]) {
            found.push(stray(Message::WindowsStrayValueBeside { name }));
        }
        found.extend(snapshot.children(&protocol).iter().filter_map(|role| role_stray(snapshot, role)));
    }
    found
}

fn role_stray(snapshot: &Snapshot, role: &str) -> Option<Stray> {
    const ROLES: &[&str] = &["Client", "Server"];
    const VALUES: &[&str] = &[ENABLED, DISABLED_BY_DEFAULT];
    let stray = |problem: Message| Some(Stray { path: role.to_owned(), problem });
    if !is_one_of(last_name(role), ROLES) {
        return stray(misspelled_key(last_name(role), ROLES));
    }
    let name = first_value(snapshot, role, VALUES)?;
    stray(match nearest(&name, VALUES) {
        Some(correct) => Message::WindowsStrayMisspelledValue { name, correct: correct.to_owned() },
        None => Message::WindowsStrayUnknownValue { name },
    })
}

/// Returns the first named value of a key that is not one of these.
fn first_value(snapshot: &Snapshot, path: &str, known: &[&str]) -> Option<String> {
    let Lookup::Found(key) = snapshot.key(path) else { return None };
    let odd = key.values().find(|value| !value.name.is_empty() && !is_one_of(&value.name, known))?;
    Some(odd.name.clone())
}

fn is_one_of(name: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn misspelled_key(name: &str, known: &[&'static str]) -> Message {
    let name = name.to_owned();
    match nearest(&name, known) {
        Some(correct) => Message::WindowsStrayMisspelledKey { name, correct: correct.to_owned() },
        None => Message::WindowsStrayUnknownKey { name },
    }
}

/// The longest name for which a similar name is looked for.
const LONGEST_NAME: usize = 64;

/// Returns the known name that differs in at most two letters, ignoring spaces and punctuation. The digits must be the
/// same.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let squeeze = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let wanted = squeeze(name);
    if wanted.len() > LONGEST_NAME {
        return None;
    }
    known
        .iter()
        .filter(|known| digits(known) == digits(name))
        .map(|known| (strsim::levenshtein(&squeeze(known), &wanted), *known))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, known)| known)
}
