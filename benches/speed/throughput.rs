//! Probes per second of processor time on loopback, compared with the floor client.

use std::io::{self, Write};
use std::process::Command;

use super::measure::{cost, median, spread};
use super::roles::{responders, role};
use super::{measure, say};

/// Endpoints, with four probes each.
const ENDPOINTS: usize = 5000;
const PROBES: u32 = ENDPOINTS as u32 * 4;
const ROUNDS: usize = 5;
/// Concurrent connections, for both programs.
const AT_ONCE: usize = 500;

/// The program under test: that of this build, or another one for comparison.
pub(crate) fn tlsready() -> String {
    std::env::var("TLSREADY_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_tlsready").to_owned())
}

/// Writes a file with one line per endpoint, each at a different address of this machine.
pub(crate) fn endpoints_file(port: &str, count: usize) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    for number in 0..count {
        writeln!(file, "127.1.{}.{}:{port}", number / 250, number % 250 + 1)?;
    }
    file.flush()?;
    Ok(file)
}

/// Runs this part.
pub(crate) fn run() -> io::Result<()> {
    say(&format!(
        "\nthroughput: {ENDPOINTS} endpoints x 4 versions on loopback, a canned responder, {ROUNDS} rounds in turn"
    ));
    let (_responders, port, _) = responders(&mut role("responders")?, "loopback", |_| Ok(()))?;
    let file = endpoints_file(&port, ENDPOINTS)?;
    let floor = || -> io::Result<Command> {
        let mut command = role("floor")?;
        command.arg(file.path()).arg(AT_ONCE.to_string());
        Ok(command)
    };
    let ours = |format: &str| {
        // A run reads its endpoints from standard input only, so a shell redirects the file.
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!(
            "exec '{}' check - --probers wire --quiet --format {format} --concurrency {AT_ONCE} < '{}'",
            tlsready(),
            file.path().display()
        ));
        command
    };
    // A warm-up that does not count.
    cost(&mut floor()?)?;
    cost(&mut ours("jsonl"))?;
    let rate = |cost: &measure::Cost| f64::from(PROBES) / cost.cpu.as_secs_f64();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((cost(&mut floor()?)?, cost(&mut ours("jsonl"))?));
    }
    let column =
        |figure: &dyn Fn(&(measure::Cost, measure::Cost)) -> f64| rounds.iter().map(figure).collect::<Vec<_>>();
    let share = |cost: &measure::Cost| cost.user.as_secs_f64() / cost.cpu.as_secs_f64() * 100.0;
    say(&format!("  floor client   {} probes a CPU second", spread(&column(&|(floor, _)| rate(floor)), 0)));
    say(&format!("  tlsready       {} probes a CPU second", spread(&column(&|(_, ours)| rate(ours)), 0)));
    say(&format!(
        "  of its time in user space: floor {:.0} %, tlsready {:.0} %",
        median(rounds.iter().map(|(floor, _)| share(floor))).unwrap_or_default(),
        median(rounds.iter().map(|(_, ours)| share(ours))).unwrap_or_default()
    ));
    say(&format!(
        "  RATIO tlsready / floor, probes a CPU second: {}   (goal: at least 0.70)",
        spread(&column(&|(floor, ours)| rate(ours) / rate(floor)), 2)
    ));
    Ok(())
}
