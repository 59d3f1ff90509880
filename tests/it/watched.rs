//! Runs the program under watch: it must end by itself, and what it needs of memory is measured.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::support::Outcome;

/// No run of these tests takes so long unless it hangs.
const HANGS: Duration = Duration::from_mins(2);

/// What a run left behind, and what it took.
#[derive(Debug)]
pub(crate) struct Watched {
    /// As of any run.
    pub(crate) outcome: Outcome,
    /// The most memory that was resident at a time, in kB; none where the system does not say.
    pub(crate) most_resident: Option<u64>,
    /// Resident memory of each moment that was looked at, in kB.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux says, and only its tests ask"))]
    pub(crate) resident: Vec<u64>,
}

/// A field of `/proc/PID/status` in kB.
pub(crate) fn status_field(pid: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// Runs to the end, with this on stdin.
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

/// Looks at it now and then until it has ended; 255 when a signal ended it.
///
/// # Panics
/// It hangs.
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
        // Between two looks; nothing depends on it.
        std::thread::sleep(Duration::from_millis(10));
    }
}
