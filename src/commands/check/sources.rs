//! Where the targets of a run come from: the catalog, the command line, stdin, or the lab.

use std::io::{self, BufReader};

use super::already_probed::Done;
use super::expectations::Expectations;
use crate::catalog::target_lines::{LineProblem, TargetLines};
use crate::catalog::target_text::target_from_text;
use crate::catalog::{self, Skipped};
use crate::cli::{CheckArgs, Format};
use crate::commands::selection;
use crate::error::CommandError;
use crate::target::{Expectation, Target};
use crate::tls::Version;

/// Problems that are told one by one; more are counted.
const MOST_PROBLEMS: usize = 50;

/// The targets of a run.
pub(super) enum Source {
    /// All known before the run.
    Listed(Listed),
    /// Read from stdin while the run goes on, never all in memory.
    Streamed(Box<Stream>),
    /// Served by the run itself.
    Lab(Expectations),
}

/// Targets that are known before the run.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) targets: Vec<Target>,
    /// What the catalog could not fill in.
    pub(super) skipped: Vec<Skipped>,
    /// Which catalog.
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
    /// Leaves out targets that are done.
    pub(super) fn leave_out(&mut self, mut done: Done) {
        match self {
            Self::Listed(listed) => listed.targets.retain(|target| !done.take(target)),
            Self::Streamed(stream) => stream.done = done,
            // Its ports are new each time.
            Self::Lab(_) => {}
        }
    }

    /// Versions that some endpoint must refuse, and so must be tried.
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

/// Opens the source that the arguments name.
pub(super) fn open(args: &CheckArgs, expectations: Expectations) -> Result<Source, CommandError> {
    if args.lab {
        return Ok(Source::Lab(expectations));
    }
    let is_stdin = args.endpoints.iter().any(|text| text == "-");
    if is_stdin && args.endpoints.len() > 1 {
        return Err(CommandError::usage("- (stdin) cannot be mixed with other endpoints")
            .hint("put them all on stdin, one a line"));
    }
    if is_stdin && args.format == Format::Jsonl {
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

/// A selection from the catalog says nothing about endpoints that are named one by one.
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
            Err(CommandError::usage(format!("{flag} selects from the catalog, and endpoints are named too"))
                .hint(format!("leave out {flag}, or the endpoints")))
        }
    }
}

fn from_catalog(args: &CheckArgs) -> Result<Listed, CommandError> {
    let (catalog, selected) = selection::select(&args.selection)?;
    let skipped = selected.skipped.clone();
    let targets = selected.into_targets();
    if targets.is_empty() {
        let error = CommandError::usage("the selection leaves no endpoint to probe");
        let flags: std::collections::BTreeSet<_> = skipped.iter().map(Skipped::flags_to_paste).collect();
        let hint = if flags.is_empty() {
            "tlsready catalog lists what there is".to_owned()
        } else {
            format!("set what is missing: {}", flags.into_iter().collect::<Vec<_>>().join(" "))
        };
        return Err(error.hint(hint));
    }
    Ok(Listed { targets, skipped, catalog: Some(catalog.source) })
}

fn from_arguments(texts: &[String]) -> Result<Listed, CommandError> {
    let mut targets = Vec::with_capacity(texts.len());
    let mut problems = Problems::default();
    for text in texts {
        match target_from_text(text, Expectation::default()) {
            Ok(target) => targets.push(target),
            Err(problem) => problems.note(&problem, &problem.hint()),
        }
    }
    problems.refuse()?;
    Ok(Listed { targets, ..Listed::default() })
}

/// All of stdin before anything is probed, so that a bad line ends the run before it has begun.
fn from_stdin() -> Result<Listed, CommandError> {
    let mut targets = Vec::new();
    let mut problems = Problems::default();
    for line in stdin_lines() {
        match line {
            // Nothing is probed any more; the rest is read for its problems.
            Ok(_) if problems.count > 0 => targets = Vec::new(),
            Ok(target) => targets.push(target),
            Err(problem) => problems.note(&problem, &problem.hint()),
        }
    }
    problems.refuse()?;
    if targets.is_empty() {
        return Err(CommandError::usage("stdin: no endpoint in it")
            .hint("write one target a line: host, host:port, [v6]:port, a URL"));
    }
    Ok(Listed { targets, ..Listed::default() })
}

/// What is wrong with the targets, to be told in one go. However many there are, it holds no more than are shown.
#[derive(Debug, Default)]
struct Problems {
    shown: Vec<String>,
    count: usize,
}

impl Problems {
    fn note(&mut self, problem: &dyn std::fmt::Display, hint: &dyn std::fmt::Display) {
        self.count += 1;
        if self.shown.len() < MOST_PROBLEMS {
            self.shown.push(format!("{problem}\nhint: {hint}"));
        }
    }

    fn refuse(self) -> Result<(), CommandError> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let mut message = self.shown.join("\nerror: ");
        if self.count > self.shown.len() {
            message = format!("{message}\nand {} more", self.count - self.shown.len());
        }
        Err(CommandError::usage(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_without_end_are_counted_and_not_kept() {
        let mut problems = Problems::default();
        assert!(Problems::default().refuse().is_ok());
        for number in 0..1_000 {
            problems.note(&format!("stdin:{number}: no target"), &"write host:port");
        }
        assert_eq!(problems.shown.len(), MOST_PROBLEMS);
        let message = problems.refuse().expect_err("they are problems").to_string();
        assert!(message.contains("stdin:0: no target\nhint: write host:port\nerror: stdin:1: no target"), "{message}");
        assert!(message.contains("stdin:49:") && !message.contains("stdin:50:"), "{message}");
        assert!(message.ends_with("and 950 more"), "{message}");
    }
}
