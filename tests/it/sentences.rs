//! Sentences are only in `locales/`, `docs/`, the README, tests and clap's help.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Files that may contain sentences, with the reason.
const EXCEPT: &[(&str, &str)] = &[
    ("cli.rs", "clap's help"),
    ("net/proxy/phrases.rs", "reason phrases of HTTP"),
    ("report/contract/codes.rs", "descriptions of the JSON Schema, which is English"),
    ("report/contract/message.rs", "descriptions of the JSON Schema, which is English"),
    ("report/formats/mod.rs", "clap's help"),
    ("diagnosis/host/windows/old_check/script.rs", "the names that Microsoft's script has for its rules"),
];

/// Macros whose texts are for developers: logs, and messages that only a defect causes.
const FOR_DEVELOPERS: &[&str] = &[
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "panic",
    "unreachable",
    "unimplemented",
    "concat",
    "include_str",
    "include_bytes",
    "env",
    "cfg",
];

/// Methods and attributes whose texts are for developers.
const FOR_DEVELOPERS_TOO: &[&str] = &["expect", "expect_err"];

/// Prefixes of commands, paths and protocol lines.
const COMMANDS: &[&str] = &[
    "reg ",
    "sc ",
    "reg.exe ",
    "HKEY_",
    "HKLM",
    "SOFTWARE\\",
    "SYSTEM\\",
    "$",
    "& ",
    "if (",
    "if ($",
    "HTTP/",
    "CONNECT ",
    "Windows Registry Editor",
    "shutdown ",
    "tlsready ",
    // Output of reg.exe.
    "The operation completed successfully",
    "update-crypto-policies ",
    "apt-get ",
    "unset ",
    "-----BEGIN",
];

#[test]
fn no_sentence_is_outside_the_catalog() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in sources(&root) {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        if EXCEPT.iter().any(|(except, _)| *except == name) || is_test(&name) {
            continue;
        }
        let tokens: TokenStream = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        sentences(tokens, &mut |line, text| found.push(format!("src/{name}:{line}: {text}")));
    }
    assert!(found.is_empty(), "{} sentences outside locales/:\n{}", found.len(), found.join("\n"));
}

#[test]
fn sentences_are_told_from_data() {
    let found = |code: &str| {
        let mut found = Vec::new();
        sentences(code.parse().unwrap(), &mut |_, text| found.push(text.to_owned()));
        found
    };
    assert_eq!(found(r#"fn f() -> &'static str { "the endpoint is gone" }"#), ["the endpoint is gone"]);
    assert_eq!(found(r#"x(&format!("cannot open {path}: it is gone"));"#).len(), 1);
    for data in [
        r#"f("tls1.2");"#,
        r#"f("reg add \"HKLM\\SYSTEM\" /v Enabled /t REG_DWORD /d 0 /f");"#,
        r#"tracing::info!("this process may not open more descriptors");"#,
        r#"x.expect("a lock that nobody holds is free");"#,
        r#"#[expect(lint, reason = "this is for developers of the program")] fn f() {}"#,
        "/// A sentence in a comment is one.\nfn f() {}",
        r#"#[cfg(test)] mod tests { fn f() { g("a test may say what it likes") } }"#,
        r#"#[test] fn f() { g("a test may say what it likes") }"#,
    ] {
        assert_eq!(found(data), Vec::<String>::new(), "{data}");
    }
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            paths.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
}

/// Returns whether the file is built only for tests.
fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs")
        || name.ends_with("_test.rs")
        || name.contains("/tests/")
        || name.contains("/sample")
        || name.ends_with("/script.rs")
        || name.ends_with("/pseudo.rs")
        || name == "wire/properties.rs"
        // What the servers of the lab send, and the names of its certificates and sessions.
        || name.starts_with("lab/")
}

/// Reports every string literal that reads like a sentence, with its line.
fn sentences(tokens: TokenStream, found: &mut impl FnMut(usize, &str)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            // Attributes: `#[…]`, `#![…]`. Items after `#[cfg(test)]` or `#[test]` are skipped.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let inner = matches!(tokens.get(at + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
                let attribute = tokens.get(at + 1 + usize::from(inner));
                at += 1 + usize::from(inner);
                if let Some(TokenTree::Group(group)) = attribute {
                    let text = group.stream().to_string().replace(' ', "");
                    if !inner
                        && (text == "test"
                            || text.starts_with("cfg(test")
                            || text.starts_with("cfg(all(test")
                            || text.contains("::test"))
                    {
                        at = end_of_item(&tokens, at + 1);
                        continue;
                    }
                    // Among attributes, only that of thiserror contains text for users.
                    if text.starts_with("error(") {
                        sentences(group.stream(), found);
                    }
                }
            }
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let is_macro = matches!(tokens.get(at + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
                if is_macro && FOR_DEVELOPERS.contains(&name.as_str()) {
                    at += 2;
                } else if FOR_DEVELOPERS_TOO.contains(&name.as_str())
                    && matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
                {
                    at += 1;
                }
            }
            TokenTree::Group(group) => sentences(group.stream(), found),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.contains('"') && reads_like_a_sentence(&text) {
                    found(literal.span().start().line, text.trim_matches('"'));
                }
            }
            TokenTree::Punct(_) => {}
        }
        at += 1;
    }
}

/// Returns the position after the item that begins here: after its braces or its semicolon.
fn end_of_item(tokens: &[TokenTree], mut at: usize) -> usize {
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
            TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            _ => {}
        }
    }
    at
}

/// Returns whether a literal has three words of letters separated by spaces, and nothing that occurs only in commands
/// and data.
fn reads_like_a_sentence(literal: &str) -> bool {
    let text = literal.replace("\\n", " ").replace("\\\"", "\"");
    let bare = text.trim_matches('"').trim_start();
    if COMMANDS.iter().any(|start| bare.starts_with(start)) {
        return false;
    }
    let mut run = 0;
    for word in text.split([' ', '"']) {
        let bare = word.trim_matches(|character: char| ",.;:!?()'".contains(character));
        let is_word =
            !bare.is_empty() && bare.chars().all(|character| character.is_ascii_alphabetic() || character == '\'');
        run = if is_word { run + 1 } else { 0 };
        if run == 3 {
            return true;
        }
    }
    false
}
