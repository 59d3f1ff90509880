//! Exports one by one, and how they become one snapshot: a later export of the same machine replaces what an earlier
//! one says about the same keys, a file of changes changes it, and exports that may be from different machines are
//! refused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::problem::{Problems, RegistryError};
use super::roots::{decides_tls, paths_below, twin, without_control_set};
use super::snapshot::{Lookup, Snapshot, fold};
use crate::message::Message;

const CURRENT_VERSION: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
/// Values of [`CURRENT_VERSION`] that Windows writes once, when it is installed.
const OF_ONE_MACHINE: [&str; 2] = ["ProductId", "InstallDate"];
const COMPUTER_NAME: &str = r"hkey_local_machine\system\currentcontrolset\control\computername\computername";

/// Limit on the files that are reported to contradict others; the rest is only counted.
const MOST_CONTRADICTIONS: usize = 20;

/// One export: a file, or what follows one of several header lines in a file that was joined from several.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The file.
    pub(super) file: PathBuf,
    /// The line with its header.
    pub(super) line: u64,
    /// What it contains.
    pub(super) snapshot: Snapshot,
    /// The folded paths of its keys that are not below another of its keys: what was exported.
    pub(super) roots: BTreeSet<String>,
    /// The keys and values that it deletes. An export deletes nothing.
    pub(super) deleted_keys: Vec<String>,
    pub(super) deleted_values: Vec<(String, String)>,
    /// Whether it contains a comment. An export contains none.
    pub(super) has_remarks: bool,
    /// Whether its characters have two bytes, as `reg export` and `regedit` write them.
    pub(super) is_wide: bool,
}

impl Part {
    /// Notes a key of the part.
    pub(super) fn root(&mut self, folded: &str) {
        let mut path = folded;
        while !self.roots.contains(path) {
            let Some((above, _)) = path.rsplit_once('\\') else {
                self.roots.insert(folded.to_owned());
                return;
            };
            path = above;
        }
    }

    /// Returns the name of the machine, if the part contains it.
    fn machine(&self) -> Option<&str> {
        let is_name = |path: &&str| without_control_set(&fold(path)) == COMPUTER_NAME;
        let path = self.snapshot.paths().find(is_name)?;
        self.snapshot.text(path, "ComputerName")
    }

    /// Returns the build of Windows, if the part contains it.
    fn build(&self) -> Option<&str> {
        let text = |name| self.snapshot.text(CURRENT_VERSION, name);
        text("CurrentBuildNumber").or_else(|| text("CurrentBuild"))
    }

    fn is_empty(&self) -> bool {
        self.roots.is_empty() && self.deleted_keys.is_empty()
    }

    /// Reports whether the part is a file of changes to import, not an export: it deletes something or has a comment, or
    /// it is a text that was written by hand about keys that were exported with a key above them.
    fn is_change(&self, merged: &Merged<'_>) -> bool {
        let is_partial = || {
            let mut known = self.roots.iter().filter_map(|root| merged.owner(root)).peekable();
            known.peek().is_some() && known.all(|(_, is_above)| is_above)
        };
        self.has_remarks
            || !self.deleted_keys.is_empty()
            || !self.deleted_values.is_empty()
            || (!self.is_wide && is_partial())
    }

    /// Returns how errors name the part.
    fn place(&self) -> String {
        let file = self.file.display();
        if self.line > 1 { format!("{file}:{}", self.line) } else { file.to_string() }
    }
}

/// Merges the parts in their order.
pub(super) fn merge(mut parts: Vec<Part>, error: &mut RegistryError) -> Snapshot {
    move_thirty_two(&mut parts);
    let mut merged = Merged::default();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if let Some(contradiction) = merged.contradiction(part) {
            // With many machines, the first ones are enough.
            if error.problems.len() >= MOST_CONTRADICTIONS {
                error.unlisted += 1;
                continue;
            }
            let mut problems = Problems::new(&part.file);
            let line = (part.line > 1).then_some(part.line);
            problems.add_with_hint(line, contradiction, Some(Message::HintOneMachine));
            error.take(problems);
            continue;
        }
        merged.add(part);
    }
    merged.snapshot
}

#[derive(Default)]
struct Merged<'a> {
    snapshot: Snapshot,
    /// The part that the name of the machine is from, and the one that the build is from.
    named: Option<&'a Part>,
    built: Option<&'a Part>,
    /// The part that last exported a key, by the key's folded path.
    owners: BTreeMap<String, &'a Part>,
}

impl<'a> Merged<'a> {
    /// Returns the part that exported a key, and whether it exported a key above it.
    fn owner(&self, folded: &str) -> Option<(&'a Part, bool)> {
        let mut path = folded;
        loop {
            if let Some(part) = self.owners.get(path) {
                return Some((part, path != folded));
            }
            path = path.rsplit_once('\\')?.0;
        }
    }

    /// Returns why a part cannot be from the machine that the parts before it are from, or may not be.
    fn contradiction(&self, part: &Part) -> Option<Message> {
        if let (Some(first), Some(other)) = (self.named.and_then(Part::machine), part.machine())
            && !first.eq_ignore_ascii_case(other)
        {
            let file = self.named.map(Part::place).unwrap_or_default();
            return Some(Message::RegistryOtherMachine { machine: other.to_owned(), file, other: first.to_owned() });
        }
        if let (Some(first), Some(other)) = (self.built.and_then(Part::build), part.build())
            && first.trim() != other.trim()
        {
            let file = self.built.map(Part::place).unwrap_or_default();
            return Some(Message::RegistryOtherBuild { build: other.to_owned(), file, other: first.to_owned() });
        }
        if part.is_change(self) {
            return None;
        }
        let keys = self.snapshot.paths().chain(part.snapshot.paths());
        keys.filter(|path| decides_tls(&fold(path)) || path.eq_ignore_ascii_case(CURRENT_VERSION))
            .filter(|path| differs(path, &self.snapshot, &part.snapshot))
            .find_map(|path| {
                let (other, _) = self.owner(&fold(path))?;
                // Both say which machine they are from, and it is the same: the later one replaces the earlier one.
                let both_named = part.machine().is_some() && other.machine().is_some();
                (!both_named).then(|| Message::RegistryContradicts { path: path.to_owned(), file: other.place() })
            })
    }

    fn add(&mut self, part: &'a Part) {
        if part.is_change(self) {
            for path in &part.deleted_keys {
                self.snapshot.remove_key(path);
            }
            for (path, name) in &part.deleted_values {
                self.snapshot.remove_value(path, name);
            }
        } else {
            for root in &part.roots {
                self.snapshot.forget(root);
                let below: Vec<String> = self.owners.range(paths_below(root)).map(|(path, _)| path.clone()).collect();
                for path in below.iter().chain([root]) {
                    self.owners.remove(path);
                }
            }
        }
        self.snapshot.take(&part.snapshot);
        for root in &part.roots {
            self.owners.insert(root.clone(), part);
        }
        self.named = self.named.or_else(|| part.machine().map(|_| part));
        self.built = self.built.or_else(|| part.build().map(|_| part));
    }
}

/// Reports whether both were read and do not contain the same.
fn differs(path: &str, one: &Snapshot, other: &Snapshot) -> bool {
    if path.eq_ignore_ascii_case(CURRENT_VERSION) {
        return OF_ONE_MACHINE.iter().any(|name| match (one.value(path, name), other.value(path, name)) {
            (Lookup::Found(one), Lookup::Found(other)) => one != other,
            _ => false,
        });
    }
    match (one.key(path), other.key(path)) {
        (Lookup::Found(one), Lookup::Found(other)) => !one
            .values()
            .map(|value| (fold(&value.name), &value.data))
            .eq(other.values().map(|value| (fold(&value.name), &value.data))),
        // An empty key and no key are the same to every program.
        (Lookup::Found(key), Lookup::Absent) | (Lookup::Absent, Lookup::Found(key)) => key.values().next().is_some(),
        _ => false,
    }
}

/// What shows which view of the registry an export is of: keys that the whole machine has, in each view with another
/// path or folder.
const INSTALL_ROOT: (&str, &str) = (r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework", "InstallRoot");
const INSTALL_PATH: (&str, &str) =
    (r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full", "InstallPath");
const PROGRAM_FILES: (&str, &str) =
    (r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion", "ProgramFilesDir");

/// Reports which view a part shows: 32-bit (`Some(true)`) or native (`Some(false)`). On 32-bit Windows the native view
/// looks like the 32-bit one.
fn looks_thirty_two(part: &Part) -> Option<bool> {
    let folder = |(path, name): (&str, &str)| part.snapshot.text(path, name).map(str::to_lowercase);
    if let Some(text) = folder(PROGRAM_FILES) {
        return Some(text.contains("(x86)"));
    }
    let text = folder(INSTALL_ROOT).or_else(|| folder(INSTALL_PATH))?;
    Some(format!(r"{text}\").contains(r"\framework\"))
}

/// Moves the keys of exports that `reg export /reg:32` made of the 32-bit view: they have the paths of the 64-bit view.
fn move_thirty_two(parts: &mut [Part]) {
    let has_node = |part: &Part| part.snapshot.paths().any(|path| fold(path).contains(r"\wow6432node"));
    let is_64 = |part: &Part| {
        let environment = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";
        has_node(part)
            || looks_thirty_two(part) == Some(false) && part.snapshot.text(INSTALL_ROOT.0, INSTALL_ROOT.1).is_some()
            || looks_thirty_two(part) == Some(true) && part.snapshot.text(PROGRAM_FILES.0, PROGRAM_FILES.1).is_some()
            || part.snapshot.text(CURRENT_VERSION, "BuildLabEx").is_some_and(|label| label.contains("64fre"))
            || part
                .snapshot
                .text(environment, "PROCESSOR_ARCHITECTURE")
                .is_some_and(|architecture| !architecture.eq_ignore_ascii_case("x86"))
    };
    if !parts.iter().any(is_64) {
        return;
    }
    for part in parts.iter_mut().filter(|part| looks_thirty_two(part) == Some(true) && !has_node(part)) {
        part.snapshot.rename(twin);
        part.roots =
            part.roots.iter().map(|root| twin(root).map_or_else(|| root.clone(), |moved| fold(&moved))).collect();
    }
}
