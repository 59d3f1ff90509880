//! Alerts (RFC 8446, section 6, and the IANA registry "TLS Alerts").

use std::fmt;

use serde::{Serialize, Serializer};

/// How serious the sender says the alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlertLevel {
    /// The sender continues.
    Warning,
    /// The sender ends the connection.
    Fatal,
    /// Any other number, as received.
    Unknown(u8),
}

impl AlertLevel {
    /// Returns the level with this number (RFC 8446, 6).
    pub const fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Warning,
            2 => Self::Fatal,
            other => Self::Unknown(other),
        }
    }
}

/// The reason that an alert gives, by its registered number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertDescription(pub u8);

impl AlertDescription {
    /// The peer closes the connection properly.
    pub const CLOSE_NOTIFY: Self = Self(0);
    /// No acceptable set of parameters.
    pub const HANDSHAKE_FAILURE: Self = Self(40);
    /// The version is recognized but not supported.
    pub const PROTOCOL_VERSION: Self = Self(70);
    /// The peer wants stronger parameters than were offered.
    pub const INSUFFICIENT_SECURITY: Self = Self(71);
    /// Something went wrong on the peer's side.
    pub const INTERNAL_ERROR: Self = Self(80);
    /// The peer suspects that a third party lowered the version.
    pub const INAPPROPRIATE_FALLBACK: Self = Self(86);
    /// The peer does not serve the requested name.
    pub const UNRECOGNIZED_NAME: Self = Self(112);
    /// The peer wants a client certificate and got none (TLS 1.3).
    pub const CERTIFICATE_REQUIRED: Self = Self(116);
    /// The peer serves none of the application protocols offered, or requires that some are offered (RFC 7301, 3.2).
    pub const NO_APPLICATION_PROTOCOL: Self = Self(120);

    /// Whether the alert is about something other than the version, the cipher suites, and the form of the hello, so that it
    /// says nothing about whether the version is accepted: a certificate, access, the name, a pre-shared key, or the
    /// application protocol (RFC 8446, 6.2).
    pub const fn is_about_other_than_version(self) -> bool {
        matches!(self.0, 41..=46 | 48 | 49 | 90 | 109..=116 | 120)
    }

    /// Returns the registered name, if there is one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "close_notify",
            10 => "unexpected_message",
            20 => "bad_record_mac",
            21 => "decryption_failed",
            22 => "record_overflow",
            30 => "decompression_failure",
            40 => "handshake_failure",
            41 => "no_certificate",
            42 => "bad_certificate",
            43 => "unsupported_certificate",
            44 => "certificate_revoked",
            45 => "certificate_expired",
            46 => "certificate_unknown",
            47 => "illegal_parameter",
            48 => "unknown_ca",
            49 => "access_denied",
            50 => "decode_error",
            51 => "decrypt_error",
            52 => "too_many_cids_requested",
            60 => "export_restriction",
            70 => "protocol_version",
            71 => "insufficient_security",
            80 => "internal_error",
            86 => "inappropriate_fallback",
            90 => "user_canceled",
            100 => "no_renegotiation",
            109 => "missing_extension",
            110 => "unsupported_extension",
            111 => "certificate_unobtainable",
            112 => "unrecognized_name",
            113 => "bad_certificate_status_response",
            114 => "bad_certificate_hash_value",
            115 => "unknown_psk_identity",
            116 => "certificate_required",
            120 => "no_application_protocol",
            121 => "ech_required",
            _ => return None,
        })
    }
}

impl fmt::Display for AlertDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} ({})", self.0),
            None => write!(f, "unknown alert {}", self.0),
        }
    }
}

impl fmt::Debug for AlertDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for AlertDescription {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0)
    }
}

/// An alert as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alert {
    /// Warning or fatal.
    pub level: AlertLevel,
    /// The reason.
    pub description: AlertDescription,
}

impl Alert {
    /// Creates a fatal alert with this description.
    pub const fn fatal(description: AlertDescription) -> Self {
        Self { level: AlertLevel::Fatal, description }
    }

    /// Reads the two bytes of an alert message.
    pub const fn from_bytes(bytes: [u8; 2]) -> Self {
        Self { level: AlertLevel::from_number(bytes[0]), description: AlertDescription(bytes[1]) }
    }

    /// Returns whether the alert ends the connection. `close_notify` ends it at any level (RFC 8446, 6.1); a level that
    /// is neither warning nor fatal counts as fatal.
    pub fn ends_connection(self) -> bool {
        self.level != AlertLevel::Warning || self.description == AlertDescription::CLOSE_NOTIFY
    }
}
