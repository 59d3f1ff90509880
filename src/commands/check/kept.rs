//! Keeps what is read from a stream that cannot be read twice, so that it can be.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::SpooledTempFile;

/// Bytes that are kept in memory; more go to a temporary file.
const IN_MEMORY: usize = 1024 * 1024;

/// The bytes that were read so far.
#[derive(Clone)]
pub(super) struct Kept(Arc<Mutex<SpooledTempFile>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(SpooledTempFile::new(IN_MEMORY))))
    }
}

impl Kept {
    /// Wraps a stream, of which everything that is read is kept.
    pub(super) fn keeping<R: Read>(&self, from: R) -> impl Read + use<R> {
        Keeping { from, kept: self.clone() }
    }

    /// Returns what was kept, from its beginning. Call it when the stream that keeps is gone.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub(super) fn read_again(&self) -> io::Result<impl Read + Send + use<>> {
        let empty = SpooledTempFile::new(IN_MEMORY);
        let mut all = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), empty);
        io::Seek::rewind(&mut all)?;
        Ok(all)
    }
}

struct Keeping<R> {
    from: R,
    kept: Kept,
}

impl<R: Read> Read for Keeping<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.kept.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&into[..count])?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_read_again_and_then_the_rest() {
        let all: Vec<u8> = (0..3 * IN_MEMORY).map(|number| (number % 251) as u8).collect();
        for ahead in [0, 7, IN_MEMORY, 2 * IN_MEMORY + 1] {
            let mut stream = all.as_slice();
            let kept = Kept::default();
            let mut keeping = kept.keeping(&mut stream);
            let mut some = vec![0; ahead];
            keeping.read_exact(&mut some).expect("so many");
            drop(keeping);
            assert_eq!(some, all[..ahead]);
            let mut again = Vec::new();
            kept.read_again().expect("it can").chain(stream).read_to_end(&mut again).expect("it can");
            assert!(again == all, "{ahead}");
        }
    }
}
