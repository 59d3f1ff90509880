//! A plan as lines to paste: `cmd`, PowerShell, or a `.reg` file, with the way back beside it. Pure text; ASCII only, since it
//! ends up in old consoles.

use std::fmt::Write;

use super::plan::{Before, Change, Plan};
use crate::host::facts::Remedy;
use crate::host::registry::Data;
use crate::tls::Version;

/// How to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Lines for `cmd.exe` or a `.cmd` file.
    Cmd,
    /// Lines for PowerShell 2 and later.
    PowerShell,
    /// A file for `reg import` or `regedit`.
    Reg,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Sets the values; the way back stands beside it as remarks.
    Apply,
    /// Puts back what was there.
    Undo,
}

/// Writes the plan. `headline` says which machine and what for; no line ends in it.
pub fn script(plan: &Plan, dialect: Dialect, direction: Direction, headline: &str) -> String {
    let mut text = Script { dialect, text: String::new() };
    if dialect == Dialect::Reg {
        text.line("Windows Registry Editor Version 5.00");
        text.line("");
    }
    text.remark(headline);
    match direction {
        Direction::Apply => apply(&mut text, plan),
        Direction::Undo => undo(&mut text, plan),
    }
    text.text
}

/// The plan's lines for `cmd`, as part of another sentence; nothing if no value is to be set.
pub fn remedy(plan: &Plan) -> Option<Remedy> {
    let mut lines = Script { dialect: Dialect::Cmd, text: String::new() };
    for change in &plan.changes {
        lines.set(change);
    }
    lines.restart();
    let mut summary = plan.first.clone();
    let mut reasons: Vec<String> = Vec::new();
    for change in &plan.changes {
        let reason = format!("{} {}", change.name, change.reason);
        // Both widths have the same value for the same reason.
        if !reasons.iter().any(|known| known.starts_with(change.name)) {
            reasons.push(reason);
        }
    }
    summary.push(format!("As administrator, set what keeps it back ({}):", reasons.join("; ")));
    (!plan.changes.is_empty()).then(|| Remedy {
        version: Version::Tls12,
        summary: summary.join(" "),
        commands: lines.text.lines().map(str::to_owned).collect(),
        restart:
            "The last line restarts Windows: running programs and services keep what they started with. The way back: \
                  tlsready host --fix cmd --undo, asked for before the change."
                .to_owned(),
    })
}

fn apply(text: &mut Script, plan: &Plan) {
    for problem in &plan.open {
        text.remark(problem);
    }
    for first in &plan.first {
        text.remark(&format!("First: {first}"));
    }
    if plan.changes.is_empty() {
        text.remark("No registry value needs to be changed.");
        return;
    }
    text.remark(match text.dialect {
        Dialect::Cmd | Dialect::PowerShell => "Run as administrator, in a 64-bit console on 64-bit Windows.",
        Dialect::Reg => "Import as administrator, with the 64-bit regedit or reg.exe on 64-bit Windows.",
    });
    for change in &plan.changes {
        text.remark(&format!("{}: {}", change.name, change.reason));
        text.set(change);
    }
    text.remark("The way back (or: --undo):");
    for change in plan.changes.iter().rev() {
        let line = text.undo_line(change);
        if text.dialect == Dialect::Reg {
            text.remark(&format!("  [{}]", change.path));
        }
        text.remark(&format!("  {line}"));
    }
    text.remark("Restart Windows: running programs and services keep the settings they started with.");
    text.restart();
}

fn undo(text: &mut Script, plan: &Plan) {
    text.remark("Puts back what was there before --fix. Keys that --fix had to create stay, empty.");
    for change in plan.changes.iter().rev() {
        match &change.before {
            Before::NotRead => {
                text.remark(&format!("Not known what {} was: {}", change.name, change.path));
            }
            Before::Absent | Before::Had(_) => {
                let line = text.undo_line(change);
                text.put(change, &line);
            }
        }
    }
    text.restart();
}

struct Script {
    dialect: Dialect,
    text: String,
}

impl Script {
    fn line(&mut self, line: &str) {
        let end = if self.dialect == Dialect::Reg { "\r\n" } else { "\n" };
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{line}{end}");
    }

    fn remark(&mut self, remark: &str) {
        let mark = match self.dialect {
            Dialect::Cmd => "rem",
            Dialect::PowerShell => "#",
            Dialect::Reg => ";",
        };
        let remark: String = remark
            .replace('…', "...")
            .replace('·', "-")
            .chars()
            .map(|character| if character.is_ascii() && !character.is_control() { character } else { '?' })
            .collect();
        // The command interpreter acts on these even in a remark.
        let remark =
            if self.dialect == Dialect::Cmd { remark.replace(['&', '|', '<', '>', '^', '%'], "?") } else { remark };
        self.line(&format!("{mark} {remark}"));
    }

    fn set(&mut self, change: &Change) {
        match self.dialect {
            Dialect::Cmd => {
                let line =
                    format!("reg add \"{}\" /v \"{}\" /t REG_DWORD /d {} /f", change.path, change.name, change.number);
                self.line(&line);
            }
            Dialect::PowerShell => {
                let path = provider_path(&change.path);
                // New-Item -Force on a key that exists would empty it.
                self.line(&format!("if (-not (Test-Path '{path}')) {{ New-Item -Path '{path}' -Force | Out-Null }}"));
                self.line(&format!(
                    "New-ItemProperty -Path '{path}' -Name '{}' -PropertyType DWord -Value {} -Force | Out-Null",
                    change.name, change.number
                ));
            }
            Dialect::Reg => {
                self.line(&format!("[{}]", change.path));
                self.line(&format!("\"{}\"=dword:{:08x}", change.name, change.number));
                self.line("");
            }
        }
    }

    /// The line that puts a value back; for a `.reg` file without its key.
    fn undo_line(&self, change: &Change) -> String {
        let Change { path, name, .. } = change;
        let provider = provider_path(path);
        match (&change.before, self.dialect) {
            (Before::NotRead, _) => format!("{name} was not read: note it before, with reg query \"{path}\" /v {name}"),
            (Before::Absent, Dialect::Cmd) => format!("reg delete \"{path}\" /v \"{name}\" /f"),
            (Before::Absent, Dialect::PowerShell) => format!("Remove-ItemProperty -Path '{provider}' -Name '{name}'"),
            (Before::Absent, Dialect::Reg) => format!("\"{name}\"=-"),
            (Before::Had(data), dialect) => put_back(dialect, path, &provider, name, data),
        }
    }

    fn put(&mut self, change: &Change, line: &str) {
        if self.dialect == Dialect::Reg {
            self.line(&format!("[{}]", change.path));
        }
        self.line(line);
        if self.dialect == Dialect::Reg {
            self.line("");
        }
    }

    fn restart(&mut self) {
        match self.dialect {
            Dialect::Cmd | Dialect::PowerShell => self.line("shutdown /r /t 0"),
            Dialect::Reg => {}
        }
    }
}

fn put_back(dialect: Dialect, path: &str, provider: &str, name: &str, data: &Data) -> String {
    match (dialect, data) {
        (Dialect::Cmd, Data::Dword(number)) => format!("reg add \"{path}\" /v \"{name}\" /t REG_DWORD /d {number} /f"),
        (Dialect::Cmd, Data::Qword(number)) => format!("reg add \"{path}\" /v \"{name}\" /t REG_QWORD /d {number} /f"),
        (Dialect::Cmd, Data::Text(text)) if is_plain(text) => {
            format!("reg add \"{path}\" /v \"{name}\" /t REG_SZ /d \"{text}\" /f")
        }
        (Dialect::PowerShell, Data::Dword(number)) => {
            format!(
                "New-ItemProperty -Path '{provider}' -Name '{name}' -PropertyType DWord -Value {number} -Force | Out-Null"
            )
        }
        (Dialect::PowerShell, Data::Qword(number)) => {
            format!(
                "New-ItemProperty -Path '{provider}' -Name '{name}' -PropertyType QWord -Value {number} -Force | Out-Null"
            )
        }
        (Dialect::PowerShell, Data::Text(text)) if is_plain(text) => format!(
            "New-ItemProperty -Path '{provider}' -Name '{name}' -PropertyType String -Value '{text}' -Force | Out-Null"
        ),
        (Dialect::Reg, Data::Dword(number)) => format!("\"{name}\"=dword:{number:08x}"),
        (Dialect::Reg, Data::Text(text)) if is_plain(text) => format!("\"{name}\"=\"{text}\""),
        (Dialect::Reg, Data::Qword(number)) => {
            let bytes: Vec<String> = number.to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            format!("\"{name}\"=hex(b):{}", bytes.join(","))
        }
        (dialect, data) => {
            let mark = match dialect {
                Dialect::Cmd => "rem",
                Dialect::PowerShell => "#",
                Dialect::Reg => ";",
            };
            format!("{mark} {name} was {} and has to be put back by hand", data.type_name())
        }
    }
}

/// Whether a text can stand between quotes everywhere.
fn is_plain(text: &str) -> bool {
    text.len() <= 64 && text.chars().all(|character| character.is_ascii_alphanumeric() || " ._-".contains(character))
}

/// The path as PowerShell's registry provider has it.
fn provider_path(path: &str) -> String {
    path.replacen(r"HKEY_LOCAL_MACHINE\", r"HKLM:\", 1)
}
