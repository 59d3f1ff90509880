//! Reads the English catalog (`locales/en/*.ftl`) and generates the type of messages from it: an enum with a variant
//! for each message and a typed field for each of its arguments. A message that does not exist, or lacks an argument,
//! does not compile. Other languages are embedded unchanged; a test compares their ids and arguments with the English
//! ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource};
use fluent_syntax::parser;

/// Prefixes of messages that are looked up by the code that they explain; program code never refers to them by name.
const LOOKED_UP: &[&str] = &["explain-", "lab-endpoint-", "lab-shows-"];

/// The types that a comment may declare for an argument, each with the type of the field and the expression that reads
/// it.
const TYPES: &[(&str, &str, &str)] = &[
    ("Version", "crate::tls::Version", "Arg::Version(*{})"),
    ("Versions", "Vec<crate::tls::Version>", "Arg::Versions({})"),
    ("Count", "u64", "Arg::Count(*{})"),
    ("Verbatim", "String", "Arg::Verbatim({})"),
    ("List", "Vec<String>", "Arg::List({})"),
    ("Duration", "std::time::Duration", "Arg::Duration(*{})"),
    ("Code", "&'static str", "Arg::Code({})"),
    ("Message", "Box<Message>", "Arg::Message({})"),
    ("Messages", "Vec<Message>", "Arg::Messages({})"),
];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("locales");
    println!("cargo::rerun-if-changed=build.rs");
    if is_openssl_3() {
        println!("cargo::rustc-cfg=ossl300");
    }
    println!("cargo::rerun-if-changed={}", root.display());
    let languages = languages(&root);
    let english = languages.iter().find(|(name, _)| name == "en").expect("locales/en");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    write(&out.join("messages.rs"), &messages(&english.1));
    write(&out.join("languages.rs"), &embedded(&languages));
}

/// Returns whether the OpenSSL that is linked has providers. `LibreSSL` reports another variable.
fn is_openssl_3() -> bool {
    let number = env::var("DEP_OPENSSL_VERSION_NUMBER").ok();
    number.and_then(|text| u64::from_str_radix(&text, 16).ok()).is_some_and(|number| number >= 0x3000_0000)
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Returns each language with its files, sorted.
fn languages(root: &Path) -> Vec<(String, Vec<PathBuf>)> {
    let sorted = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    let is_catalog = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "ftl");
    let folders = sorted(root).into_iter().filter(|path| path.is_dir());
    folders.map(|folder| (name(&folder), sorted(&folder).into_iter().filter(is_catalog).collect())).collect()
}

fn embedded(languages: &[(String, Vec<PathBuf>)]) -> String {
    let mut text = "/// Each language with its files: names and contents.\npub(super) const EMBEDDED: &[(&str, &[(&str, &str)])] = &[\n".to_owned();
    for (language, files) in languages {
        let _ = writeln!(text, "    ({language:?}, &[");
        for file in files {
            let name = file.file_name().expect("a name").to_string_lossy();
            let _ = writeln!(text, "        ({name:?}, include_str!({:?})),", file.display().to_string());
        }
        text.push_str("    ]),\n");
    }
    text.push_str("];\n");
    text
}

/// The properties of one message.
struct Known {
    /// The English text, for the documentation of the variant.
    english: String,
    /// Names and types, in the order of the comment.
    arguments: Vec<(String, &'static (&'static str, &'static str, &'static str))>,
}

fn messages(files: &[PathBuf]) -> String {
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    let mut problems = Vec::new();
    for file in files {
        let place = file.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let resource = parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| {
            let line = |at: usize| text[..at.min(text.len())].lines().count();
            panic!("{place}: {:?}", errors.iter().map(|error| (line(error.pos.start), error)).collect::<Vec<_>>())
        });
        for (id, message) in read(&resource, &place, &mut problems) {
            if known.insert(id.clone(), message).is_some() {
                problems.push(format!("{place}: {id} is there twice"));
            }
        }
    }
    assert!(problems.is_empty(), "locales/en:\n{}", problems.join("\n"));
    generated(&known)
}

fn read(resource: &Resource<&str>, place: &str, problems: &mut Vec<String>) -> Vec<(String, Known)> {
    let mut all = Vec::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name;
        if LOOKED_UP.iter().any(|begin| id.starts_with(begin)) {
            continue;
        }
        let Some(pattern) = &message.value else {
            problems.push(format!("{place}: {id} has no text"));
            continue;
        };
        let mut used = BTreeSet::new();
        variables(pattern, &mut used);
        let arguments = arguments(message, place, problems);
        let described: BTreeSet<String> = arguments.iter().map(|(name, _)| name.clone()).collect();
        for name in used.difference(&described) {
            problems
                .push(format!("{place}: {id} uses ${name}, whose type its comment does not give: # ${name} (Type)"));
        }
        for name in described.difference(&used) {
            problems.push(format!("{place}: {id} describes ${name} and does not use it"));
        }
        all.push((id.to_owned(), Known { english: english(pattern), arguments }));
    }
    all
}

/// Reads the arguments in the comment of a message: `# $name (Type) remark`, one per line.
fn arguments(
    message: &Message<&str>,
    place: &str,
    problems: &mut Vec<String>,
) -> Vec<(String, &'static (&'static str, &'static str, &'static str))> {
    let mut arguments = Vec::new();
    for line in message.comment.iter().flat_map(|comment| &comment.content) {
        let Some(rest) = line.trim().strip_prefix('$') else { continue };
        let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let kind = rest.trim().strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("", |(kind, _)| kind);
        match TYPES.iter().find(|(known, ..)| *known == kind) {
            Some(known) => arguments.push((name.to_owned(), known)),
            None => problems.push(format!("{place}: {}: unknown type {kind:?} of ${name}", message.id.name)),
        }
    }
    arguments
}

fn variables(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, found);
        }
    }
}

fn of_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, found),
        Expression::Select { selector, variants } => {
            of_inline(selector, found);
            for variant in variants {
                variables(&variant.value, found);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(found.insert(id.name.to_owned())),
        InlineExpression::Placeable { expression } => of_expression(expression, found),
        _ => {}
    }
}

/// Returns the text of a message without its arguments, which become `{name}`.
fn english(pattern: &Pattern<&str>) -> String {
    let mut text = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                let _ = write!(text, "{{{}}}", id.name);
            }
            PatternElement::Placeable { .. } => text.push('…'),
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(['`', '[', ']', '<', '>'], "'")
}

fn generated(known: &BTreeMap<String, Known>) -> String {
    let mut text = "/// One message of the catalog, with its arguments.\n#[derive(Clone, Debug, PartialEq, Eq, Hash)]\npub enum Message {\n".to_owned();
    for (id, message) in known {
        let _ = writeln!(text, "    /// `{id}`: {}", message.english);
        let _ = write!(text, "    {}", variant(id));
        if message.arguments.is_empty() {
            text.push_str(",\n");
            continue;
        }
        text.push_str(" {\n");
        for (name, (_, kind, _)) in &message.arguments {
            let _ = writeln!(text, "        /// `${name}`.\n        {}: {kind},", field(name));
        }
        text.push_str("    },\n");
    }
    text.push_str("}\n\nimpl Message {\n    /// The id, as in the catalog.\n    pub const fn id(&self) -> &'static str {\n        match self {\n");
    for (id, message) in known {
        let rest = if message.arguments.is_empty() { "" } else { " { .. }" };
        let _ = writeln!(text, "            Self::{}{rest} => {id:?},", variant(id));
    }
    text.push_str("        }\n    }\n\n    /// The arguments with their names, in the order of the catalog.\n    pub fn args(&self) -> Vec<(&'static str, Arg<'_>)> {\n        match self {\n");
    for (id, message) in known.iter().filter(|(_, message)| !message.arguments.is_empty()) {
        let fields: Vec<_> = message.arguments.iter().map(|(name, _)| field(name)).collect();
        let args = message
            .arguments
            .iter()
            .map(|(name, (.., read))| format!("({name:?}, {})", read.replace("{}", &field(name))));
        let _ = writeln!(
            text,
            "            Self::{} {{ {} }} => vec![{}],",
            variant(id),
            fields.join(", "),
            args.collect::<Vec<_>>().join(", ")
        );
    }
    text.push_str("            _ => Vec::new(),\n        }\n    }\n}\n");
    text
}

/// Converts `no-common-version` to `NoCommonVersion`.
fn variant(id: &str) -> String {
    id.split('-')
        .map(|word| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default())
        .collect()
}

fn field(name: &str) -> String {
    let name = name.replace('-', "_");
    if ["type", "where", "for", "in", "as", "use", "if", "match", "ref", "self"].contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}
