//! Dependencies between modules must not be circular. Reads the paths that begin with `crate::` or `super::` in `src/`,
//! one top-level module at a time.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The top-level modules of `src/`, each with those that it may use. These are all above it, so there are no cycles.
/// Only `commands` may use all of them.
const ROOMS: &[(&str, &[&str])] = &[
    ("tls", &[]),
    ("clean", &[]),
    ("exit", &[]),
    // Messages are data. Their text is in `say`, which modules that draw conclusions may not use.
    ("message", &["tls"]),
    ("say", &["clean", "message"]),
    ("error", &["exit", "message", "say"]),
    ("roots", &[]),
    ("patience", &[]),
    ("resources", &["error", "message"]),
    ("wire", &["tls"]),
    ("target", &["message", "tls"]),
    ("config", &["clean", "error", "message", "patience", "target", "tls"]),
    ("catalog", &["clean", "config", "error", "message", "target", "tls"]),
    ("settings", &["clean", "error", "message", "patience", "tls"]),
    ("observation", &["settings", "tls", "wire"]),
    ("net", &["clean", "observation", "target"]),
    ("probe", &["clean", "net", "observation", "roots", "target", "tls", "wire"]),
    ("engine", &["net", "observation", "probe", "roots", "target", "tls", "wire"]),
    ("host", &["clean", "message", "observation", "patience", "probe", "roots", "settings", "target", "tls", "wire"]),
    ("diagnosis", &["clean", "message", "observation", "settings", "target", "tls", "wire"]),
    ("lab", &["clean", "diagnosis", "message", "observation", "say", "tls", "wire"]),
    (
        "report",
        &[
            "catalog",
            "clean",
            "config",
            "diagnosis",
            "error",
            "message",
            "observation",
            "patience",
            "say",
            "settings",
            "target",
            "tls",
            "wire",
        ],
    ),
    (
        "run",
        &[
            "diagnosis",
            "engine",
            "host",
            "message",
            "net",
            "observation",
            "patience",
            "probe",
            "report",
            "roots",
            "target",
            "tls",
        ],
    ),
    // The types of flags: the rate of the engine, the formats of reports, and errors as text.
    ("cli", &["clean", "engine", "message", "observation", "report", "say", "tls"]),
    // Entry points that only cargo-fuzz builds.
    ("fuzzing", &["clean", "diagnosis", "net", "observation", "target"]),
];

/// Modules that only compute, each with the files in it that may access the system.
const PURE: &[(&str, &[&str])] = &[
    ("tls", &[]),
    ("clean", &[]),
    ("message", &[]),
    ("say", &[]),
    // The random bytes of a ClientHello; tests provide fixed ones.
    ("wire", &["wire/hello.rs"]),
    ("target", &[]),
    ("observation", &[]),
    // Exported files that the user names.
    ("settings", &["settings/registry/file.rs"]),
    ("diagnosis", &[]),
    // The destination of the report.
    ("report", &["report/output.rs"]),
];

/// Names that a module that only computes must not use.
const OUTSIDE: &[&str] = &[
    "tokio",
    "std::fs",
    "std::env",
    "std::thread",
    "std::process",
    "std::net::Tcp",
    "std::net::Udp",
    "Instant::now",
    "SystemTime",
    "now_utc",
    "now_local",
    "fastrand",
];

#[test]
fn the_list_itself_has_no_circles() {
    for (index, (room, uses)) in ROOMS.iter().enumerate() {
        for used in *uses {
            let above = ROOMS[..index].iter().any(|(name, _)| name == used);
            assert!(above, "{room} may use {used}, which does not stand above it");
        }
    }
}

#[test]
fn every_room_uses_only_what_it_may() {
    let mut wrong = BTreeSet::new();
    for source in sources() {
        let room = source.room();
        if room == "commands" {
            continue;
        }
        let Some((_, may_use)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            wrong.insert(format!("src/{}: the room {room} is not on the list of tests/it/layering.rs", source.name()));
            continue;
        };
        for used in source.rooms_used() {
            if used != room && !may_use.contains(&used.as_str()) {
                wrong.insert(format!("src/{}: {room} uses {used}", source.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rooms_that_only_compute_do_not_touch_the_outside() {
    let mut wrong = BTreeSet::new();
    for source in sources() {
        let Some((_, doors)) = PURE.iter().find(|(name, _)| *name == source.room()) else { continue };
        if doors.contains(&source.name().as_str()) {
            continue;
        }
        for word in OUTSIDE {
            if source.code.contains(word) {
                wrong.insert(format!("src/{}: {word}", source.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Tests the parser: a rule that finds no paths would always pass.
#[test]
fn paths_are_read_as_they_are_written() {
    let source = Source {
        path: "report/x.rs".into(),
        code: code_of(
            "use crate::tls::{self, Version};\n\
             use crate::{host::{facts::HostFacts, offer}, lab};\n\
             //! see [`crate::engine::run`]\n\
             fn f() { crate::report::clean::clean(x); g::<crate::wire::Offer>() } // crate::config\n\
             #[cfg(test)]\nmod tests {\n use crate::catalog;\n}\n",
        ),
    };
    let rooms: Vec<_> = source.rooms_used().into_iter().collect();
    assert_eq!(rooms, ["host", "lab", "report", "tls", "wire"]);
    assert_eq!(source.room(), "report");
    let rooms = |path: &str, code: &str| {
        let source = Source { path: path.into(), code: code_of(code) };
        source.rooms_used().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(rooms("tls/mod.rs", "use super::wire::Offer;"), ["wire"]);
    assert_eq!(rooms("tls/alert.rs", "use super::super::wire;"), ["wire"]);
    assert_eq!(rooms("tls/alert.rs", "use super::Version;"), ["tls"]);
    assert_eq!(rooms("report/table/grid.rs", "use super::super::words;"), ["report"]);
}

#[test]
fn the_rules_are_read_from_real_files() {
    let sources = sources();
    for (room, _) in ROOMS {
        assert!(sources.iter().any(|source| source.room() == *room), "there is no file in the room {room}");
    }
}

/// A source file, without its tests and comments.
struct Source {
    /// The path below `src`.
    path: PathBuf,
    code: String,
}

/// Returns all source files except `lib.rs`, `main.rs` and files of tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !["lib.rs", "main.rs", "tests.rs"].contains(&name.as_str())
                && !name.ends_with("_tests.rs")
            {
                let code = code_of(&std::fs::read_to_string(&path).unwrap());
                sources.push(Source { path: path.strip_prefix(&root).unwrap().to_owned(), code });
            }
        }
    }
    sources
}

/// Returns the code without comments, and without the test module at its end.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().map_or("", |next| next.trim_start());
        if line.trim() == "#[cfg(test)]" && next.starts_with("mod ") && next.ends_with('{') {
            break;
        }
        code += line.split("//").next().unwrap_or_default();
        code.push('\n');
    }
    code
}

impl Source {
    fn name(&self) -> String {
        self.path.to_string_lossy().replace('\\', "/")
    }

    /// Returns the top-level module of the file.
    fn room(&self) -> String {
        room_of(&self.modules())
    }

    /// Returns the path of the file's module.
    fn modules(&self) -> Vec<String> {
        let name = self.name();
        let name = name.trim_end_matches(".rs").trim_end_matches("/mod");
        name.split('/').map(str::to_owned).collect()
    }

    /// Returns the top-level modules of all paths that begin with `crate::` or `super::`.
    fn rooms_used(&self) -> BTreeSet<String> {
        self.paths().iter().map(|path| room_of(path)).collect()
    }

    /// Returns all paths that begin with `crate::` or `super::`, resolved from the crate root.
    fn paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for (index, word) in self.code.match_indices("crate::").chain(self.code.match_indices("super::")) {
            let before = self.code[..index].chars().next_back().unwrap_or(' ');
            // The end of a longer path or of another word.
            if before.is_alphanumeric() || ['_', '$', ':'].contains(&before) {
                continue;
            }
            let mut from = if word == "crate::" { Vec::new() } else { self.modules() };
            let mut rest = &self.code[index..];
            while let Some(above) = rest.strip_prefix("super::") {
                from.pop();
                rest = above;
            }
            read_path(rest.trim_start_matches("crate::"), &mut from, &mut paths);
        }
        paths
    }
}

/// Returns the top-level module of a path.
fn room_of(path: &[String]) -> String {
    path.first().cloned().unwrap_or_default()
}

/// Reads `a::b` or `a::{b, c::d}` from the beginning of `text`. Returns the rest of the text.
fn read_path<'a>(text: &'a str, so_far: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> &'a str {
    let depth = so_far.len();
    let mut rest = text.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            rest = group.trim_start();
            while !rest.is_empty() && !rest.starts_with('}') {
                rest = read_path(rest, so_far, paths).trim_start();
                // Skip ` as name` and the comma.
                let end = rest.find([',', '}']).unwrap_or(rest.len());
                rest = rest[end..].trim_start_matches(',').trim_start();
            }
            rest = rest.strip_prefix('}').unwrap_or(rest);
            break;
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        so_far.push(rest[..end].to_owned());
        rest = &rest[end..];
        let Some(next) = rest.strip_prefix("::") else {
            paths.push(so_far.clone());
            break;
        };
        rest = next.trim_start();
        if rest.starts_with('<') {
            paths.push(so_far.clone());
            break;
        }
    }
    so_far.truncate(depth);
    rest
}

/// Within a module there are no cycles, so that each file can be understood without reading its siblings in a circle.
#[test]
fn no_circle_is_inside_a_module() {
    let sources = sources();
    let modules: BTreeSet<Vec<String>> = sources.iter().map(Source::modules).collect();
    // For each module, which of its children use which.
    let mut uses: BTreeMap<Vec<String>, BTreeSet<(String, String)>> = BTreeMap::new();
    for source in &sources {
        let from = source.modules();
        for to in source.paths() {
            // The longest prefix of the path that is a module; the rest names an item in it.
            let Some(to) = (1..=to.len()).rev().map(|end| to[..end].to_vec()).find(|to| modules.contains(to)) else {
                continue;
            };
            let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
            if let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) {
                uses.entry(from[..shared].to_vec()).or_default().insert((one.clone(), other.clone()));
            }
        }
    }
    let mut circles = Vec::new();
    for (module, uses) in &uses {
        if module.is_empty() {
            continue;
        }
        let reached = |start: &str| {
            let mut reached: BTreeSet<&str> = BTreeSet::new();
            let mut next = vec![start];
            while let Some(from) = next.pop() {
                for (_, to) in uses.iter().filter(|(one, _)| one == from) {
                    if reached.insert(to) {
                        next.push(to);
                    }
                }
            }
            reached
        };
        let children: BTreeSet<&str> = uses.iter().map(|(from, _)| from.as_str()).collect();
        let in_circle: Vec<&str> = children.into_iter().filter(|child| reached(child).contains(child)).collect();
        if !in_circle.is_empty() {
            circles.push(format!("{}: {}", module.join("::"), in_circle.join(", ")));
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}
