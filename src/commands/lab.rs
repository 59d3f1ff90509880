//! `tlsready lab`.

use crate::cli::LabArgs;
use crate::error::CommandError;
use crate::exit::Exit;

/// Runs `tlsready lab`.
pub fn run(_args: &LabArgs) -> Result<Exit, CommandError> {
    Err(CommandError::failed("lab is not built yet"))
}
