//! This machine, read only: what its stacks offer, and the settings that make them do so.

pub mod facts;
pub mod openssl_conf;
