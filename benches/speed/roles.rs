//! This program as its own helpers: responders and floor clients are separate processes, so that the kernel counts
//! their time separately from that of the program under test.

use std::io::{self, BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{floor, latency, responder, tls_floor};

/// Plays a role.
pub(crate) fn play(role: &str, rest: &[String]) -> io::Result<()> {
    match role {
        "role:responders" => responder::both(),
        "role:floor" => floor::run(&endpoints(rest)?, number(rest, 1)?),
        "role:tls-floor" => tls_floor::run(&endpoints(rest)?, number(rest, 1)?),
        "role:behind-link" => latency::behind_link(),
        "role:nothing" => Ok(()),
        other => Err(io::Error::other(format!("unknown role {other}"))),
    }
}

fn endpoints(rest: &[String]) -> io::Result<Vec<SocketAddr>> {
    let path = rest.first().ok_or_else(|| io::Error::other("no file of endpoints"))?;
    std::fs::read_to_string(path)?.lines().map(|line| line.parse().map_err(io::Error::other)).collect()
}

fn number(rest: &[String], place: usize) -> io::Result<usize> {
    rest.get(place).and_then(|text| text.parse().ok()).ok_or_else(|| io::Error::other("a number is missing"))
}

/// Returns a command for this program in a role.
pub(crate) fn role(name: &str) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(format!("role:{name}"));
    Ok(command)
}

/// The responders: where, and the two ports (canned, real).
pub(crate) fn responders(
    command: &mut Command,
    place: &str,
    lay: impl FnOnce(u32) -> io::Result<()>,
) -> io::Result<(Helper, String, String)> {
    let mut helper = Helper::start(command)?;
    lay(helper.child.id())?;
    let ports = helper.ask(place)?;
    let (canned, real) = ports.split_once(' ').ok_or_else(|| io::Error::other("no ports"))?;
    let (canned, real) = (canned.to_owned(), real.to_owned());
    Ok((helper, canned, real))
}

/// A helper that communicates in lines. It ends when its standard input does, so none is left behind.
pub(crate) struct Helper {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Helper {
    /// Starts it, and waits until it reports that it is ready.
    fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
        let mut helper = Self { child, input, output: BufReader::new(output) };
        helper.line()?;
        Ok(helper)
    }

    /// Sends a line, and returns the line of the answer.
    fn ask(&mut self, line: &str) -> io::Result<String> {
        if let Some(input) = &mut self.input {
            writeln!(input, "{line}")?;
        }
        self.line()
    }

    fn line(&mut self) -> io::Result<String> {
        let mut answer = String::new();
        if self.output.read_line(&mut answer)? == 0 {
            return Err(io::Error::other("a helper ended before it answered"));
        }
        Ok(answer.trim().to_owned())
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// Ends this process when its standard input does: for helpers that serve until then.
pub(crate) fn end_with_input(input: impl BufRead + Send + 'static) {
    std::thread::spawn(move || {
        let mut input = input;
        let mut line = String::new();
        while input.read_line(&mut line).is_ok_and(|count| count > 0) {
            line.clear();
        }
        std::process::exit(0);
    });
}
