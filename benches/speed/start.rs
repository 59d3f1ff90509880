//! What a run costs apart from the network: start, size, and one endpoint without a round trip to wait for.

use std::io;
use std::process::Command;
use std::time::Duration;

use super::measure::{cost, spread};
use super::roles::{responders, role};
use super::say;
use super::throughput::tlsready;

const ROUNDS: usize = 15;

/// Runs this part.
pub(crate) fn run() -> io::Result<()> {
    say(&format!("\nstart: {ROUNDS} rounds each, whole processes, ms of wall time and of CPU time"));
    let size = std::fs::metadata(tlsready())?.len();
    say(&format!("  size of the program: {} KB   (goal: below 11 000 KB)", size / 1000));
    let nothing = || role("nothing");
    show("a program that does nothing", &|| nothing())?;
    show("tlsready --version (goal: within 10)", &|| Ok(with(&["--version"])))?;
    let (_responders, canned, real) = responders(&mut role("responders")?, "loopback", |_| Ok(()))?;
    let endpoint = format!("127.0.0.1:{canned}");
    show("check, one endpoint, prober wire (goal: round trips + 5; here none to wait for)", &|| {
        Ok(with(&["check", &endpoint, "--probers", "wire"]))
    })?;
    let endpoint = format!("127.0.0.1:{real}");
    show("check, one endpoint, prober rustls", &|| Ok(with(&["check", &endpoint, "--probers", "rustls"])))?;
    show("check, one endpoint, all probers, unknown authority", &|| Ok(with(&["check", &endpoint])))
}

fn with(words: &[&str]) -> Command {
    let mut command = Command::new(tlsready());
    command.args(words);
    command
}

fn show(what: &str, command: &dyn Fn() -> io::Result<Command>) -> io::Result<()> {
    cost(&mut command()?)?;
    let costs = (0..ROUNDS).map(|_| cost(&mut command()?)).collect::<io::Result<Vec<_>>>()?;
    let column = |figure: fn(&super::measure::Cost) -> Duration| {
        let values: Vec<_> = costs.iter().map(|cost| figure(cost).as_secs_f64() * 1000.0).collect();
        spread(&values, 1)
    };
    say(&format!("  {what}: wall {}, CPU {}", column(|cost| cost.wall), column(|cost| cost.cpu)));
    Ok(())
}
