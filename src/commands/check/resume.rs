//! `--resume FILE`: what an earlier run has written, and where to go on.
//!
//! The file is the run's jsonl report. Each endpoint goes into it in one write as soon as it is finished, so that a run that is
//! killed leaves whole lines and at most one torn one, at the end. An endpoint whose lines are whole is not probed again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::already_probed::{Done, Key};
use crate::clean::clean;
use crate::diagnosis::is_inconclusive;
use crate::error::CommandError;
use crate::message::Message;
use crate::report::contract::endpoint::EndpointObject;
use crate::run::Totals;
use crate::tls::Version;

/// No line of ours is longer: what a peer can put into one is bounded.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

/// How each line of ours begins.
const BEGIN: &[u8] = b"{\"host\":";

/// An earlier run's file, ready to be written on.
#[derive(Debug)]
pub(super) struct Earlier {
    /// At its end, and locked.
    pub(super) file: File,
    /// Where it is.
    pub(super) path: PathBuf,
    /// The endpoints that are in it.
    pub(super) done: Done,
    /// What its lines say, as far as the exit code is concerned.
    pub(super) totals: Totals,
}

/// How the lines of the file are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    /// The versions of this run: a file that was written with others cannot be continued.
    pub(super) versions: &'a [Version],
    /// Whether each address of a name has a line of its own.
    pub(super) all_addresses: bool,
}

/// Which endpoint a line is about.
fn key(line: &EndpointObject) -> Key {
    let origin = [&line.service, &line.purpose, &line.cloud].map(|field| field.as_deref());
    Key::new(&line.host, line.port, origin)
}

/// As the run that wrote it concluded.
fn left_open(line: &EndpointObject) -> bool {
    let state = |version| line.versions.get(&version).map(|version| version.support);
    is_inconclusive(line.verdict, state, &line.expected.refuse)
}

/// What a file holds.
#[derive(Debug, Default)]
struct Contents {
    keys: Vec<u128>,
    totals: Totals,
    /// Bytes up to the end of the last endpoint that is whole.
    whole: u64,
    /// Where lines begin and end of endpoints that the earlier run did not finish.
    unfinished: Vec<(u64, u64)>,
}

/// Opens the file, or makes it; cuts off what is torn and takes out what was not finished.
///
/// # Errors
/// The file cannot be written to, is in use, or is no jsonl report of such a run: exit 2.
pub(super) fn open(path: &Path, reading: Reading<'_>) -> Result<Earlier, CommandError> {
    let shown = || path.display().to_string();
    let system = |error: io::Error| {
        let cause = crate::report::output::reason(&error);
        CommandError::usage(Message::ErrorResume { path: shown(), cause })
    };
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(system(error)),
    };
    if real.is_dir() {
        return Err(
            CommandError::usage(Message::ErrorResumeDirectory { path: shown() }).hint(Message::HintNameFileInDirectory)
        );
    }
    if real.exists() && !real.is_file() {
        return Err(
            CommandError::usage(Message::ErrorResumeNotFile { path: shown() }).hint(Message::HintResumeRegularFile)
        );
    }
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).clone();
    let file = options.open(&real).map_err(system)?;
    if !lock(&file) {
        return Err(CommandError::usage(Message::ErrorResumeInUse { path: shown() }).hint(Message::HintResumeInUse));
    }
    let contents = read(&file, reading).map_err(|problem| match problem {
        Problem::Read(error) => system(error),
        Problem::Line { number, why, hint } => {
            CommandError::usage(Message::PlaceLine { file: shown(), line: number, problem: why }).hint(*hint)
        }
    })?;
    let file = mend(file, &real, &contents).map_err(system)?;
    Ok(Earlier { file, path: real, done: Done::new(contents.keys), totals: contents.totals })
}

/// Whether the file is ours alone.
fn lock(file: &File) -> bool {
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        // A file system without locks is no reason to refuse.
        Err(TryLockError::Error(error)) => {
            tracing::info!(%error, "the file cannot be locked");
            true
        }
    }
}

/// Leaves only whole lines of finished endpoints, and stands at their end.
fn mend(mut file: File, path: &Path, contents: &Contents) -> io::Result<File> {
    if contents.unfinished.is_empty() {
        file.set_len(contents.whole)?;
        file.seek(SeekFrom::End(0))?;
        return Ok(file);
    }
    // Lines in the midst cannot be cut out of a file. Written beside it and moved: whatever happens, one of both is there.
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new().prefix(".tlsready-").suffix(".partial").tempfile_in(directory)?;
    beside.as_file().set_permissions(file.metadata()?.permissions())?;
    let mut writer = BufWriter::new(beside.as_file_mut());
    let mut at = 0;
    let inside = contents.unfinished.iter().copied().filter(|(_, end)| *end <= contents.whole);
    for (begin, end) in inside.chain([(contents.whole, contents.whole)]) {
        file.seek(SeekFrom::Start(at))?;
        io::copy(&mut (&file).take(begin.saturating_sub(at)), &mut writer)?;
        at = end;
    }
    writer.flush()?;
    drop(writer);
    beside.as_file().sync_all()?;
    // Nobody else knows it yet.
    let _ = beside.as_file().try_lock();
    if cfg!(windows) {
        // An open file cannot be replaced there.
        drop(file);
        return beside.persist(path).map_err(|error| error.error);
    }
    let moved = beside.persist(path).map_err(|error| error.error)?;
    drop(file);
    Ok(moved)
}

/// Why a file cannot be read.
enum Problem {
    Read(io::Error),
    Line { number: u64, why: Box<Message>, hint: Box<Message> },
}

fn read(file: &File, reading: Reading<'_>) -> Result<Contents, Problem> {
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut contents = Contents::default();
    let mut bytes = Vec::new();
    let (mut number, mut end) = (0, 0);
    // Lines of the same endpoint that are still to come: one for each of its addresses.
    let mut group: Option<(Key, usize, Totals)> = None;
    loop {
        bytes.clear();
        let begin = end;
        let count = (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(Problem::Read)?;
        number += 1;
        end += count as u64;
        let Some(line) = bytes.strip_suffix(b"\n") else {
            return match count as u64 {
                LONGEST_LINE => Err(no_report(number, Message::ErrorResumeLineTooLong)),
                _ => check_tail(&bytes, number).map(|()| contents),
            };
        };
        let line: EndpointObject = serde_json::from_slice(line).map_err(|error| not_a_line(number, &error))?;
        check_versions(&line, number, reading.versions)?;
        let key = key(&line);
        let (missing, mut totals) = match group.take() {
            Some((same, missing, totals)) if same == key => (missing, totals),
            Some((_, missing, _)) => return Err(lacks_addresses(number, missing)),
            None if reading.all_addresses => (line.addresses.len().max(1), Totals::default()),
            None => (1, Totals::default()),
        };
        if line.partial {
            contents.unfinished.push((begin, end));
        } else {
            totals.unmet += u64::from(line.unmet);
            totals.inconclusive += u64::from(left_open(&line));
        }
        if missing > 1 {
            group = Some((key, missing - 1, totals));
            continue;
        }
        contents.whole = end;
        if !line.partial {
            contents.keys.push(key.0);
            contents.totals += Totals { endpoints: 1, ..totals };
        }
    }
}

/// What stands after the last line: nothing, or the begin of a line that was being written when the run ended. It is cut off,
/// so it must be ours for certain.
fn check_tail(tail: &[u8], number: u64) -> Result<(), Problem> {
    if !tail.starts_with(BEGIN) && !BEGIN.starts_with(tail) {
        return Err(no_report(number, Message::ErrorResumeLineStart));
    }
    let wrong = match serde_json::from_slice::<serde::de::IgnoredAny>(tail) {
        Err(error) if error.is_eof() => return Ok(()),
        Err(error) => error,
        // Only its end is missing.
        Ok(_) => match serde_json::from_slice::<EndpointObject>(tail) {
            Ok(_) => return Ok(()),
            Err(error) => error,
        },
    };
    Err(not_a_line(number, &wrong))
}

fn not_a_line(number: u64, error: &serde_json::Error) -> Problem {
    no_report(number, Message::ErrorResumeLine { cause: clean(&error.to_string()) })
}

fn problem(number: u64, why: Message, hint: Message) -> Problem {
    Problem::Line { number, why: Box::new(why), hint: Box::new(hint) }
}

fn no_report(number: u64, why: Message) -> Problem {
    problem(number, why, Message::HintResumeOtherFile)
}

fn lacks_addresses(number: u64, missing: usize) -> Problem {
    problem(number, Message::ErrorResumeAddresses { missing: missing as u64 }, Message::HintResumeAddresses)
}

fn check_versions(line: &EndpointObject, number: u64, versions: &[Version]) -> Result<(), Problem> {
    if line.versions.keys().eq(versions) {
        return Ok(());
    }
    let there: Vec<_> = line.versions.keys().map(|version| version.code()).collect();
    let here: Vec<_> = versions.iter().map(|version| version.code()).collect();
    Err(problem(
        number,
        Message::ErrorResumeVersions { earlier: there.join(", "), now: here.join(", ") },
        Message::HintResumeVersions,
    ))
}
