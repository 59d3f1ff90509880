//! The vocabulary of TLS: numbers and their registered names. No I/O.
//!
//! Unknown code points are kept as received; names are looked up only for display.

mod alert;
mod cipher_suite;
mod cipher_suite_table;
mod code_point;
mod extension;
mod group;
mod signature_scheme;
mod version;

pub use alert::{Alert, AlertDescription, AlertLevel};
pub use cipher_suite::CipherSuite;
pub use extension::ExtensionType;
pub use group::NamedGroup;
pub use signature_scheme::SignatureScheme;
pub use version::{ParseVersionError, Version};
