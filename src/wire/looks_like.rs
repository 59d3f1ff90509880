//! What answers that are not TLS look like.

use serde::Serialize;

/// How many bytes are enough for a guess.
const ENOUGH: usize = 64;

/// A guess at the protocol of bytes that are not TLS.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LooksLike {
    /// An HTTP response.
    Http,
    /// An SSH banner.
    Ssh,
    /// An SMTP (or LMTP) greeting or reply.
    Smtp,
    /// An FTP greeting.
    Ftp,
    /// An IMAP greeting.
    Imap,
    /// A POP3 greeting.
    Pop3,
    /// Our own bytes, echoed.
    Echo,
    /// SSL 2.0.
    Ssl2,
    /// Readable text of an unknown protocol.
    Text,
    /// Anything else.
    Unknown,
}

impl LooksLike {
    /// Returns the word used in data, by which the catalog chooses.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Returns whether the first bytes can begin a TLS record: a known content type, and major version 3.
pub(super) fn may_be_tls(bytes: &[u8]) -> bool {
    bytes.first().is_none_or(|kind| (20..=23).contains(kind)) && bytes.get(1).is_none_or(|major| *major == 3)
}

/// Returns the first bytes once they are enough for a guess: a line, or the most that are ever considered. They do not
/// depend on how the bytes were split in transit, so neither does the guess.
pub(super) fn enough(bytes: &[u8]) -> Option<&[u8]> {
    let first = &bytes[..bytes.len().min(ENOUGH)];
    // A byte above 127 does not begin a line of text; it may begin SSL 2.0, where 10 is a length.
    let is_text = first.first().is_some_and(u8::is_ascii);
    match first.iter().position(|byte| *byte == b'\n') {
        Some(end) if is_text => Some(&first[..=end]),
        _ => (first.len() == ENOUGH).then_some(first),
    }
}

/// Guesses the protocol from the first bytes, which are known not to be TLS.
pub(super) fn guess(bytes: &[u8]) -> LooksLike {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default().to_ascii_uppercase();
    let has = |word: &[u8]| line.windows(word.len()).any(|window| window == word);
    if line.starts_with(b"HTTP/") || line.starts_with(b"<!DOCTYPE HTML") || line.starts_with(b"<HTML") {
        LooksLike::Http
    } else if line.starts_with(b"SSH-") {
        LooksLike::Ssh
    } else if line.starts_with(b"* OK") || line.starts_with(b"* PREAUTH") || line.starts_with(b"* BYE") {
        LooksLike::Imap
    } else if line.starts_with(b"+OK") || line.starts_with(b"-ERR") {
        LooksLike::Pop3
    } else if is_reply_code(&line) {
        if has(b"FTP") { LooksLike::Ftp } else { LooksLike::Smtp }
    } else if matches!(bytes, [high, _, 4, ..] if high & 0x80 != 0) {
        // An SSL 2.0 record with a SERVER-HELLO (draft-hickman-netscape-ssl-00, 2.6).
        LooksLike::Ssl2
    } else if !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')) {
        LooksLike::Text
    } else {
        LooksLike::Unknown
    }
}

/// Returns whether a line begins with three digits and a space or a hyphen, like replies of SMTP and FTP (RFC 5321,
/// 4.2; RFC 959, 4.2).
fn is_reply_code(line: &[u8]) -> bool {
    matches!(line, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings() {
        for (bytes, what) in [
            (&b"HTTP/1.1 400 Bad Request\r\n"[..], LooksLike::Http),
            (b"<html><head>", LooksLike::Http),
            (b"SSH-2.0-OpenSSH_9.2\r\n", LooksLike::Ssh),
            (b"220 mail.example ESMTP\r\n", LooksLike::Smtp),
            (b"220 (vsFTPd 3.0.3)\r\n", LooksLike::Ftp),
            (b"* OK [CAPABILITY IMAP4rev1]", LooksLike::Imap),
            (b"+OK ready", LooksLike::Pop3),
            (b"\x80\x21\x04\x00\x01\x00\x02", LooksLike::Ssl2),
            (b"hello\n", LooksLike::Text),
            (b"\x00\x01\x02", LooksLike::Unknown),
        ] {
            assert_eq!(guess(bytes), what, "{bytes:?}");
        }
    }
}
