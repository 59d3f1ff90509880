//! One file per subcommand. Only these files connect the stages with each other.

pub mod catalog;
pub mod check;
pub mod explain;
pub mod host;
pub mod host_registry;
pub mod lab;
pub mod meta;
pub mod selection;
mod shell;
pub mod terminal;

use std::io::IsTerminal;

use terminal::Terminal;
use tracing_subscriber::EnvFilter;

use crate::cli::{Color, Command};
use crate::error::CommandError;
use crate::exit::Exit;

/// Runs a subcommand.
pub fn run(command: Command, terminal: &Terminal) -> Result<Exit, CommandError> {
    if matches!(command, Command::Check(_) | Command::Host(_) | Command::Lab(_)) {
        crate::resources::prepare()?;
    }
    match command {
        Command::Check(args) => check::run(&args, terminal),
        Command::Host(args) => host::run(&args, terminal),
        Command::Catalog(args) => catalog::run(&args, terminal),
        Command::Lab(args) => lab::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Schema(args) => explain::print_schema(&args),
        Command::Completions { shell } => meta::completions(shell),
        Command::Man(args) => meta::man(&args),
    }
}

/// Starts `tracing` on stderr, at the level of `RUST_LOG` if that is set and not empty, else at the level that
/// `verbose` (the number of `-v`) selects.
pub fn start_tracing(verbose: u8, color: Color) {
    let level = match verbose {
        0 => "warn",
        1 => "tlsready=info",
        2 => "tlsready=debug",
        _ => "tlsready=trace",
    };
    let is_set = std::env::var_os(EnvFilter::DEFAULT_ENV).is_some_and(|value| !value.is_empty());
    let asked = is_set.then(EnvFilter::try_from_default_env).and_then(Result::ok);
    let filter = asked.unwrap_or_else(|| EnvFilter::new(level));
    let ansi = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(ansi)
        .with_target(false)
        .init();
}
