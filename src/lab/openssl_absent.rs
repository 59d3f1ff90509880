//! Stands in for `openssl_server.rs` where crate `openssl` is no dependency: there is nothing to be had, and the
//! capped servers answer with fixed flights.

use std::io;

use super::pki::{Certified, Pki};
use super::session::{Session, Step};
use super::suites::Suites;
use crate::tls::Version;

/// There is none.
pub(super) fn rsa_identity(_pki: &Pki) -> io::Result<Certified> {
    Err(io::ErrorKind::Unsupported.into())
}

/// There is none: no value of this type exists.
#[derive(Clone)]
pub(super) enum Context {}

impl Context {
    /// There is none.
    pub(super) fn new(_versions: &[Version], _suites: Suites, _certified: &Certified) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Cannot be called.
    pub(super) fn session(&self) -> io::Result<Absent> {
        match *self {}
    }
}

/// There is none: no value of this type exists.
pub(super) enum Absent {}

impl Session for Absent {
    fn step(&mut self, _input: &[u8]) -> Step {
        match *self {}
    }
}
