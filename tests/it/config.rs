//! endpoints.toml as users write it: each rule has a message, nothing is probed, exit 2.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use tlsready::message::Message;

use crate::support::{Outcome, fixture, run, said};

fn check(directory: &Path, file: &str) -> Outcome {
    run(directory, &["catalog", "--config", file])
}

/// Returns the message of a run that must exit with 2 and print no report.
fn refusal(directory: &Path, file: &str) -> String {
    let outcome = check(directory, file);
    assert_eq!(outcome.code, 2, "{file}: {outcome:?}");
    assert_eq!(outcome.stdout, "", "{file}");
    outcome.stderr
}

#[test]
fn each_rule_has_its_message() {
    let directory = fixture("configs/invalid");
    let mut files: Vec<String> = fs::read_dir(&directory)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
        .collect();
    files.sort();
    assert!(files.len() > 60, "{files:?}");
    let mut all = Vec::new();
    for file in files {
        let message = refusal(&directory, &file);
        assert!(message.contains("\nhint: "), "{file}: {message}");
        all.push(format!("--- {file}\n{message}"));
    }
    insta::assert_snapshot!("invalid_configs", all.join("\n"));
}

#[test]
fn valid_files_are_taken_as_they_are_meant() {
    let directory = fixture("configs/valid");
    for file in ["minimal.toml", "byte-order-mark.toml"] {
        let outcome = check(&directory, file);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{file}");
        assert!(outcome.stdout.contains("    mail.example.com:443\n"), "{}", outcome.stdout);
    }
    let outcome =
        run(&directory, &["catalog", "--config", "everything.toml", "--format", "json", "--cloud", "public,gov"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    insta::assert_snapshot!("everything", outcome.stdout);
}

#[test]
fn windows_line_ends_are_taken_and_counted() {
    let directory = tempfile::tempdir().expect("a directory");
    let text = fs::read_to_string(fixture("configs/valid/everything.toml")).expect("readable").replace('\n', "\r\n");
    fs::write(directory.path().join("crlf.toml"), &text).expect("writable");
    assert_eq!(check(directory.path(), "crlf.toml").code, 0);
    fs::write(directory.path().join("crlf.toml"), text.replace("port = 993", "port = 0")).expect("writable");
    let problem = Box::new(Message::ConfigPortRange { port: "0".to_owned() });
    let place = said(&Message::PlaceColumn { file: "crlf.toml".to_owned(), line: 42, column: 8, problem });
    let excerpt = "42 | port = 0\n   |        ^\n";
    assert!(refusal(directory.path(), "crlf.toml").contains(&format!("\n{place}\n{excerpt}")));
}

#[test]
fn a_file_that_cannot_be_read_is_called_by_its_name() {
    let directory = tempfile::tempdir().expect("a directory");
    let at = |name: &str| directory.path().join(name);
    let write = |name: &str, bytes: &[u8]| fs::write(at(name), bytes).expect("writable");

    write("empty.toml", b"");
    write("utf16.toml", &"\u{feff}[defaults]\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    write("latin1.toml", b"[defaults]\n# M\xfcnchen\n");
    write("binary.toml", &[0, 159, 146, 150]);
    write("nul.toml", b"[defaults]\nport = 443\0\n");
    fs::create_dir(at("directory.toml")).expect("writable");
    // Sparse, so it takes no disk space. Reading all of it would be noticeable.
    File::create(at("huge.toml")).and_then(|file| file.set_len(100 * 1024 * 1024)).expect("writable");
    let mut limit = File::create(at("over.toml")).expect("writable");
    limit.write_all("#".repeat(1024 * 1024 + 1).as_bytes()).expect("writable");

    let all: String = ["missing", "empty", "utf16", "latin1", "binary", "nul", "directory", "huge", "over"]
        .map(|name| refusal(directory.path(), &format!("{name}.toml")))
        .concat();
    insta::assert_snapshot!("unreadable_configs", all);
}

#[test]
fn a_file_of_exactly_the_limit_is_read() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut text = fs::read(fixture("configs/valid/minimal.toml")).expect("readable");
    text.resize(1024 * 1024, b'#');
    fs::write(directory.path().join("large.toml"), text).expect("writable");
    assert_eq!(check(directory.path(), "large.toml").code, 0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_fails_while_it_is_read_is_an_error_of_the_user() {
    let message = refusal(Path::new("/"), "/proc/self/mem");
    let problem = Box::new(Message::ConfigUnreadable { cause: String::new() });
    let unreadable = said(&Message::PlaceFile { file: "/proc/self/mem".to_owned(), problem });
    assert!(message.contains(&unreadable), "{message}");
}

#[test]
#[cfg(unix)]
fn a_file_without_permission_is_an_error_of_the_user() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("secret.toml");
    fs::copy(fixture("configs/valid/minimal.toml"), &path).expect("writable");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("own file");
    let outcome = check(directory.path(), "secret.toml");
    // Root may read everything.
    if File::open(&path).is_ok() {
        assert_eq!(outcome.code, 0);
    } else {
        assert_eq!(outcome.code, 2);
        let denied =
            Message::PlaceFile { file: "secret.toml".to_owned(), problem: Box::new(Message::ConfigPermission) };
        assert!(outcome.stderr.contains(&format!("{}\nhint: ", said(&denied))), "{}", outcome.stderr);
    }
}

#[test]
fn a_file_of_nothing_but_mistakes_ends_soon_and_is_summed_up() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut text =
        String::from("[[service]]\nid = \"a\"\nname = \"A\"\n[[service.endpoint]]\npurpose = \"p\"\nhost = [");
    while text.len() < 1_000_000 {
        text.push_str("\"*.a\",");
    }
    text.push_str("]\n");
    fs::write(directory.path().join("bad.toml"), text).expect("writable");
    let message = refusal(directory.path(), "bad.toml");
    let shown = message.matches("\nbad.toml:").count() as u64;
    assert_eq!(shown, 200 + 1, "{}", &message[..200]);
    let last = message.lines().last().expect("a last line");
    let more: u64 = last.split(' ').find_map(|word| word.parse().ok()).expect("a count");
    let problem = Box::new(Message::ErrorMoreProblems { more });
    assert_eq!(last, said(&Message::PlaceFile { file: "bad.toml".to_owned(), problem }));
    assert!(message.starts_with(&format!("error: {}\n", said(&Message::ConfigProblems { count: more + 200 }))));
    assert!(message.len() < 60_000, "{}", message.len());
}
