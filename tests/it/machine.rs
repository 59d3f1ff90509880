//! A machine that lacks a resource: each endpoint still has a row, or the run reports what is missing.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use tlsready::message::Message;

use crate::hostile_peers::{good, hello, plain_server_hello, serve, wait_for_end};
use crate::support::{program, said};
use crate::watched::{Watched, wait, watch};

/// Runs the program from a shell that first limits a resource.
fn under(shell: &str, directory: &Path, arguments: &[&str]) -> Watched {
    let plain = program(directory);
    let mut command = Command::new("sh");
    command.current_dir(directory).env("LC_ALL", "C.UTF-8").env_remove("RUST_LOG");
    command.args(["-c", &format!("{shell}; exec \"$@\""), "sh"]).arg(plain.get_program()).args(arguments);
    watch(command, |_| ())
}

fn rows(watched: &Watched) -> Vec<Value> {
    let report: Value =
        serde_json::from_str(&watched.outcome.stdout).unwrap_or_else(|error| panic!("{error}: {:?}", watched.outcome));
    report["endpoints"].as_array().expect("endpoints").clone()
}

fn assert_all_answered(watched: &Watched, count: usize) {
    let rows = rows(watched);
    assert_eq!(rows.len(), count);
    for row in rows {
        for (version, support) in [("tls1.2", "accepted"), ("tls1.3", "accepted")] {
            assert_eq!(row["versions"][version]["support"], support, "{row:#}");
        }
    }
}

/// Returns arguments that probe the address under so many names: the same target is not probed twice.
fn many(address: SocketAddr, count: usize) -> Vec<String> {
    let names = (0..count).map(|number| format!("host{number}.example:{}", address.port()));
    let address = address.ip().to_string();
    names.chain(["--connect".to_owned(), address, "--sni".to_owned(), "none".to_owned()]).collect()
}

/// Returns whether this system provides namespaces of these kinds in which this program runs. If not, the test cannot
/// run.
#[cfg(target_os = "linux")]
fn may_have(namespaces: &str, program: &str, what: &str) -> bool {
    let look = format!("command -v {program} >/dev/null || {{ echo {program} is not there >&2; exit 1; }}");
    let found = Command::new("unshare").args([namespaces, "sh", "-c", &look]).output();
    let why = match found {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => format!("unshare: {error}"),
    };
    not_tried(what, &why);
    false
}

/// Reports a test that was not run, and fails in CI, where every test must run.
#[cfg(target_os = "linux")]
fn not_tried(what: &str, why: &str) {
    use std::io::Write as _;
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{what} was not tried: {why}");
    // Not `eprintln!`: the test harness would swallow it when the test passes.
    let _ = writeln!(std::io::stderr(), "NOT RUN: {what}: {why}");
}

#[test]
fn few_descriptors() {
    let endpoints = many(good(), 40);
    let mut arguments =
        vec!["check", "--format", "json", "--timeout", "20s", "--probers", "wire", "--per-address", "1000"];
    arguments.extend(endpoints.iter().map(String::as_str));
    assert_all_answered(&under("ulimit -n 64", Path::new("."), &arguments), 40);
}

#[test]
fn hardly_any_descriptors() {
    // Fewer descriptors than the program reserves, so it makes one connection at a time.
    let endpoints = many(good(), 5);
    let mut arguments = vec!["check", "--format", "json", "--timeout", "20s", "--probers", "wire"];
    arguments.extend(endpoints.iter().map(String::as_str));
    assert_all_answered(&under("ulimit -n 24", Path::new("."), &arguments), 5);
}

#[cfg(target_os = "linux")]
#[test]
fn little_memory() {
    let endpoints = many(good(), 20);
    let mut arguments = vec!["check", "--format", "json", "--timeout", "20s"];
    arguments.extend(endpoints.iter().map(String::as_str));
    // Limits of the address space, in kB. An ordinary run takes about 2 GB, most of which is never touched. The last
    // limit is the smallest that is sufficient.
    for limit in ["ulimit -v 400000", "ulimit -v 200000", "ulimit -v 98304"] {
        assert_all_answered(&under(limit, Path::new("."), &arguments), 20);
    }
    let host = under("ulimit -v 98304", Path::new("."), &["host", "--format", "json"]);
    assert!(host.outcome.code != 255 && host.outcome.stderr.is_empty(), "{:?}", host.outcome);
    serde_json::from_str::<Value>(&host.outcome.stdout).expect("JSON");
}

/// Too little memory is reported before anything is probed: a program that cannot allocate memory during a run cannot
/// report it.
#[cfg(target_os = "linux")]
#[test]
fn too_little_memory() {
    let address = good().to_string();
    for verb in [&["check", address.as_str()][..], &["host"]] {
        let outcome = under("ulimit -v 90000", Path::new("."), verb).outcome;
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{verb:?}: {}", outcome.stderr);
        let limited = said(&Message::ErrorAddressSpace { limit: 87, needed: 96 });
        let hint = said(&Message::HintAddressSpace);
        assert_eq!(outcome.stderr, format!("error: {limited}\nhint: {hint}\n"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn stdout_full() {
    for format in ["table", "json", "jsonl"] {
        let mut command = program(Path::new("."));
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let mut child = command
            .args(["check", "--format", format, "--timeout", "5s", &good().to_string()])
            .stdout(full)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        assert_eq!(wait(&mut child, |_| ()), 4, "{format}");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().expect("its stderr"), &mut said).expect("text");
        assert!(said.contains("error: cannot write the report: no space left on device"), "{format}: {said}");
    }
}

#[test]
fn stdout_closed() {
    let address = good().to_string();
    let watched = under("exec >&-", Path::new("."), &["check", "--timeout", "5s", "--format", "jsonl", &address]);
    assert_ne!(watched.outcome.code, 255, "{:?}", watched.outcome);
    assert!(!watched.outcome.stderr.contains("panicked"), "{:?}", watched.outcome);
    let watched = under("exec 2>&-", Path::new("."), &["check", "--timeout", "5s", "--format", "jsonl", &address]);
    assert_eq!(watched.outcome.stdout.lines().count(), 1);
}

/// A slow reader does not delay connections, so no endpoint appears silent because of it.
#[cfg(target_os = "linux")]
#[test]
fn stdout_that_nobody_reads_for_a_while() {
    const TARGETS: usize = 200;
    let (tell, answered) = std::sync::mpsc::channel();
    let peer = serve(move |mut stream| {
        hello(&mut stream);
        let _ = std::io::Write::write_all(&mut stream, &plain_server_hello());
        let _ = tell.send(());
        wait_for_end(&mut stream);
    });
    let directory = tempfile::tempdir().expect("a directory");
    let (reader, stdout) = crate::check_stop::full_pipe(directory.path());
    // At this rate, the first rows are written long before the last connections begin.
    let mut child = program(directory.path())
        .args(["check", "--format", "jsonl", "--probers", "wire", "--versions", "1.2", "--rate", "500/s"])
        .args(["--timeout", "20s"])
        .args(many(peer, TARGETS))
        .stdout(stdout)
        .spawn()
        .expect("it starts");
    for number in 0..TARGETS {
        let answer = answered.recv_timeout(std::time::Duration::from_mins(1));
        if let Err(error) = answer {
            // Nothing else would end the child: this test also holds the pipe open.
            let _ = child.kill();
            panic!("{number} were answered, and then: {error}");
        }
    }
    let rows: Vec<_> = BufReader::new(reader).lines().take(TARGETS).map(|line| line.expect("a line")).collect();
    for row in rows {
        // The first row is preceded by the bytes that filled the pipe.
        let row: Value = serde_json::from_str(row.trim_start_matches('\0')).expect("JSON");
        assert_eq!(row["versions"]["tls1.2"]["support"], "accepted", "{row:#}");
    }
    assert_eq!(wait(&mut child, |_| ()), 0);
}

/// Returns the program, reading targets from its stdin, and a target that answers immediately because nothing listens
/// there.
fn reading_targets() -> (Child, SocketAddr) {
    let refused = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let child = program(Path::new("."))
        .args(["check", "-", "--format", "jsonl", "--probers", "wire", "--timeout", "5s"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    (child, refused)
}

/// Returns its stdout after a whole row has been read from it.
fn after_a_line(child: &mut Child) -> BufReader<ChildStdout> {
    let mut reader = BufReader::new(child.stdout.take().expect("its stdout"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("a line");
    serde_json::from_str::<Value>(&line).expect("JSON");
    reader
}

#[test]
fn a_reader_that_has_seen_enough() {
    let (mut child, refused) = reading_targets();
    let mut stdin = child.stdin.take().expect("its stdin");
    // Endless targets: only the closed pipe ends the run.
    let feeding = std::thread::spawn(move || {
        let addresses = (1..).map(|number: u32| std::net::Ipv4Addr::from(0x7f00_0000 + number % 0x00ff_ffff));
        for address in addresses {
            let target = format!("{address}:{}\n", refused.port());
            if std::io::Write::write_all(&mut stdin, target.as_bytes()).is_err() {
                return;
            }
        }
    });
    let reader = after_a_line(&mut child);
    drop(reader);
    assert_eq!(wait(&mut child, |_| ()), 3, "rows that nobody reads are not delivered");
    feeding.join().expect("the pipe is closed");
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("its stderr"), &mut said).expect("text");
    assert!(!said.contains("error") && !said.contains("panicked"), "{said}");
}

/// Targets may come from a source that runs for days: the run must not wait for the next one.
#[test]
fn a_reader_that_has_gone_while_no_target_comes() {
    let (mut child, refused) = reading_targets();
    let mut stdin = child.stdin.take().expect("its stdin");
    let mut give = |address| {
        let target = format!("{address}:{}\n", refused.port());
        std::io::Write::write_all(&mut stdin, target.as_bytes()).expect("it reads");
    };
    give("127.0.0.1");
    drop(after_a_line(&mut child));
    // Its row finds the pipe closed. No row follows, and the input stays open.
    give("127.0.0.2");
    assert_eq!(wait(&mut child, |_| ()), 3);
    drop(stdin);
}

/// `--output` on a full disk: the old file is kept, and no other file is left behind.
fn onto_a_full_disk(shell: &str, directory: &Path) {
    let file = directory.join("report.json");
    std::fs::write(&file, "old").expect("there was room for this");
    let endpoints = many(good(), 10);
    let mut arguments =
        vec!["check", "--format", "json", "--timeout", "20s", "--probers", "wire", "--output", "report.json"];
    arguments.extend(endpoints.iter().map(String::as_str));
    let watched = under(shell, directory, &arguments);
    assert_eq!(watched.outcome.code, 4, "{:?}", watched.outcome);
    let path = file.canonicalize().expect("it is there").display().to_string();
    let cannot = said(&Message::ErrorWriteReport { path, cause: String::new() });
    assert!(watched.outcome.stderr.contains(&cannot), "{:?}", watched.outcome);
    assert!(watched.outcome.stderr.contains(&said(&Message::HintExistingUnchanged)));
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "old");
    assert_eq!(std::fs::read_dir(directory).expect("a directory").count(), 1, "nothing is left behind");
}

#[test]
fn no_room_for_the_file() {
    let directory = tempfile::tempdir().expect("a directory");
    // Files are limited to 8 blocks of 512 bytes. With the signal ignored, writing more fails as on a full disk.
    onto_a_full_disk("trap '' XFSZ; ulimit -f 8", directory.path());
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().display();
    // A file system of 16 kB in a separate mount namespace, if this system allows one.
    let inside = format!(
        "mount -t tmpfs -o size=16k tmpfs '{path}' && cd '{path}' && echo old > report.json \
         && \"$@\"; echo \"exit $?\"; cat report.json; ls -A"
    );
    let endpoints = many(good(), 10);
    let program = program(directory.path());
    let mut command = Command::new("unshare");
    command.args(["-Urm", "sh", "-c", &inside, "sh"]).arg(program.get_program());
    command.args(["check", "--format", "json", "--timeout", "20s", "--probers", "wire", "--output", "report.json"]);
    command.args(&endpoints);
    // `no_room_for_the_file` tests the same in another way.
    if !may_have("-Urm", "mount", "a disk that is full") {
        return;
    }
    let watched = watch(command, |_| ());
    assert_eq!(watched.outcome.stdout, "exit 4\nold\nreport.json\n", "{:?}", watched.outcome);
    assert!(watched.outcome.stderr.contains("no space left on device"), "{:?}", watched.outcome);
}

/// More connections to one address than this machine has ports: they wait for each other.
#[cfg(target_os = "linux")]
#[test]
fn hardly_any_ports() {
    if !may_have("-Urn", "ip", "a machine with hardly any ports") {
        return;
    }
    // A separate network namespace with ten ports. Nothing listens: the report must say that, and not that ports are
    // lacking.
    let program = program(Path::new("."));
    let inside = "ip link set lo up && echo 40000 40009 > /proc/sys/net/ipv4/ip_local_port_range && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["-Urn", "sh", "-c", inside, "sh"]).arg(program.get_program());
    command.args(["check", "--format", "json", "--timeout", "20s", "--probers", "wire", "--per-address", "1000"]);
    command.args(many(SocketAddr::from(([127, 0, 0, 1], 9)), 100));
    let watched = watch(command, |_| ());
    for row in rows(&watched) {
        assert_eq!(row["versions"]["tls1.2"]["reason"], "connection-refused", "{row:#}");
    }
}

/// A network that silently loses every packet, next to a machine that answers.
#[cfg(target_os = "linux")]
#[test]
fn packets_that_are_lost() {
    let what = "a network that loses every packet";
    if !may_have("-Urn", "ip", what) {
        return;
    }
    if !Path::new("/dev/net/tun").exists() {
        return not_tried(what, "there is no /dev/net/tun");
    }
    let program = program(Path::new("."));
    // A tunnel with no program at the other end.
    let inside = "ip link set lo up && ip tuntap add mode tun name lost && ip addr add 10.9.9.1/24 dev lost \
                  && ip link set lost up && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["-Urn", "sh", "-c", inside, "sh"]).arg(program.get_program());
    command.args(["check", "--format", "json", "--timeout", "2s", "10.9.9.9", "127.0.0.1:9", "10.9.9.10"]);
    let watched = watch(command, |_| ());
    assert_eq!(watched.outcome.code, 3, "{:?}", watched.outcome);
    let reasons: Vec<_> =
        rows(&watched).iter().map(|row| row["versions"]["tls1.2"]["reason"].as_str().map(str::to_owned)).collect();
    let right = ["connect-timeout", "connection-refused", "connect-timeout"];
    assert_eq!(reasons, right.map(|reason| Some(reason.to_owned())), "{:?}", watched.outcome);
}

#[test]
fn a_run_that_is_stopped_does_not_wait_for_its_input() {
    let (mut child, refused) = reading_targets();
    let mut stdin = child.stdin.take().expect("its stdin");
    std::io::Write::write_all(&mut stdin, format!("{refused}\n").as_bytes()).expect("it reads");
    let _reader = after_a_line(&mut child);
    // The input stays open, so more could arrive.
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    assert_eq!(wait(&mut child, |_| ()), 3);
    drop(stdin);
}

/// Few threads are reported before anything is probed: a run that gets none in its midst would hang. The limit is of a user,
/// and not for root, so it takes root to become somebody else.
#[cfg(target_os = "linux")]
#[test]
fn few_threads() {
    let somebody = ["--reuid=61234", "--regid=61234", "--clear-groups", "bash", "-c"];
    let may = Command::new("setpriv").args(somebody).arg("ulimit -u 1").output();
    if !may.is_ok_and(|output| output.status.success()) {
        return not_tried("few threads", "setpriv, bash, or the right to become another user is missing");
    }
    // Where that user may run it.
    let directory = tempfile::tempdir().expect("a directory");
    let copy = directory.path().join("tlsready");
    std::fs::copy(program(Path::new(".")).get_program(), &copy).expect("room");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(directory.path(), open).expect("ours");
    for arguments in [&["check", "127.0.0.1:1"][..], &["host"], &["check", "--lab"]] {
        for limit in [1, 5] {
            let mut command = Command::new("setpriv");
            command.args(somebody).args([&format!("ulimit -u {limit}; exec \"$@\""), "bash"]);
            let ended = watch(
                {
                    command.arg(&copy).args(arguments).current_dir("/");
                    command
                },
                |_| (),
            )
            .outcome;
            assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{arguments:?} {limit}: {}", ended.stderr);
            assert!(ended.stderr.starts_with("error: ") && ended.stderr.contains("ulimit -u"), "{}", ended.stderr);
        }
    }
}
