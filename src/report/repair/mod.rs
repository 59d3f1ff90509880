//! A repair as commands to paste: `cmd`, PowerShell, or a `.reg` file, with instructions to undo it. Pure text; English
//! and ASCII only, since it ends up in old consoles and files.
//!
//! What each dialect relies on:
//! - `cmd`: `reg add` creates missing keys and leaves everything else in them alone; `/f` replaces a value of any type.
//!   A 32-bit console has a 32-bit `reg.exe`, which writes below `Wow6432Node`: a remark asks for a 64-bit console,
//!   since the article's lines must stay as they are (and Server 2008 does not know `/reg:64`). A console continues
//!   after a line that failed.
//! - PowerShell 2.0 (the one in Server 2008 R2) and later: in a 32-bit process its registry provider cannot reach the
//!   64-bit view, and deployment tools run scripts in the 32-bit PowerShell. So the lines call `reg.exe` by the name
//!   under which either PowerShell finds the 64-bit one. They warn if a line failed.
//! - `.reg`: header of version 5.00, CRLF, and ASCII only, so that the file is the same in any code page. It can be
//!   imported both if `cmd` redirects it (`>`), which leaves it unchanged, and if PowerShell does, which writes UTF-16
//!   with a byte order mark. Values that are not plain text are written as bytes, which works for every type.
//!
//! No dialect restarts Windows: whoever pastes everything, or runs a saved script on many machines, would restart each of
//! them at once. The line that does is a remark, with the condition under which to run it.

use std::fmt::Write;

use crate::diagnosis::host::windows::{Before, CANCEL_RESTART, Change, OsFacts, RESTART, Repair, SUCCESS};
use crate::message::Message;
use crate::say::Words;
use crate::settings::registry::Data;

/// The dialect to write.
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
    /// Returns its code in the catalog.
    const fn code(self) -> &'static str {
        match self {
            Self::Cmd => "cmd",
            Self::PowerShell => "powershell",
            Self::Reg => "reg",
        }
    }
}

/// Whether to apply or undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Sets the values; remarks say how to undo it.
    Apply,
    /// Restores the previous values.
    Undo,
}

/// Returns the first line of a script: which machine it is for.
pub fn title(os: &OsFacts) -> Message {
    let windows = os.name.clone();
    match (os.computer.clone(), os.build.map(|build| build.to_string())) {
        (Some(computer), Some(build)) => Message::RepairScriptTitleBuild { computer, windows, build },
        (Some(computer), None) => Message::RepairScriptTitle { computer, windows },
        (None, Some(build)) => Message::RepairScriptTitleUnnamedBuild { windows, build },
        (None, None) => Message::RepairScriptTitleUnnamed { windows },
    }
}

/// Writes the repair. `words` are English: a script is the same for everyone.
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

/// Returns whether undoing restores every value: there is something to restore, the previous values are known, and the
/// dialect has a line for each.
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
    for effect in &repair.side_effects {
        text.remark(effect);
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
        // Writing to a `String` cannot fail.
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
        // The command interpreter acts on these characters even in a remark.
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

    /// Writes what a dialect needs before its first line.
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

    /// Writes the end: the restart of Windows as a remark, and its condition.
    fn restart_said(&mut self) {
        if self.dialect == Dialect::PowerShell {
            let warning = self.words.say(&Message::RepairScriptLineFailed);
            self.line(&format!("if (-not $ok) {{ Write-Warning '{warning}' }}"));
        }
        self.remark(&Message::RepairScriptRestart {
            dialect: self.dialect.code(),
            success: SUCCESS.to_owned(),
            cancel: CANCEL_RESTART.to_owned(),
        });
        self.remark_text(RESTART);
    }
}

const TEXT: &str = "REG_SZ";

/// Returns the line that sets a value; for a `.reg` file, without its key.
fn set_line(dialect: Dialect, change: &Change) -> String {
    let Change { path, name, number, .. } = change;
    match dialect {
        Dialect::Cmd => change.command(),
        Dialect::PowerShell => powershell_add(path, name, "REG_DWORD", &number.to_string()),
        Dialect::Reg => format!("\"{name}\"=dword:{number:08x}"),
    }
}

/// Returns the line that restores a value (for a `.reg` file, without its key), or why there is none.
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

/// Returns a line that sets a value, for PowerShell of either width. Before PowerShell 7.3 an empty argument to a
/// program is lost unless it is written with its quotes.
fn powershell_add(path: &str, name: &str, kind: &str, data: &str) -> String {
    let data = match data {
        "" => r#"'""'"#.to_owned(),
        text if kind == TEXT => format!("'{text}'"),
        number => number.to_owned(),
    };
    format!("& $reg add '{path}' /v {name} /t {kind} /d {data} /f; $ok = $ok -and $?")
}

/// Returns the type and data of a value for `reg add`; `None` if no notation works the same in every console.
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

/// Returns any value in the notation of a `.reg` file. What is not plain text is written as bytes, which are always
/// ASCII.
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

/// Returns whether a text is safe between quotes everywhere.
fn is_plain(text: &str) -> bool {
    text.len() <= 64 && text.chars().all(|character| character.is_ascii_alphanumeric() || " ._-".contains(character))
}
