//! All output: reports go to stdout or a file through this module, everything else to stderr.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{CommandError, Problem};
use crate::message::Message;
use crate::patience::{self, PATIENCE};
use crate::say::Words;

/// Prints on stderr why a command failed.
pub fn complain(error: &CommandError, words: &Words) {
    to_stderr(&error.text(words));
}

/// Prints a note of one line on stderr.
pub fn note(words: &Words, message: &Message) {
    to_stderr(&format!("{}\n", words.say(message)));
}

/// Prints a line on stderr.
pub fn line(text: &str) {
    to_stderr(&format!("{text}\n"));
}

/// Prints a problem that does not end the command on stderr, with its hints.
pub fn problem(words: &Words, problem: &Problem) {
    to_stderr(&problem.text(words));
}

/// Writes to stderr. A closed stderr is not a reason to stop.
fn to_stderr(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// The destination of a report. A file is in place only after [`Output::finish`].
#[derive(Debug)]
pub struct Output {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Stdout {
        stdout: io::Stdout,
        closed: bool,
    },
    /// Written next to its final place and moved there when it is complete.
    File {
        temporary: NamedTempFile,
        path: PathBuf,
    },
    /// A file that is extended line by line.
    Appended {
        file: File,
        path: PathBuf,
        /// How long the file is if nobody else changes it.
        length: u64,
    },
    /// A device or a pipe, which cannot be replaced.
    Device {
        device: File,
        path: PathBuf,
        closed: bool,
    },
}

impl Output {
    /// Writes to standard output. If its reader closes it early (`| head`), the rest is silently discarded.
    pub fn stdout() -> Self {
        Self { place: Place::Stdout { stdout: io::stdout(), closed: false } }
    }

    /// Opens the destination of `--output`; standard output if that is absent or `-`. Open it before probing.
    ///
    /// # Errors
    /// A path that cannot be written to: exit 2.
    pub fn open(path: Option<&Path>) -> Result<Self, CommandError> {
        match path {
            None => Ok(Self::stdout()),
            Some(path) if path == Path::new("-") => Ok(Self::stdout()),
            Some(path) => Self::file(path),
        }
    }

    /// Writes a file atomically: until [`Output::finish`], an existing file stays as it is. A device or a named pipe is
    /// written to immediately; a pipe is waited for until a program reads from it, for [`PATIENCE`].
    ///
    /// # Errors
    /// A path that cannot be written to: exit 2.
    pub fn file(path: &Path) -> Result<Self, CommandError> {
        let its_path = path.to_owned();
        patience::within(move || Self::file_at_once(&its_path)).unwrap_or_else(|| {
            let path = path.display().to_string();
            Err(CommandError::usage(Message::ErrorOutputLate { path, within: PATIENCE }).hint(Message::HintOutputLate))
        })
    }

    fn file_at_once(path: &Path) -> Result<Self, CommandError> {
        let shown = || path.display().to_string();
        let refuse = |message, hint| Err(CommandError::usage(message).hint(hint));
        let impossible = |error: &io::Error| refuse(cannot_write(path, error), Message::HintOtherOutput);
        let ends_as_directory = path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
        if path.as_os_str().is_empty() {
            return refuse(Message::ErrorOutputEmpty, Message::HintNameFile);
        }
        if path.is_dir() || ends_as_directory {
            return refuse(Message::ErrorOutputDirectory { path: shown() }, Message::HintNameFileInDirectory);
        }
        // A device, or a pipe, which has no path of its own where /dev/stdout leads.
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return match OpenOptions::new().write(true).open(path) {
                Ok(device) => Ok(Self { place: Place::Device { device, path: path.to_owned(), closed: false } }),
                Err(error) => impossible(&error),
            };
        }
        // If the path is a symbolic link, replace its target, not the link.
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
                return refuse(Message::ErrorOutputDanglingLink { path: shown() }, Message::HintOtherOutput);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            Err(error) => return impossible(&error),
        };
        // A file that may not be written to is not replaced either, although its directory would allow it. The system
        // follows the links here, so that its own rules about them apply.
        let existing = match OpenOptions::new().write(true).open(path) {
            Ok(file) => match file.metadata() {
                Ok(metadata) if !metadata.is_file() => {
                    return Ok(Self { place: Place::Device { device: file, path: path.to_owned(), closed: false } });
                }
                Ok(metadata) if is_at(&file, &real) => Some(metadata),
                Ok(_) => return impossible(&io::Error::from(io::ErrorKind::NotFound)),
                Err(error) => return impossible(&error),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return impossible(&error),
        };
        let directory = match real.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if !directory.exists() {
            let directory = directory.display().to_string();
            return refuse(Message::ErrorOutputNoDirectory { path: shown(), directory }, Message::HintCreateDirectory);
        }
        match temporary_file(directory, existing.as_ref()) {
            Ok(temporary) => Ok(Self { place: Place::File { temporary, path: real } }),
            Err(error) => impossible(&error),
        }
    }

    /// Writes to the end of a file that is already open. What is written is in the file immediately.
    ///
    /// # Errors
    /// The length of the file cannot be read: exit 2.
    pub fn appending(file: File, path: PathBuf) -> Result<Self, CommandError> {
        match file.metadata() {
            Ok(metadata) => Ok(Self { place: Place::Appended { file, path, length: metadata.len() } }),
            Err(error) => Err(CommandError::usage(cannot_write(&path, &error))),
        }
    }

    /// Writes and flushes. Returns `Ok` even if the reader has closed the output.
    ///
    /// # Errors
    /// Any other failure to write (a full disk): exit 4.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), CommandError> {
        match &mut self.place {
            Place::Stdout { closed: true, .. } | Place::Device { closed: true, .. } => Ok(()),
            Place::Stdout { stdout, closed } => {
                let mut stdout = stdout.lock();
                match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
                    Ok(()) => Ok(()),
                    Err(error) if has_gone(&error) => {
                        *closed = true;
                        Ok(())
                    }
                    Err(error) => Err(CommandError::failed(Message::ErrorWriteStdout { cause: reason(&error) })),
                }
            }
            Place::Device { device, path, closed } => match device.write_all(bytes) {
                Ok(()) => Ok(()),
                Err(error) if has_gone(&error) => {
                    *closed = true;
                    Ok(())
                }
                Err(error) => Err(CommandError::failed(cannot_write(path, &error))),
            },
            Place::Appended { file, path, length } => {
                check_unchanged(file, path, *length)?;
                *length += bytes.len() as u64;
                file.write_all(bytes).map_err(|error| {
                    CommandError::failed(cannot_write(path, &error)).hint(Message::HintRunAgainToContinue)
                })
            }
            Place::File { temporary, path } => {
                temporary.as_file_mut().write_all(bytes).map_err(|error| cannot_put(path, &error))
            }
        }
    }

    /// Moves a file to its place. Without this call, or if it fails, an existing file stays as it was.
    ///
    /// # Errors
    /// The file cannot be written out or moved: exit 4.
    pub fn finish(self) -> Result<(), CommandError> {
        let (temporary, path) = match self.place {
            Place::File { temporary, path } => (temporary, path),
            Place::Appended { file, path, length } => return check_unchanged(&file, &path, length),
            Place::Stdout { .. } | Place::Device { .. } => return Ok(()),
        };
        // Some disks report only here that they are full.
        temporary.as_file().sync_all().map_err(|error| cannot_put(&path, &error))?;
        temporary.persist(&path).map_err(|error| cannot_put(&path, &error.error))?;
        Ok(())
    }

    /// Returns whether this is standard output.
    pub const fn is_stdout(&self) -> bool {
        matches!(self.place, Place::Stdout { .. })
    }

    /// Returns whether the reader has closed the output.
    pub const fn is_closed(&self) -> bool {
        matches!(self.place, Place::Stdout { closed: true, .. } | Place::Device { closed: true, .. })
    }
}

/// Makes a file next to the one to be written, with the permissions that the latter has or would get.
fn temporary_file(directory: &Path, existing: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tlsready-").suffix(".partial");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The system applies the umask.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temporary = builder.tempfile_in(directory)?;
    if let Some(metadata) = existing {
        make_like(temporary.as_file(), metadata)?;
    }
    Ok(temporary)
}

/// Gives a new file the owner and the permissions of the one that it will replace, without the bits that run it as somebody
/// else.
///
/// # Errors
/// This user may not give files to that owner, who would lose the file.
pub fn make_like(file: &File, existing: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        let own = file.metadata()?;
        let changed = |wanted, is| (wanted != is).then_some(wanted);
        let (user, group) = (changed(existing.uid(), own.uid()), changed(existing.gid(), own.gid()));
        if user.is_some() || group.is_some() {
            fchown(file, user, group)?;
        }
        file.set_permissions(fs::Permissions::from_mode(existing.permissions().mode() & 0o777))
    }
    #[cfg(not(unix))]
    file.set_permissions(existing.permissions())
}

/// A file that is appended to must be what this program made of it: rows that nobody finds are not written.
fn check_unchanged(file: &File, path: &Path, length: u64) -> Result<(), CommandError> {
    if is_at(file, path) && file.metadata().is_ok_and(|metadata| metadata.len() == length) {
        return Ok(());
    }
    let path = path.display().to_string();
    Err(CommandError::failed(Message::ErrorResumeChanged { path }).hint(Message::HintResumeChanged))
}

/// Whether this open file is still the one at the path: nobody has replaced or removed it.
pub fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        matches!((file.metadata().map(id), fs::metadata(path).map(id)), (Ok(open), Ok(there)) if open == there)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

fn has_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn cannot_write(path: &Path, error: &io::Error) -> Message {
    Message::ErrorWriteReport { path: path.display().to_string(), cause: reason(error) }
}

/// Does the same as [`cannot_write`] for a file that is written completely or not at all.
fn cannot_put(path: &Path, error: &io::Error) -> CommandError {
    CommandError::failed(cannot_write(path, error)).hint(Message::HintExistingUnchanged)
}

/// Returns the system's error text, without the number in parentheses.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error ") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn refused(path: &Path) -> Message {
        let error = Output::file(path).expect_err("must be refused");
        assert_eq!(error.exit(), Exit::Usage, "{error:?}");
        error.problems()[0].message.clone()
    }

    fn entries(directory: &Path) -> usize {
        fs::read_dir(directory).unwrap().count()
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.json");
        fs::write(&path, "old").unwrap();

        let mut dropped = Output::file(&path).unwrap();
        dropped.write(b"half of a rep").unwrap();
        drop(dropped);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(entries(directory.path()), 1, "nothing is left behind");

        let mut finished = Output::file(&path).unwrap();
        finished.write(b"one\n").unwrap();
        finished.write(b"two\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        finished.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        assert_eq!(entries(directory.path()), 1);
    }

    #[test]
    fn impossible_paths_are_refused_before_the_run() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        assert!(matches!(refused(path), Message::ErrorOutputDirectory { .. }));
        assert!(matches!(refused(&path.join("new/")), Message::ErrorOutputDirectory { .. }));
        let missing = refused(&path.join("missing/report.json"));
        assert!(
            matches!(&missing, Message::ErrorOutputNoDirectory { directory, .. } if directory.ends_with("missing")),
            "{missing:?}"
        );
        assert_eq!(refused(Path::new("")), Message::ErrorOutputEmpty);
        fs::write(path.join("file"), "").unwrap();
        assert!(matches!(refused(&path.join("file/report.json")), Message::ErrorWriteReport { .. }));
        assert_eq!(entries(path), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let directory = tempfile::tempdir().unwrap();
        let (real, link) = (directory.path().join("real"), directory.path().join("link"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        let mut output = Output::file(&link).unwrap();
        output.write(b"new").unwrap();
        output.finish().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_dangling_link_is_not_replaced_and_no_bit_runs_the_report() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        symlink("missing", &link).unwrap();
        assert!(matches!(refused(&link), Message::ErrorOutputDanglingLink { .. }));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o6755)).unwrap();
        Output::file(&file).unwrap().finish().unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o7777, 0o755);
    }

    /// Only root can give files away, so only root can test it.
    #[cfg(unix)]
    #[test]
    fn the_owner_keeps_the_file() {
        use std::os::unix::fs::{MetadataExt, chown};
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        fs::write(&file, "old").unwrap();
        if chown(&file, Some(12_345), Some(54_321)).is_err() {
            return;
        }
        let mut output = Output::file(&file).unwrap();
        output.write(b"new").unwrap();
        output.finish().unwrap();
        let metadata = fs::metadata(&file).unwrap();
        assert_eq!((metadata.uid(), metadata.gid(), metadata.len()), (12_345, 54_321, 3));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_somebody_else_changed_is_not_appended_to() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("done.jsonl");
        let open = || {
            fs::write(&path, "one\n").unwrap();
            let file = OpenOptions::new().append(true).open(&path).unwrap();
            let mut output = Output::appending(file, path.clone()).unwrap();
            output.write(b"two\n").unwrap();
            output
        };
        let changes: [fn(&Path); 4] = [
            |path| fs::write(path, "").unwrap(),
            |path| fs::write(path, "one\ntwo\nthree\n").unwrap(),
            |path| fs::remove_file(path).unwrap(),
            |path| {
                fs::write(path.with_extension("new"), "one\ntwo\n").unwrap();
                fs::rename(path.with_extension("new"), path).unwrap();
            },
        ];
        for change in changes {
            let mut writing = open();
            change(&path);
            let error = writing.write(b"four\n").expect_err("it was changed");
            assert_eq!(error.exit(), Exit::Failed);
            assert!(!fs::read_to_string(&path).unwrap_or_default().contains("four"), "nothing is added");
            let ending = open();
            change(&path);
            assert!(ending.finish().is_err());
        }
        open().finish().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn devices_are_written_to_and_not_replaced() {
        use std::os::unix::fs::FileTypeExt;
        let mut output = Output::file(Path::new("/dev/null")).unwrap();
        output.write(b"gone").unwrap();
        output.finish().unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());

        let mut full = Output::file(Path::new("/dev/full")).unwrap();
        let error = full.write(b"no room").expect_err("a full device");
        assert_eq!(error.exit(), Exit::Failed);
    }
}
