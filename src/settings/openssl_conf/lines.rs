//! Text → statements: comments, continuation lines, quotes, and variables, as described in `config(5)`.

use super::LONGEST_LINE;

/// Why a line breaks the syntax. OpenSSL then ignores the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxProblem {
    /// A section header without its closing bracket.
    MissingCloseBracket,
    /// No equals sign after this name.
    MissingEqualSign(String),
    /// A variable without its closing brace.
    MissingCloseBrace,
    /// This variable has no value.
    NoSuchVariable(String),
    /// The value is longer than [`LONGEST_LINE`] after its variables are filled in.
    TooLong,
    /// `.pragma` requires `NAME:VALUE`, and `on`, `off`, `true`, or `false` for a switch.
    InvalidPragma,
    /// `.pragma abspath` is on and the path of this `.include` is relative.
    RelativeInclude,
}

/// A line joined with its continuation lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogicalLine {
    /// Number of its first line, counted from 1.
    pub(super) number: usize,
    /// Its bytes, without line ends and continuation backslashes.
    pub(super) bytes: Vec<u8>,
}

/// Splits a file into logical lines. Skips a UTF-8 byte order mark, as OpenSSL does.
pub(super) fn logical_lines(text: &[u8]) -> Vec<LogicalLine> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut lines: Vec<LogicalLine> = Vec::new();
    let mut open = false;
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        // OpenSSL works on C strings: a NUL ends the line.
        let line = line.split(|byte| *byte == 0).next().unwrap_or_default();
        let end = line.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
        let line = &line[..end];
        let continues = line.last() == Some(&b'\\') && !line.ends_with(b"\\\\");
        let kept = if continues { &line[..line.len() - 1] } else { line };
        match lines.last_mut() {
            Some(last) if open => last.bytes.extend_from_slice(kept),
            _ => lines.push(LogicalLine { number: index + 1, bytes: kept.to_vec() }),
        }
        open = continues;
    }
    lines
}

/// What a line says. Values are not expanded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    Nothing,
    Section(Vec<u8>),
    Pragma(Vec<u8>),
    Include(Vec<u8>),
    Assign { section: Option<String>, name: String, value: Vec<u8> },
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

const fn is_variable_byte(byte: u8, dollar: bool) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || (dollar && byte == b'$')
}

/// Returns whether a byte is punctuation that names may contain.
const fn is_name_punctuation(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'.' | b'%' | b'&' | b'*' | b'+' | b',' | b'/' | b';' | b'?' | b'@' | b'^' | b'~' | b'|' | b'-'
    )
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Parses one logical line. `dollar` is the value of `.pragma dollarid`.
pub(super) fn parse(line: &[u8], dollar: bool) -> Result<Statement, SyntaxProblem> {
    let line = trim(without_comment(line));
    if line.is_empty() {
        return Ok(Statement::Nothing);
    }
    if line[0] == b'[' {
        return section_header(&line[1..], dollar);
    }
    let end = name_end(line, 0, dollar);
    let (section, start, end) = if line[end..].starts_with(b"::") {
        (Some(text(&line[..end])), end + 2, name_end(line, end + 2, dollar))
    } else {
        (None, 0, end)
    };
    let name = &line[start..end];
    let rest = trim(&line[end..]);
    for (keyword, make) in
        [(&b".pragma"[..], Statement::Pragma as fn(Vec<u8>) -> Statement), (b".include", Statement::Include)]
    {
        // `.include/path` is an ordinary name; only a space or "=" after the keyword makes it an include.
        let spaced = line.get(end).is_some_and(|byte| is_space(*byte));
        if name == keyword && (spaced || rest.first() == Some(&b'=')) {
            return Ok(make(trim(rest.strip_prefix(b"=").unwrap_or(rest)).to_vec()));
        }
    }
    match rest.strip_prefix(b"=") {
        Some(value) => Ok(Statement::Assign { section, name: text(name), value: trim(value).to_vec() }),
        None => Err(SyntaxProblem::MissingEqualSign(text(&name[..name.len().min(60)]))),
    }
}

fn section_header(after: &[u8], dollar: bool) -> Result<Statement, SyntaxProblem> {
    let after = trim(after);
    let mut position = 0;
    loop {
        let end = name_end(after, position, dollar);
        let next = end + after[end..].iter().take_while(|byte| is_space(**byte)).count();
        match after.get(next) {
            Some(b']') => return Ok(Statement::Section(after[..end].to_vec())),
            // A name may contain spaces.
            Some(_) if next != position => position = next,
            _ => return Err(SyntaxProblem::MissingCloseBracket),
        }
    }
}

fn trim(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().take_while(|byte| is_space(**byte)).count();
    let end = bytes.iter().rposition(|byte| !is_space(*byte)).map_or(start, |last| last + 1);
    &bytes[start..end.max(start)]
}

/// Returns where the name that starts at `position` ends. A backslash makes the next byte part of the name.
fn name_end(bytes: &[u8], mut position: usize, dollar: bool) -> usize {
    while let Some(byte) = bytes.get(position) {
        if *byte == b'\\' {
            position = (position + 2).min(bytes.len());
        } else if is_variable_byte(*byte, dollar) || is_name_punctuation(*byte) {
            position += 1;
        } else {
            break;
        }
    }
    position
}

/// Returns the line up to a `#` outside quotes.
fn without_comment(line: &[u8]) -> &[u8] {
    let mut position = 0;
    while let Some(byte) = line.get(position) {
        match byte {
            b'#' => return &line[..position],
            b'\\' => position += 2,
            quote @ (b'\'' | b'"' | b'`') => position = quoted_end(line, position + 1, *quote),
            _ => position += 1,
        }
    }
    line
}

/// Returns the position after the closing quote of the text that starts at `position`.
fn quoted_end(line: &[u8], mut position: usize, quote: u8) -> usize {
    while let Some(byte) = line.get(position) {
        match byte {
            b'\\' => position += 2,
            byte if *byte == quote => return position + 1,
            _ => position += 1,
        }
    }
    position
}

/// Removes quotes and backslashes and fills in variables. `lookup` takes the section, if one is given, and the name.
pub(super) fn expand(
    raw: &[u8],
    dollar: bool,
    lookup: impl Fn(Option<&str>, &str) -> Option<String>,
) -> Result<String, SyntaxProblem> {
    let mut expanded = Vec::with_capacity(raw.len());
    let mut position = 0;
    while let Some(byte) = raw.get(position) {
        match byte {
            quote @ (b'\'' | b'"' | b'`') => {
                let end = quoted_end(raw, position + 1, *quote).min(raw.len());
                let closed = usize::from(end > position + 1 && raw[end - 1] == *quote);
                unescape_quoted(&raw[position + 1..end - closed], &mut expanded);
                position = end;
            }
            b'\\' => {
                match raw.get(position + 1) {
                    None => {}
                    Some(b'r') => expanded.push(b'\r'),
                    Some(b'n') => expanded.push(b'\n'),
                    Some(b'b') => expanded.push(8),
                    Some(b't') => expanded.push(b'\t'),
                    Some(other) => expanded.push(*other),
                }
                position += 2;
            }
            b'$' if !dollar || matches!(raw.get(position + 1), Some(b'{' | b'(')) => {
                let (value, next) = variable(raw, position + 1, dollar, &lookup)?;
                expanded.extend_from_slice(value.as_bytes());
                position = next;
            }
            other => {
                expanded.push(*other);
                position += 1;
            }
        }
        if expanded.len() > LONGEST_LINE {
            return Err(SyntaxProblem::TooLong);
        }
    }
    Ok(text(&expanded))
}

fn unescape_quoted(quoted: &[u8], into: &mut Vec<u8>) {
    let mut escaped = false;
    for byte in quoted {
        if *byte == b'\\' && !escaped {
            escaped = true;
        } else {
            into.push(*byte);
            escaped = false;
        }
    }
}

/// Returns the value of the variable whose name starts at `position`, and where the text continues.
fn variable(
    raw: &[u8],
    position: usize,
    dollar: bool,
    lookup: &impl Fn(Option<&str>, &str) -> Option<String>,
) -> Result<(String, usize), SyntaxProblem> {
    let close = match raw.get(position) {
        Some(b'{') => Some(b'}'),
        Some(b'(') => Some(b')'),
        _ => None,
    };
    let word_end = |start: usize| {
        start + raw[start.min(raw.len())..].iter().take_while(|byte| is_variable_byte(**byte, dollar)).count()
    };
    let start = position + usize::from(close.is_some());
    let mut end = word_end(start);
    let mut name = &raw[start.min(raw.len())..end.min(raw.len())];
    let mut section = None;
    if raw.get(end) == Some(&b':') && raw.get(end + 1) == Some(&b':') {
        section = Some(text(name));
        let name_start = end + 2;
        end = word_end(name_start);
        name = &raw[name_start..end];
    }
    if let Some(close) = close {
        if raw.get(end) != Some(&close) {
            return Err(SyntaxProblem::MissingCloseBrace);
        }
        end += 1;
    }
    let name = text(name);
    match lookup(section.as_deref(), &name) {
        Some(value) => Ok((value, end)),
        None => Err(SyntaxProblem::NoSuchVariable(name)),
    }
}
