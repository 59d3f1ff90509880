//! `tlsready catalog`.

use crate::catalog::BUILT_IN;
use crate::cli::{CatalogArgs, HostFormat};
use crate::commands::selection::select;
use crate::commands::terminal::Terminal;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::report;
use crate::report::output::Output;

/// Runs `tlsready catalog`.
pub fn run(args: &CatalogArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    let mut output = Output::stdout();
    if args.print_default {
        output.write(BUILT_IN.as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    let (catalog, selected) = select(&args.selection)?;
    let text = match args.format {
        HostFormat::Table => report::screens::catalog::table(&catalog, &selected, terminal.page(false)),
        HostFormat::Json => report::screens::catalog::json(&catalog, &selected)
            .map_err(|error| CommandError::failed(Message::ErrorRenderJson { cause: error.to_string() }))?,
    };
    output.write(text.as_bytes())?;
    Ok(Exit::AsExpected)
}
