//! `tlsready host`.

use crate::cli::HostArgs;
use crate::error::CommandError;
use crate::exit::Exit;

/// Runs `tlsready host`.
pub fn run(_args: &HostArgs) -> Result<Exit, CommandError> {
    Err(CommandError::failed("host is not built yet"))
}
