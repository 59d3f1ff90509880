//! Which keys to keep: the manifest of what decides TLS on a Windows host (`README`, "Windows").
//!
//! Paths are written as the 64-bit view shows them; the 32-bit twins are under `Wow6432Node`.

use std::sync::LazyLock;

/// A key to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its full path, without `Wow6432Node`.
    pub path: &'static str,
    /// Whether everything below it is kept, too.
    pub below: bool,
    /// Whether 32-bit programs have their own copy (`Wow6432Node`).
    pub twin: bool,
}

const fn tree(path: &'static str) -> Root {
    Root { path, below: true, twin: false }
}

const fn twin_tree(path: &'static str) -> Root {
    Root { path, below: true, twin: true }
}

const fn twin_values(path: &'static str) -> Root {
    Root { path, below: false, twin: true }
}

const fn values(path: &'static str) -> Root {
    Root { path, below: false, twin: false }
}

/// Every key that is read, from any source of the registry.
pub const ROOTS: &[Root] = &[
    tree(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"),
    tree(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002"),
    values(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy"),
    values(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName"),
    values(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ProductOptions"),
    values(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"),
    values(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\wuauserv"),
    tree(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\HealthService"),
    values(r"HKEY_LOCAL_MACHINE\SYSTEM\Select"),
    values(r"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System"),
    values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion"),
    values(r"HKEY_LOCAL_MACHINE\SYSTEM\WPA\POSReady"),
    twin_values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework"),
    // Without its dot: a mistake that is reported.
    twin_tree(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NETFramework"),
    twin_tree(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319"),
    twin_tree(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v2.0.50727"),
    twin_tree(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\Policy\v1.0"),
    twin_tree(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP"),
    twin_values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp"),
    values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections"),
    values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine"),
    values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine"),
    values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002"),
    values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"),
    tree(r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate"),
    values(r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings"),
    values(r"HKEY_CURRENT_USER\Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"),
    values(r"HKEY_USERS\.DEFAULT\Software\Microsoft\Windows\CurrentVersion\Internet Settings"),
    values(r"HKEY_USERS\S-1-5-18\Software\Microsoft\Windows\CurrentVersion\Internet Settings"),
];

/// The servicing registry has tens of thousands of keys; only those of updates that decide something are kept.
pub const PACKAGES: &str =
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages";

/// Prefixes of the package names of the updates.
const UPDATES: [&str; 2] = ["package_for_kb4019276~", "package_for_kb3140245~"];

/// [`ROOTS`] in lower case.
static FOLDED: LazyLock<Vec<(String, bool)>> =
    LazyLock::new(|| ROOTS.iter().map(|root| (root.path.to_lowercase(), root.below)).collect());

/// Returns whether a package is one of the updates that decide something.
pub fn is_wanted_package(name: &str) -> bool {
    let folded = name.to_lowercase();
    UPDATES.iter().any(|update| folded.starts_with(update))
}

/// Returns whether a key is kept: one of [`ROOTS`], below one, or an ancestor of one. (That an ancestor was exported
/// shows that what is missing below it is absent, and was not merely omitted.) `folded` is the path in lower case.
pub fn is_wanted(folded: &str) -> bool {
    let plain = without_control_set(&folded.replacen(r"\wow6432node", "", 1));
    FOLDED.iter().any(|(path, below)| plain == *path || is_below(path, &plain) || (*below && is_below(&plain, path)))
        || package(&plain)
        || runtime(&plain)
}

/// Returns whether a key may be one of a runtime of .NET with a misspelled version.
fn runtime(folded: &str) -> bool {
    let rest = folded.strip_prefix(r"hkey_local_machine\software\microsoft\.netframework\v");
    rest.is_some_and(|rest| !rest.contains('\\'))
}

/// Returns whether a key decides itself, and does not only lead to one that does. `folded` is as for [`is_wanted`].
pub(super) fn decides(folded: &str) -> bool {
    let plain = without_control_set(&folded.replacen(r"\wow6432node", "", 1));
    FOLDED.iter().any(|(path, below)| plain == *path || (*below && is_below(&plain, path))) || package(&plain)
}

/// Parts of the folded paths of the keys that decide about TLS, and not about a proxy, an update, or a service.
const ABOUT_TLS: [&str; 6] = [
    r"\securityproviders\schannel",
    r"\cryptography\configuration\",
    r"\fipsalgorithmpolicy",
    r"\microsoft\.netframework\",
    r"\ndp",
    r"\internet settings\winhttp",
];

/// Returns whether a key decides about TLS, so that two exports of one machine at one time cannot differ in it.
pub(super) fn decides_tls(folded: &str) -> bool {
    decides(folded) && ABOUT_TLS.iter().any(|part| folded.contains(part))
}

/// Returns the path under `Wow6432Node` of a key that 32-bit programs have a copy of.
pub(super) fn twin(path: &str) -> Option<String> {
    let folded = path.to_lowercase();
    let software = r"hkey_local_machine\software\";
    let is_twin = ROOTS.iter().filter(|root| root.twin).any(|root| {
        let root = root.path.to_lowercase();
        folded == root || is_below(&folded, &root) || (is_below(&root, &folded) && folded.starts_with(software))
    });
    let rest = path.get(software.len()..).filter(|_| is_twin)?;
    Some(format!(r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\{rest}"))
}

/// The hive that a key belongs to that was loaded under another name (`reg load HKLM\TEMP …`), and its path there.
/// `None` if the key has its usual path, or if what is below the name could be in any hive.
pub(super) fn loaded(path: &str) -> Option<(&'static str, String)> {
    let mut names = path.splitn(3, '\\');
    let (hive, name, rest) = (names.next()?, names.next()?, names.next()?);
    let folded = rest.to_lowercase();
    let is_usual =
        ["system", "software", "hardware", "sam", "security"].iter().any(|usual| name.eq_ignore_ascii_case(usual));
    if is_usual || !["HKEY_LOCAL_MACHINE", "HKEY_USERS"].contains(&hive) {
        return None;
    }
    let system = format!(r"hkey_local_machine\system\{folded}");
    let hive = if folded == "select" || control_set(&system).is_some() || folded.starts_with("currentcontrolset\\") {
        SYSTEM
    } else if [r"microsoft\", r"policies\microsoft\", r"wow6432node\microsoft\"]
        .iter()
        .any(|start| folded.starts_with(start))
    {
        SOFTWARE
    } else {
        return None;
    };
    let path = format!("{hive}\\{rest}");
    is_wanted(&path.to_lowercase()).then_some((hive, path))
}

pub(super) const SYSTEM: &str = r"HKEY_LOCAL_MACHINE\SYSTEM";
pub(super) const SOFTWARE: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE";

fn package(folded: &str) -> bool {
    folded.rsplit_once('\\').is_some_and(|(parent, name)| is_wanted_package(name) && parent == PACKAGES.to_lowercase())
}

/// Returns whether `path` is below `ancestor`; both are folded.
pub(super) fn is_below(path: &str, ancestor: &str) -> bool {
    path.strip_prefix(ancestor).is_some_and(|rest| rest.starts_with('\\'))
}

/// Returns the range of folded paths below this one, among paths that are sorted: `\` is directly before `]`.
pub(super) fn paths_below(ancestor: &str) -> std::ops::Range<String> {
    format!("{ancestor}\\")..format!("{ancestor}]")
}

/// Replaces a control set with `CurrentControlSet`: an offline hive has `ControlSet001` and so on instead.
pub(super) fn without_control_set(folded: &str) -> String {
    match control_set(folded) {
        Some((_, rest)) => format!(r"hkey_local_machine\system\currentcontrolset{rest}"),
        None => folded.to_owned(),
    }
}

/// Returns the number of the control set that a folded path names, and the rest of the path.
pub(super) fn control_set(folded: &str) -> Option<(u16, &str)> {
    let rest = folded.strip_prefix(r"hkey_local_machine\system\controlset")?;
    let digits = rest.get(..3)?;
    let rest = rest.get(3..)?;
    let ends = rest.is_empty() || rest.starts_with('\\');
    (ends && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| Some((digits.parse().ok()?, rest)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_is_kept_with_the_way_to_it_and_nothing_else() {
        for path in [
            r"hkey_local_machine\system",
            r"hkey_local_machine\software\microsoft\.netframework",
            r"hkey_local_machine\software\wow6432node\microsoft\.netframework\v4.0.30319",
            r"hkey_local_machine\software\wow6432node",
            r"hkey_local_machine\system\currentcontrolset\control\securityproviders\schannel\protocols\tls 1.2\client",
            r"hkey_local_machine\system\controlset002\control\securityproviders\schannel\protocols",
        ] {
            assert!(is_wanted(path), "{path}");
        }
        for path in [
            r"hkey_local_machine\software\microsoft\windows nt\currentversion\fonts",
            r"hkey_local_machine\software\classes",
            r"hkey_local_machine\system\currentcontrolset\control\securityproviders\schannelx",
            r"hkey_local_machine\system\currentcontrolset\services\dnscache",
            "",
        ] {
            assert!(!is_wanted(path), "{path}");
        }
    }
}
