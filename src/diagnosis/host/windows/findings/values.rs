//! Values that are wrong regardless of any client.

use super::{finding, to_do};
use crate::diagnosis::host::windows::dotnet::{DotnetValues, Runtime, STRONG, SYSTEM_DEFAULT};
use crate::diagnosis::host::windows::facts::WindowsFacts;
use crate::diagnosis::host::windows::schannel::protocol_path;
use crate::diagnosis::host::windows::values::{RegistryValue, both_views};
use crate::diagnosis::host::windows::winhttp::{
    DEFAULT_SECURE_PROTOCOLS, SECURE_PROTOCOLS, WINHTTP, WININET_KEYS, views,
};
use crate::diagnosis::{Finding, FindingCode, Weight};
use crate::message::Message;
use crate::observation::host::Known;
use crate::settings::registry::{Entry, Snapshot, View};

pub(super) fn all(facts: &WindowsFacts, snapshot: &Snapshot) -> Vec<Finding> {
    use FindingCode as Code;
    let mut wrong = Vec::new();
    for ((version, role), values) in &facts.protocols.values {
        let path = protocol_path(*version, *role);
        for (name, entry) in [("Enabled", &values.enabled), ("DisabledByDefault", &values.disabled_by_default)] {
            if matches!(entry, Entry::WrongType(_)) {
                wrong.push(RegistryValue::new(&path, name, entry));
            }
        }
    }
    for view in views(&facts.os) {
        let path = view.path(WINHTTP);
        let entry = snapshot.entry(&path, DEFAULT_SECURE_PROTOCOLS);
        if matches!(entry, Entry::WrongType(_)) {
            wrong.push(RegistryValue::new(&path, DEFAULT_SECURE_PROTOCOLS, &entry));
        }
    }
    for path in WININET_KEYS {
        let entry = snapshot.entry(path, SECURE_PROTOCOLS);
        if matches!(entry, Entry::WrongType(_)) {
            wrong.push(RegistryValue::new(path, SECURE_PROTOCOLS, &entry));
        }
    }
    let (mut zero, mut worse) = (Vec::new(), Vec::new());
    let keys = [Runtime::Clr2, Runtime::UpTo452];
    for (runtime, view) in keys.into_iter().flat_map(|key| [View::Native, View::ThirtyTwo].map(|view| (key, view))) {
        let values = DotnetValues::find(snapshot, runtime, view);
        for (name, entry) in [(STRONG, &values.strong), (SYSTEM_DEFAULT, &values.system_default)] {
            let value = RegistryValue::new(&values.path, name, entry);
            match entry {
                Entry::WrongType(_) => wrong.push(value),
                Entry::Number(0) if runtime != Runtime::Clr2 => zero.push(value),
                Entry::Number(1) if name == SYSTEM_DEFAULT && facts.schannel_offers() == Known::No => worse.push(value),
                _ => {}
            }
        }
    }
    let command = "reg add … /f".to_owned();
    [
        (Code::DotnetExplicitZero, Message::WindowsFindingDotnetZero, Message::WindowsRemedyDotnetZero, zero),
        (
            Code::SystemDefaultMakesWorse,
            Message::WindowsFindingSystemDefault,
            Message::WindowsRemedySystemDefault,
            worse,
        ),
        (Code::WrongValueType, Message::WindowsFindingWrongType, Message::WindowsRemedyWrongType { command }, wrong),
    ]
    .into_iter()
    .filter(|(.., values)| !values.is_empty())
    .map(|(code, summary, remedy, values)| Finding {
        remedy: to_do(remedy),
        ..finding(code, Weight::Risk, summary, both_views(values))
    })
    .collect()
}
