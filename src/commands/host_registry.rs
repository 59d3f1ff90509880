//! `tlsready host` on a Windows registry: that of this host, or files exported from any machine.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::{ClientArg, DialectArg, HostArgs, HostFormat, RulesArg, WindowsArgs};
use crate::commands::shell::Shell;
use crate::commands::terminal::Terminal;
use crate::diagnosis::Readiness;
use crate::diagnosis::host::windows::{self, Assessment, ClientKind, OsName, Rule};
use crate::diagnosis::host::{self, HostAssessment, StackAssessment};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::observation::host::{HostFacts, TrustSource, TrustStoreFacts};
use crate::report::contract::windows as contract;
use crate::report::output::Output;
use crate::report::repair::{self, Dialect, Direction};
use crate::report::screens::windows_host::{self, WindowsReport};
use crate::say::Words;
use crate::settings::registry::{Snapshot, exports, is_standard_input, read_exports};

const OS: &str = "--os";

/// Runs `tlsready host --registry FILE…`.
///
/// # Errors
/// Every problem of every file, each with its place (exit 2).
pub fn run_files(args: &HostArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    let files = &args.windows.registry;
    let snapshot = read_exports(files)?;
    if snapshot.is_empty() {
        let dotnet = [exports::DOTNET, exports::DOTNET_32];
        let error = CommandError::usage(Message::WindowsErrorNothingExported)
            .hint(Message::WindowsHintExportLeast { command: exports::SCHANNEL.to_owned() });
        return Err(dotnet.into_iter().fold(error, |error, command| {
            error.hint(Message::WindowsHintExportDotnet { command: command.to_owned() })
        }));
    }
    let shown = |file: &PathBuf| {
        if is_standard_input(file) { file.display().to_string() } else { Shell::HERE.file(file.to_str()) }
    };
    let named: Vec<String> = files.iter().map(shown).collect();
    let mut command = format!("tlsready host --registry {}", named.join(" "));
    if let Some(os) = &args.windows.os {
        command = format!("{command} --os {}", Shell::HERE.word(os).unwrap_or_else(|| "BUILD".to_owned()));
    }
    run(args, terminal, &snapshot, &command, Origin::Export)
}

/// Runs `tlsready host` on Windows: reads the registry of this host and what its Schannel offers.
///
/// # Errors
/// As [`run`].
pub fn run_here(
    args: &HostArgs,
    terminal: &Terminal,
    snapshot: &Snapshot,
    host: &HostFacts,
) -> Result<Exit, CommandError> {
    run(args, terminal, snapshot, "tlsready host", Origin::ThisHost(host))
}

/// What is known in addition to the registry.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// Nothing: the files are from another machine.
    Export,
    /// This host, with the observed behavior of its TLS library.
    ThisHost(&'a HostFacts),
}

impl Origin<'_> {
    fn seen(self, snapshot: &Snapshot) -> Option<StackAssessment> {
        match self {
            Self::Export => None,
            Self::ThisHost(host) => host::seen(host, snapshot),
        }
    }

    fn host(self, assessment: &Assessment) -> HostAssessment {
        match self {
            Self::Export => {
                let trust_store = TrustStoreFacts { source: TrustSource::Export, ..TrustStoreFacts::default() };
                assessment.host(None, trust_store, None)
            }
            Self::ThisHost(host) => assessment.host(host.name.clone(), host.trust_store.clone(), host.proxy_variable),
        }
    }
}

fn named_programs(windows: &WindowsArgs) -> String {
    let programs: Vec<String> = windows
        .programs
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned())
        .collect();
    programs.join(",")
}

/// Assesses a snapshot from any source. `command` is the command line that repeats the assessment.
///
/// # Errors
/// A build that contradicts `--os`, or a fix without a known build (exit 2). Output that cannot be written (exit 4).
pub fn run(
    args: &HostArgs,
    terminal: &Terminal,
    snapshot: &Snapshot,
    command: &str,
    origin: Origin<'_>,
) -> Result<Exit, CommandError> {
    let WindowsArgs { os, programs, fix, undo, rules, .. } = &args.windows;
    let named = os.as_deref().map(windows::parse_os).transpose().map_err(|problem| {
        let problem = Box::new(problem.message());
        CommandError::usage(Message::WindowsErrorOsName { flag: OS.to_owned(), problem })
    })?;
    let kinds: Vec<ClientKind> = programs.iter().map(|programs| kind(*programs)).collect();
    let seen = origin.seen(snapshot);
    let assessment = Assessment::of(snapshot, named.as_ref(), &kinds, seen.as_ref());
    contradiction(named.as_ref(), &assessment)?;
    if let Some(dialect) = fix {
        return print_fix(&assessment, *dialect, *undo);
    }
    let rules: Option<Vec<Rule>> =
        rules.map(|RulesArg::UpdateManagement| windows::update_management(snapshot, &assessment));
    let text = match (args.format, &rules) {
        (HostFormat::Json, rules) => contract::json(&assessment, &origin.host(&assessment), rules.as_deref())?,
        (HostFormat::Table, Some(rules)) => windows_host::rules(rules, &assessment.facts.os, terminal.page(false)),
        (HostFormat::Table, None) => {
            let command = if args.windows.programs == WindowsArgs::AGENT {
                command.to_owned()
            } else {
                format!("{command} --for {}", named_programs(&args.windows))
            };
            let report = WindowsReport { assessment: &assessment, command: &command, seen: seen.as_ref() };
            report.table(terminal.page(false))
        }
    };
    Output::stdout().write(text.as_bytes())?;
    Ok(match assessment.readiness {
        Readiness::Ready => Exit::AsExpected,
        Readiness::Partly | Readiness::NotReady => Exit::Unmet,
        Readiness::Inconclusive => Exit::Inconclusive,
    })
}

/// Rejects an `--os` that contradicts the build in the registry.
fn contradiction(named: Option<&OsName>, assessment: &Assessment) -> Result<(), CommandError> {
    let os = &assessment.facts.os;
    let (Some(named), Some(found)) = (named, os.build) else { return Ok(()) };
    if same_windows(named.build, found) {
        return Ok(());
    }
    let problem = Message::WindowsErrorOsDiffers {
        named: named.build.to_string(),
        found: found.to_string(),
        windows: os.name.clone(),
        flag: OS.to_owned(),
    };
    Err(CommandError::usage(problem).hint(Message::WindowsHintLeaveOsOut { flag: OS.to_owned() }))
}

/// Builds 6002 and 6003 are both Server 2008 SP2; other builds must be equal.
fn same_windows(named: u32, found: u32) -> bool {
    named == found || (named == 6002 && found == 6003)
}

fn print_fix(assessment: &Assessment, dialect: DialectArg, undo: bool) -> Result<Exit, CommandError> {
    if assessment.facts.os.build.is_none() {
        return Err(CommandError::usage(Message::WindowsErrorFixNeedsOs)
            .hint(Message::WindowsHintAddOs { example: format!("{OS} 2008R2") })
            .hint(Message::WindowsHintExportVersion { command: exports::VERSION.to_owned() }));
    }
    let direction = if undo { Direction::Undo } else { Direction::Apply };
    let dialect = self::dialect(dialect);
    let title = repair::title(&assessment.facts.os);
    let text = repair::script(&assessment.repair, dialect, direction, &title, &Words::english());
    Output::stdout().write(text.as_bytes())?;
    // The exit code must show to a program that runs these lines that they do not restore everything.
    let is_whole = direction == Direction::Apply || repair::restores_all(&assessment.repair, dialect);
    Ok(if is_whole { Exit::AsExpected } else { Exit::Inconclusive })
}

const fn kind(programs: ClientArg) -> ClientKind {
    match programs {
        ClientArg::Schannel => ClientKind::Schannel,
        ClientArg::Dotnet4 => ClientKind::Dotnet4,
        ClientArg::Dotnet2 => ClientKind::Dotnet2,
        ClientArg::Winhttp => ClientKind::WinHttp,
    }
}

const fn dialect(dialect: DialectArg) -> Dialect {
    match dialect {
        DialectArg::Cmd => Dialect::Cmd,
        DialectArg::Powershell => Dialect::PowerShell,
        DialectArg::Reg => Dialect::Reg,
    }
}
