//! Bytes that came and are not used up yet.

/// A queue of bytes that are looked at in place. What is used up is moved out only when more comes: a peer that sends thousands
/// of tiny records at once must not make us move the rest thousands of times.
#[derive(Debug)]
pub(super) struct Backlog {
    bytes: Vec<u8>,
    /// How many of the first ones are used up.
    used: usize,
}

impl Backlog {
    pub(super) const fn new() -> Self {
        Self { bytes: Vec::new(), used: 0 }
    }

    /// What is not used up.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.used..).unwrap_or_default()
    }

    /// More has come.
    pub(super) fn extend(&mut self, more: &[u8]) {
        self.bytes.drain(..self.used.min(self.bytes.len()));
        self.used = 0;
        self.bytes.extend_from_slice(more);
    }

    /// So many more of the first ones are used up.
    pub(super) fn consume(&mut self, count: usize) {
        self.used += count;
        if self.used >= self.bytes.len() {
            self.bytes.clear();
            self.used = 0;
        }
    }

    /// How many bytes are kept, used up or not.
    #[cfg(any(test, fuzzing))]
    pub(super) fn held(&self) -> usize {
        self.bytes.len()
    }
}
