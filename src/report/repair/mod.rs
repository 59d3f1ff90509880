//! A repair as lines to paste: `cmd`, PowerShell, or a `.reg` file, with the way back beside it. Pure text; ASCII only, since it
//! ends up in old consoles and files.
//!
//! What each dialect rests on:
//! - `cmd`: `reg add` makes the keys on the way and leaves everything else in them alone; `/f` replaces a value of any type.
//!   A 32-bit console has a `reg.exe` of its own, which writes below `Wow6432Node`: a remark asks for a 64-bit one, since the
//!   article's lines are to stay as they are (and `/reg:64` is not known to Server 2008). A console goes on after a line that
//!   failed: a remark says when the last one, which restarts Windows, may be typed.
//! - PowerShell from 2.0 on (what Server 2008 R2 has): its registry provider has no way from a 32-bit process into the 64-bit
//!   view, and deployment tools run scripts in the 32-bit PowerShell. So the lines call `reg.exe`, by the name under which
//!   either PowerShell finds the 64-bit one. They restart Windows only if each line before has worked.
//! - `.reg`: header of version 5.00, CRLF, and nothing but ASCII, so that it is the same file in any code page. It is imported
//!   as it is when `cmd` redirects it (`>`), and as well when PowerShell redirects it, which writes UTF-16 with a byte order
//!   mark. Values that are no plain text are written as bytes, which every type has.

use std::fmt::Write;

use crate::diagnosis::Step;
use crate::diagnosis::host::Remedy;
use crate::diagnosis::host::windows::{Before, Change, Repair};
use crate::settings::registry::Data;
use crate::tls::Version;

/// How to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Lines for `cmd.exe` or a `.cmd` file.
    Cmd,
    /// Lines for PowerShell 2.0 and later, of either width.
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

/// Writes the repair. `headline` says which machine and what for; no line ends in it.
pub fn script(repair: &Repair, dialect: Dialect, direction: Direction, headline: &str) -> String {
    let mut text = Script { dialect, text: String::new() };
    if dialect == Dialect::Reg {
        text.line("Windows Registry Editor Version 5.00");
        text.line("");
    }
    text.remark(headline);
    match direction {
        Direction::Apply => apply(&mut text, repair),
        Direction::Undo => undo(&mut text, repair),
    }
    text.text
}

/// Whether the way back puts back every value: there is something to put back, what was there is known, and the dialect has
/// a line for it.
pub fn has_way_back(repair: &Repair, dialect: Dialect) -> bool {
    let text = Script { dialect, text: String::new() };
    !repair.changes.is_empty() && repair.changes.iter().all(|change| text.undo_line(change).is_ok())
}

/// The repair's lines for `cmd`, as part of another sentence; nothing if no value is to be set.
pub fn remedy(repair: &Repair) -> Option<Remedy> {
    let mut lines = Script { dialect: Dialect::Cmd, text: String::new() };
    for change in &repair.changes {
        lines.set(change);
    }
    lines.restart();
    let mut summary = repair.first.clone();
    let mut reasons: Vec<String> = Vec::new();
    for change in &repair.changes {
        let reason = format!("{}: {}", change.name, change.reason);
        // Both widths have the same value for the same reason.
        if !reasons.iter().any(|known| known.starts_with(change.name)) {
            reasons.push(reason);
        }
    }
    summary.push(format!("As administrator, set what keeps it back ({}):", reasons.join("; ")));
    (!repair.changes.is_empty()).then(|| Remedy {
        version: Version::Tls12,
        steps: vec![
            Step::Do(summary.join(" ").into()),
            Step::Paste(lines.text.lines().map(str::to_owned).collect()),
            Step::Do(
                format!("The last line restarts Windows, since running programs and services keep what they started with: type it when \
                  {SUCCESS}. The way back: tlsready host --fix cmd --undo, asked for before the change.").into(),
            ),
        ],
    })
}

fn apply(text: &mut Script, repair: &Repair) {
    for problem in &repair.open {
        text.remark(problem);
    }
    for first in &repair.first {
        text.remark(&format!("First: {first}"));
    }
    if repair.changes.is_empty() {
        let why = if repair.open.is_empty() && repair.first.is_empty() {
            "No registry value needs to be changed."
        } else {
            "No registry value helps before that."
        };
        text.remark(why);
        return;
    }
    text.remark(who(text.dialect));
    text.begin();
    for change in &repair.changes {
        text.remark(&format!("{}: {}", change.name, change.reason));
        text.set(change);
    }
    text.remark("The way back (or: --undo):");
    for change in repair.changes.iter().rev() {
        let line = text.undo_line(change);
        if text.dialect == Dialect::Reg {
            text.remark(&format!("  [{}]", change.path));
        }
        text.remark(&format!("  {}", line.unwrap_or_else(|why| why)));
    }
    text.restart_told();
}

fn undo(text: &mut Script, repair: &Repair) {
    if repair.changes.is_empty() {
        text.remark("Nothing to put back: ask for --undo before the change, or name the export taken before it (--registry FILE).");
        return;
    }
    let puts_back = repair.changes.iter().any(|change| text.undo_line(change).is_ok());
    if puts_back {
        text.remark("Puts back what was there before --fix. Keys that --fix had to create stay, empty.");
        text.remark(who(text.dialect));
        text.begin();
    } else {
        text.remark("Nothing that these lines could put back:");
    }
    for change in repair.changes.iter().rev() {
        match (&change.before, text.undo_line(change)) {
            (Before::NotRead, _) => text.remark(&format!("Not known what {} was: {}", change.name, change.path)),
            (Before::Absent | Before::Had(_), Ok(line)) => text.put(change, &line),
            (Before::Absent | Before::Had(_), Err(why)) => text.remark(&why),
        }
    }
    if puts_back {
        text.restart_told();
    }
}

/// Who runs it, and with what.
const fn who(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Cmd => "Run as administrator, in a 64-bit console on 64-bit Windows.",
        Dialect::PowerShell => "Run as administrator. Either PowerShell does, the 64-bit and the 32-bit one.",
        Dialect::Reg => "Import as administrator, with the 64-bit regedit or reg.exe on 64-bit Windows.",
    }
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
                let line = powershell_add(&change.path, change.name, "REG_DWORD", &change.number.to_string());
                self.line(&line);
            }
            Dialect::Reg => {
                self.line(&format!("[{}]", change.path));
                self.line(&format!("\"{}\"=dword:{:08x}", change.name, change.number));
                self.line("");
            }
        }
    }

    /// What a dialect needs before its first line.
    fn begin(&mut self) {
        if self.dialect == Dialect::PowerShell {
            self.line(r#"$reg = "$env:SystemRoot\System32\reg.exe""#);
            self.line(r#"if ($env:PROCESSOR_ARCHITEW6432) { $reg = "$env:SystemRoot\Sysnative\reg.exe" }"#);
            self.line("$ok = $true");
        }
    }

    /// The line that puts a value back, for a `.reg` file without its key; or why there is none.
    fn undo_line(&self, change: &Change) -> Result<String, String> {
        let Change { path, name, .. } = change;
        match (&change.before, self.dialect) {
            (Before::NotRead, _) => {
                Err(format!("{name} was not read: note it before, with reg query \"{path}\" /v {name}"))
            }
            (Before::Absent, Dialect::Cmd) => Ok(format!("reg delete \"{path}\" /v \"{name}\" /f")),
            (Before::Absent, Dialect::PowerShell) => {
                Ok(format!("& $reg delete '{path}' /v {name} /f; $ok = $ok -and $?"))
            }
            (Before::Absent, Dialect::Reg) => Ok(format!("\"{name}\"=-")),
            (Before::Had(data), Dialect::Reg) => Ok(format!("\"{name}\"={}", reg_data(data))),
            (Before::Had(data), Dialect::Cmd) => match argument(data) {
                Some((kind, data)) if kind == TEXT => {
                    Ok(format!("reg add \"{path}\" /v \"{name}\" /t {kind} /d \"{data}\" /f"))
                }
                Some((kind, data)) => Ok(format!("reg add \"{path}\" /v \"{name}\" /t {kind} /d {data} /f")),
                None => Err(by_hand(name, data)),
            },
            (Before::Had(data), Dialect::PowerShell) => match argument(data) {
                Some((kind, data)) => Ok(powershell_add(path, name, kind, &data)),
                None => Err(by_hand(name, data)),
            },
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

    /// The end: Windows is started anew, and by whom and when.
    fn restart_told(&mut self) {
        self.remark("Restart Windows: running programs and services keep the settings they started with.");
        if self.dialect == Dialect::Cmd {
            // A console goes on after a line that failed.
            self.remark(&format!("Type the last line only when {SUCCESS}. It restarts Windows at once."));
        }
        self.restart();
    }

    fn restart(&mut self) {
        match self.dialect {
            Dialect::Cmd => self.line("shutdown /r /t 0"),
            Dialect::PowerShell => {
                self.line(
                    "if ($ok) { shutdown /r /t 0 } else { Write-Warning 'A line above has failed: not restarted.' }",
                );
            }
            Dialect::Reg => {}
        }
    }
}

const TEXT: &str = "REG_SZ";
/// What `reg.exe` says of a line that worked.
const SUCCESS: &str = "every line above has said \"The operation completed successfully\" (in the language of Windows)";

/// A line that sets a value, of whichever PowerShell. Before PowerShell 7.3 an empty argument is lost on the way to a
/// program unless it is written with its quotes.
fn powershell_add(path: &str, name: &str, kind: &str, data: &str) -> String {
    let data = match data {
        "" => r#"'""'"#.to_owned(),
        text if kind == TEXT => format!("'{text}'"),
        number => number.to_owned(),
    };
    format!("& $reg add '{path}' /v {name} /t {kind} /d {data} /f; $ok = $ok -and $?")
}

/// A value as `reg add` takes it, type and data; nothing if it cannot be written so that every console takes it alike.
fn argument(data: &Data) -> Option<(&'static str, String)> {
    match data {
        Data::Dword(number) => Some(("REG_DWORD", number.to_string())),
        Data::Qword(number) => Some(("REG_QWORD", number.to_string())),
        Data::Text(text) if is_plain(text) => Some((TEXT, text.clone())),
        Data::Binary(bytes) if (1..=64).contains(&bytes.len()) => Some(("REG_BINARY", hex(bytes, ""))),
        _ => None,
    }
}

fn hex(bytes: &[u8], between: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
}

fn by_hand(name: &str, data: &Data) -> String {
    format!("{name} was {}, which a line cannot put back; a file can: --fix reg --undo", data.type_name())
}

/// Any value as a `.reg` file has it. What is no plain text goes as bytes: ASCII, whatever it holds.
fn reg_data(data: &Data) -> String {
    match data {
        Data::Dword(number) => format!("dword:{number:08x}"),
        Data::Text(text) if is_plain(text) => format!("\"{text}\""),
        other => {
            let (kind, bytes) = other.to_bytes();
            let kind = if kind == 3 { String::new() } else { format!("({kind:x})") };
            format!("hex{kind}:{}", hex(&bytes, ","))
        }
    }
}

/// Whether a text can stand between quotes everywhere.
fn is_plain(text: &str) -> bool {
    text.len() <= 64 && text.chars().all(|character| character.is_ascii_alphanumeric() || " ._-".contains(character))
}
