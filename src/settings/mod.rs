//! Readers of a machine's settings: registry exports and OpenSSL's configuration. They know formats, not TLS.

pub mod openssl_conf;
pub mod registry;
