//! The command line: only types for clap. `commands` determines what they mean.

#![expect(clippy::doc_markdown, reason = "doc comments here are the help text, where backticks would be shown")]
#![expect(rustdoc::broken_intra_doc_links, reason = "brackets in the help text are no links")]
#![expect(clippy::struct_excessive_bools, reason = "a switch on the command line is a bool")]

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::clean::clean;
use crate::engine::Rate;
use crate::message::Message;
use crate::observation::Prober;
use crate::report::formats::{self, Entry};
use crate::say::{Language, Words};
use crate::tls::Version;

/// Find out whether this host can reach Azure over TLS: which versions it offers, which each endpoint accepts, and how to
/// fix a mismatch.
#[derive(Debug, Parser)]
#[command(name = "tlsready", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes:
  0  as expected
  1  an expectation is not met
  2  usage or configuration error
  3  inconclusive
  4  tlsready itself failed")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Log more to stderr (-v steps, -vv every attempt, -vvv byte counts); RUST_LOG takes precedence
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
    /// When to use color; NO_COLOR is honored
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, value_name = "WHEN")]
    pub color: Color,
    /// Language of the output, such as en [default: the language of the environment if available, else en]
    #[arg(long, global = true, value_name = "LANG", value_parser = parse_language)]
    pub lang: Option<String>,
}

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Probe endpoints: which versions each accepts, whether this host can connect, and if not, why
    Check(Box<CheckArgs>),
    /// Show which versions this host offers, why, and what to change
    Host(HostArgs),
    /// List the endpoints that `check` would probe
    Catalog(CatalogArgs),
    /// Run local test servers that reproduce every known server behavior, and print their addresses
    Lab(LabArgs),
    /// Explain a code from a report: what it means, how it was determined, what to do; without CODE, list all codes
    Explain(ExplainArgs),
    /// Print the JSON Schema of a report
    Schema(SchemaArgs),
    /// Print shell completions
    Completions {
        /// The shell to complete for
        shell: clap_complete::Shell,
    },
    /// Print a manual page (roff), or write all of them to files
    Man(ManArgs),
}

/// Which endpoints of the catalog.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Catalog")]
pub struct SelectionArgs {
    /// Read endpoints from FILE instead of ./endpoints.toml or the built-in catalog
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Select services by id, as `tlsready catalog` prints them (repeatable or comma-separated)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub service: Vec<String>,
    /// Select the services that these agents use (repeatable or comma-separated)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub agent: Vec<String>,
    /// Select clouds (repeatable or comma-separated) [default: public]
    #[arg(long, value_name = "CLOUD", value_delimiter = ',', value_enum)]
    pub cloud: Vec<CloudArg>,
    /// Set a variable of the catalog, such as workspace_id=… (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub var: Vec<String>,
}

/// A cloud, as written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CloudArg {
    /// Azure public.
    Public,
    /// Azure US Government.
    Gov,
    /// Azure operated by 21Vianet.
    China,
}

/// One report: a format, and a file unless it goes to standard output.
#[derive(Clone, Debug)]
pub struct ReportArg {
    /// The format.
    pub format: &'static Entry,
    /// The file, as named.
    pub file: Option<PathBuf>,
}

impl ReportArg {
    /// Returns the file, unless the report goes to standard output.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref().filter(|path| *path != Path::new("-"))
    }
}

/// Returns a parser of format names, with a description of each.
fn formats() -> impl TypedValueParser<Value = &'static Entry> {
    let listed = formats::ALL.iter().map(|entry| PossibleValue::new(entry.name).help(entry.describe));
    PossibleValuesParser::new(listed).try_map(|name| formats::named(&name).ok_or("unknown format"))
}

/// Reads `json`, `json=report.json`, or `report.json`, whose ending names the format.
fn parse_report(text: &str) -> Result<ReportArg, String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    if let Some(format) = formats::named(name) {
        return Ok(ReportArg { format, file });
    }
    let by_ending = if file.is_none() { formats::of_file(Path::new(text)) } else { None };
    by_ending.map(|format| ReportArg { format, file: Some(text.into()) }).ok_or_else(|| {
        let known: Vec<_> = formats::ALL.iter().map(|entry| entry.name).collect();
        english(&Message::RunUnknownFormat { name: clean(name), known: known.join(", ") })
    })
}

/// `tlsready check`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  tlsready check                                         the whole catalog, public cloud
  tlsready check --service log-analytics --var workspace_id=GUID
  tlsready check example.com 10.0.0.5:8443 '[::1]:443'   these endpoints
  tlsready check --connect 10.0.0.5 portal.example.com   this address under this name
  tlsready check - --format jsonl < hosts.txt            one target per line from stdin
  tlsready check - --format jsonl --resume done.jsonl < hosts.txt   the same, resuming after a kill
  tlsready check --lab                                   try it without a network

Ctrl-C stops the run and reports what is known, marked partial. A second Ctrl-C exits at once (130).")]
pub struct CheckArgs {
    /// A host, host:port, [v6]:port, a URL, or - to read one per line from stdin [default: the catalog]
    #[arg(value_name = "ENDPOINT")]
    pub endpoints: Vec<String>,
    /// Catalog selection.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Probe the test servers of `tlsready lab` and check every answer
    #[arg(long, conflicts_with_all = ["endpoints", "config", "service", "agent", "cloud", "var"])]
    pub lab: bool,

    /// Versions to test, out of ssl3, 1.0, 1.1, 1.2, 1.3 [default: all except ssl3, plus those that must be rejected]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_version, help_heading = "Probing")]
    pub versions: Vec<Version>,
    /// TLS implementations to probe with: wire (built in), native (this host's TLS library), rustls [default: all]
    #[arg(long, alias = "engines", value_name = "LIST", value_delimiter = ',', value_parser = parse_prober, help_heading = "Probing")]
    pub probers: Vec<Prober>,
    /// Probe every address of a name, each on its own row
    #[arg(long, help_heading = "Probing")]
    pub all_addresses: bool,
    /// Use IPv4 only
    #[arg(short = '4', long, conflicts_with = "ipv6", help_heading = "Probing")]
    pub ipv4: bool,
    /// Use IPv6 only
    #[arg(short = '6', long, help_heading = "Probing")]
    pub ipv6: bool,
    /// Connect to ADDRESS for every endpoint instead of resolving its name
    #[arg(long, value_name = "ADDRESS", value_parser = parse_connect, help_heading = "Probing")]
    pub connect: Option<IpAddr>,
    /// Server name to send: a name, or none [default: the name of the endpoint]
    #[arg(long, value_name = "NAME|none", help_heading = "Probing")]
    pub sni: Option<String>,
    /// Connect through an HTTP proxy (CONNECT): http://[user[:password]@]host:port; TLSREADY_PROXY_PASSWORD sets the password
    /// without showing it in the list of processes
    #[arg(long, value_name = "URL", help_heading = "Probing")]
    pub proxy: Option<String>,

    /// Lowest version at which this host and each endpoint must meet [default: 1.2]
    #[arg(long, value_name = "VERSION", value_parser = parse_version, help_heading = "Expectations")]
    pub require: Option<Version>,
    /// Versions that every endpoint must reject, such as 1.0,1.1
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_version, help_heading = "Expectations")]
    pub refuse: Vec<Version>,
    /// Require certificates that this host trusts (inconclusive with --probers wire, which does not verify them)
    #[arg(long, help_heading = "Expectations")]
    pub require_trust: bool,

    /// Format of the report
    #[arg(long, value_parser = formats(), default_value = "table", value_name = "FORMAT", help_heading = "Report")]
    pub format: &'static Entry,
    /// Write the report to FILE atomically
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,
    /// Write a report to FILE, or to stdout, in one of the formats of --format (repeatable)
    ///
    /// Writes several reports of one run, such as --report table --report json=tls.json. At most one can go to stdout. If the
    /// extension of FILE determines the format, FILE alone is enough: --report tls.json. For one report, --format and --output
    /// do the same.
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = parse_report, conflicts_with_all = ["format", "output"], help_heading = "Report")]
    pub report: Vec<ReportArg>,
    /// Append each finished endpoint to FILE, and skip endpoints that are already in it
    ///
    /// Requires --format jsonl. FILE is the report of a run that was killed or stopped; it is created if it does not exist.
    /// Complete endpoints are not probed again; a truncated last line and endpoints marked partial are removed and probed
    /// again. Give the same targets (in any order; further ones may be added) and the same options: in the end, FILE contains
    /// each target exactly once. A FILE of other targets or other options is refused. The exit code covers the whole file.
    /// Needs 20 bytes of memory per endpoint in FILE.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "report", "lab"], help_heading = "Report")]
    pub resume: Option<PathBuf>,
    /// In a table, show only endpoints that are not ready, do not meet an expectation, or are inconclusive; the others are
    /// counted
    #[arg(long, value_name = "WHAT", value_enum, conflicts_with = "resume", help_heading = "Report")]
    pub only: Option<OnlyArg>,
    /// Print only the report: no progress, no notes
    #[arg(short, long, help_heading = "Report")]
    pub quiet: bool,

    /// Deadline of an attempt, from connecting to the answer, such as 3s or 500ms [default: 5s]
    #[arg(long, value_name = "TIME", value_parser = parse_duration, help_heading = "Limits")]
    pub timeout: Option<Duration>,
    /// Deadline of the whole run; what is known by then is reported, marked partial [default: none]
    #[arg(long, value_name = "TIME", value_parser = parse_duration, help_heading = "Limits")]
    pub deadline: Option<Duration>,
    /// Maximum concurrent connections, over all endpoints
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=60_000), help_heading = "Limits")]
    pub concurrency: u32,
    /// Maximum concurrent connections per address and port
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1000), help_heading = "Limits")]
    pub per_address: u32,
    /// Maximum concurrent connections per network (IPv4 /24, IPv6 /48) [default: no limit]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=60_000), help_heading = "Limits")]
    pub per_network: Option<u32>,
    /// Maximum rate of new connections, over all endpoints and evenly spaced, such as 500/s or 60/m [default: no limit]
    #[arg(long, value_name = "N/s", value_parser = parse_rate, help_heading = "Limits")]
    pub rate: Option<Rate>,
    /// Shuffle targets from stdin within a window of N, so that neighbors in a sorted list are not probed together; 1 keeps
    /// their order (with --format jsonl)
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Limits")]
    pub shuffle: u32,
    /// Retries after an attempt that got no answer (reset, close, timeout)
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=10), help_heading = "Limits")]
    pub retries: u32,
}

/// Which endpoints a table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnlyArg {
    /// Those with a problem
    Problems,
}

/// `tlsready host`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "This command changes nothing and sends nothing over the network: handshakes are tried in memory.

What to export on a Windows machine, as administrator (the first is required):
  reg export \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\" schannel.reg
  reg export \"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\" version.reg
  reg export \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName\" name.reg
  reg export \"HKLM\\SOFTWARE\\Microsoft\\.NETFramework\" dotnet.reg
  reg export \"HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\" dotnet32.reg
  reg export \"HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\" installed.reg

Examples:
  tlsready host                                          this host
  tlsready host --registry a.reg b.reg                   a Windows host, from its registry exports
  tlsready host --registry a.reg --os 2008R2 --fix cmd   commands that enable TLS 1.2 there
  tlsready host --registry a.reg --rules update-management

Exit codes:
  0  READY: the programs in question offer TLS 1.2 or TLS 1.3 by default
  1  NOT READY or PARTLY READY: they, or some of them, do not
  2  usage error, or files that cannot be read or are from several machines
  3  INCONCLUSIVE: that is not certain; --fix --undo: a previous value is unknown
  4  tlsready itself failed"
)]
pub struct HostArgs {
    /// Format of the report
    #[arg(long, value_enum, default_value_t = HostFormat::Table, value_name = "FORMAT")]
    pub format: HostFormat,
    /// Windows settings.
    #[command(flatten)]
    pub windows: WindowsArgs,
}

/// What to find out about a Windows registry: that of this host, or files exported from another machine.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Windows")]
pub struct WindowsArgs {
    /// Analyze registry exports (reg export) from one other machine instead of this host; - is stdin
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub registry: Vec<PathBuf>,
    /// Windows version of the exports, if they do not contain it: a build (7601) or a name (2008R2, 2012, "10 1809")
    #[arg(long, value_name = "BUILD|NAME", requires = "registry")]
    pub os: Option<String>,
    /// Clients that must offer TLS 1.2 by default [default: schannel,dotnet4]
    #[arg(long = "for", value_name = "LIST", value_delimiter = ',', value_enum, default_values_t = WindowsArgs::AGENT, hide_default_value = true)]
    pub programs: Vec<ClientArg>,
    /// Print commands that set the missing registry values; tlsready itself never writes to a registry
    #[arg(long, value_name = "DIALECT", value_enum, conflicts_with = "format")]
    pub fix: Option<DialectArg>,
    /// With --fix: print commands that restore the previous values; exits with 3 if any previous value is unknown
    #[arg(long, requires = "fix")]
    pub undo: bool,
    /// Evaluate the rules of Microsoft's legacy checker, and point out misleading ones
    #[arg(long, value_name = "CHECKER", value_enum, conflicts_with = "fix")]
    pub rules: Option<RulesArg>,
}

impl WindowsArgs {
    /// The default of `--for`: the clients of an agent with a native part and .NET modules.
    pub const AGENT: [ClientArg; 2] = [ClientArg::Schannel, ClientArg::Dotnet4];
}

/// Clients on Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClientArg {
    /// Native programs that use the defaults of Windows, and .NET 5 and later
    Schannel,
    /// Programs on .NET Framework 4.x
    Dotnet4,
    /// Programs on .NET Framework 2.0 to 3.5
    Dotnet2,
    /// Programs on WinHTTP
    Winhttp,
}

/// How commands are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DialectArg {
    /// Commands for cmd.exe
    Cmd,
    /// Commands for PowerShell 2.0 and later, 64-bit or 32-bit
    Powershell,
    /// A .reg file
    Reg,
}

/// Checkers whose rules are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RulesArg {
    /// "Troubleshoot Update Agent" of Azure Update Management, 20 rules
    UpdateManagement,
}

/// Formats of `tlsready host`, `tlsready catalog` and `tlsready lab`. The names are those of [`formats::ALL`], but each
/// of these screens has a separate model and goes directly to standard output, so they do not implement
/// [`formats::Format`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HostFormat {
    /// Text for people, as wide as the terminal
    Table,
    /// One JSON object
    Json,
}

/// `tlsready catalog`.
#[derive(Args, Clone, Debug)]
pub struct CatalogArgs {
    /// Catalog selection.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Format of the report
    #[arg(long, value_enum, default_value_t = HostFormat::Table, value_name = "FORMAT")]
    pub format: HostFormat,
    /// Print the built-in endpoints.toml as a template for your own
    #[arg(long, conflicts_with = "format")]
    pub print_default: bool,
}

/// `tlsready lab`.
#[derive(Args, Clone, Debug)]
pub struct LabArgs {
    /// Format of the list
    #[arg(long, value_enum, default_value_t = HostFormat::Table, value_name = "FORMAT")]
    pub format: HostFormat,
}

/// `tlsready man`.
#[derive(Args, Clone, Debug)]
pub struct ManArgs {
    /// The command whose page to print, such as check [default: the page of tlsready]
    #[arg(value_name = "COMMAND")]
    pub verb: Option<String>,
    /// Write the pages of all commands to DIRECTORY, as tlsready-check.1
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "verb")]
    pub all: Option<PathBuf>,
}

/// `tlsready schema`.
#[derive(Args, Clone, Debug)]
pub struct SchemaArgs {
    /// Report to describe
    #[arg(value_enum, default_value_t = SchemaArg::Check, value_name = "REPORT")]
    pub report: SchemaArg,
}

/// Reports that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    /// check --format json
    Check,
    /// One line of check --format jsonl
    Jsonl,
    /// host --format json, also with --registry or --rules
    Host,
}

/// `tlsready explain`.
#[derive(Args, Clone, Debug)]
pub struct ExplainArgs {
    /// A code from a report, such as host-default-lacks-version or TlsVersionCheck
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Returns a message in English, like all texts of clap.
fn english(message: &Message) -> String {
    Words::english().say(message).to_string()
}

fn parse_language(text: &str) -> Result<String, String> {
    if Language::named(text).is_some() {
        return Ok(text.to_owned());
    }
    let known = Language::names().collect::<Vec<_>>().join(", ");
    Err(english(&Message::ErrorLanguage { known }))
}

fn parse_version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|_| {
        let known = "ssl3, 1.0, 1.1, 1.2, 1.3".to_owned();
        english(&Message::ErrorUnknownVersion { text: clean(text), known })
    })
}

/// Reads an address, and says what to write instead of what people try.
fn parse_connect(text: &str) -> Result<IpAddr, String> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().map_err(|_| {
        let shown = clean(text);
        english(&match text.parse::<SocketAddr>() {
            Ok(both) => Message::ErrorConnectPort { address: both.ip().to_string(), port: both.port().to_string() },
            Err(_) if text.contains('/') => Message::ErrorConnectNetwork { text: shown },
            Err(_) => Message::ErrorConnectName { text: shown },
        })
    })
}

fn parse_rate(text: &str) -> Result<Rate, String> {
    text.parse().map_err(|_| english(&Message::ErrorRate))
}

fn parse_prober(text: &str) -> Result<Prober, String> {
    Prober::ALL.into_iter().find(|prober| prober.code() == text).ok_or_else(|| {
        let known = Prober::ALL.map(Prober::code).join(", ");
        english(&Message::ErrorUnknownProber { text: clean(text), known })
    })
}

/// Reads `3s`, `500ms`, `2m`. Zero is an error: no attempt could succeed.
fn parse_duration(text: &str) -> Result<Duration, String> {
    let expected = || english(&Message::ErrorDuration { text: clean(text) });
    let unit = text.find(|character: char| !character.is_ascii_digit() && character != '.').ok_or_else(expected)?;
    let (number, unit) = text.split_at(unit);
    let number: f64 = number.parse().map_err(|_| expected())?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return Err(expected()),
    };
    if !(0.001..=86_400.0).contains(&seconds) {
        return Err(english(&Message::ErrorDurationRange { text: clean(text) }));
    }
    Ok(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn formats_have_one_name_each_for_every_command() {
        for format in HostFormat::value_variants() {
            let value = format.to_possible_value().expect("it has a name");
            assert!(formats::named(value.get_name()).is_some(), "{value:?}");
        }
    }

    #[test]
    fn reports() {
        let read = |text| parse_report(text).map(|report| (report.format.name, report.file().map(Path::to_owned)));
        assert_eq!(read("table"), Ok(("table", None)));
        assert_eq!(read("json=a=b.txt"), Ok(("json", Some("a=b.txt".into()))));
        assert_eq!(read("jsonl=-"), Ok(("jsonl", None)));
        assert_eq!(read("dir/a.JSON"), Ok(("json", Some("dir/a.JSON".into()))));
        for bad in ["", "xml", "xml=a.json", "a.xml", "="] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_to_connect_to() {
        for text in ["127.0.0.1", "::1", "[::1]"] {
            assert!(parse_connect(text).is_ok(), "{text}");
        }
        for (text, part) in [
            ("127.0.0.1:8443", "NAME:8443"),
            ("[::1]:8443", "NAME:8443"),
            ("localhost", "not a name"),
            ("10.0.0.0/24", "one address"),
            ("", "not a name"),
        ] {
            let problem = parse_connect(text).expect_err("it is refused");
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }

    #[test]
    fn a_negative_number_is_a_value_and_not_a_flag() {
        for flag in ["--retries", "--concurrency", "--per-address", "--per-network", "--shuffle"] {
            let error = Cli::try_parse_from(["tlsready", "check", flag, "-1", "a.example"]).expect_err("it is refused");
            let text = error.to_string();
            assert!(text.contains("-1 is not in") && !text.contains("-- -1"), "{text}");
        }
    }

    #[test]
    fn durations() {
        assert_eq!(parse_duration("3s"), Ok(Duration::from_secs(3)));
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("1.5m"), Ok(Duration::from_secs(90)));
        for bad in ["", "3", "s", "0s", "-1s", "1d", "1e9h", "..s", "inf", "3 s"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
    }
}
