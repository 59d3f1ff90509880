//! Where the targets of a run come from: the catalog, the command line, stdin, or the lab.

use std::collections::HashSet;
use std::io::{self, BufReader, IsTerminal, Read};

use super::already_probed::{Done, Key, Known};
use super::expectations::Expectations;
use super::kept::Kept;
use crate::catalog::target_lines::{LineProblem, TargetLines};
use crate::catalog::target_text::target_from_text;
use crate::catalog::{self, Skipped};
use crate::cli::CheckArgs;
use crate::commands::selection;
use crate::commands::terminal::Terminal;
use crate::error::{CommandError, Problem};
use crate::message::Message;
use crate::report::model::Scope;
use crate::report::output;
use crate::target::{Expectation, Target};
use crate::tls::Version;

/// Maximum number of lines or arguments reported individually because they are not targets, unless all are wanted.
pub(super) const MOST_REPORTED: u64 = 50;

/// The targets of a run.
pub(super) enum Source {
    /// All known before the run.
    Listed(Listed),
    /// Read from stdin during the run, never all in memory.
    Streamed(Box<Stream>),
    /// Served by the run itself.
    Lab(Expectations),
}

/// Targets that are known before the run.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) targets: Vec<Target>,
    /// Endpoints that were skipped because a variable of the catalog has no value.
    pub(super) skipped: Vec<Skipped>,
    /// Where the catalog is from.
    pub(super) catalog: Option<catalog::Source>,
    /// The number of targets that were removed because they were listed before.
    pub(super) repeated: u64,
}

impl Listed {
    /// Keeps each target once.
    fn each_once(mut targets: Vec<Target>) -> Self {
        let count = targets.len();
        let mut known = HashSet::new();
        targets.retain(|target| known.insert(Key::of(target)));
        Self { repeated: (count - targets.len()) as u64, targets, ..Self::default() }
    }
}

/// Targets from stdin, one at a time.
pub(super) struct Stream {
    lines: StdinLines,
    expectations: Expectations,
    done: Done,
}

/// The lines of stdin.
type StdinLines = TargetLines<BufReader<Box<dyn Read + Send>>>;

/// A line of a stream.
pub(super) enum Line {
    /// To be probed.
    Target(Box<Target>),
    /// Already done by an earlier run.
    Done,
    /// Not a target.
    Bad(LineProblem),
}

impl Iterator for Stream {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        Some(match self.lines.next()? {
            Ok(target) if self.done.contains(&target) => Line::Done,
            Ok(mut target) => {
                self.expectations.apply(&mut target);
                Line::Target(Box::new(target))
            }
            Err(problem) => Line::Bad(problem),
        })
    }
}

impl Stream {
    /// Reads ahead until every endpoint that is done was met, so that a file of another list is noticed before anything
    /// is probed. What was read is kept, in a temporary file if it is much, and read again during the run.
    fn leave_out(&mut self, mut done: Done, scope: &Scope) -> Result<Option<Mismatch>, CommandError> {
        if done.unmet() == 0 {
            return Ok(None);
        }
        let kept = Kept::default();
        let mut ahead = stdin_lines(Box::new(kept.keeping(io::stdin())));
        while done.unmet() > 0 {
            match ahead.next() {
                None => return Ok(Some(Mismatch::OtherList(done))),
                Some(Err(_)) => {}
                Some(Ok(mut target)) => {
                    self.expectations.apply(&mut target);
                    if done.meet(&target, scope) == Known::OtherQuestion {
                        return Ok(Some(Mismatch::Question(Box::new(target))));
                    }
                }
            }
        }
        drop(ahead);
        let again = kept
            .read_again()
            .map_err(|error| CommandError::failed(Message::ErrorReading { cause: output::reason(&error) }))?;
        self.lines = stdin_lines(Box::new(again.chain(io::stdin())));
        self.done = done;
        Ok(None)
    }
}

/// Why a file of an earlier run does not fit the targets of this one.
pub(super) enum Mismatch {
    /// Something else was asked of this target.
    Question(Box<Target>),
    /// These endpoints contain some that are not among the targets.
    OtherList(Done),
}

impl Source {
    /// Removes targets that are done. Returns why the endpoints that are done are not those of such a run, if so.
    pub(super) fn leave_out(&mut self, mut done: Done, scope: &Scope) -> Result<Option<Mismatch>, CommandError> {
        let listed = match self {
            Self::Listed(listed) => listed,
            Self::Streamed(stream) => return stream.leave_out(done, scope),
            // The ports of the lab are different in each run.
            Self::Lab(_) => return Ok(None),
        };
        for target in &listed.targets {
            if done.meet(target, scope) == Known::OtherQuestion {
                return Ok(Some(Mismatch::Question(Box::new(target.clone()))));
            }
        }
        if done.unmet() > 0 {
            return Ok(Some(Mismatch::OtherList(done)));
        }
        listed.targets.retain(|target| !done.contains(target));
        Ok(None)
    }

    /// Returns the versions that at least one endpoint must reject, and which must therefore be tested.
    pub(super) fn refused(&self) -> Vec<Version> {
        match self {
            Self::Listed(listed) => {
                listed.targets.iter().flat_map(|target| target.expectation.refuse.iter().copied()).collect()
            }
            Self::Streamed(stream) => stream.expectations.refused(),
            Self::Lab(expectations) => expectations.refused(),
        }
    }
}

/// Opens the source that the arguments select. If `streamed`, no report needs the whole run, so targets from stdin are
/// read during it.
pub(super) fn open(
    args: &CheckArgs,
    streamed: bool,
    expectations: Expectations,
    terminal: &Terminal,
) -> Result<Source, CommandError> {
    if args.lab {
        return Ok(Source::Lab(expectations));
    }
    let is_stdin = args.endpoints.iter().any(|text| text == "-");
    if is_stdin && args.endpoints.len() > 1 {
        return Err(CommandError::usage(Message::ErrorStdinMixed).hint(Message::HintAllOnStdin));
    }
    if is_stdin && !args.quiet && io::stdin().is_terminal() {
        let keys = if cfg!(windows) { "Ctrl-Z, Enter" } else { "Ctrl-D" };
        output::note(&terminal.words, &Message::NoteReadingTerminal { keys: keys.to_owned() });
    }
    if is_stdin && streamed {
        let lines = stdin_lines(Box::new(io::stdin()));
        return Ok(Source::Streamed(Box::new(Stream { lines, expectations, done: Done::default() })));
    }
    let mut listed = if is_stdin {
        from_stdin(Problems::new(terminal.all_problems))?
    } else if args.endpoints.is_empty() {
        from_catalog(args)?
    } else {
        refuse_selection(args)?;
        from_arguments(&args.endpoints, Problems::new(terminal.all_problems))?
    };
    for target in &mut listed.targets {
        expectations.apply(target);
    }
    Ok(Source::Listed(listed))
}

fn stdin_lines(reader: Box<dyn Read + Send>) -> StdinLines {
    TargetLines::new(BufReader::with_capacity(64 * 1024, reader), "stdin", Expectation::default())
}

/// Rejects catalog flags together with explicit endpoints, which they do not apply to.
fn refuse_selection(args: &CheckArgs) -> Result<(), CommandError> {
    let selection = &args.selection;
    let named = [
        ("--config", selection.config.is_some()),
        ("--service", !selection.service.is_empty()),
        ("--agent", !selection.agent.is_empty()),
        ("--cloud", !selection.cloud.is_empty()),
        ("--var", !selection.var.is_empty()),
    ];
    match named.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((flag, _)) => {
            let flag = || (*flag).to_owned();
            Err(CommandError::usage(Message::ErrorSelectionWithEndpoints { flag: flag() })
                .hint(Message::HintLeaveOutFlagOrEndpoints { flag: flag() }))
        }
    }
}

fn from_catalog(args: &CheckArgs) -> Result<Listed, CommandError> {
    let (catalog, selected) = selection::select(&args.selection)?;
    let skipped = selected.skipped.clone();
    let targets = selected.into_targets();
    if targets.is_empty() {
        let flags: std::collections::BTreeSet<_> = skipped.iter().map(Skipped::flags_to_paste).collect();
        let hint = if flags.is_empty() {
            Message::HintListCatalog
        } else {
            Message::HintSetMissing { flags: flags.into_iter().collect::<Vec<_>>().join(" ") }
        };
        return Err(CommandError::usage(Message::ErrorNothingSelected).hint(hint));
    }
    Ok(Listed { targets, skipped, catalog: Some(catalog.source), repeated: 0 })
}

fn from_arguments(texts: &[String], mut problems: Problems) -> Result<Listed, CommandError> {
    let mut targets = Vec::with_capacity(texts.len());
    for text in texts {
        match target_from_text(text, Expectation::default()) {
            Ok(target) => targets.push(target),
            Err(problem) => problems.note(problem.message(), problem.hint()),
        }
    }
    problems.refuse()?;
    Ok(Listed::each_once(targets))
}

/// Reads all of stdin before anything is probed, so that a bad line ends the run before it begins.
fn from_stdin(mut problems: Problems) -> Result<Listed, CommandError> {
    let mut targets = Vec::new();
    for line in stdin_lines(Box::new(io::stdin())) {
        match line {
            // Nothing will be probed; the rest is read only to report its problems.
            Ok(_) if problems.count > 0 => targets = Vec::new(),
            Ok(target) => targets.push(target),
            Err(problem) => problems.note(problem.message(), problem.hint()),
        }
    }
    problems.refuse()?;
    if targets.is_empty() {
        return Err(CommandError::usage(Message::ErrorStdinEmpty).hint(Message::HintTargetALine));
    }
    Ok(Listed::each_once(targets))
}

/// The problems of all targets. Only those that will be shown are kept.
#[derive(Debug)]
struct Problems {
    shown: Vec<Problem>,
    most: usize,
    count: usize,
}

impl Problems {
    /// Shows all of them, or only the first ones and the number of the others.
    fn new(all: bool) -> Self {
        Self { shown: Vec::new(), most: if all { usize::MAX } else { MOST_REPORTED as usize }, count: 0 }
    }

    fn note(&mut self, message: Message, hint: Message) {
        self.count += 1;
        if self.shown.len() < self.most {
            self.shown.push(Problem::new(message, [hint]));
        }
    }

    fn refuse(self) -> Result<(), CommandError> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let more = self.count - self.shown.len();
        let error = CommandError::several(self.shown);
        Err(if more > 0 {
            error.also(Message::ErrorMoreProblems { more: more as u64 }).hint(Message::HintAllProblems)
        } else {
            error
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_without_end_are_counted_and_not_kept() {
        const MOST: usize = MOST_REPORTED as usize;
        let mut problems = Problems::new(false);
        assert!(Problems::new(false).refuse().is_ok());
        for line in 0..1_000 {
            problems.note(Message::ErrorMoreProblems { more: line }, Message::HintTargetALine);
        }
        assert_eq!(problems.shown.len(), MOST);
        let error = problems.refuse().expect_err("they are problems");
        let problem = |more, hints| Problem::new(Message::ErrorMoreProblems { more }, hints);
        assert_eq!(error.problems().len(), MOST + 1);
        assert_eq!(error.problems()[49], problem(49, Some(Message::HintTargetALine)));
        assert_eq!(error.problems().last(), Some(&problem(950, Some(Message::HintAllProblems))));
    }
}
