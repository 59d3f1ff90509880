//! Bytes that were received and not consumed yet.

/// A queue of bytes that is read in place. Consumed bytes are removed only when more bytes arrive: a peer that sends
/// thousands of tiny records at once must not make us move the rest thousands of times.
#[derive(Debug)]
pub(super) struct Backlog {
    bytes: Vec<u8>,
    /// How many bytes at the front are consumed.
    used: usize,
}

impl Backlog {
    pub(super) const fn new() -> Self {
        Self { bytes: Vec::new(), used: 0 }
    }

    /// Returns the bytes that are not consumed.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.used..).unwrap_or_default()
    }

    /// Appends bytes.
    pub(super) fn extend(&mut self, more: &[u8]) {
        self.bytes.drain(..self.used.min(self.bytes.len()));
        self.used = 0;
        self.bytes.extend_from_slice(more);
    }

    /// Marks this many more bytes at the front as consumed.
    pub(super) fn consume(&mut self, count: usize) {
        self.used += count;
        if self.used >= self.bytes.len() {
            self.bytes.clear();
            self.used = 0;
        }
    }

    /// Returns how many bytes are held, consumed or not.
    #[cfg(any(test, fuzzing))]
    pub(super) fn held(&self) -> usize {
        self.bytes.len()
    }
}
