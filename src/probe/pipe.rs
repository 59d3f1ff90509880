//! A stream in memory, for libraries that need one: what they write is collected, and what they read was put there
//! before.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
struct Buffers {
    inbound: VecDeque<u8>,
    closed: bool,
    outbound: Vec<u8>,
}

/// Both ends of the pipe; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipe(Arc<Mutex<Buffers>>);

impl Pipe {
    fn buffers(&self) -> MutexGuard<'_, Buffers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds bytes from the peer for the library to read.
    pub(crate) fn feed(&self, input: &[u8], closed: bool) {
        let mut buffers = self.buffers();
        buffers.inbound.extend(input);
        buffers.closed |= closed;
    }

    /// Takes what the library has written.
    pub(crate) fn drain(&self, output: &mut Vec<u8>) {
        output.append(&mut self.buffers().outbound);
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut buffers = self.buffers();
        if buffers.inbound.is_empty() && !buffers.closed {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        buffers.inbound.read(buffer)
    }
}

impl Write for Pipe {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.buffers().outbound.extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
