//! A network of its own for a server that listens on every address of a machine and has no option against it: nobody outside can
//! reach it, and who is to reach it goes in.

use std::process::Command;
use std::sync::LazyLock;

use crate::program;

/// Why no program can be had in a network of its own, if so: it takes user namespaces, and the `ip` of iproute2.
static MISSING: LazyLock<Option<String>> = LazyLock::new(|| match alone(&Command::new("true")).output() {
    Ok(output) if output.status.success() => None,
    Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    Err(error) => Some(format!("unshare: {error}")),
});

/// Whether there are networks apart. Without them: says so on stderr, or fails in CI.
pub(crate) fn is_possible(what: &str) -> bool {
    let Some(why) = &*MISSING else { return true };
    program::not_run(what, &format!("it would listen on every address, and has no network of its own ({why})"));
    false
}

/// The same program in a new network, in which there is nothing but loopback. It keeps the number of its process.
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

/// This program in the network of that process.
pub(crate) fn beside(process: u32, program: &str) -> Command {
    let mut command = Command::new("nsenter");
    command.args(["--user", "--preserve-credentials", "--net", "--target", &process.to_string(), program]);
    command
}

/// Whether somebody listens on this port in the network of that process.
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
