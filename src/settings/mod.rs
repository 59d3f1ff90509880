//! Readers of what is written on a machine: registry exports and OpenSSL's configuration. They know formats, not TLS.

pub mod openssl_conf;
pub mod registry;
