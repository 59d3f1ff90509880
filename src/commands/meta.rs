//! `tlsready completions` and `tlsready man`, for shells and packagers.

use clap::CommandFactory;

use crate::cli::Cli;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::report::output::Output;

/// Prints completions for a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit, CommandError> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tlsready", &mut text);
    Output::stdout().write(&text)?;
    Ok(Exit::AsExpected)
}

/// Prints the manual page.
pub fn man() -> Result<Exit, CommandError> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut text)
        .map_err(|error| CommandError::failed(Message::ErrorRenderMan { cause: error.to_string() }))?;
    Output::stdout().write(&text)?;
    Ok(Exit::AsExpected)
}
