//! Where the targets of a run come from: the catalog, the command line, stdin, or the lab.

use std::io::{self, BufReader};

use super::already_probed::Done;
use super::expectations::Expectations;
use crate::catalog::target_lines::{LineProblem, TargetLines};
use crate::catalog::target_text::target_from_text;
use crate::catalog::{self, Skipped};
use crate::cli::CheckArgs;
use crate::commands::selection;
use crate::error::{CommandError, Problem};
use crate::message::Message;
use crate::target::{Expectation, Target};
use crate::tls::Version;

/// Maximum number of problems that are listed; further ones are counted.
const MOST_PROBLEMS: usize = 50;

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
}

/// Targets from stdin, one at a time.
pub(super) struct Stream {
    lines: TargetLines<BufReader<io::Stdin>>,
    expectations: Expectations,
    done: Done,
}

impl Iterator for Stream {
    type Item = Result<Target, LineProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        let done = &mut self.done;
        let target = self.lines.find(|line| !line.as_ref().is_ok_and(|target| done.take(target)))?;
        Some(target.map(|mut target| {
            self.expectations.apply(&mut target);
            target
        }))
    }
}

impl Source {
    /// Removes targets that are done.
    pub(super) fn leave_out(&mut self, mut done: Done) {
        match self {
            Self::Listed(listed) => listed.targets.retain(|target| !done.take(target)),
            Self::Streamed(stream) => stream.done = done,
            // The ports of the lab are different in each run.
            Self::Lab(_) => {}
        }
    }

    /// Returns the versions that at least one endpoint must reject, and which must therefore be tested.
    pub(super) fn refused(&self) -> Vec<Version> {
        match self {
            Self::Listed(listed) => {
                listed.targets.iter().flat_map(|target| target.expectation.refuse.iter().copied()).collect()
            }
            Self::Streamed(stream) => stream.expectations.refuse.clone(),
            Self::Lab(expectations) => expectations.refuse.clone(),
        }
    }
}

/// Opens the source that the arguments select. If `streamed`, no report needs the whole run, so targets from stdin are
/// read during it.
pub(super) fn open(args: &CheckArgs, streamed: bool, expectations: Expectations) -> Result<Source, CommandError> {
    if args.lab {
        return Ok(Source::Lab(expectations));
    }
    let is_stdin = args.endpoints.iter().any(|text| text == "-");
    if is_stdin && args.endpoints.len() > 1 {
        return Err(CommandError::usage(Message::ErrorStdinMixed).hint(Message::HintAllOnStdin));
    }
    if is_stdin && streamed {
        return Ok(Source::Streamed(Box::new(Stream { lines: stdin_lines(), expectations, done: Done::default() })));
    }
    let mut listed = if is_stdin {
        from_stdin()?
    } else if args.endpoints.is_empty() {
        from_catalog(args)?
    } else {
        refuse_selection(args)?;
        from_arguments(&args.endpoints)?
    };
    for target in &mut listed.targets {
        expectations.apply(target);
    }
    Ok(Source::Listed(listed))
}

fn stdin_lines() -> TargetLines<BufReader<io::Stdin>> {
    TargetLines::new(BufReader::with_capacity(64 * 1024, io::stdin()), "stdin", Expectation::default())
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
    Ok(Listed { targets, skipped, catalog: Some(catalog.source) })
}

fn from_arguments(texts: &[String]) -> Result<Listed, CommandError> {
    let mut targets = Vec::with_capacity(texts.len());
    let mut problems = Problems::default();
    for text in texts {
        match target_from_text(text, Expectation::default()) {
            Ok(target) => targets.push(target),
            Err(problem) => problems.note(problem.message(), problem.hint()),
        }
    }
    problems.refuse()?;
    Ok(Listed { targets, ..Listed::default() })
}

/// Reads all of stdin before anything is probed, so that a bad line ends the run before it begins.
fn from_stdin() -> Result<Listed, CommandError> {
    let mut targets = Vec::new();
    let mut problems = Problems::default();
    for line in stdin_lines() {
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
    Ok(Listed { targets, ..Listed::default() })
}

/// The problems of all targets. Only those that will be shown are kept.
#[derive(Debug, Default)]
struct Problems {
    shown: Vec<Problem>,
    count: usize,
}

impl Problems {
    fn note(&mut self, message: Message, hint: Message) {
        self.count += 1;
        if self.shown.len() < MOST_PROBLEMS {
            self.shown.push(Problem::new(message, [hint]));
        }
    }

    fn refuse(self) -> Result<(), CommandError> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let more = self.count - self.shown.len();
        let error = CommandError::several(self.shown);
        Err(if more > 0 { error.also(Message::ErrorMoreProblems { more: more as u64 }) } else { error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_without_end_are_counted_and_not_kept() {
        let mut problems = Problems::default();
        assert!(Problems::default().refuse().is_ok());
        for line in 0..1_000 {
            problems.note(Message::ErrorMoreProblems { more: line }, Message::HintTargetALine);
        }
        assert_eq!(problems.shown.len(), MOST_PROBLEMS);
        let error = problems.refuse().expect_err("they are problems");
        let problem = |more, hints| Problem::new(Message::ErrorMoreProblems { more }, hints);
        assert_eq!(error.problems().len(), MOST_PROBLEMS + 1);
        assert_eq!(error.problems()[49], problem(49, Some(Message::HintTargetALine)));
        assert_eq!(error.problems().last(), Some(&problem(950, None)));
    }
}
