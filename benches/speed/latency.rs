//! Time to the answer over a link with a 50 ms round trip: whole runs, compared with the floor clients in the same run.

use std::io::{self, Write};
use std::process::Command;
use std::time::Duration;

use super::canned::SILENT;
use super::delayed_link::{self, NETWORK};
use super::measure::{cost, lines, median, spread};
use super::roles::{responders, role};
use super::say;
use super::throughput::tlsready;

const ENDPOINTS: usize = 200;
const ROUND_TRIP: Duration = Duration::from_millis(50);
const ROUNDS: usize = 5;
/// Rounds of runs over one endpoint, which are short.
const ONE_ROUNDS: usize = 15;
/// Full handshakes that the responder completes: those of the system's TLS library by default, with 1.2 and with 1.3,
/// and that of rustls.
const FULL_HANDSHAKES: usize = 4;
/// More `ClientHello`s, because the responder rejects 1.0 and 1.1 with the alert `handshake_failure`: five for each.
const ALTERNATES: usize = 10;

/// Runs this part in separate namespaces, or reports why it cannot.
pub(crate) fn run() -> io::Result<()> {
    say(&format!(
        "\nlatency: {ENDPOINTS} endpoints x 4 versions, {} ms round trip, {ROUNDS} rounds",
        ROUND_TRIP.as_millis()
    ));
    let ways: [&[&str]; 2] = [&["--net"], &["--user", "--map-root-user", "--net"]];
    let works = |way: &&[&str]| {
        let test = "ip link set lo up && exec 3<>/dev/net/tun";
        let status =
            Command::new("unshare").args(*way).args(["sh", "-c", test]).stderr(std::process::Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    let Some(way) = ways.into_iter().find(|way| works(way)) else {
        say(
            "  !! SKIPPED, NOTHING MEASURED: needs the programs `unshare` and `ip`, /dev/net/tun, and root or user namespaces",
        );
        return Ok(());
    };
    let status = Command::new("unshare").args(way).arg(std::env::current_exe()?).arg("role:behind-link").status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("the part ended with {status}"))) }
}

/// The part itself, in a namespace without any other network.
pub(crate) fn behind_link() -> io::Result<()> {
    let mut far = Command::new("unshare");
    far.arg("--net").arg(std::env::current_exe()?).arg("role:responders");
    let (_responders, canned, real) = responders(&mut far, "link", |id| delayed_link::lay(ROUND_TRIP / 2, id))?;
    one("prober wire", &canned, 2, &["--probers", "wire"])?;
    // This server rejects 1.0 and 1.1 with an alert that is final only after every other ClientHello: two connections
    // in turn.
    one("all probers, authority unknown", &real, 4, &[])?;
    wire(&canned)?;
    silent(&canned)?;
    full(&real)
}

fn targets(port: &str, last_octets: impl Iterator<Item = usize>) -> Vec<String> {
    last_octets.map(|octet| format!("{NETWORK}.{octet}:{port}")).collect()
}

fn file(lines: &[String]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all((lines.join("\n") + "\n").as_bytes())?;
    Ok(file)
}

fn floor_client(name: &str, file: &tempfile::NamedTempFile, number: usize) -> io::Result<Command> {
    let mut command = role(name)?;
    command.arg(file.path()).arg(number.to_string());
    Ok(command)
}

fn check(targets: &[String], words: &[&str]) -> Command {
    let mut command = Command::new(tlsready());
    command.arg("check").args(targets).args(words);
    command
}

/// Runs both alternately and prints both times and their ratio.
fn compare(
    what: &str,
    goal: &str,
    floor: &dyn Fn() -> io::Result<Command>,
    ours: &dyn Fn() -> Command,
) -> io::Result<()> {
    cost(&mut floor()?)?;
    cost(&mut ours())?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((cost(&mut floor()?)?.wall.as_secs_f64(), cost(&mut ours())?.wall.as_secs_f64()));
    }
    let column = |figure: fn(&(f64, f64)) -> f64| rounds.iter().map(figure).collect::<Vec<_>>();
    say(&format!("  {what}:"));
    say(&format!(
        "    floor client {} s, tlsready {} s",
        spread(&column(|round| round.0), 3),
        spread(&column(|round| round.1), 3)
    ));
    say(&format!(
        "    RATIO tlsready / floor: {}   (goal: at most {goal})",
        spread(&column(|round| round.1 / round.0), 2)
    ));
    Ok(())
}

fn wire(port: &str) -> io::Result<()> {
    let targets = targets(port, 1..=ENDPOINTS);
    let file = file(&targets)?;
    compare("prober wire, 800 probes", "1.25", &|| floor_client("floor", &file, 2000), &|| {
        check(&targets, &["--probers", "wire"])
    })
}

fn full(port: &str) -> io::Result<()> {
    let targets = targets(port, 1..=ENDPOINTS);
    let file = file(&targets)?;
    let what = format!(
        "all probers, {} connections, {} of them full handshakes; the floor does those alone",
        ENDPOINTS * (10 + ALTERNATES),
        ENDPOINTS * FULL_HANDSHAKES
    );
    compare(&what, "2", &|| floor_client("tls-floor", &file, FULL_HANDSHAKES), &|| check(&targets, &[]))
}

/// Prints what a run over one endpoint takes beyond the round trips that it must wait for. The floor client measures
/// these: it waits for two, one to connect and one for the answer to a ClientHello, and is also a process.
fn one(what: &str, port: &str, round_trips: u32, words: &[&str]) -> io::Result<()> {
    let targets = targets(port, std::iter::once(1));
    let file = file(&targets)?;
    let walls = |command: &dyn Fn() -> io::Result<Command>| {
        cost(&mut command()?)?;
        (0..ONE_ROUNDS).map(|_| Ok(cost(&mut command()?)?.wall.as_secs_f64() * 1000.0)).collect::<io::Result<Vec<_>>>()
    };
    let middle = |walls: &[f64]| median(walls.iter().copied()).unwrap_or(f64::NAN);
    let nothing = middle(&walls(&|| role("nothing"))?);
    let floor = middle(&walls(&|| floor_client("floor", &file, 4))?);
    let round_trip = (floor - nothing) / 2.0;
    let beyond: Vec<_> = walls(&|| Ok(check(&targets, words)))?
        .into_iter()
        .map(|wall| wall - round_trip * f64::from(round_trips))
        .collect();
    say(&format!(
        "  one endpoint, {what}: {} ms beyond its {round_trips} round trips of {round_trip:.1} ms   (goal: at most 5)",
        spread(&beyond, 1)
    ));
    Ok(())
}

/// One address accepts connections and never answers: when are the others reported, and when does the run end?
fn silent(port: &str) -> io::Result<()> {
    const TIMEOUT: &str = "2s";
    let others = targets(port, 1..ENDPOINTS);
    let with_silent = [others.clone(), targets(port, std::iter::once(usize::from(SILENT)))].concat();
    let words = ["--probers", "wire", "--format", "jsonl", "--timeout", TIMEOUT];
    let (mut alone, mut beside, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let last =
            |seen: &[(Duration, String)]| seen.get(others.len() - 1).map_or(f64::NAN, |(when, _)| when.as_secs_f64());
        let (seen, _) = lines(&mut check(&others, &words))?;
        alone.push(last(&seen));
        let (seen, end) = lines(&mut check(&with_silent, &words))?;
        beside.push(last(&seen));
        ends.push(end.as_secs_f64());
    }
    say(&format!("  one silent endpoint among {ENDPOINTS}, --timeout {TIMEOUT}, prober wire:"));
    say(&format!(
        "    the other {} are out after {} s; without it after {} s",
        others.len(),
        spread(&beside, 3),
        spread(&alone, 3)
    ));
    let ratio = median(beside).unwrap_or(f64::NAN) / median(alone).unwrap_or(f64::NAN);
    say(&format!("    RATIO with / without: {ratio:.2}; the run ends after {} s", spread(&ends, 3)));
    Ok(())
}
