//! TLS from the first byte.

use super::{Broken, Preamble, Step};
use crate::net::connection::Failure;
use crate::observation::{Stage, Unreached};

/// A preamble with nothing to say.
#[derive(Debug)]
pub(super) struct Direct;

impl Preamble for Direct {
    /// The stage that follows.
    const STAGE: Stage = Stage::Hello;

    fn step(&mut self, input: &[u8], _output: &mut Vec<u8>) -> Result<Step, Failure> {
        Ok(Step::Done { early: input.to_vec() })
    }

    /// Never called, because the first step completes the preamble.
    fn broken(&self, _how: Broken<'_>) -> Failure {
        Failure::Unreached(Unreached::Other { evidence: String::new().into() })
    }
}
