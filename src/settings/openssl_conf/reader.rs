//! Files → sections: follows includes, fills in variables, and keeps every problem with its place.

use std::collections::HashMap;
use std::path::Path;

use super::lines::{self, Statement, SyntaxProblem};
use super::{
    ConfFault, ConfFiles, ConfProblem, ConfProblemKind, DEEPEST_INCLUDE, FileProblem, LARGEST_FILE, LONGEST_LINE,
    Limit, MOST_FILES, MOST_PROBLEMS, MOST_TEXT, Place,
};

/// The section of everything before the first header.
pub(super) const DEFAULT_SECTION: &str = "default";

/// An assignment with its value expanded.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) place: Place,
}

/// A section and its assignments.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The place of its first header.
    pub(super) place: Place,
    /// Assignments in file order. A name assigned twice keeps the last value, at the last place, as in OpenSSL.
    pub(super) entries: Entries,
}

/// The assignments of a section: found by name without a search, because a file can have as many as its size allows.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries {
    /// A name that was assigned again leaves a gap where it was.
    kept: Vec<Option<Entry>>,
    places: HashMap<String, usize>,
}

impl Entries {
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.kept.iter().flatten()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn get(&self, name: &str) -> Option<&Entry> {
        self.kept.get(*self.places.get(name)?)?.as_ref()
    }

    fn assign(&mut self, entry: Entry) {
        let place = self.kept.len();
        if let Some(before) = self.places.insert(entry.name.clone(), place)
            && let Some(gap) = self.kept.get_mut(before)
        {
            *gap = None;
        }
        self.kept.push(Some(entry));
    }
}

impl Section {
    pub(super) fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }

    fn assign(&mut self, entry: Entry) {
        self.entries.assign(entry);
    }
}

/// Everything that was read so far.
pub(super) struct Reading<'a> {
    files: &'a dyn ConfFiles,
    pub(super) sections: HashMap<String, Section>,
    /// Section names in the order in which they first appear.
    pub(super) order: Vec<String>,
    pub(super) problems: Vec<ConfProblem>,
    section: String,
    dollar: bool,
    absolute_only: bool,
    include_directory: Option<String>,
    files_read: usize,
    text_kept: usize,
    inside_directory: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(files: &'a dyn ConfFiles, path: &str) -> Self {
        let mut reading = Self {
            files,
            sections: HashMap::new(),
            order: Vec::new(),
            problems: Vec::new(),
            section: DEFAULT_SECTION.to_owned(),
            dollar: false,
            absolute_only: false,
            include_directory: None,
            files_read: 0,
            text_kept: 0,
            inside_directory: false,
        };
        reading.open_section(DEFAULT_SECTION.to_owned(), &Place { file: path.to_owned(), line: 1 });
        reading
    }

    pub(super) fn problem(&mut self, place: &(impl ToString + ?Sized), fault: ConfFault) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(ConfProblem { place: place.to_string(), fault });
        }
    }

    fn limit(&mut self, place: &(impl ToString + ?Sized), limit: Limit) {
        self.problem(place, ConfFault::Limit(limit));
    }

    fn stopped(&self) -> bool {
        self.problems.iter().any(|problem| problem.kind() == ConfProblemKind::LimitReached)
    }

    fn open_section(&mut self, name: String, place: &Place) {
        if !self.sections.contains_key(&name) {
            self.order.push(name.clone());
            self.text_kept += name.len();
            self.sections.insert(name, Section { place: place.clone(), entries: Entries::default() });
        }
    }

    /// Reads the text of `file` into the sections. Continues after syntax errors, so that all of them are reported.
    pub(super) fn text(&mut self, file: &str, text: &[u8], depth: usize) {
        self.files_read += 1;
        for line in lines::logical_lines(text) {
            if self.stopped() {
                return;
            }
            let place = Place { file: file.to_owned(), line: line.number };
            if line.bytes.len() > LONGEST_LINE {
                self.limit(&place, Limit::LineLength);
                return;
            }
            let done =
                lines::parse(&line.bytes, self.dollar).and_then(|statement| self.statement(statement, &place, depth));
            if let Err(problem) = done {
                self.problem(&place, ConfFault::Syntax(problem));
            }
            if self.text_kept > MOST_TEXT {
                self.limit(&place, Limit::TextSize);
            }
        }
    }

    fn statement(&mut self, statement: Statement, place: &Place, depth: usize) -> Result<(), SyntaxProblem> {
        match statement {
            Statement::Nothing => {}
            Statement::Section(name) => {
                let name = self.expand(&name, DEFAULT_SECTION)?;
                self.open_section(name.clone(), place);
                self.section = name;
            }
            Statement::Pragma(pragma) => self.pragma(&String::from_utf8_lossy(&pragma))?,
            Statement::Include(path) => {
                let section = self.section.clone();
                let path = self.expand(&path, &section)?;
                self.include(&path, place, depth)?;
            }
            Statement::Assign { section, name, value } => {
                let section = section.unwrap_or_else(|| self.section.clone());
                let value = self.expand(&value, &section)?;
                self.text_kept += name.len() + value.len();
                self.open_section(section.clone(), place);
                if let Some(section) = self.sections.get_mut(&section) {
                    section.assign(Entry { name, value, place: place.clone() });
                }
            }
        }
        Ok(())
    }

    /// Expands a value. Variables are looked up in the given section, then in the default one; `ENV` is the
    /// environment.
    fn expand(&self, raw: &[u8], section: &str) -> Result<String, SyntaxProblem> {
        lines::expand(raw, self.dollar, |named, name| {
            let section = named.unwrap_or(section);
            let find = |section: &str| Some(self.sections.get(section)?.get(name)?.value.clone());
            find(section)
                .or_else(|| (section == "ENV").then(|| self.files.variable(name)).flatten())
                .or_else(|| find(DEFAULT_SECTION))
        })
    }

    fn pragma(&mut self, pragma: &str) -> Result<(), SyntaxProblem> {
        let (name, value) = pragma.split_once(':').ok_or(SyntaxProblem::InvalidPragma)?;
        if name.is_empty() || value.is_empty() {
            return Err(SyntaxProblem::InvalidPragma);
        }
        let value = value.trim_start();
        let switch = || match value.to_ascii_lowercase().as_str() {
            "on" | "true" => Ok(true),
            "off" | "false" => Ok(false),
            _ => Err(SyntaxProblem::InvalidPragma),
        };
        match name.trim_end() {
            "dollarid" => self.dollar = switch()?,
            "abspath" => self.absolute_only = switch()?,
            "includedir" => self.include_directory = Some(value.to_owned()),
            // OpenSSL ignores unknown pragmas.
            _ => {}
        }
        Ok(())
    }

    fn include(&mut self, path: &str, place: &Place, depth: usize) -> Result<(), SyntaxProblem> {
        let directory = self.files.variable("OPENSSL_CONF_INCLUDE").or_else(|| self.include_directory.clone());
        let path = match directory {
            Some(directory) if !path.starts_with('/') => format!("{}/{path}", directory.trim_end_matches('/')),
            _ => path.to_owned(),
        };
        if self.absolute_only && !path.starts_with('/') {
            return Err(SyntaxProblem::RelativeInclude);
        }
        if depth >= DEEPEST_INCLUDE {
            self.limit(place, Limit::IncludeDepth);
            return Ok(());
        }
        let Some(entries) = self.files.entries(&path) else {
            self.include_file(&path, place, depth);
            return Ok(());
        };
        if self.inside_directory {
            self.problem(place, ConfFault::DirectorySkipped { path });
            return Ok(());
        }
        self.inside_directory = true;
        for entry in entries {
            let extension = Path::new(&entry).extension();
            if extension.is_some_and(|it| it.eq_ignore_ascii_case("cnf") || it.eq_ignore_ascii_case("conf")) {
                self.include_file(&format!("{path}/{entry}"), place, depth);
            }
        }
        self.inside_directory = false;
        Ok(())
    }

    /// Reads an included file. OpenSSL silently skips one that cannot be opened; here it is reported.
    fn include_file(&mut self, path: &str, place: &Place, depth: usize) {
        if self.files_read >= MOST_FILES {
            self.limit(place, Limit::FileCount);
            return;
        }
        match self.files.read(path, LARGEST_FILE) {
            Ok(text) => self.text(path, &text, depth + 1),
            Err(FileProblem::TooLarge) => self.limit(path, Limit::FileSize),
            Err(problem) => self.problem(place, ConfFault::IncludeSkipped { path: path.to_owned(), problem }),
        }
    }
}
