//! A separate network for a server that always listens on every address of a machine: nothing outside can reach it, and
//! the program under test runs inside.

use std::process::Command;
use std::sync::LazyLock;

use crate::program;

/// Why programs cannot run in a separate network, or `None` if they can: it needs user namespaces, and `ip` from
/// iproute2.
static MISSING: LazyLock<Option<String>> = LazyLock::new(|| match alone(&Command::new("true")).output() {
    Ok(output) if output.status.success() => None,
    Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    Err(error) => Some(format!("unshare: {error}")),
});

/// Returns whether separate networks are available. If not: prints it on stderr, or fails in CI.
pub(crate) fn is_possible(what: &str) -> bool {
    let Some(why) = &*MISSING else { return true };
    program::not_run(what, &format!("it would listen on every address, and has no network of its own ({why})"));
    false
}

/// Wraps the program to run in a new network that has only loopback. It keeps its process ID.
pub(crate) fn alone(command: &Command) -> Command {
    let mut outer = Command::new("unshare");
    outer.args(["--map-root-user", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"]);
    outer.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    outer
}

/// Returns a command for this program in the network of that process.
pub(crate) fn beside(process: u32, program: &str) -> Command {
    let mut command = Command::new("nsenter");
    command.args(["--user", "--preserve-credentials", "--net", "--target", &process.to_string(), program]);
    command
}

/// Returns whether a program listens on this port in the network of that process.
pub(crate) fn listens(process: u32, port: u16) -> bool {
    let local = format!(":{port:04X}");
    ["tcp", "tcp6"].iter().any(|table| {
        let table = std::fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        table.lines().any(|line| {
            let fields: Vec<_> = line.split_ascii_whitespace().collect();
            // 0A: TCP_LISTEN.
            matches!(fields[..], [_, address, _, "0A", ..] if address.ends_with(&local))
        })
    })
}
