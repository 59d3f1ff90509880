//! Replaces `openssl_server.rs` on platforms where crate `openssl` is not a dependency. It makes no servers, and the
//! capped servers answer with fixed flights.

use std::io;

use super::pki::{Certified, Pki};
use super::session::{Session, Step};
use super::suites::Suites;
use crate::tls::Version;

/// Always fails.
pub(super) fn rsa_identity(_pki: &Pki) -> io::Result<Certified> {
    Err(io::ErrorKind::Unsupported.into())
}

/// No value of this type exists.
#[derive(Clone)]
pub(super) enum Context {}

impl Context {
    /// Always fails.
    pub(super) fn new(_versions: &[Version], _suites: Suites, _certified: &Certified) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Cannot be called: no value of this type exists.
    pub(super) fn session(&self) -> io::Result<Absent> {
        match *self {}
    }
}

/// No value of this type exists.
pub(super) enum Absent {}

impl Session for Absent {
    fn step(&mut self, _input: &[u8]) -> Step {
        match *self {}
    }
}
