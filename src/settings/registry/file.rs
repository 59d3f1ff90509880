//! Files given by the user → a snapshot, or every problem with its place.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::part::{self, Part};
use super::problem::{Problems, RegistryError};
use super::reader;
use super::snapshot::Snapshot;
use crate::message::Message;
use crate::patience::{self, PATIENCE};

/// Size limit of a file, in bytes. A whole `HKLM\SYSTEM` is a tenth of that.
pub const LARGEST_FILE: u64 = 256 << 20;

/// The argument that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Reads exported files of one machine and merges them. An export replaces what the files before it say about the same
/// keys; a file of changes, such as `--fix reg` prints, changes it. `-` is standard input.
///
/// # Errors
/// Every problem of every file: missing, not an export, cut short, too large, wrong encoding, bad lines. Files that are
/// from different machines, or that contradict each other and do not both say which machine they are from.
pub fn read_exports(files: &[PathBuf]) -> Result<Snapshot, RegistryError> {
    let mut parts = Vec::new();
    let mut error = RegistryError::default();
    let mut notes = Vec::new();
    for file in files {
        let mut problems = Problems::new(name(file));
        if is_standard_input(file) {
            read_limited(io::stdin().lock(), LARGEST_FILE, &mut parts, &mut notes, &mut problems);
        } else {
            match open(file) {
                Ok(input) => read_limited(input, LARGEST_FILE, &mut parts, &mut notes, &mut problems),
                Err(why) => problems.add(None, why),
            }
        }
        error.take(problems);
    }
    finish(parts, notes, error, files.iter().map(|file| name(file).display().to_string()).collect())
}

/// Returns whether an argument stands for standard input.
pub fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == STANDARD_INPUT
}

/// Returns how a file is named in errors and reports.
fn name(file: &Path) -> &Path {
    if is_standard_input(file) { Path::new("stdin") } else { file }
}

/// Reads exported text from any reader; `name` stands for it in problems.
///
/// # Errors
/// As [`read_exports`].
pub fn read_exports_from(name: &Path, input: impl BufRead) -> Result<Snapshot, RegistryError> {
    let (mut parts, mut notes) = (Vec::new(), Vec::new());
    let mut problems = Problems::new(name);
    read_limited(input, LARGEST_FILE, &mut parts, &mut notes, &mut problems);
    let mut error = RegistryError::default();
    error.take(problems);
    finish(parts, notes, error, vec![name.display().to_string()])
}

fn finish(
    parts: Vec<Part>,
    notes: Vec<Message>,
    mut error: RegistryError,
    sources: Vec<String>,
) -> Result<Snapshot, RegistryError> {
    // Whether files are of one machine is judged by what was read of all of them.
    let mut snapshot = if error.problems.is_empty() { part::merge(parts, &mut error) } else { Snapshot::default() };
    if !error.problems.is_empty() {
        return Err(error);
    }
    snapshot.sources = sources;
    for note in notes {
        if !snapshot.notes.contains(&note) {
            snapshot.notes.push(note);
        }
    }
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
fn read_limited(
    input: impl BufRead,
    limit: u64,
    parts: &mut Vec<Part>,
    notes: &mut Vec<Message>,
    problems: &mut Problems<'_>,
) {
    let mut input = input.take(limit + 1);
    reader::read(&mut input, parts, notes, problems);
    if input.limit() == 0 {
        problems.listed.clear();
        problems.unlisted = 0;
        problems.add(None, Message::RegistryTooLarge);
    }
}
