//! `tlsready host`.

use super::{host_registry, terminal};
use crate::cli::{Color, HostArgs, HostFormat, WindowsArgs};
use crate::diagnosis::{HostVerdict, host_findings, host_verdict};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::report::output::Output;
use crate::report::screens::host::HostReport;
use crate::roots::Roots;

/// Runs `tlsready host`.
pub fn run(args: &HostArgs, color: Color) -> Result<Exit, CommandError> {
    if !args.windows.registry.is_empty() {
        return host_registry::run_files(args, color);
    }
    only_on_windows(&args.windows)?;
    let roots = Roots::new();
    if let Some((host, snapshot)) = crate::host::collect_with_registry(&roots) {
        return host_registry::run_here(args, color, &snapshot, &host);
    }
    let host = crate::host::collect(&roots);
    let findings = host_findings(&host);
    let verdict = host_verdict(&host);
    let report = HostReport { host: &host, findings: &findings, verdict };
    let text = match args.format {
        HostFormat::Table => report.table(terminal::style(color, false)),
        HostFormat::Json => report.json()?,
    };
    Output::stdout().write(text.as_bytes())?;
    Ok(match verdict {
        HostVerdict::Fine => Exit::AsExpected,
        HostVerdict::BelowTls12 => Exit::Unmet,
        HostVerdict::Inconclusive => Exit::Inconclusive,
    })
}

/// What is asked of a registry needs one.
fn only_on_windows(args: &WindowsArgs) -> Result<(), CommandError> {
    let asked = args.fix.is_some() || args.rules.is_some() || args.programs != WindowsArgs::AGENT;
    if asked && cfg!(not(windows)) {
        return Err(CommandError::usage(
            "--for, --fix and --rules are about a Windows registry, and this is not Windows",
        )
        .hint("name exported files: tlsready host --registry FILE…")
        .hint("what to change on this host, if anything, stands in: tlsready host"));
    }
    Ok(())
}
