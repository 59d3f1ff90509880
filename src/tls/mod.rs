//! The vocabulary of TLS: numbers, their registered names, and nothing that does I/O.
//!
//! Unknown code points are kept as received; a name is looked up only to be shown.

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
