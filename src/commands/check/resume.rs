//! `--resume FILE`: reads what an earlier run wrote, and determines where to continue.
//!
//! The file is the jsonl report of the run. Each endpoint is written to it in one write as soon as it is finished, so a
//! run that is killed leaves complete lines and at most one truncated line, at the end. An endpoint whose lines are
//! complete is not probed again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use super::already_probed::{Done, Key, Question};
use super::sources::{Mismatch, Source};
use crate::clean::clean;
use crate::diagnosis::{Verdict, is_inconclusive};
use crate::error::CommandError;
use crate::message::Message;
use crate::report::contract::endpoint::{EndpointObject, ExpectedObject, OptionsObject};
use crate::report::model::{Scope, Summary};
use crate::report::output::{is_at, make_like};
use crate::run::Totals;
use crate::tls::Version;

/// Upper limit of the lines that this program writes: everything that a peer can contribute to one is bounded.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

/// How each line that this program writes begins.
const BEGIN: &[u8] = b"{\"host\":";

/// The file of an earlier run, ready to be appended to.
#[derive(Debug)]
pub(super) struct Earlier {
    /// Positioned at its end, and locked.
    pub(super) file: File,
    /// The path of the file.
    pub(super) path: PathBuf,
    /// Counts over its lines.
    pub(super) counts: Counts,
}

/// Counts over the lines of a file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// For the exit code.
    pub(super) totals: Totals,
    /// For people.
    pub(super) summary: Summary,
}

impl Counts {
    fn count(&mut self, line: &EndpointObject) {
        let inconclusive = left_open(line);
        self.totals.unmet += u64::from(line.unmet);
        self.totals.inconclusive += u64::from(inconclusive);
        self.summary.count_verdict(line.verdict);
        self.summary.unmet += usize::from(line.unmet);
        self.summary.not_trusted += usize::from(line.trust.as_ref().is_some_and(|trust| trust.verified == Some(false)));
        self.summary.open += usize::from(inconclusive && line.verdict == Verdict::Ready);
    }

    fn add(&mut self, other: Self) {
        self.totals += other.totals;
        self.summary.add(other.summary);
    }
}

/// How to read the lines of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    /// The versions of this run. A file that was written with other versions cannot be continued.
    pub(super) versions: &'a [Version],
    /// What this run tries at each endpoint.
    pub(super) scope: &'a Scope,
}

/// Returns the key of the endpoint that a line is about.
fn key(line: &EndpointObject) -> Key {
    let origin = [&line.service, &line.purpose, &line.cloud].map(|field| field.as_deref());
    Key::new(&line.host, line.port, origin)
}

/// Returns what was asked of the endpoint that a line is about.
fn question(line: &EndpointObject) -> Question {
    Question::new(&line.expected, &line.options)
}

/// Returns whether the endpoint is inconclusive, by the rule that the earlier run used.
fn left_open(line: &EndpointObject) -> bool {
    let state = |version| line.versions.get(&version).map(|version| version.support);
    let not_all = line.options.all_addresses && line.more_addresses > 0;
    not_all || is_inconclusive(line.verdict, state, &line.expected.refuse)
}

/// The contents of a file.
#[derive(Debug, Default)]
struct Contents {
    entries: Vec<(Key, Question)>,
    counts: Counts,
    /// Bytes up to the end of the last complete endpoint.
    whole: u64,
    /// Begin and end of the lines of endpoints that the earlier run did not finish.
    unfinished: Vec<(u64, u64)>,
}

/// Opens or creates the file, removes the targets that are done from the source, and then removes a truncated last line
/// and the endpoints that were not finished from the file. A file that is refused is left unchanged.
///
/// # Errors
/// The file cannot be written, is in use, is not a jsonl report of such a run, or does not belong to these targets and
/// these options (exit 2).
pub(super) fn open(path: &Path, reading: Reading<'_>, source: &mut Source) -> Result<Earlier, CommandError> {
    let shown = || path.display().to_string();
    let system = |error: io::Error| {
        let cause = crate::report::output::reason(&error);
        CommandError::usage(Message::ErrorResume { path: shown(), cause })
    };
    if path.is_dir() {
        return Err(
            CommandError::usage(Message::ErrorResumeDirectory { path: shown() }).hint(Message::HintNameFileInDirectory)
        );
    }
    if path.exists() && !path.is_file() {
        return Err(
            CommandError::usage(Message::ErrorResumeNotFile { path: shown() }).hint(Message::HintResumeRegularFile)
        );
    }
    // The system follows the links, so that its own rules about them apply.
    let Some(file) = open_and_lock(path).map_err(system)? else {
        return Err(CommandError::usage(Message::ErrorResumeInUse { path: shown() }).hint(Message::HintResumeInUse));
    };
    let real = path.canonicalize().map_err(system)?;
    let refuse = |problem| match problem {
        Problem::Read(error) => system(error),
        Problem::Line { number, why, hint } => {
            CommandError::usage(Message::PlaceLine { file: shown(), line: number, problem: why }).hint(*hint)
        }
    };
    let mut contents = read(&file, reading).map_err(refuse)?;
    let done = Done::new(std::mem::take(&mut contents.entries));
    if let Some(mismatch) = source.leave_out(done, reading.scope)? {
        return Err(refuse(explain(&file, &mismatch, reading.scope)));
    }
    let file = mend(file, &real, &contents).map_err(system)?;
    Ok(Earlier { file, path: real, counts: contents.counts })
}

/// Opens or creates the file for appending, and locks it. Returns `None` if another process uses it.
fn open_and_lock(path: &Path) -> io::Result<Option<File>> {
    // Another run may replace the file between opening and locking; then the lock is on a file without a name.
    for _ in 0..3 {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        if !lock(&file) {
            return Ok(None);
        }
        if is_at(&file, path) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Finds the line of the file that does not fit the targets of this run, and says why.
fn explain(file: &File, mismatch: &Mismatch, scope: &Scope) -> Problem {
    let found = |line: &EndpointObject| match mismatch {
        Mismatch::Question(target) => key(line) == Key::of(target) && question(line) != Question::of(target, scope),
        Mismatch::OtherList(done) => done.is_unmet(key(line)),
    };
    let (number, line) = match find(file, found) {
        Ok(Some(found)) => found,
        Ok(None) => return no_report(1, Message::ErrorResumeLineStart),
        Err(problem) => return problem,
    };
    let endpoint = clean(&format!("{}:{}", line.host, line.port));
    match mismatch {
        Mismatch::Question(target) => {
            let (earlier, now) = differences(
                &(&line.expected, &line.options),
                &(ExpectedObject::new(&target.expectation), OptionsObject::new(target, scope)),
            );
            problem(number, Message::ErrorResumeQuestion { endpoint, earlier, now }, Message::HintResumeQuestion)
        }
        Mismatch::OtherList(done) => {
            let count = done.unmet() as u64;
            problem(number, Message::ErrorResumeOtherList { endpoint, count }, Message::HintResumeOtherList)
        }
    }
}

/// Returns the fields that differ, as the file names them: `expected.trust = false`.
fn differences(earlier: &impl Serialize, now: &impl Serialize) -> (String, String) {
    let (mut there, mut here) = (Vec::new(), Vec::new());
    for ((name, earlier), now) in ["expected", "options"].into_iter().zip(fields(earlier)).zip(fields(now)) {
        let (Value::Object(earlier), Value::Object(now)) = (earlier, now) else { continue };
        for (field, value) in &now {
            let before = earlier.get(field).unwrap_or(&Value::Null);
            if before != value {
                there.push(clean(&format!("{name}.{field} = {before}")));
                here.push(clean(&format!("{name}.{field} = {value}")));
            }
        }
    }
    (there.join(", "), here.join(", "))
}

fn fields(value: &impl Serialize) -> Vec<Value> {
    match serde_json::to_value(value) {
        Ok(Value::Array(objects)) => objects,
        _ => Vec::new(),
    }
}

/// Returns whether no other process uses the file.
fn lock(file: &File) -> bool {
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        // A file system that does not support locks is not a reason to refuse.
        Err(TryLockError::Error(error)) => {
            tracing::info!(%error, "the file cannot be locked");
            true
        }
    }
}

/// Keeps only complete lines of finished endpoints, and positions the file at its end.
fn mend(mut file: File, path: &Path, contents: &Contents) -> io::Result<File> {
    if contents.unfinished.is_empty() {
        file.set_len(contents.whole)?;
        file.seek(SeekFrom::End(0))?;
        return Ok(file);
    }
    // Lines in the middle cannot be cut out of a file, so the rest is written to a second file that then replaces the
    // first. Whatever happens, one of the two is complete.
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    let mut beside = builder.prefix(".tlsready-").suffix(".partial").append(true).tempfile_in(directory)?;
    make_like(beside.as_file(), &file.metadata()?)?;
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
    // Cannot fail: no other process knows the new file yet.
    let _ = beside.as_file().try_lock();
    if cfg!(windows) {
        // Windows cannot replace an open file.
        drop(file);
        return beside.persist(path).map_err(|error| error.error);
    }
    let moved = beside.persist(path).map_err(|error| error.error)?;
    drop(file);
    Ok(moved)
}

/// Why a file cannot be used.
enum Problem {
    Read(io::Error),
    Line { number: u64, why: Box<Message>, hint: Box<Message> },
}

fn read(file: &File, reading: Reading<'_>) -> Result<Contents, Problem> {
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut contents = Contents::default();
    let mut bytes = Vec::new();
    let (mut number, mut end) = (0, 0);
    // The endpoint whose lines are incomplete, and how many are missing: it has one line per address.
    let mut group: Option<(Key, usize, Counts)> = None;
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
        let (missing, mut counts) = match group.take() {
            Some((same, missing, counts)) if same == key => (missing, counts),
            Some((_, missing, _)) => return Err(lacks_addresses(number, missing)),
            None if reading.scope.all_addresses => (line.addresses.len().max(1), Counts::default()),
            None => (1, Counts::default()),
        };
        if line.partial {
            contents.unfinished.push((begin, end));
        } else {
            counts.count(&line);
        }
        if missing > 1 {
            group = Some((key, missing - 1, counts));
            continue;
        }
        contents.whole = end;
        if !line.partial {
            contents.entries.push((key, question(&line)));
            counts.totals.endpoints += 1;
            contents.counts.add(counts);
        }
    }
}

/// Returns the first complete line for which the condition holds, and its number.
fn find(mut file: &File, is_it: impl Fn(&EndpointObject) -> bool) -> Result<Option<(u64, EndpointObject)>, Problem> {
    file.rewind().map_err(Problem::Read)?;
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(Problem::Read)?;
        let Some(line) = bytes.strip_suffix(b"\n") else { return Ok(None) };
        let line: EndpointObject = serde_json::from_slice(line).map_err(|error| not_a_line(number, &error))?;
        if is_it(&line) {
            return Ok(Some((number, line)));
        }
    }
    Ok(None)
}

/// Checks what follows the last line end: nothing, or the beginning of a line that was being written when the run
/// ended. The tail will be cut off, so it must certainly be from this program.
fn check_tail(tail: &[u8], number: u64) -> Result<(), Problem> {
    if !tail.starts_with(BEGIN) && !BEGIN.starts_with(tail) {
        return Err(no_report(number, Message::ErrorResumeLineStart));
    }
    let wrong = match serde_json::from_slice::<serde::de::IgnoredAny>(tail) {
        Err(error) if error.is_eof() => return Ok(()),
        Err(error) => error,
        // Only the line end is missing.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::MOST_ADDRESSES;
    use crate::report::formats::Format;
    use crate::report::formats::jsonl::JsonLines;
    use crate::report::model::MOST_ATTEMPTS;
    use crate::report::sample::every_outcome;

    /// What is written must be read again, whatever DNS and the peers said.
    #[test]
    fn the_longest_line_is_below_the_limit() {
        for mut endpoint in every_outcome().endpoints {
            let address = "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535".parse().expect("an address");
            endpoint.addresses = vec![address; MOST_ADDRESSES];
            let Some(attempt) = endpoint.attempts.first_mut() else { continue };
            attempt.address = Some(address);
            endpoint.attempts = vec![attempt.clone(); MOST_ATTEMPTS];
            let mut line = Vec::new();
            JsonLines.endpoint(&mut line, &endpoint).expect("a line");
            assert!((line.len() as u64) < LONGEST_LINE / 2, "{} bytes", line.len());
        }
    }
}
