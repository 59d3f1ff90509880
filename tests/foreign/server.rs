//! The process of a foreign server. It is started on ports that the system chooses, awaited, and stopped when dropped.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::apart;

/// How long a server may take to answer on all its ports. Java compiles its source first, which takes part of that
/// time.
const START: Duration = Duration::from_secs(90);
/// The interval between two checks of a server that is starting.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// What a program that chooses its own ports writes before each of them.
const PORT_LINE: &str = "PORT ";

/// A running server.
pub(crate) struct Server {
    process: Child,
    folder: TempDir,
    /// The ports that it listens on, in the order of the requests.
    pub(crate) ports: Vec<u16>,
    /// Whether it is in a separate network.
    apart: bool,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts a program that needs given ports. `command` gets a folder for its files, and free ports.
    ///
    /// If another process takes a free port first, the program ends, and is started again with other ports.
    pub(crate) fn start(ports: usize, command: impl Fn(&Path, &[u16]) -> Command) -> Self {
        Self::start_in(false, ports, command)
    }

    /// [`Self::start`] in a separate network, for a program that listens on every address.
    pub(crate) fn start_apart(ports: usize, command: impl Fn(&Path, &[u16]) -> Command) -> Self {
        Self::start_in(true, ports, |folder, ports| apart::alone(&command(folder, ports)))
    }

    fn start_in(apart: bool, ports: usize, command: impl Fn(&Path, &[u16]) -> Command) -> Self {
        let mut said = String::new();
        for _ in 0..3 {
            let ports = free_ports(ports);
            let mut server = Self::spawn(|folder| command(folder, &ports));
            server.ports.clone_from(&ports);
            server.apart = apart;
            let process = server.process.id();
            let listens = |port: &u16| if apart { apart::listens(process, *port) } else { listens(*port) };
            if server.wait_for(|_| ports.iter().all(listens)) {
                return server;
            }
            said = server.said();
        }
        panic!("the server ended before it listened, three times:\n{}", last_lines(&said));
    }

    /// Starts a program that chooses free ports itself and writes one line `PORT n` for each.
    pub(crate) fn start_announcing(ports: usize, command: impl FnOnce(&Path) -> Command) -> Self {
        let mut server = Self::spawn(command);
        let started = server.wait_for(|said| announced(said).count() == ports);
        let said = server.said();
        assert!(started, "the server ended before it listened:\n{}", last_lines(&said));
        server.ports = announced(&said).collect();
        server
    }

    fn spawn(command: impl FnOnce(&Path) -> Command) -> Self {
        let folder = tempfile::Builder::new().prefix("tlsready-foreign-").tempdir().unwrap();
        let mut command = command(folder.path());
        let output = File::create(folder.path().join("output")).unwrap();
        command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        let process = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { process, folder, ports: Vec::new(), apart: false }
    }

    /// Waits until the output of the server, or its observable state, satisfies `ready`. Returns false if it ended
    /// before.
    fn wait_for(&mut self, ready: impl Fn(&str) -> bool) -> bool {
        let deadline = Instant::now() + START;
        loop {
            // In this order: if it still runs after it was found ready, it is the process that was found.
            let ready = ready(&self.said());
            if self.has_ended() {
                return false;
            }
            if ready {
                return true;
            }
            assert!(Instant::now() < deadline, "it does not listen after {START:?}:\n{}", last_lines(&self.said()));
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Returns a command for this program, run where it can reach the server.
    pub(crate) fn command(&self, program: &str) -> Command {
        if self.apart { apart::beside(self.process.id(), program) } else { Command::new(program) }
    }

    /// Returns whether it has ended, as some servers do when they first need a setting that they do not support.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    /// Returns its output so far.
    pub(crate) fn said(&self) -> String {
        let bytes = std::fs::read(self.folder.path().join("output")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Returns the end of a server's output, indented.
pub(crate) fn last_lines(said: &str) -> String {
    let lines: Vec<_> = said.lines().collect();
    lines[lines.len().saturating_sub(20)..].iter().map(|line| ["      ", line, "\n"].concat()).collect()
}

/// Returns the ports in a server's output, from complete lines only.
fn announced(said: &str) -> impl Iterator<Item = u16> {
    let (finished, _) = said.rsplit_once('\n').unwrap_or_default();
    finished.lines().filter_map(|line| line.strip_prefix(PORT_LINE)?.trim().parse().ok())
}

fn listens(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}

/// Returns free ports, all different.
fn free_ports(count: usize) -> Vec<u16> {
    let held: Vec<_> = (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()).collect();
    held.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}
