//! The one door out: reports go to stdout or to a file through here, everything else to stderr.

use std::io::{self, Write};

use crate::error::CommandError;

/// Says on stderr why a command could not give its answer. A closed stderr is no reason to panic.
pub fn complain(error: &CommandError) {
    let _ = writeln!(io::stderr(), "{error}");
}

/// Where a report goes.
#[derive(Debug)]
pub struct Output {
    stdout: io::Stdout,
    closed: bool,
}

impl Output {
    /// Standard output. A reader that has closed it (`| head`) ends the writing without a word.
    pub fn stdout() -> Self {
        Self { stdout: io::stdout(), closed: false }
    }

    /// Writes and flushes. `Ok` also when the reader has gone.
    ///
    /// # Errors
    /// Any other failure to write (a full disk behind a redirection): exit 4.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), CommandError> {
        if self.closed {
            return Ok(());
        }
        let mut stdout = self.stdout.lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => Err(CommandError::failed(format!("cannot write the report: {error}"))),
        }
    }

    /// Whether the reader has gone.
    pub const fn is_closed(&self) -> bool {
        self.closed
    }
}
