//! `tlsready catalog`.

use crate::cli::CatalogArgs;
use crate::error::CommandError;
use crate::exit::Exit;

/// Runs `tlsready catalog`.
pub fn run(_args: &CatalogArgs) -> Result<Exit, CommandError> {
    Err(CommandError::failed("catalog is not built yet"))
}
