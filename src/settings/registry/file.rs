//! Files given by the user → a snapshot, or every problem with its place.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::problem::{Problems, RegistryError};
use super::reader;
use super::snapshot::Snapshot;
use crate::message::Message;
use crate::patience::{self, PATIENCE};

/// Size limit of a file, in bytes. A whole `HKLM\SYSTEM` is a tenth of that.
pub const LARGEST_FILE: u64 = 256 << 20;

const COMPUTER_NAME: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName";

/// Reads exported files of one machine and merges them; a later file overrides an earlier one.
///
/// # Errors
/// Every problem of every file: missing, not an export, cut short, too large, wrong encoding, bad lines.
pub fn read_exports(files: &[PathBuf]) -> Result<Snapshot, RegistryError> {
    let mut snapshot = Snapshot::default();
    let mut error = RegistryError::default();
    let mut machine: Option<(String, PathBuf)> = None;
    for file in files {
        let mut problems = Problems::new(file);
        match open(file) {
            Ok(input) => read_limited(input, LARGEST_FILE, &mut snapshot, &mut problems),
            Err(why) => problems.add(None, why),
        }
        let name = snapshot.text(COMPUTER_NAME, "ComputerName").map(str::to_owned);
        match (&machine, name) {
            (None, Some(name)) => machine = Some((name, file.clone())),
            (Some((first, of)), Some(name)) if !first.eq_ignore_ascii_case(&name) => problems.add_with_hint(
                None,
                Message::RegistryOtherMachine { machine: name, file: of.display().to_string(), other: first.clone() },
                Some(Message::HintOneMachine),
            ),
            _ => {}
        }
        problems.listed.sort_by_key(|problem| problem.line);
        error.unlisted += problems.unlisted;
        error.problems.append(&mut problems.listed);
    }
    finish(snapshot, error, files.iter().map(|file| file.display().to_string()).collect())
}

/// Reads exported text from any reader; `name` stands for it in problems.
///
/// # Errors
/// As [`read_exports`].
pub fn read_exports_from(name: &Path, input: impl BufRead) -> Result<Snapshot, RegistryError> {
    let mut snapshot = Snapshot::default();
    let mut problems = Problems::new(name);
    read_limited(input, LARGEST_FILE, &mut snapshot, &mut problems);
    let error = RegistryError { unlisted: problems.unlisted, problems: problems.listed };
    finish(snapshot, error, vec![name.display().to_string()])
}

fn finish(mut snapshot: Snapshot, error: RegistryError, sources: Vec<String>) -> Result<Snapshot, RegistryError> {
    if !error.problems.is_empty() {
        return Err(error);
    }
    snapshot.sources = sources;
    snapshot.notes.dedup();
    snapshot.resolve_control_set();
    Ok(snapshot)
}

/// Opens a file, which is waited for as long as [`PATIENCE`]. What is not a file on a disk is also read in that time.
fn open(file: &Path) -> Result<Box<dyn BufRead>, Message> {
    let its_path = file.to_owned();
    let opened = patience::within(move || {
        let opened = open_at_once(&its_path)?;
        if its_path.is_file() {
            return Ok(Opened::File(opened));
        }
        let mut bytes = Vec::new();
        let read = opened.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
        read.map_err(|error| Message::RegistryCannotRead { cause: error.to_string() })?;
        Ok(Opened::Read(bytes))
    });
    match opened {
        None => Err(Message::RegistryLate { within: PATIENCE }),
        Some(Err(why)) => Err(why),
        Some(Ok(Opened::File(file))) => Ok(Box::new(file)),
        Some(Ok(Opened::Read(bytes))) => Ok(Box::new(Cursor::new(bytes))),
    }
}

/// A file that was opened, or the contents of something else.
enum Opened {
    File(BufReader<File>),
    Read(Vec<u8>),
}

fn open_at_once(file: &Path) -> Result<BufReader<File>, Message> {
    // Check before opening: Windows would only report that access to the directory is denied.
    if file.is_dir() {
        return Err(Message::RegistryDirectory);
    }
    let opened = File::open(file).map_err(|error| Message::RegistryCannotOpen { cause: error.to_string() })?;
    let about = opened.metadata().map_err(|error| Message::RegistryCannotRead { cause: error.to_string() })?;
    if about.len() > LARGEST_FILE {
        return Err(Message::RegistryTooLarge);
    }
    Ok(BufReader::with_capacity(64 << 10, opened))
}

/// Reads up to `limit` bytes: pipes and devices do not report their true size, so a check of the size is not enough.
fn read_limited(input: impl BufRead, limit: u64, snapshot: &mut Snapshot, problems: &mut Problems<'_>) {
    let mut input = input.take(limit + 1);
    reader::read(&mut input, snapshot, problems);
    if input.limit() == 0 {
        problems.listed.clear();
        problems.unlisted = 0;
        problems.add(None, Message::RegistryTooLarge);
    }
}
