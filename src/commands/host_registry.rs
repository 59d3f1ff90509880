//! `tlsready host` on a Windows registry: exported files of any machine, or this machine's own.

use clap::ValueEnum;

use crate::clean::clean_sentence;
use crate::cli::{ClientArg, DialectArg, HostArgs, HostFormat, RulesArg, WindowsArgs};
use crate::commands::shell::Shell;
use crate::commands::terminal::Terminal;
use crate::diagnosis::HostAssessment;
use crate::diagnosis::Readiness;
use crate::diagnosis::host::windows::{self, ClientKind, Rule, WindowsFacts};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::observation::host::{Known, TrustSource, TrustStoreFacts};
use crate::report::contract::windows as windows_object;
use crate::report::output::Output;
use crate::report::repair::{self, Dialect, Direction};
use crate::report::screens::windows_host::{self, WindowsReport};
use crate::settings::registry::{Snapshot, read_exports};

/// Every value is right, and Schannel was seen to do otherwise.
const NOT_IN_FORCE: &str = "The values are right, and Schannel does not offer TLS 1.2 all the same: restart Windows, which may \
                            not have been done since they were set, and look again.";

/// Runs `tlsready host --registry FILE…`.
///
/// # Errors
/// Every problem of every file, each with its place: exit 2.
pub fn run_files(args: &HostArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    let files = &args.windows.registry;
    let snapshot = read_exports(files)?;
    if snapshot.is_empty() {
        return Err(CommandError::usage("the files hold none of the keys that decide TLS on Windows")
            .hint(r#"export at least: reg export "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL" schannel.reg"#)
            .hint(r"and for .NET: HKLM\SOFTWARE\Microsoft\.NETFramework and HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework"));
    }
    let named: Vec<String> = files.iter().map(|file| Shell::HERE.file(file.to_str())).collect();
    let mut command = format!("tlsready host --registry {}", named.join(" "));
    if let Some(os) = &args.windows.os {
        command = format!("{command} --os {}", Shell::HERE.word(os).unwrap_or_else(|| "BUILD".to_owned()));
    }
    if args.windows.programs != WindowsArgs::AGENT {
        command = format!("{command} --for {}", named_programs(&args.windows));
    }
    let elsewhere = TrustStoreFacts { source: TrustSource::Export, ..TrustStoreFacts::default() };
    run(args, terminal, &snapshot, &command, Origin::Export(elsewhere))
}

/// Runs `tlsready host` on Windows: its own registry, with what Schannel was seen to offer.
///
/// # Errors
/// As [`run`].
pub fn run_here(
    args: &HostArgs,
    terminal: &Terminal,
    snapshot: &Snapshot,
    host: &HostAssessment,
) -> Result<Exit, CommandError> {
    let mut command = "tlsready host".to_owned();
    if args.windows.programs != WindowsArgs::AGENT {
        command = format!("{command} --for {}", named_programs(&args.windows));
    }
    run(args, terminal, snapshot, &command, Origin::ThisHost(host))
}

/// What is known beside the registry.
#[derive(Clone, Debug)]
pub enum Origin<'a> {
    /// Exported files: nothing but what is said of the trust store.
    Export(TrustStoreFacts),
    /// This machine, with what its stack was seen to do.
    ThisHost(&'a HostAssessment),
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

/// Judges a snapshot, wherever it comes from. `command` is how to ask again.
///
/// # Errors
/// A build that contradicts `--os`, a fix without a known build: exit 2. Output that cannot be written: exit 4.
pub fn run(
    args: &HostArgs,
    terminal: &Terminal,
    snapshot: &Snapshot,
    command: &str,
    origin: Origin<'_>,
) -> Result<Exit, CommandError> {
    let WindowsArgs { os, programs, fix, undo, rules, .. } = &args.windows;
    let named =
        os.as_deref().map(windows::parse_os).transpose().map_err(|why| CommandError::usage(format!("--os: {why}")))?;
    let mut facts = WindowsFacts::examine(snapshot, named.as_ref());
    let host = match origin {
        Origin::Export(trust_store) => facts.host(trust_store),
        Origin::ThisHost(host) => host.clone(),
    };
    let seen = host.platform_stack().filter(|stack| stack.default_offer.is_some());
    if let Some(seen) = seen {
        facts.see(seen, snapshot);
    }
    if let (Some(named), Some(build)) = (&named, facts.os.build)
        && !same_windows(named.build, build)
    {
        return Err(CommandError::usage(format!(
            "--os says build {}, and the registry says build {build} ({})",
            named.build,
            clean_sentence(&facts.os.name)
        ))
        .hint("leave --os out: the registry says which Windows it is"));
    }
    let kinds: Vec<ClientKind> = programs.iter().map(|programs| kind(*programs)).collect();
    let mut repair = windows::repair(snapshot, named.as_ref(), &kinds);
    if seen.is_some() && repair.changes.is_empty() && repair.open.is_empty() && facts.schannel_offers() == Known::No {
        repair.open.push(NOT_IN_FORCE.to_owned());
    }
    if let Some(dialect) = fix {
        if facts.os.build.is_none() {
            return Err(CommandError::usage(
                "which values are missing depends on the Windows version, which is not known",
            )
            .hint("add --os with a build or a name, such as --os 2008R2")
            .hint(r#"or export it too: reg export "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" version.reg"#));
        }
        let direction = if *undo { Direction::Undo } else { Direction::Apply };
        let dialect = self::dialect(*dialect);
        let text = repair::script(&repair, dialect, direction, &headline(&facts));
        Output::stdout().write(text.as_bytes())?;
        // Who runs the lines of a way back must learn that they do not lead all the way.
        let is_whole = direction == Direction::Apply || repair::has_way_back(&repair, dialect);
        return Ok(if is_whole { Exit::AsExpected } else { Exit::Inconclusive });
    }
    let mut findings = windows::findings(&facts, snapshot);
    windows::weigh(&mut findings, &facts, &kinds);
    let report = WindowsReport { facts: &facts, findings: &findings, repair: &repair, kinds: &kinds, command, seen };
    let rules: Option<Vec<Rule>> = rules.map(|RulesArg::UpdateManagement| windows::update_management(snapshot, &facts));
    let text = match (args.format, &rules) {
        (HostFormat::Json, rules) => windows_object::json(&report, &host, rules.as_deref())?,
        (HostFormat::Table, Some(rules)) => windows_host::rules(rules, &facts, terminal.page(false)),
        (HostFormat::Table, None) => report.table(terminal.page(false)),
    };
    Output::stdout().write(text.as_bytes())?;
    Ok(match report.readiness() {
        Readiness::Ready => Exit::AsExpected,
        Readiness::Partly | Readiness::NotReady => Exit::Unmet,
        Readiness::Inconclusive => Exit::Inconclusive,
    })
}

/// 6002 and 6003 are both Server 2008 SP2; every other build is itself.
fn same_windows(named: u32, found: u32) -> bool {
    named == found || (named == 6002 && found == 6003)
}

fn headline(facts: &WindowsFacts) -> String {
    let computer = facts.os.computer.as_deref().map_or_else(String::new, |name| format!("{name}, "));
    let build = facts.os.build.map_or_else(String::new, |build| format!(", build {build}"));
    format!("TLS 1.2 on {computer}{}{build}", facts.os.name)
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
