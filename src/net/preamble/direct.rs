//! TLS from the first byte.

use super::{Broken, Preamble, Step};
use crate::net::connection::Failure;
use crate::observation::{Stage, Unreached};

/// Nothing to say.
#[derive(Debug)]
pub(super) struct Direct;

impl Preamble for Direct {
    /// What comes next.
    const STAGE: Stage = Stage::Hello;

    fn step(&mut self, input: &[u8], _output: &mut Vec<u8>) -> Result<Step, Failure> {
        Ok(Step::Done { early: input.to_vec() })
    }

    /// It has ended with its first step, so this is never asked.
    fn broken(&self, _how: Broken<'_>) -> Failure {
        Failure::Unreached(Unreached::Other { evidence: String::new().into() })
    }
}
