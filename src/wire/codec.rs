//! Length-prefixed reading and writing, as in the TLS presentation language (RFC 8446, section 3).

use super::WireProblem;

/// Reads from a slice without indexing, so it cannot read past the end.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    /// The structure that encloses these bytes, for error messages.
    inside: &'static str,
}

impl<'a> Cursor<'a> {
    pub(crate) const fn new(bytes: &'a [u8], inside: &'static str) -> Self {
        Self { bytes, inside }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.bytes)
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], WireProblem> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(WireProblem::Truncated(self.inside))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], WireProblem> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(WireProblem::Truncated(self.inside))?;
        self.bytes = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, WireProblem> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, WireProblem> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u24(&mut self) -> Result<usize, WireProblem> {
        self.array().map(|[high, middle, low]| usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low))
    }

    /// Reads a vector with a length of one byte.
    pub(crate) fn vector8(&mut self, inside: &'static str) -> Result<Self, WireProblem> {
        let length = self.u8()?;
        self.take(length.into()).map(|bytes| Cursor::new(bytes, inside))
    }

    /// Reads a `SessionID` or `legacy_session_id` (RFC 5246, 7.4.1.2; RFC 8446, 4.1.2): at most 32 bytes, in the hellos
    /// of both sides.
    pub(crate) fn session_id(&mut self) -> Result<&'a [u8], WireProblem> {
        let length = self.u8()?;
        if length > 32 {
            return Err(WireProblem::SessionIdTooLong(length));
        }
        self.take(length.into())
    }

    /// Reads a vector with a length of two bytes.
    pub(crate) fn vector16(&mut self, inside: &'static str) -> Result<Self, WireProblem> {
        let length = self.u16()?;
        self.take(length.into()).map(|bytes| Cursor::new(bytes, inside))
    }

    /// Reads a vector with a length of three bytes.
    pub(crate) fn vector24(&mut self, inside: &'static str) -> Result<Self, WireProblem> {
        let length = self.u24()?;
        self.take(length).map(|bytes| Cursor::new(bytes, inside))
    }

    /// Reads the remaining bytes as numbers of two bytes.
    pub(crate) fn all_u16(mut self) -> Result<Vec<u16>, WireProblem> {
        let mut numbers = Vec::with_capacity(self.bytes.len() / 2);
        while !self.is_empty() {
            numbers.push(self.u16()?);
        }
        Ok(numbers)
    }

    /// Fails if bytes remain.
    pub(crate) fn finish(self) -> Result<(), WireProblem> {
        if self.bytes.is_empty() { Ok(()) } else { Err(WireProblem::Trailing(self.inside)) }
    }
}

/// Appends numbers and length-prefixed blocks to a vector. We build all blocks ourselves, and they are short, so
/// lengths fit.
pub(crate) trait Put {
    fn put_u8(&mut self, number: u8);
    fn put_u16(&mut self, number: u16);
    fn put_vector8(&mut self, write: impl FnOnce(&mut Vec<u8>));
    fn put_vector16(&mut self, write: impl FnOnce(&mut Vec<u8>));
    fn put_vector24(&mut self, write: impl FnOnce(&mut Vec<u8>));
}

impl Put for Vec<u8> {
    fn put_u8(&mut self, number: u8) {
        self.push(number);
    }

    fn put_u16(&mut self, number: u16) {
        self.extend_from_slice(&number.to_be_bytes());
    }

    fn put_vector8(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        put_vector::<1>(self, write);
    }

    fn put_vector16(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        put_vector::<2>(self, write);
    }

    fn put_vector24(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        put_vector::<3>(self, write);
    }
}

fn put_vector<const WIDTH: usize>(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; WIDTH]);
    write(bytes);
    let length = (bytes.len() - start - WIDTH).to_be_bytes();
    bytes[start..start + WIDTH].copy_from_slice(&length[length.len() - WIDTH..]);
}
