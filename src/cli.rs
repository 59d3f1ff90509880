//! The command line: clap types only. What they mean is settled in `commands`.

#![expect(clippy::doc_markdown, reason = "doc comments here are the help text, where backticks would be shown")]
#![expect(clippy::struct_excessive_bools, reason = "a switch on the command line is a bool")]

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::clean::clean;
use crate::engine::Rate;
use crate::message::Message;
use crate::observation::Prober;
use crate::say::{Language, Words};
use crate::tls::Version;

/// Which TLS versions this host can negotiate, which each Azure endpoint accepts, whether they meet, and what to type
/// if they do not.
#[derive(Debug, Parser)]
#[command(name = "tlsready", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 as expected · 1 an expectation is unmet · 2 usage or configuration error · \
                        3 something stayed unclear · 4 tlsready itself failed")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Say more on stderr (-v what is done, -vv every attempt, -vvv every byte count); RUST_LOG is kept
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
    /// When to use colour; NO_COLOR is kept
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, value_name = "WHEN")]
    pub color: Color,
    /// Language of the output, such as en [default: the language of the environment, if available; else en]
    #[arg(long, global = true, value_name = "LANG", value_parser = parse_language)]
    pub lang: Option<String>,
}

/// When to use colour.
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
    /// Probe endpoints: which versions each accepts, whether this host meets them, and why not
    Check(Box<CheckArgs>),
    /// What this host offers, why, and what to change
    Host(HostArgs),
    /// List the endpoints that `check` would probe
    Catalog(CatalogArgs),
    /// Serve the lab on loopback, endpoints that behave in every known way, and print their addresses
    Lab(LabArgs),
    /// Any code of a report in full: what it means, how it is known, what to type; without CODE, all of them
    Explain(ExplainArgs),
    /// Print the JSON Schema of a report
    Schema(SchemaArgs),
    /// Print shell completions
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

/// Which endpoints of the catalog.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Catalog")]
pub struct SelectionArgs {
    /// Read endpoints from FILE instead of ./endpoints.toml or the built-in catalog
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Only these services (ids as `tlsready catalog` prints them); may be repeated or comma-separated
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub service: Vec<String>,
    /// Only what these agents talk to; may be repeated or comma-separated
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub agent: Vec<String>,
    /// Which cloud; may be repeated or comma-separated [default: public]
    #[arg(long, value_name = "CLOUD", value_delimiter = ',', value_enum)]
    pub cloud: Vec<CloudArg>,
    /// Set a variable of the catalog, such as workspace_id=…; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub var: Vec<String>,
}

/// A cloud, as named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CloudArg {
    /// Azure public.
    Public,
    /// Azure US Government.
    Gov,
    /// Azure operated by 21Vianet.
    China,
}

/// Report formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, 80 columns
    Table,
    /// One object, see the README for its contract
    Json,
    /// One endpoint object a line, as each is finished
    Jsonl,
}

/// `tlsready check`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  tlsready check                                         the whole catalog, public cloud
  tlsready check --service log-analytics --var workspace_id=GUID
  tlsready check example.com 10.0.0.5:8443 '[::1]:443'   these endpoints
  tlsready check --connect 10.0.0.5 portal.example.com   that address under this name
  tlsready check - --format jsonl < hosts.txt            a target a line from stdin
  tlsready check - --format jsonl --resume done.jsonl < hosts.txt   the same, and go on after a kill
  tlsready check --lab                                   try it without a network

Ctrl-C stops the run: what is known is reported, marked partial. A second one ends it at once (130).")]
pub struct CheckArgs {
    /// host, host:port, [v6]:port, a URL, or - for one a line on stdin; none: the catalog
    #[arg(value_name = "ENDPOINT")]
    pub endpoints: Vec<String>,
    /// Catalog selection.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Probe the lab, endpoints that tlsready itself serves, and say whether every answer was right
    #[arg(long, conflicts_with_all = ["endpoints", "config", "service", "agent", "cloud", "var"])]
    pub lab: bool,

    /// Versions to try: ssl3, 1.0, 1.1, 1.2, 1.3 [default: all but ssl3, and what must be refused]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_version, help_heading = "Probing")]
    pub versions: Vec<Version>,
    /// Who tries: wire (our own hellos), native (this host's TLS stack), rustls [default: all three]
    #[arg(long, alias = "engines", value_name = "LIST", value_delimiter = ',', value_parser = parse_prober, help_heading = "Probing")]
    pub probers: Vec<Prober>,
    /// Probe every address of a name, each on its own row
    #[arg(long, help_heading = "Probing")]
    pub all_addresses: bool,
    /// IPv4 only
    #[arg(short = '4', long, conflicts_with = "ipv6", help_heading = "Probing")]
    pub ipv4: bool,
    /// IPv6 only
    #[arg(short = '6', long, help_heading = "Probing")]
    pub ipv6: bool,
    /// Probe this address under the name of each endpoint, without resolving it
    #[arg(long, value_name = "ADDRESS", help_heading = "Probing")]
    pub connect: Option<IpAddr>,
    /// Server name to send: a name, or none; by default the endpoint's own
    #[arg(long, value_name = "NAME|none", help_heading = "Probing")]
    pub sni: Option<String>,
    /// Go through this HTTP proxy (CONNECT): http://[user:password@]host:port
    #[arg(long, value_name = "URL", help_heading = "Probing")]
    pub proxy: Option<String>,

    /// An agent must be able to meet each endpoint at this version or above [default: 1.2]
    #[arg(long, value_name = "VERSION", value_parser = parse_version, help_heading = "Expectations")]
    pub require: Option<Version>,
    /// Versions that no endpoint may accept, such as 1.0,1.1
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_version, help_heading = "Expectations")]
    pub refuse: Vec<Version>,
    /// A certificate that this host does not trust makes an endpoint not ready (wire alone cannot judge it: unclear)
    #[arg(long, help_heading = "Expectations")]
    pub require_trust: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT", help_heading = "Report")]
    pub format: Format,
    /// Write the report to FILE, whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,
    /// Write each endpoint to FILE as soon as it is finished, and leave out endpoints that an earlier run has written to it
    ///
    /// Needs --format jsonl. FILE is the report of a run that was killed or stopped; if there is none, it is begun. An endpoint
    /// whose lines are whole is not probed again; a torn last line and endpoints marked partial are taken out and probed
    /// again. Whatever the moment, each target is in FILE once in the end: give the same targets (in any order) and the same
    /// options. The exit code covers the whole file. Needs 20 bytes of memory for each endpoint in FILE.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "lab"], help_heading = "Report")]
    pub resume: Option<PathBuf>,
    /// No progress, no notes: only the report
    #[arg(short, long, help_heading = "Report")]
    pub quiet: bool,

    /// Deadline of an attempt: connecting, hello and answer, such as 3s or 500ms [default: 5s]
    #[arg(long, value_name = "TIME", value_parser = parse_duration, help_heading = "Limits")]
    pub timeout: Option<Duration>,
    /// Deadline of the whole run; what is known by then is reported, marked partial
    #[arg(long, value_name = "TIME", value_parser = parse_duration, help_heading = "Limits")]
    pub deadline: Option<Duration>,
    /// Connections open at the same time, over all endpoints
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=60_000), help_heading = "Limits")]
    pub concurrency: u32,
    /// Connections open at the same time to one address and port
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1000), help_heading = "Limits")]
    pub per_address: u32,
    /// Connections open at the same time into one network: an IPv4 /24 or an IPv6 /48 [default: no limit]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=60_000), help_heading = "Limits")]
    pub per_network: Option<u32>,
    /// Connections begun in a second or a minute, over all endpoints and evenly spaced, such as 500/s [default: no limit]
    #[arg(long, value_name = "N/s", value_parser = parse_rate, help_heading = "Limits")]
    pub rate: Option<Rate>,
    /// Take targets from stdin in random order out of a window of N, so that neighbours in a sorted list are not probed at
    /// the same moment; 1 takes them as given (with --format jsonl)
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Limits")]
    pub shuffle: u32,
    /// How often an attempt is repeated that ended without an answer (reset, close, silence)
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=10), help_heading = "Limits")]
    pub retries: u32,
}

/// `tlsready host`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Nothing is written to this system and nothing is sent to the network: the hellos are tried in memory.

Examples:
  tlsready host                                          this host
  tlsready host --registry a.reg b.reg                   a Windows host, by files from reg export
  tlsready host --registry a.reg --os 2008R2 --fix cmd   the lines that switch TLS 1.2 on there
  tlsready host --registry a.reg --rules update-management

Exit codes: 0 programs that name no version offer TLS 1.2 or above · 1 they do not · 2 usage error ·
3 that could not be found out · 4 tlsready itself failed"
)]
pub struct HostArgs {
    /// How to report
    #[arg(long, value_enum, default_value_t = HostFormat::Table, value_name = "FORMAT")]
    pub format: HostFormat,
    /// Windows settings.
    #[command(flatten)]
    pub windows: WindowsArgs,
}

/// What is asked about a Windows registry: that of this machine, or exported files of another.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Windows")]
pub struct WindowsArgs {
    /// Judge exported registry files (reg export) of another machine instead of this one; a later file wins
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub registry: Vec<PathBuf>,
    /// Which Windows the files are from, where they do not say: a build (7601) or a name (2008R2, 2012, "10 1809")
    #[arg(long, value_name = "BUILD|NAME", requires = "registry")]
    pub os: Option<String>,
    /// The programs that shall offer TLS 1.2; several with a comma between them
    #[arg(long = "for", value_name = "PROGRAMS", value_delimiter = ',', value_enum, default_values_t = WindowsArgs::AGENT)]
    pub programs: Vec<ClientArg>,
    /// Print the registry values to set, as lines to paste; nothing is written to any registry
    #[arg(long, value_name = "DIALECT", value_enum, conflicts_with = "format")]
    pub fix: Option<DialectArg>,
    /// With --fix: print the way back instead; ends with 3 where what was there before is not known in full
    #[arg(long, requires = "fix")]
    pub undo: bool,
    /// Answer the rules of Microsoft's old checker, and say where a rule misleads
    #[arg(long, value_name = "CHECKER", value_enum, conflicts_with = "fix")]
    pub rules: Option<RulesArg>,
}

impl WindowsArgs {
    /// What is looked at unless the user says otherwise: what an agent with a native part and .NET modules needs.
    pub const AGENT: [ClientArg; 2] = [ClientArg::Schannel, ClientArg::Dotnet4];
}

/// Kinds of programs on Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClientArg {
    /// Native programs that leave the choice to Windows, and .NET 5 and later
    Schannel,
    /// .NET Framework 4, whatever version a program was built for
    Dotnet4,
    /// .NET Framework 2.0 to 3.5
    Dotnet2,
    /// Programs on WinHTTP
    Winhttp,
}

/// How registry values are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DialectArg {
    /// Lines for cmd.exe
    Cmd,
    /// Lines for PowerShell 2.0 and later, 64-bit or 32-bit
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

/// Formats of `tlsready host` and `tlsready catalog`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HostFormat {
    /// For people
    Table,
    /// One object
    Json,
}

/// `tlsready catalog`.
#[derive(Args, Clone, Debug)]
pub struct CatalogArgs {
    /// Catalog selection.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// How to report
    #[arg(long, value_enum, default_value_t = HostFormat::Table, value_name = "FORMAT")]
    pub format: HostFormat,
    /// Print the built-in endpoints.toml, to start a file of your own from
    #[arg(long, conflicts_with = "format")]
    pub print_default: bool,
}

/// `tlsready lab`.
#[derive(Args, Clone, Debug)]
pub struct LabArgs {
    /// How to print the addresses
    #[arg(long, value_enum, default_value_t = HostFormat::Table, value_name = "FORMAT")]
    pub format: HostFormat,
}

/// `tlsready schema`.
#[derive(Args, Clone, Debug)]
pub struct SchemaArgs {
    /// Of which report
    #[arg(value_enum, default_value_t = SchemaArg::Check, value_name = "REPORT")]
    pub report: SchemaArg,
}

/// Reports that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    /// check --format json
    Check,
    /// A line of check --format jsonl
    Jsonl,
    /// host --format json, also with --registry and --rules
    Host,
}

/// `tlsready explain`.
#[derive(Args, Clone, Debug)]
pub struct ExplainArgs {
    /// A code as reports write it, such as host-default-lacks-version or TlsVersionCheck
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// What clap prints is English, as its own texts are.
fn english(message: &Message) -> String {
    Words::english().say(message).to_string()
}

fn parse_language(text: &str) -> Result<String, String> {
    match Language::named(text) {
        Some(_) => Ok(text.to_owned()),
        None => {
            let known = Language::names().collect::<Vec<_>>().join(", ");
            Err(english(&Message::ErrorLanguage { known }))
        }
    }
}

fn parse_version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|_| {
        let known = "ssl3, 1.0, 1.1, 1.2, 1.3".to_owned();
        english(&Message::ErrorUnknownVersion { text: clean(text), known })
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

/// Reads `3s`, `500ms`, `2m`. Zero is refused: no attempt could succeed.
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
    fn durations() {
        assert_eq!(parse_duration("3s"), Ok(Duration::from_secs(3)));
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("1.5m"), Ok(Duration::from_secs(90)));
        for bad in ["", "3", "s", "0s", "-1s", "1d", "1e9h", "..s", "inf", "3 s"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
    }
}
