//! A repair as commands to paste: `cmd`, PowerShell, or a `.reg` file, with how to undo it beside it. Pure text; English and
//! ASCII only, since it ends up in old consoles and files.
//!
//! What each dialect rests on:
//! - `cmd`: `reg add` creates the keys on the way and leaves everything else in them alone; `/f` replaces a value of any type.
//!   A 32-bit console has a `reg.exe` of its own, which writes below `Wow6432Node`: a remark asks for a 64-bit one, since the
//!   article's lines are to stay as they are (and `/reg:64` is not known to Server 2008). A console goes on after a line that
//!   failed: a remark says when the last one, which restarts Windows, may be run.
//! - PowerShell from 2.0 on (what Server 2008 R2 has): its registry provider has no way from a 32-bit process into the 64-bit
//!   view, and deployment tools run scripts in the 32-bit PowerShell. So the lines call `reg.exe`, by the name under which
//!   either PowerShell finds the 64-bit one. They restart Windows only if each line before has worked.
//! - `.reg`: header of version 5.00, CRLF, and nothing but ASCII, so that it is the same file in any code page. It is imported
//!   as it is when `cmd` redirects it (`>`), and as well when PowerShell redirects it, which writes UTF-16 with a byte order
//!   mark. Values that are not plain text are written as bytes, which every type has.

use std::fmt::Write;

use crate::diagnosis::host::windows::{Before, Change, OsFacts, RESTART, Repair, SUCCESS};
use crate::message::Message;
use crate::say::Words;
use crate::settings::registry::Data;

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

impl Dialect {
    /// Its code in the catalog.
    const fn code(self) -> &'static str {
        match self {
            Self::Cmd => "cmd",
            Self::PowerShell => "powershell",
            Self::Reg => "reg",
        }
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Sets the values; how to undo it is beside it as remarks.
    Apply,
    /// Restores what was there.
    Undo,
}

/// What a script begins with: which machine it is for.
pub fn title(os: &OsFacts) -> Message {
    let windows = os.name.clone();
    match (os.computer.clone(), os.build.map(|build| build.to_string())) {
        (Some(computer), Some(build)) => Message::RepairScriptTitleBuild { computer, windows, build },
        (Some(computer), None) => Message::RepairScriptTitle { computer, windows },
        (None, Some(build)) => Message::RepairScriptTitleUnnamedBuild { windows, build },
        (None, None) => Message::RepairScriptTitleUnnamed { windows },
    }
}

/// Writes the repair. `words` are English: a script is the same for everybody.
pub fn script(repair: &Repair, dialect: Dialect, direction: Direction, title: &Message, words: &Words) -> String {
    let mut text = Script { dialect, words, text: String::new() };
    if dialect == Dialect::Reg {
        text.line("Windows Registry Editor Version 5.00");
        text.line("");
    }
    text.remark(title);
    match direction {
        Direction::Apply => apply(&mut text, repair),
        Direction::Undo => undo(&mut text, repair),
    }
    text.text
}

/// Whether undoing restores every value: there is something to restore, what was there is known, and the dialect has a line
/// for it.
pub fn restores_all(repair: &Repair, dialect: Dialect) -> bool {
    !repair.changes.is_empty() && repair.changes.iter().all(|change| undo_line(dialect, change).is_ok())
}

fn apply(text: &mut Script<'_>, repair: &Repair) {
    for problem in &repair.open {
        text.remark(problem);
    }
    for first in &repair.first {
        text.remark(&Message::RepairFirst { step: Box::new(first.clone()) });
    }
    if repair.changes.is_empty() {
        let is_right = repair.open.is_empty() && repair.first.is_empty();
        text.remark(&if is_right { Message::RepairScriptNothingToChange } else { Message::RepairScriptNothingHelps });
        return;
    }
    text.remark(&Message::RepairScriptRunAs { dialect: text.dialect.code() });
    text.begin();
    for change in &repair.changes {
        text.remark(&change.why());
        text.set(change);
    }
    text.remark(&Message::RepairScriptToUndo { option: "--undo".to_owned() });
    for change in repair.changes.iter().rev() {
        if text.dialect == Dialect::Reg {
            text.remark_text(&format!("  [{}]", change.path));
        }
        match undo_line(text.dialect, change) {
            Ok(line) => text.remark_text(&format!("  {line}")),
            Err(why) => text.remark(&why),
        }
    }
    text.restart_said();
}

fn undo(text: &mut Script<'_>, repair: &Repair) {
    if repair.changes.is_empty() {
        text.remark(&Message::RepairScriptNothingToRestore {
            undo: "--undo".to_owned(),
            registry: "--registry FILE".to_owned(),
        });
        return;
    }
    let restores = repair.changes.iter().any(|change| undo_line(text.dialect, change).is_ok());
    if restores {
        text.remark(&Message::RepairScriptRestores { fix: "--fix".to_owned() });
        text.remark(&Message::RepairScriptRunAs { dialect: text.dialect.code() });
        text.begin();
    } else {
        text.remark(&Message::RepairScriptCannotRestore);
    }
    for change in repair.changes.iter().rev() {
        match (&change.before, undo_line(text.dialect, change)) {
            (Before::NotRead, _) => text.remark(&Message::RepairScriptPreviousUnknown {
                name: change.name.to_owned(),
                path: change.path.clone(),
            }),
            (Before::Absent | Before::Had(_), Ok(line)) => text.put(change, &line),
            (Before::Absent | Before::Had(_), Err(why)) => text.remark(&why),
        }
    }
    if restores {
        text.restart_said();
    }
}

struct Script<'a> {
    dialect: Dialect,
    words: &'a Words,
    text: String,
}

impl Script<'_> {
    fn line(&mut self, line: &str) {
        let end = if self.dialect == Dialect::Reg { "\r\n" } else { "\n" };
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{line}{end}");
    }

    fn remark(&mut self, remark: &Message) {
        let remark = self.words.say(remark);
        self.remark_text(&remark);
    }

    fn remark_text(&mut self, remark: &str) {
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
            Dialect::Cmd | Dialect::PowerShell => self.line(&set_line(self.dialect, change)),
            Dialect::Reg => self.put(change, &set_line(self.dialect, change)),
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

    fn put(&mut self, change: &Change, line: &str) {
        if self.dialect == Dialect::Reg {
            self.line(&format!("[{}]", change.path));
        }
        self.line(line);
        if self.dialect == Dialect::Reg {
            self.line("");
        }
    }

    /// The end: Windows is restarted, and when.
    fn restart_said(&mut self) {
        self.remark(&Message::RepairScriptRestart);
        match self.dialect {
            Dialect::Cmd => {
                // A console goes on after a line that failed.
                self.remark(&Message::RepairScriptLastLine { success: SUCCESS.to_owned() });
                self.line(RESTART);
            }
            Dialect::PowerShell => {
                let warning = self.words.say(&Message::RepairScriptLineFailed);
                self.line(&format!("if ($ok) {{ {RESTART} }} else {{ Write-Warning '{warning}' }}"));
            }
            Dialect::Reg => {}
        }
    }
}

const TEXT: &str = "REG_SZ";

/// The line that sets a value, for a `.reg` file without its key.
fn set_line(dialect: Dialect, change: &Change) -> String {
    let Change { path, name, number, .. } = change;
    match dialect {
        Dialect::Cmd => change.command(),
        Dialect::PowerShell => powershell_add(path, name, "REG_DWORD", &number.to_string()),
        Dialect::Reg => format!("\"{name}\"=dword:{number:08x}"),
    }
}

/// The line that restores a value, for a `.reg` file without its key; or why there is none.
fn undo_line(dialect: Dialect, change: &Change) -> Result<String, Message> {
    let Change { path, name, .. } = change;
    match (&change.before, dialect) {
        (Before::NotRead, _) => Err(Message::RepairScriptNoteBefore {
            name: (*name).to_owned(),
            command: format!("reg query \"{path}\" /v {name}"),
        }),
        (Before::Absent, Dialect::Cmd) => Ok(format!("reg delete \"{path}\" /v \"{name}\" /f")),
        (Before::Absent, Dialect::PowerShell) => Ok(format!("& $reg delete '{path}' /v {name} /f; $ok = $ok -and $?")),
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

/// A line that sets a value, for either PowerShell. Before PowerShell 7.3 an empty argument is lost on the way to a
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

fn by_hand(name: &str, data: &Data) -> Message {
    Message::RepairScriptByHand {
        name: name.to_owned(),
        r#type: data.type_name(),
        command: "--fix reg --undo".to_owned(),
    }
}

/// Any value as a `.reg` file has it. What is not plain text goes as bytes: ASCII, whatever it holds.
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
