//! Runs the program under observation: it must exit without help, and its memory use is measured.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::support::Outcome;

/// A run that takes longer than this hangs.
const HANGS: Duration = Duration::from_mins(2);

/// The result of a run, and the memory that it used.
#[derive(Debug)]
pub(crate) struct Watched {
    /// The result, as of any run.
    pub(crate) outcome: Outcome,
    /// Peak resident memory, in kB; `None` if the system does not report it.
    pub(crate) most_resident: Option<u64>,
    /// Resident memory at each observation, in kB.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux says, and only its tests ask"))]
    pub(crate) resident: Vec<u64>,
}

/// Returns a field of `/proc/PID/status`, in kB.
pub(crate) fn status_field(pid: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// Runs the command until it exits, with this input on stdin.
pub(crate) fn watch(mut command: Command, stdin: impl FnOnce(&mut dyn Write) + Send + 'static) -> Watched {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("its stdin");
    std::thread::spawn(move || stdin(&mut input));
    let stdout = collect(child.stdout.take().expect("its stdout"));
    let stderr = collect(child.stderr.take().expect("its stderr"));
    let (mut most_resident, mut resident) = (None, Vec::new());
    let code = wait(&mut child, |pid| {
        most_resident = status_field(pid, "VmHWM").or(most_resident);
        resident.extend(status_field(pid, "VmRSS"));
    });
    let text = |bytes: mpsc::Receiver<Vec<u8>>| {
        String::from_utf8(bytes.recv().expect("the reader ends")).expect("the output is UTF-8")
    };
    Watched { outcome: Outcome { code, stdout: text(stdout), stderr: text(stderr) }, most_resident, resident }
}

fn collect(mut from: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (done, bytes) = mpsc::channel();
    std::thread::spawn(move || {
        let mut all = Vec::new();
        let _ = from.read_to_end(&mut all);
        let _ = done.send(all);
    });
    bytes
}

/// Waits until the process exits, and calls `look` regularly until then. Returns the exit code; 255 if it was ended by
/// a signal.
///
/// # Panics
/// The process hangs.
pub(crate) fn wait(child: &mut Child, mut look: impl FnMut(u32)) -> i32 {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status.code().unwrap_or(255);
        }
        if began.elapsed() > HANGS {
            let _ = child.kill();
            panic!("the program hangs");
        }
        look(child.id());
        // The interval between observations; nothing depends on its length.
        std::thread::sleep(Duration::from_millis(10));
    }
}
