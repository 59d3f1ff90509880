//! `tlsready host`.

use super::host_registry;
use super::terminal::Terminal;
use crate::cli::{HostArgs, HostFormat, WindowsArgs};
use crate::diagnosis::{Readiness, assess};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::patience::{HOST_PATIENCE, Patience};
use crate::report::output::Output;
use crate::report::screens::host::HostReport;
use crate::roots::Roots;

/// Runs `tlsready host`.
pub fn run(args: &HostArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    if !args.windows.registry.is_empty() {
        return host_registry::run_files(args, terminal);
    }
    only_on_windows(&args.windows)?;
    let found = crate::host::collect(&Roots::of_this_host(), &Patience::lasting(HOST_PATIENCE));
    if let Some(snapshot) = &found.registry {
        return host_registry::run_here(args, terminal, snapshot, &found);
    }
    let host = assess(&found);
    let report = HostReport { host: &host };
    let text = match args.format {
        HostFormat::Table => report.table(terminal.page(false)),
        HostFormat::Json => report.json()?,
    };
    Output::stdout().write(text.as_bytes())?;
    Ok(match host.readiness {
        Readiness::Ready => Exit::AsExpected,
        Readiness::Partly | Readiness::NotReady => Exit::Unmet,
        Readiness::Inconclusive => Exit::Inconclusive,
    })
}

/// Rejects flags that need a Windows registry when this host does not have one.
fn only_on_windows(args: &WindowsArgs) -> Result<(), CommandError> {
    let asked = args.fix.is_some() || args.rules.is_some() || args.programs != WindowsArgs::AGENT;
    if asked && cfg!(not(windows)) {
        let flags = ["--for", "--fix", "--rules"].map(str::to_owned).to_vec();
        return Err(CommandError::usage(Message::ErrorHostNotWindows { flags })
            .hint(Message::HintHostRegistry { command: "tlsready host --registry FILE…".to_owned() })
            .hint(Message::HintHostHere { command: "tlsready host".to_owned() }));
    }
    Ok(())
}
